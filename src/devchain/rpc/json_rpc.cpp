#include "devchain/rpc/json_rpc.h"

#include "devchain/rpc/feeds.h"
#include "neo/types/address.h"

#include <array>
#include <cmath>

namespace nsl::devchain {
namespace {

struct Message {
  int code;
  std::string_view text;
};

// Texts of neo-go (pkg/neorpc/errors.go), which clients show.
constexpr std::array kMessages{
    Message{-32'700, "Parse error"},
    Message{-32'600, "Invalid request"},
    Message{-32'601, "Method not found"},
    Message{-32'602, "Invalid params"},
    Message{-32'603, "Internal error"},
    Message{-101, "Unknown block"},
    Message{-102, "Unknown contract"},
    Message{-103, "Unknown transaction"},
    Message{-104, "Unknown storage item"},
    Message{-107, "Unknown session"},
    Message{-108, "Unknown iterator"},
    Message{-109, "Unknown height"},
    Message{-500, "Inventory verification failed"},
    Message{-501, "Inventory already exists on chain"},
    Message{-502, "The memory pool is full and no more transactions can be sent"},
    Message{-503, "Transaction already exists in the memory pool"},
    Message{-504, "Insufficient network fee"},
    Message{-505, "One of the Policy filters failed"},
    Message{-506, "Invalid script"},
    Message{-507, "Invalid transaction attribute"},
    Message{-508, "Invalid signature"},
    Message{-509, "Invalid inventory size"},
    Message{-510, "Expired transaction"},
    Message{-511, "Insufficient funds"},
    Message{-512, "Invalid contract verification function"},
    Message{-602, "Oracle is disabled"},
    Message{-606, "Old state requests are not supported"},
    Message{-608, "Contract execution failed"},
};

RpcError error_of(int code, std::string data) {
  const auto known = std::ranges::find(kMessages, code, &Message::code);
  return {.code = code,
          .message = std::string(known == kMessages.end() ? std::string_view("Error") : known->text),
          .data = std::move(data)};
}

json::value reply(const json::value& id, const RpcResult& result) {
  json::object out{{"id", id}, {"jsonrpc", "2.0"}};
  if (result) {
    out["result"] = *result;
    return out;
  }
  json::object error{{"code", result.error().code}, {"message", result.error().message}};
  if (!result.error().data.empty()) error["data"] = result.error().data;
  out["error"] = std::move(error);
  return out;
}

}  // namespace

RpcError rpc_error(RpcCode code, std::string data) { return error_of(static_cast<int>(code), std::move(data)); }
RpcError rpc_error(const RelayError& error) { return error_of(static_cast<int>(error.code), error.why); }

std::optional<std::string> Params::text(std::size_t index) const {
  if (!has(index) || !list_[index].is_string()) return std::nullopt;
  return std::string(json::view(list_[index].get_string()));
}

std::optional<std::int64_t> Params::number(std::size_t index) const {
  if (!has(index)) return std::nullopt;
  const json::value& value = list_[index];
  if (value.is_int64()) return value.get_int64();
  if (value.is_double() && value.get_double() == std::floor(value.get_double()) &&
      std::abs(value.get_double()) < 9e15) {
    return static_cast<std::int64_t>(value.get_double());
  }
  if (!value.is_string()) return std::nullopt;
  const auto number = neo::Integer::parse(json::view(value.get_string()));
  return number ? number->as_int64() : std::nullopt;
}

std::optional<Bytes> Params::base64(std::size_t index) const {
  const auto value = text(index);
  return value ? from_base64(*value) : std::nullopt;
}

std::optional<neo::UInt160> Params::account(std::size_t index) const {
  const auto value = text(index);
  if (!value) return std::nullopt;
  const auto account = neo::parse_account(*value);
  return account ? std::optional(*account) : std::nullopt;
}

std::optional<neo::UInt256> Params::hash256(std::size_t index) const {
  const auto value = text(index);
  if (!value) return std::nullopt;
  const auto hash = neo::UInt256::parse(*value);
  return hash ? std::optional(*hash) : std::nullopt;
}

bool Params::flag(std::size_t index) const {
  if (!has(index)) return false;
  if (list_[index].is_bool()) return list_[index].get_bool();
  return number(index).value_or(0) != 0;
}

JsonRpc::JsonRpc(Chain& chain, Options options) : chain_(chain), options_(std::move(options)) {
  add_block_methods(methods_);
  add_invocation_methods(methods_);
  add_node_methods(methods_);
  add_token_methods(methods_);
  add_refused_methods(methods_);
}

RpcResult JsonRpc::run(std::string_view method, const Params& params, Feeds* feeds) {
  if (feeds != nullptr && method == "subscribe") return feeds->subscribe(params);
  if (feeds != nullptr && method == "unsubscribe") return feeds->unsubscribe(params);
  const auto found = methods_.find(method);
  if (found != methods_.end()) return found->second(*this, params);
  return std::unexpected(rpc_error(RpcCode::kMethodNotFound, "method '" + std::string(method) + "' not supported"));
}

json::value JsonRpc::answer_one(const json::value& request, Feeds* feeds) {
  const json::object* object = request.if_object();
  const json::value* id = object == nullptr ? nullptr : object->if_contains("id");
  const json::value no_id = nullptr;
  const json::value* method = object == nullptr ? nullptr : object->if_contains("method");
  if (method == nullptr || !method->is_string())
    return reply(id == nullptr ? no_id : *id, std::unexpected(rpc_error(RpcCode::kInvalidRequest)));
  const json::value* params = object->if_contains("params");
  const json::array none;
  if (params != nullptr && !params->is_array() && !params->is_null()) {
    return reply(id == nullptr ? no_id : *id, invalid_params("params must be an array"));
  }
  const Params list(params != nullptr && params->is_array() ? params->get_array() : none);
  const RpcResult result = run(json::view(method->get_string()), list, feeds);
  return id == nullptr ? json::value() : reply(*id, result);
}

std::string JsonRpc::answer(std::string_view request, Feeds* feeds) {
  const auto parsed = json::parse(request);
  if (!parsed)
    return json::serialize(reply(nullptr, std::unexpected(rpc_error(RpcCode::kParse, parsed.error().message))));
  if (!parsed->is_array()) {
    const json::value one = answer_one(*parsed, feeds);
    return one.is_null() ? std::string() : json::serialize(one);
  }
  const json::array& batch = parsed->get_array();
  if (batch.empty() || batch.size() > kBatchMax) {
    return json::serialize(
        reply(nullptr, std::unexpected(rpc_error(RpcCode::kInvalidRequest, "a batch has 1 to 100 requests"))));
  }
  json::array out;
  for (const json::value& single : batch) {
    json::value one = answer_one(single, feeds);
    if (!one.is_null()) out.push_back(std::move(one));
  }
  return out.empty() ? std::string() : json::serialize(out);
}

}  // namespace nsl::devchain
