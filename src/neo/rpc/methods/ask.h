#pragma once
// How the methods of this folder ask: one call, whose result is read as a type. Private to the folder.

#include "neo/rpc/rpc.h"
#include "neo/types/json_in.h"

#include <concepts>
#include <optional>
#include <type_traits>

namespace nsl::neo {

// Reads the result of a call; kInvalidArgument, with the place, when it has another form.
template <typename Read>
auto read_result(const json::value& result, std::string_view what, Read read)
    -> Result<std::invoke_result_t<Read, const JsonIn&>> {
  JsonDocument document(result, what);
  auto out = read(document.root());
  NSL_TRY_VOID(document.status());
  return out;
}

template <typename Read>
auto ask(Rpc& rpc, std::string_view method, const json::array& parameters, Read read)
    -> Result<std::invoke_result_t<Read, const JsonIn&>> {
  const auto answer = rpc.call(method, parameters);
  if (!answer) return std::unexpected(to_error(answer.error()));
  return read_result(*answer, "answer to " + std::string(method), read);
}

// The same for what the node may not know: nullopt then.
template <typename Read>
auto find(Rpc& rpc, std::string_view method, const json::array& parameters, Read read)
    -> Result<std::optional<std::invoke_result_t<Read, const JsonIn&>>> {
  const auto answer = rpc.call(method, parameters);
  if (!answer && is_unknown(answer.error())) return std::nullopt;
  if (!answer) return std::unexpected(to_error(answer.error()));
  auto out = read_result(*answer, "answer to " + std::string(method), read);
  if (!out) return std::unexpected(std::move(out).error());
  return std::optional(*std::move(out));
}

// For those who read with a function that gives a Result.
template <typename Read>
auto ask_whole(Rpc& rpc, std::string_view method, const json::array& parameters, Read read)
    -> std::invoke_result_t<Read, const json::value&> {
  const auto answer = rpc.call(method, parameters);
  if (!answer) return std::unexpected(to_error(answer.error()));
  return read(*answer);
}

inline json::value parameter_of(std::string_view text) { return json::value(text); }
inline json::value parameter_of(ByteView bytes) { return json::value(to_base64(bytes)); }

constexpr std::size_t kListMax = 65'536;  // items of any list that a node gives

template <typename Read>
auto list_of(const JsonIn& in, Read read) {
  std::vector<std::invoke_result_t<Read, const JsonIn&>> out;
  for (const auto& element : in.elements(kListMax)) out.push_back(read(element));
  return out;
}

}  // namespace nsl::neo
