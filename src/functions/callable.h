#pragma once
// Callable: a function version ready to be invoked, and Catalog: the ones used lately, so that an invocation asks the
// database nothing.

#include "base/source_map.h"
#include "engine/worker_pool.h"
#include "functions/types.h"

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace nsl::functions {

struct Callable {
  FunctionId function;
  std::string owner;
  std::string name;
  std::uint32_t version = 0;
  std::string hash;  // of the version
  Settings settings;
  std::shared_ptr<const engine::ImageSource> image;  // shared with executions that may outlive the entry
  std::optional<SourceMap> source_map;
};

// Bounded by the bytes of code; the least used leave first. Event-loop thread only.
class Catalog {
 public:
  explicit Catalog(ByteCount most) : most_(most) {}

  // nullptr: not known here. `version` absent: the active one.
  std::shared_ptr<const Callable> find(FunctionRef function, std::optional<std::uint32_t> version);
  void put(std::shared_ptr<const Callable> callable, bool active);
  // The function has changed or is gone: the next invocation asks the database.
  void forget_active(FunctionRef function);
  void forget(FunctionRef function);

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::shared_ptr<const Callable> callable;
    std::list<std::string>::iterator by_use;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

  void add(std::string key, std::shared_ptr<const Callable> callable);
  void remove(Entries::iterator entry);

  ByteCount most_;
  Entries entries_;              // "owner/name" (active) and "owner/name@7"
  std::list<std::string> used_;  // newest first
  std::uint64_t bytes_ = 0;
};

}  // namespace nsl::functions
