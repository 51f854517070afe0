// Any text as the answer of a node, to each question in turn, and as what it announces.
#include "neo/rpc/answers.h"
#include "neo/rpc/node.h"
#include "neo/rpc/node_socket.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::neo;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(parse_rpc_batch(text, 1, 3));
  if (const auto event = parse_node_event(text)) static_cast<void>(announced_height(*event));
  const auto result = parse_rpc_response(text, 1);
  if (!result) return 0;
  static_cast<void>(read_version(*result));
  static_cast<void>(read_invocation(*result));
  static_cast<void>(read_application_log(*result));
  static_cast<void>(read_executions(*result));
  static_cast<void>(read_chain_transaction(*result));
  static_cast<void>(read_balances(*result));
  return 0;
}
