#include "neovm/testing/vm_vectors.h"

#include <boost/algorithm/string/case_conv.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace nsl::neovm::testing {
namespace {

constexpr std::uint32_t kGiveObject = 0x77777777;
constexpr std::uint32_t kThrow = 0xaddeadde;
constexpr int kDepthMax = 64;  // files cannot show an array that contains itself

std::string lower(std::string_view text) { return boost::algorithm::to_lower_copy(std::string(text)); }
std::string text(const json::value& value) { return std::string(json::view(value.as_string())); }

Bytes hex(std::string_view with_prefix) {
  EXPECT_TRUE(with_prefix.empty() || with_prefix.starts_with("0x")) << with_prefix;
  const auto bytes = from_hex(lower(with_prefix.substr(std::min<std::size_t>(2, with_prefix.size()))));
  EXPECT_TRUE(bytes) << with_prefix;
  return bytes.value_or(Bytes{});
}

std::string hex_value(const json::value& value) { return value.is_string() ? to_hex(hex(text(value))) : std::string(); }

template <typename List, typename F>
std::string joined(const List& list, F f) {
  std::string out;
  for (const auto& element : list) out += (out.empty() ? "" : ",") + f(element);
  return out;
}

using Names = std::vector<std::string>;

Names expected_list(const json::object& state, std::string_view name) {
  Names out;
  if (const json::value* list = state.if_contains(name); list != nullptr && list->is_array()) {
    for (const json::value& item : list->get_array()) out.push_back(expected_text(item));
  }
  return out;
}

Names list_of(const EvaluationStack& stack) {
  Names out;
  for (std::size_t i = 0; i < stack.size(); ++i) out.push_back(text_of(stack.peek(i)));
  return out;
}

Names list_of(const Slot& slot) {
  Names out;
  for (const StackItem& item : slot) out.push_back(text_of(item));
  return out;
}

void check_frame(const json::object& expected, const Frame& frame) {
  const Script& script = *frame.loaded->script;
  const std::uint8_t next = frame.position < script.size() ? script.bytes()[frame.position] : static_cast<std::uint8_t>(OpCode::RET);
  EXPECT_EQ(neo::info(next).name, text(expected.at("nextInstruction")));
  EXPECT_EQ(frame.position, expected.at("instructionPointer").to_number<std::uint32_t>());
  if (expected.contains("evaluationStack")) {
    EXPECT_EQ(list_of(frame.loaded->stack), expected_list(expected, "evaluationStack"));
  }
  EXPECT_EQ(list_of(frame.arguments), expected_list(expected, "arguments"));
  EXPECT_EQ(list_of(frame.locals), expected_list(expected, "localVariables"));
  EXPECT_EQ(list_of(frame.loaded->statics), expected_list(expected, "staticFields"));
}

void check_state(const json::object& expected, const Engine& engine) {
  ASSERT_EQ(lower(name(engine.state())), lower(text(expected.at("state")))) << engine.fault_message();
  if (engine.state() == VmState::kFault) {
    if (expected.contains("exceptionMessage")) {
      EXPECT_EQ(engine.fault_message(), text(expected.at("exceptionMessage")));
    }
    return;
  }
  const json::value* frames = expected.if_contains("invocationStack");
  const std::size_t count = frames != nullptr && frames->is_array() ? frames->get_array().size() : 0;
  ASSERT_EQ(engine.depth(), count);
  for (std::size_t i = 0; i < count; ++i) {
    SCOPED_TRACE(fmt::format("frame {}", i));
    check_frame(frames->get_array()[i].as_object(), engine.frame_at(i));
  }
  if (expected.contains("resultStack")) EXPECT_EQ(list_of(engine.results()), expected_list(expected, "resultStack"));
  if (expected.contains("refs")) EXPECT_EQ(engine.reference_count(), expected.at("refs").to_number<std::int64_t>());
}

void act(Engine& engine, const std::string& action) {
  const std::size_t depth = engine.depth();
  if (action == "execute") {
    engine.run();
  } else if (action == "stepinto") {
    engine.step();
  } else if (action == "stepout") {
    while (engine.state() == VmState::kBreak && engine.depth() >= depth) engine.step();
  } else if (action == "stepover") {
    do engine.step();
    while (engine.state() == VmState::kBreak && engine.depth() > depth);
  } else {
    ADD_FAILURE() << "unknown action " << action;
  }
}

}  // namespace

Bytes read_script(const json::value& script) {
  if (script.is_string()) return hex(text(script));
  Bytes out;
  for (const json::value& part : script.as_array()) {
    const std::string word = text(part);
    if (const auto code = neo::parse_opcode(word)) {
      out.push_back(static_cast<std::uint8_t>(*code));
    } else {
      const Bytes bytes = hex(word);
      out.insert(out.end(), bytes.begin(), bytes.end());
    }
  }
  return out;
}

std::string expected_text(const json::value& item) {
  const json::object& object = item.as_object();
  const std::string type = lower(text(object.at("type")));
  if (type == "null") return "null";
  if (type == "interop") return "interop";
  const json::value& value = object.at("value");
  if (type == "boolean") return value.as_bool() ? "true" : "false";
  if (type == "integer" || type == "pointer") {
    return type + ":" + (value.is_string() ? text(value) : std::to_string(value.to_number<std::int64_t>()));
  }
  if (type == "string") return "bytestring:" + to_hex(as_bytes(json::view(value.as_string())));
  if (type == "bytestring" || type == "buffer") return type + ":" + hex_value(value);
  if (type == "map") {
    return "map{" + joined(value.as_object(), [](const auto& member) {
             return to_hex(hex(std::string(member.key()))) + "=" + expected_text(member.value());
           }) + "}";
  }
  return type + "[" + joined(value.as_array(), [](const json::value& inside) { return expected_text(inside); }) + "]";
}

std::string text_of(const StackItem& item, int depth) {
  if (depth > kDepthMax) return "…";
  switch (item.type()) {
    case ItemType::kAny: return "null";
    case ItemType::kInteropInterface: return "interop";
    case ItemType::kBoolean: return *item.to_boolean() ? "true" : "false";
    case ItemType::kInteger: return "integer:" + item.to_integer()->decimal();
    case ItemType::kPointer: return "pointer:" + std::to_string(item.pointer_object().position);
    case ItemType::kByteString: return "bytestring:" + to_hex(item.bytes_object().view());
    case ItemType::kBuffer: return "buffer:" + to_hex(item.bytes_object().view());
    case ItemType::kMap:
      return "map{" + joined(item.map().entries, [&](const MapEntry& entry) {
               return to_hex(*entry.key.to_bytes()) + "=" + text_of(entry.value, depth + 1);
             }) + "}";
    case ItemType::kArray:
    case ItemType::kStruct:
      return (item.type() == ItemType::kStruct ? "struct[" : "array[") +
             joined(item.array().items, [&](const StackItem& inside) { return text_of(inside, depth + 1); }) + "]";
  }
  return "";
}

bool VectorHost::syscall(Engine& engine, std::uint32_t id) {
  if (id == kThrow) return engine.throw_text("error");
  if (id != kGiveObject) return engine.fault("no such service");
  engine.push(StackItem::interop(std::make_shared<Interop>()));
  return true;
}

bool VectorHost::call_token(Engine& engine, std::uint16_t) { return engine.fault("no tokens"); }
bool VectorHost::unloaded(Engine&, LoadedScript&, Unloaded) { return true; }

void run_test(const json::object& test) {
  VectorHost host;
  Engine engine({.host = &host, .gas_limit = {Gas::kUnlimited}});
  const Bytes script = read_script(test.at("script"));
  if (!script.empty()) engine.load(std::make_shared<const Script>(script));
  int number = 0;
  for (const json::value& step : test.at("steps").as_array()) {
    SCOPED_TRACE(fmt::format("step {}", number++));
    if (const json::value* actions = step.as_object().if_contains("actions"); actions != nullptr && actions->is_array()) {
      for (const json::value& action : actions->get_array()) act(engine, lower(text(action)));
    }
    check_state(step.at("result").as_object(), engine);
  }
}

}  // namespace nsl::neovm::testing
