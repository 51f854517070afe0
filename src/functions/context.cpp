#include "functions/context.h"

#include "base/json.h"

#include <fmt/format.h>

#include <iterator>

namespace nsl::functions {

std::string context_of(const Execution& execution, std::string_view secret_token) {
  const auto deadline = execution.started_at + execution.limits.wall;
  std::string out = "{\"id\":\"";
  execution.id.append_text(out);
  fmt::format_to(std::back_inserter(out), "\",\"deadline_ms\":{},\"secret_token\":\"{}\",\"trigger\":{{\"type\":",
                 std::chrono::floor<std::chrono::milliseconds>(deadline.time_since_epoch()).count(), secret_token);
  json::append_quoted(out, execution.trigger);
  out.append("}}");
  return out;
}

}  // namespace nsl::functions
