// Any JSON as the body of the operations that read one: no crash, and what is accepted reads the same once written.
#include "api/input.h"
#include "api/schema/write.h"
#include "api/types.h"
#include "base/check.h"
#include "net/http/problem.h"

#include <cstddef>
#include <cstdint>

namespace {

using namespace nsl;
using namespace nsl::api;

template <typename T>
void read_twice(std::string_view text) {
  T body;
  Findings findings;
  if (!read_body(text, body, findings)) return;
  if (!findings.empty()) {
    const auto problem = net::problem_json(findings.error(), {}, findings.violations());
    NSL_CHECK(json::validate(problem).has_value());
    return;
  }
  const std::string written = to_json(body);
  T again;
  NSL_CHECK(read_body(written, again, findings).has_value() && findings.empty());
  NSL_CHECK(to_json(again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_twice<DeployRequest>(text);
  read_twice<RollbackRequest>(text);
  read_twice<SetSecretRequest>(text);
  read_twice<UnsealRequest>(text);
  read_twice<Execution>(text);

  PageQuery query;
  ExecutionsQuery executions;
  Findings findings;
  static_cast<void>(read_query(text, query, findings));
  static_cast<void>(read_query(text, executions, findings));
  return 0;
}
