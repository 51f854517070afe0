#include "functions/callable.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

constexpr std::uint64_t kEntryOverhead = 512;  // names, settings, list nodes

std::uint64_t bytes_of(const Callable& callable) { return kEntryOverhead + callable.image->code.size(); }

std::string versioned(std::string_view name, std::uint32_t version) { return fmt::format("{}@{}", name, version); }

}  // namespace

std::shared_ptr<const Callable> Catalog::find(std::string_view name, std::optional<std::uint32_t> version) {
  const auto found = version ? entries_.find(versioned(name, *version)) : entries_.find(name);
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  if (entry.by_use != used_.begin()) used_.splice(used_.begin(), used_, entry.by_use);
  return entry.callable;
}

void Catalog::put(std::shared_ptr<const Callable> callable, bool active) {
  if (active) add(callable->name, callable);
  add(versioned(callable->name, callable->version), callable);
}

void Catalog::add(std::string key, std::shared_ptr<const Callable> callable) {
  if (const auto known = entries_.find(key); known != entries_.end()) remove(known);
  bytes_ += bytes_of(*callable);
  used_.push_front(key);
  entries_.emplace(std::move(key), Entry{std::move(callable), used_.begin()});
  while (bytes_ > most_.bytes && used_.size() > 1) remove(entries_.find(used_.back()));
}

void Catalog::remove(Entries::iterator entry) {
  bytes_ -= bytes_of(*entry->second.callable);
  used_.erase(entry->second.by_use);
  entries_.erase(entry);
}

void Catalog::forget_active(std::string_view name) {
  if (const auto found = entries_.find(name); found != entries_.end()) remove(found);
}

void Catalog::forget(std::string_view name) {
  forget_active(name);
  const std::string prefix = fmt::format("{}@", name);
  for (auto at = entries_.begin(); at != entries_.end();) {
    const auto next = std::next(at);
    if (at->first.starts_with(prefix)) remove(at);
    at = next;
  }
}

}  // namespace nsl::functions
