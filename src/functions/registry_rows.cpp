#include "functions/registry_rows.h"

#include "functions/row_key.h"
#include "functions/settings_text.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

WallTime time_of(std::int64_t us) { return WallTime(std::chrono::microseconds(us)); }

Result<FunctionId> function_id(std::string_view text) {
  if (const auto id = FunctionId::parse(text)) return *id;
  return fail(ErrorCode::kStorageFailed, fmt::format("The database is damaged: \"{}\" is no id of a function.", text));
}

}  // namespace

Result<Function> to_function(FunctionRow row) {
  NSL_TRY(const auto id, function_id(row.id));
  return Function{.id = id,
                  .owner = std::move(row.owner),
                  .name = std::move(row.name),
                  .active_version = static_cast<std::uint32_t>(row.active_version),
                  .latest_version = static_cast<std::uint32_t>(row.latest_version),
                  .created_at = time_of(row.created_us),
                  .updated_at = time_of(row.updated_us)};
}

Result<Version> to_version(VersionRow row, const Function& function) {
  NSL_TRY(auto settings, settings_from_text(row.settings));
  return Version{.function = function.id,
                 .owner = function.owner,
                 .name = function.name,
                 .number = static_cast<std::uint32_t>(row.number),
                 .hash = std::move(row.hash),
                 .description = std::move(row.description),
                 .note = std::move(row.note),
                 .settings = std::move(settings),
                 .code_bytes = static_cast<std::uint64_t>(row.code_bytes),
                 .created_at = time_of(row.created_us)};
}

FunctionRow to_row(const Function& function) {
  return {.key = key_of(function.id),
          .id = function.id.text(),
          .owner = function.owner,
          .name = function.name,
          .active_version = function.active_version,
          .latest_version = function.latest_version,
          .created_us = function.created_at.time_since_epoch().count(),
          .updated_us = function.updated_at.time_since_epoch().count()};
}

}  // namespace nsl::functions
