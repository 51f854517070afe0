#include "functions/callable.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

constexpr std::uint64_t kEntryOverhead = 512;  // names, settings, list nodes

std::uint64_t bytes_of(const Callable& callable) { return kEntryOverhead + callable.image->code.size(); }

// Neither owners nor names have a slash or an at sign. The text holds until the next call.
std::string_view catalog_key(FunctionRef function, std::optional<std::uint32_t> version) {
  thread_local std::string key;
  key.assign(function.owner).append("/").append(function.name);
  if (version) fmt::format_to(std::back_inserter(key), "@{}", *version);
  return key;
}

}  // namespace

std::shared_ptr<const Callable> Catalog::find(FunctionRef function, std::optional<std::uint32_t> version) {
  const auto found = entries_.find(catalog_key(function, version));
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  if (entry.by_use != used_.begin()) used_.splice(used_.begin(), used_, entry.by_use);
  return entry.callable;
}

void Catalog::put(std::shared_ptr<const Callable> callable, bool active) {
  const FunctionRef function{callable->owner, callable->name};
  if (active) add(std::string(catalog_key(function, std::nullopt)), callable);
  add(std::string(catalog_key(function, callable->version)), callable);
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

void Catalog::forget_active(FunctionRef function) {
  if (const auto found = entries_.find(catalog_key(function, std::nullopt)); found != entries_.end()) remove(found);
}

void Catalog::forget(FunctionRef function) {
  forget_active(function);
  const std::string prefix = std::string(catalog_key(function, std::nullopt)) + "@";
  for (auto at = entries_.begin(); at != entries_.end();) {
    const auto next = std::next(at);
    if (at->first.starts_with(prefix)) remove(at);
    at = next;
  }
}

}  // namespace nsl::functions
