#pragma once
// What the instructions for arrays, structs and maps share. Inside ops/ only.

#include "neovm/machine/engine.h"

namespace nsl::neovm {

// Pushes an array, struct or map of which everything inside is counted already; counts the thing itself.
inline void push_filled(Engine& engine, StackItem compound) {
  ++compound.compound().stack_references;
  engine.counter().increase();
  engine.stack().push_counted(std::move(compound));
}

// A fault for one that must not be changed.
inline bool check_writable(Engine& engine, const CompoundObject& object) {
  return !object.read_only || engine.fault("The object is readonly.");
}

inline bool check_key_size(Engine& engine, const StackItem& key) {
  StackItem::Scratch scratch;
  const std::size_t size = key.span(scratch)->size();
  return size <= MapObject::kKeyBytesMax || engine.fault("The key of a map has at most 64 bytes.");
}

}  // namespace nsl::neovm
