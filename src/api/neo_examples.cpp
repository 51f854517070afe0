#include "api/neo_examples.h"

#include "api/examples.h"
#include "api/schema/write.h"
#include "api/types.h"
#include "api/types/neo_events.h"

namespace nsl::api::examples {
namespace {

constexpr const char* kTime = "2026-01-01T00:00:00.000Z";
constexpr const char* kAddress = "NTHuxmVqtx6Wf8zr9PuehTGf8ueEw2q4Ls";
constexpr const char* kGas = "0xd2a4cff31913016155e38e474a2c06d08be276cf";

Account sample_account() {
  return {.name = "treasury",
          .address = kAddress,
          .script_hash = "0x58f00fc0a7c2f1f5ef0e4b9e0e8d4dd4ae5b1f4f",
          .public_key = "02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2",
          .created_at = kTime,
          .created_by = "token:ci"};
}

AccountGrant sample_grant() {
  return {.id = kGrantId,
          .account = "treasury",
          .address = kAddress,
          .function = "payout",
          .function_hash = {},
          .contracts = {kGas},
          .methods = {"transfer"},
          .scope = "CalledByEntry",
          .call_max = "1",
          .day_max = "10",
          .created_at = kTime,
          .created_by = "token:ci",
          .expires_at = {}};
}

NeoTransaction sample_transaction() {
  return {.hash = kTransactionHash,
          .account = "treasury",
          .state = "final",
          .valid_until_block = 5'100,
          .system_fee = "0.0997778",
          .network_fee = "0.0123052",
          .function = "payout",
          .execution = kExecutionId,
          .contract = kGas,
          .method = "transfer",
          .replaces = {},
          .created_at = kTime,
          .ended_at = kTime,
          .block = 5'003,
          .gas_consumed = "0.0997778",
          .reason = {}};
}

}  // namespace

std::string neo_transaction() { return to_json(sample_transaction()); }

std::string neo_transaction_page() {
  return to_json(NeoTransactionPage{.data = {sample_transaction()}, .next_cursor = "bjQyLjA"});
}

std::string neo_cancellation() {
  NeoTransaction other = sample_transaction();
  other.hash[4] = 'a';
  other.state = "pending";
  other.replaces = kTransactionHash;
  other.contract = other.method = other.execution = other.ended_at = other.gas_consumed = {};
  other.block = {};
  return to_json(other);
}

std::string neo_node_list() {
  return to_json(NeoNodeList{.data = {{.url = "http://127.0.0.1:10332",
                                       .health = "good",
                                       .network = 56'753,
                                       .user_agent = "/NEO-GO:0.110.0/",
                                       .height = 5'003,
                                       .latency_us = 850,
                                       .announces = true,
                                       .problem = {}}},
                             .announced_by = "ws://127.0.0.1:10332/ws",
                             .announcement_problem = {}});
}

std::string neo_event_page() {
  constexpr const char* kState =
      R"({"type":"Array","value":[{"type":"Any"},{"type":"ByteString","value":"T1quSw5O3f6Q5V9fTOyqN3rcLWE="},)"
      R"({"type":"Integer","value":"50000000"}]})";
  return to_json(NeoEventPage{
      .data = {{.height = 5'003,
                .index = 2,
                .time = kTime,
                .contract = kGas,
                .event = "Transfer",
                .transaction = kTransactionHash,
                .state = {kState},
                .transfer = NeoTransfer{.from = {}, .to = kAddress, .amount = "50000000", .token_id = {}}}},
      .next_cursor = "5003.3",
      .more = true,
      .first_block = 0,
      .height = 5'010});
}

std::string account() { return to_json(sample_account()); }

std::string account_list() { return to_json(AccountList{.data = {sample_account()}}); }

std::string account_grant_request() {
  return R"({"function":"payout","contracts":["GasToken"],"methods":["transfer"],"call_max":"1","day_max":"10"})";
}

std::string account_grant() { return to_json(sample_grant()); }

std::string account_grant_list() { return to_json(AccountGrantList{.data = {sample_grant()}}); }

}  // namespace nsl::api::examples
