#include "app/client.h"

#include "app/commands.h"
#include "base/error_advice.h"
#include "base/json_text.h"
#include "crypto/secret_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace nsl::app {
namespace {

constexpr std::size_t kPageMax = 200;  // the most the service gives at once

const json::value* at(const json::value& value, std::string_view pointer) {
  boost::json::error_code ignored;
  return value.find_pointer(pointer, ignored);
}

std::string_view hint_for(std::string_view code) {
  const auto& errors = all_errors();
  const auto row = std::ranges::find(errors, code, &ErrorInfo::name);
  return row == errors.end() ? "" : advice(row->code);
}

// The problem's sentence, and under it each place in the input that is wrong.
std::string explain(const json::value& problem) {
  std::string why = text_at(problem, "/detail");
  if (why.empty()) why = text_at(problem, "/title");
  const json::value* errors = at(problem, "/errors");
  if (errors == nullptr || !errors->is_array()) return why;
  for (const json::value& violation : errors->get_array()) {
    const std::string pointer = text_at(violation, "/pointer");
    const std::string detail = text_at(violation, "/detail");
    if (detail.empty() || detail == why) continue;
    why += pointer.empty() ? fmt::format("\n{}", detail) : fmt::format("\n{}: {}", pointer, detail);
  }
  return why;
}

// Only these are known to carry nothing that must not be seen.
bool may_hold_secrets(std::string_view path) {
  return !path.starts_with("/v1/functions") && !path.starts_with("/v1/executions") && !path.starts_with("/v1/tokens");
}

std::string quoted_for_shell(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? "'\\''" : std::string(1, c));
  return out + "'";
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char raw : text) {
    const auto c = static_cast<unsigned char>(raw);
    const bool plain = c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '~');
    if (plain) out.push_back(raw);
    else out.append(fmt::format("%{:02X}", c));
  }
  return out;
}

std::string text_at(const json::value& value, std::string_view pointer) {
  const json::value* member = at(value, pointer);
  return member != nullptr && member->is_string() ? std::string(json::view(member->get_string())) : "";
}

std::uint64_t number_at(const json::value& value, std::string_view pointer) {
  const json::value* member = at(value, pointer);
  if (member == nullptr) return 0;
  boost::json::error_code error;
  const auto number = member->to_number<std::uint64_t>(error);
  return error ? 0 : number;
}

Exit report(const Program& program, const Failure& failure) {
  program.console.failure(failure);
  return failure.exit;
}

Exit send(Program& program, net::ClientRequest request, const std::string& what,
          const std::function<std::string(const json::value&)>& text) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call(request, what);
  crypto::wipe(request.body);
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text.empty() ? "{}" : reply->text);
    return Exit::kOk;
  }
  const std::string shown = text(reply->value);
  if (shown.ends_with('\n')) program.console.print(shown);
  else program.console.line(shown);
  return Exit::kOk;
}

Failure failure_from_reply(const net::ClientResponse& response, std::string_view what) {
  Failure failure{.exit = exit_for_status(response.status),
                  .what = std::string(what),
                  .why = {},
                  .request_id = std::string(response.header("request-id"))};
  if (const auto problem = json::parse(response.body); problem && problem->is_object()) {
    failure.why = explain(*problem);
    failure.code = text_at(*problem, "/code");
    failure.next = hint_for(failure.code);
  }
  if (failure.why.empty()) failure.why = fmt::format("the service answered with status {}", response.status);
  return failure;
}

Outcome<ServiceClient> ServiceClient::connect(std::string profile_flag) {
  auto profile = find_profile(ProfileSearch::from_process(std::move(profile_flag)));
  if (!profile) return std::unexpected(std::move(profile).error());
  return with(*profile);
}

Outcome<ServiceClient> ServiceClient::connect(const Program& program) {
  auto profile = find_profile(ProfileSearch::from_process(program.profile));
  if (!profile) return std::unexpected(std::move(profile).error());
  auto client = with(*profile, program.owner);
  if (client && program.show_curl) client->shown_on_ = &program.console;
  return client;
}

void ServiceClient::show(const net::ClientRequest& request) const {
  if (shown_on_ != nullptr) shown_on_->note(curl_command(request, profile_, owner_));
}

std::string curl_command(const net::ClientRequest& request, const Profile& profile, std::string_view owner) {
  // In double quotes, so that the shell fills in the URL; what came from the user is percent-encoded.
  std::string text = fmt::format("curl -X {} \"$NSL_URL{}\"", request.method, request.path);
  const net::ClientTls& tls = profile.tls;
  if (!tls.ca_file.empty()) text += fmt::format(" --cacert {}", quoted_for_shell(tls.ca_file));
  if (!tls.certificate_file.empty()) text += fmt::format(" --cert {}", quoted_for_shell(tls.certificate_file));
  if (!tls.key_file.empty()) text += fmt::format(" --key {}", quoted_for_shell(tls.key_file));
  const bool by_certificate = profile.token.empty() && !tls.certificate_file.empty();
  if (!by_certificate) text += " -H \"Authorization: Bearer $NSL_TOKEN\"";
  if (!owner.empty()) text += fmt::format(" -H {}", quoted_for_shell(fmt::format("NSL-Owner: {}", owner)));
  for (const auto& [name, value] : request.headers)
    text += fmt::format(" -H {}", quoted_for_shell(name + ": " + value));
  if (request.body.empty()) return text;
  text += fmt::format(" -H 'Content-Type: {}'", request.content_type);
  return text + " -d " + (may_hold_secrets(request.path) ? "@FILE" : quoted_for_shell(request.body));
}

Outcome<ServiceClient> ServiceClient::with(const Profile& profile, const std::string& owner) {
  net::ClientOptions options{.base_url = profile.url, .token = profile.token, .tls = profile.tls};
  if (!owner.empty()) options.headers.emplace_back("NSL-Owner", owner);
  auto client = net::Client::create(std::move(options));
  if (client) return ServiceClient(*std::move(client), profile, owner);
  Failure failure = failure_from(client.error(), fmt::format("cannot use the service URL of {}", profile.origin));
  failure.next = "write it like http://127.0.0.1:8480";
  return std::unexpected(std::move(failure));
}

Failure ServiceClient::unreachable(const Error& error, std::string_view what) const {
  Failure failure = failure_from(error, std::string(what));
  failure.exit = Exit::kUnavailable;
  failure.next = fmt::format("is a service running at {}? start one with `make up` or `nsl dev`", profile_.url);
  return failure;
}

Outcome<Reply> ServiceClient::call(const net::ClientRequest& request, std::string_view what) {
  show(request);
  auto response = client_.send(request);
  if (!response) return std::unexpected(unreachable(response.error(), what));
  if (response->status >= 400) return std::unexpected(failure_from_reply(*response, what));
  Reply reply{.status = response->status, .text = std::move(response->body), .value = {}};
  if (reply.text.empty()) return reply;
  auto value = json::parse(reply.text);
  if (!value) return std::unexpected(failure_from(value.error(), fmt::format("{}: the answer cannot be read", what)));
  reply.value = *std::move(value);
  return reply;
}

Outcome<std::string> ServiceClient::text(const net::ClientRequest& request, std::string_view what) {
  show(request);
  auto response = client_.send(request);
  if (!response) return std::unexpected(unreachable(response.error(), what));
  if (response->status >= 400) return std::unexpected(failure_from_reply(*response, what));
  return std::move(response->body);
}

Outcome<Listing> ServiceClient::list(std::string_view path, std::size_t limit, std::string_view what) {
  Listing listing;
  std::string items;  // JSON texts between commas
  std::string cursor;
  while (listing.items.size() < limit) {
    const char separator = path.find('?') == std::string_view::npos ? '?' : '&';
    std::string target = fmt::format("{}{}limit={}", path, separator, std::min(limit - listing.items.size(), kPageMax));
    if (!cursor.empty()) target += "&cursor=" + percent_encoded(cursor);
    auto page = call({.path = std::move(target)}, what);
    if (!page) return std::unexpected(std::move(page).error());
    json::value* data = page->value.is_object() ? page->value.get_object().if_contains("data") : nullptr;
    if (data == nullptr || !data->is_array()) break;
    // A page may be empty and have a next one.
    if (!data->get_array().empty()) {
      for (json::value& item : data->get_array()) listing.items.push_back(std::move(item));
      const std::string_view array = json::member_text(page->text, "data").value_or("[]");
      items.append(items.empty() ? "" : ",").append(array.substr(1, array.size() - 2));
    }
    cursor = text_at(page->value, "/next_cursor");
    if (cursor.empty()) break;
  }
  listing.text = fmt::format("[{}]", items);
  return listing;
}

Outcome<void> ServiceClient::follow(const net::ClientRequest& request, std::string_view what,
                                    const net::Client::OnEvent& on_event) {
  show(request);
  const auto response = client_.stream(request, on_event);
  if (!response) return std::unexpected(unreachable(response.error(), what));
  if (response->status >= 400) return std::unexpected(failure_from_reply(*response, what));
  return {};
}

}  // namespace nsl::app
