#include "functions/registry.h"

#include "base/bytes.h"
#include "crypto/digest.h"
#include "functions/cursor.h"
#include "functions/registry_rows.h"
#include "functions/row_key.h"
#include "functions/settings_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::functions {
namespace {

using storage::Durability;
using storage::Transaction;

const std::string kSelectFunction = "SELECT " + storage::columns<FunctionRow>() + " FROM functions ";
const std::string kSelectVersion = "SELECT " + storage::columns<VersionRow>() + " FROM function_versions ";

std::string hash_of(std::string_view text) { return to_hex(crypto::sha256(as_bytes(text))); }

std::unexpected<Error> no_function(std::string_view name) {
  return fail(ErrorCode::kFunctionNotFound, fmt::format("There is no function \"{}\".", name));
}

std::unexpected<Error> no_version(std::string_view name, std::uint32_t number) {
  return fail(ErrorCode::kVersionNotFound, fmt::format("The function \"{}\" has no version {}.", name, number));
}

Status check(const Condition& condition, const std::optional<Function>& found) {
  if (condition.absent && found) {
    return fail(ErrorCode::kPreconditionFailed, "There is a function of this name already.", "If-None-Match");
  }
  if (condition.revision && (!found || revision_of(*found) != *condition.revision)) {
    return fail(ErrorCode::kPreconditionFailed, "The function is not what you know it to be; look at it again.",
                "If-Match");
  }
  return {};
}

Status check(const DeployRequest& request) {
  if (!is_function_name(request.name)) {
    return fail(ErrorCode::kInvalidName, "A function's name is 1 to 63 characters of a-z, 0-9 and \"-\".", "/name");
  }
  if (request.code.size() > engine::kCodeMax.bytes) {
    return fail(
        ErrorCode::kPayloadTooLarge,
        fmt::format("The code has {} bytes; a version has at most {}.", request.code.size(), engine::kCodeMax.bytes),
        "/code");
  }
  for (const auto& [text, pointer] :
       {std::pair(&request.code, "/code"), std::pair(&request.description, "/description"),
        std::pair(&request.note, "/note"), std::pair(&request.file_name, "/file_name")}) {
    if (!is_utf8(*text)) return fail(ErrorCode::kInvalidArgument, "The text is not valid UTF-8.", pointer);
  }
  return {};
}

// The same set of hosts is the same setting.
Settings in_order(Settings settings) {
  auto& hosts = settings.allow_hosts;
  std::ranges::sort(hosts);
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  return settings;
}

Result<std::optional<Function>> find_function(Transaction& transaction, FunctionRef wanted) {
  NSL_TRY(auto row, transaction.find<FunctionRow>(
                        kSelectFunction + "WHERE owner = :owner AND name = :name AND removed_us IS NULL", wanted.owner,
                        wanted.name));
  if (!row) return std::nullopt;
  return to_function(*std::move(row));
}

Result<Function> get_function(Transaction& transaction, FunctionRef wanted) {
  NSL_TRY(auto function, find_function(transaction, wanted));
  if (!function) return no_function(wanted.name);
  return *std::move(function);
}

Result<Version> get_version_of(Transaction& transaction, const Function& function, std::uint32_t number) {
  NSL_TRY(auto row, transaction.find<VersionRow>(kSelectVersion + "WHERE function = :function AND number = :number",
                                                 key_of(function.id), number));
  if (!row) return no_version(function.name, number);
  return to_version(*std::move(row), function);
}

Status check_room(Transaction& transaction, const DeployRequest& request) {
  if (request.functions_max == 0) return {};
  NSL_TRY(const auto there, transaction.find<std::int64_t>(
                                "SELECT COUNT(*) FROM functions WHERE owner = :owner AND removed_us IS NULL", request.owner));
  if (there.value_or(0) < static_cast<std::int64_t>(request.functions_max)) return {};
  return fail(ErrorCode::kQuotaExceeded,
              fmt::format("{} has {} functions, as many as its quota allows", request.owner, there.value_or(0)));
}

Status insert_function(Transaction& transaction, const Function& function) {
  static const std::string sql = storage::insert_into<FunctionRow>("functions");
  const FunctionRow row = to_row(function);
  NSL_TRY_VOID(transaction.execute_with(sql, storage::values_of(row)));
  return {};
}

Status update_function(Transaction& transaction, const Function& function) {
  NSL_TRY_VOID(transaction.execute(
      "UPDATE functions SET active_version = :active, latest_version = :latest, updated_us = :now WHERE key = :key",
      function.active_version, function.latest_version, function.updated_at, key_of(function.id)));
  return {};
}

Result<Version> insert_version(Transaction& transaction, const DeployRequest& request, const Version& version) {
  static const std::string sql = storage::insert_into<VersionRow>("function_versions");
  const std::string code_hash = hash_of(request.code);
  NSL_TRY_VOID(transaction.execute("INSERT INTO code_texts (hash, text) VALUES (:hash, :text) ON CONFLICT DO NOTHING",
                                   code_hash, request.code));
  const VersionRow row{.function = key_of(version.function),
                       .number = version.number,
                       .hash = version.hash,
                       .code_hash = code_hash,
                       .code_bytes = static_cast<std::int64_t>(version.code_bytes),
                       .file_name = request.file_name,
                       .settings = to_text(version.settings),
                       .description = version.description,
                       .note = version.note,
                       .created_us = version.created_at.time_since_epoch().count()};
  NSL_TRY_VOID(transaction.execute_with(sql, storage::values_of(row)));
  if (!request.source_map.empty()) {
    NSL_TRY_VOID(transaction.execute("INSERT INTO source_maps (function, number, text) VALUES (:function, :number, :text)",
                                     row.function, row.number, request.source_map));
  }
  return version;
}

}  // namespace

bool is_function_name(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= Registry::kNameMax && std::ranges::all_of(name, allowed);
}

std::string content_hash(const Settings& settings, std::string_view code) {
  // The settings' text ends where its last bracket closes, so no byte can belong to both.
  return hash_of(to_text(in_order(settings)).append(code));
}

Result<Deployed> Registry::put(const DeployRequest& request) {
  NSL_TRY_VOID(check(request));
  const Settings settings = in_order(request.settings);
  const std::string hash = content_hash(settings, request.code);
  const WallTime now = clock_.wall();

  NSL_TRY(auto transaction, database_.write(Durability::kOnDisk));
  NSL_TRY(auto found, find_function(transaction, {request.owner, request.name}));
  NSL_TRY_VOID(check(request.condition, found));
  Holdings::Change change(holdings_);
  Deployed deployed;
  deployed.outcome = found ? DeployOutcome::kUpdated : DeployOutcome::kCreated;
  Function& function = deployed.function;
  if (found) {
    function = *std::move(found);
  } else {
    NSL_TRY_VOID(check_room(transaction, request));
    change.add(request.owner, {.functions = 1});
    function = {.id = FunctionId::generate(),
                .owner = request.owner,
                .name = request.name,
                .created_at = now,
                .updated_at = now};
    NSL_TRY_VOID(insert_function(transaction, function));
  }

  NSL_TRY(auto same, transaction.find<VersionRow>(kSelectVersion + "WHERE function = :function AND hash = :hash",
                                                  key_of(function.id), hash));
  if (same) {
    NSL_TRY(deployed.version, to_version(*std::move(same), function));
    if (function.active_version == deployed.version.number) {
      deployed.outcome = DeployOutcome::kUnchanged;
      return deployed;
    }
  } else {
    const Version version{.function = function.id,
                          .owner = function.owner,
                          .name = function.name,
                          .number = ++function.latest_version,
                          .hash = hash,
                          .description = request.description,
                          .note = request.note,
                          .settings = settings,
                          .code_bytes = request.code.size(),
                          .created_at = now};
    NSL_TRY(deployed.version, insert_version(transaction, request, version));
    change.add(request.owner, {.bytes = std::ssize(request.code) + std::ssize(request.source_map)});
  }
  function.active_version = deployed.version.number;
  function.updated_at = now;
  NSL_TRY_VOID(update_function(transaction, function));
  NSL_TRY_VOID(change.commit(transaction));
  return deployed;
}

Result<Function> Registry::get(FunctionRef function) {
  NSL_TRY(auto transaction, database_.read());
  return get_function(transaction, function);
}

Result<Listing<Function>> Registry::list(std::string_view owner, const Page& page) {
  NSL_TRY_VOID(check_limit(page));
  NSL_TRY(const auto before, read_cursor(CursorKind::kFunctions, page.cursor));
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(auto rows, transaction.query<FunctionRow>(
                         kSelectFunction + "WHERE owner = :owner AND removed_us IS NULL AND key < :before "
                                           "ORDER BY key DESC LIMIT :limit",
                         owner, before.key, page.limit + 1));
  Listing<Function> listing;
  if (rows.size() > page.limit) {
    rows.resize(page.limit);
    listing.next_cursor = make_cursor(CursorKind::kFunctions, {.key = rows.back().key});
  }
  for (FunctionRow& row : rows) {
    NSL_TRY(auto function, to_function(std::move(row)));
    listing.items.push_back(std::move(function));
  }
  return listing;
}

Result<Version> Registry::get_version(FunctionRef wanted, std::optional<std::uint32_t> number) {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const auto function, get_function(transaction, wanted));
  return get_version_of(transaction, function, number.value_or(function.active_version));
}

Result<Version> Registry::get_version(FunctionId id, std::uint32_t number) {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(auto row, transaction.find<FunctionRow>(kSelectFunction + "WHERE id = :id", id.text()));
  if (!row) return no_function(id.text());
  NSL_TRY(const auto function, to_function(*std::move(row)));
  return get_version_of(transaction, function, number);
}

Result<Source> Registry::get_source(FunctionId id, std::uint32_t number) {
  NSL_TRY(auto transaction, database_.read());
  const std::int64_t function = key_of(id);
  NSL_TRY(auto file_name, transaction.find<std::string>(
                              "SELECT file_name FROM function_versions WHERE function = :function AND number = :number",
                              function, number));
  if (!file_name) return no_version(id.text(), number);
  NSL_TRY(auto code, transaction.find<std::string>(
      "SELECT text FROM code_texts WHERE hash = "
      "(SELECT code_hash FROM function_versions WHERE function = :function AND number = :number)", function, number));
  if (!code) return fail(ErrorCode::kStorageFailed, fmt::format("The code of {} version {} is missing.", id.text(), number));
  NSL_TRY(auto source_map, transaction.find<std::string>(
      "SELECT text FROM source_maps WHERE function = :function AND number = :number", function, number));
  return Source{*std::move(code), *std::move(file_name), std::move(source_map).value_or("")};
}

Result<Listing<Version>> Registry::list_versions(FunctionRef wanted, const Page& page) {
  NSL_TRY_VOID(check_limit(page));
  NSL_TRY(const auto before, read_cursor(CursorKind::kVersions, page.cursor));
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const auto function, get_function(transaction, wanted));
  NSL_TRY(auto rows,
          transaction.query<VersionRow>(
              kSelectVersion + "WHERE function = :function AND number < :before ORDER BY number DESC LIMIT :limit",
              key_of(function.id), before.key, page.limit + 1));
  Listing<Version> listing;
  if (rows.size() > page.limit) {
    rows.resize(page.limit);
    listing.next_cursor = make_cursor(CursorKind::kVersions, {.key = rows.back().number});
  }
  for (VersionRow& row : rows) {
    NSL_TRY(auto version, to_version(std::move(row), function));
    listing.items.push_back(std::move(version));
  }
  return listing;
}

Result<Function> Registry::activate(FunctionRef wanted, std::optional<std::uint32_t> number) {
  NSL_TRY(auto transaction, database_.write(Durability::kOnDisk));
  NSL_TRY(auto function, get_function(transaction, wanted));
  const std::uint32_t version = number.value_or(function.active_version - 1);
  NSL_TRY_VOID(get_version_of(transaction, function, version));
  function.active_version = version;
  function.updated_at = clock_.wall();
  NSL_TRY_VOID(update_function(transaction, function));
  NSL_TRY_VOID(transaction.commit());
  return function;
}

Status Registry::remove(FunctionRef wanted) {
  NSL_TRY(auto transaction, database_.write(Durability::kOnDisk));
  NSL_TRY(const auto function, get_function(transaction, wanted));
  const std::int64_t key = key_of(function.id);
  NSL_TRY(const auto code, transaction.find<std::int64_t>(
                               "SELECT COALESCE(SUM(code_bytes), 0) FROM function_versions WHERE function = :function", key));
  NSL_TRY(const auto maps,
          transaction.find<std::int64_t>(
              "SELECT COALESCE(SUM(LENGTH(CAST(text AS BLOB))), 0) FROM source_maps WHERE function = :function", key));
  NSL_TRY_VOID(transaction.execute("UPDATE functions SET removed_us = :now WHERE key = :key", clock_.wall(), key));
  Holdings::Change change(holdings_);
  change.add(function.owner, {.bytes = -(code.value_or(0) + maps.value_or(0)), .functions = -1});
  return change.commit(transaction);
}

}  // namespace nsl::functions
