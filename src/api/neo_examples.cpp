#include "api/neo_examples.h"

#include "api/examples.h"
#include "api/schema/write.h"
#include "api/types.h"

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

}  // namespace

std::string account() { return to_json(sample_account()); }

std::string account_list() { return to_json(AccountList{.data = {sample_account()}}); }

std::string account_grant_request() {
  return R"({"function":"payout","contracts":["GasToken"],"methods":["transfer"],"call_max":"1","day_max":"10"})";
}

std::string account_grant() { return to_json(sample_grant()); }

std::string account_grant_list() { return to_json(AccountGrantList{.data = {sample_grant()}}); }

}  // namespace nsl::api::examples
