#include "functions/execution_secrets.h"

#include "base/json.h"
#include "crypto/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace nsl::functions {
namespace {

constexpr std::size_t kTokenDigits = 32;

enum class Encoding : std::uint8_t { kPlain, kPercent, kJson };

// A placeholder of this execution: where it stands, and whose it is.
struct Found {
  std::size_t at;
  std::size_t size;
  std::string_view name;
};

std::optional<Found> find_placeholder(std::string_view text, std::size_t from, std::string_view token) {
  constexpr std::string_view kStart = ExecutionSecrets::kPlaceholder;
  for (std::size_t at = text.find(kStart, from); at != text.npos; at = text.find(kStart, at + 1)) {
    const std::size_t name_at = at + kStart.size();
    const std::size_t dot = text.find('.', name_at);
    if (dot == text.npos || dot - name_at > vault::kSecretNameMax) continue;
    if (text.substr(dot + 1, kTokenDigits) != token) continue;
    const std::string_view name = text.substr(name_at, dot - name_at);
    if (vault::is_secret_name(name)) return Found{.at = at, .size = dot + 1 + kTokenDigits - at, .name = name};
  }
  return std::nullopt;
}

void collect(std::string_view text, std::string_view token, std::set<std::string>& names) {
  for (auto found = find_placeholder(text, 0, token); found;
       found = find_placeholder(text, found->at + found->size, token)) {
    names.emplace(found->name);
  }
}

bool has_placeholder(std::string_view text, std::string_view token) {
  return find_placeholder(text, 0, token).has_value();
}

bool is_unreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_encoded(std::string& out, std::string_view value, Encoding encoding) {
  if (encoding == Encoding::kPlain) {
    out.append(value);
  } else if (encoding == Encoding::kJson) {
    std::string quoted;
    json::append_quoted(quoted, value);
    out.append(quoted, 1, quoted.size() - 2);
    crypto::wipe(quoted);
  } else {
    for (const char c : value) {
      if (is_unreserved(c)) out.push_back(c);
      else fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
}

const UsableSecret* named(const std::vector<UsableSecret>& values, std::string_view name) {
  const auto found = std::ranges::find(values, name, &UsableSecret::name);
  return found == values.end() ? nullptr : &*found;
}

std::string replaced(std::string_view text, std::string_view token, const std::vector<UsableSecret>& values,
                     Encoding encoding) {
  std::string out;
  std::size_t from = 0;
  for (auto found = find_placeholder(text, 0, token); found; found = find_placeholder(text, from, token)) {
    out.append(text, from, found->at - from);
    from = found->at + found->size;
    if (const UsableSecret* secret = named(values, found->name))
      append_encoded(out, as_text(secret->value->view()), encoding);
    else out.append(text, found->at, found->size);
  }
  return out.append(text, from);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

Encoding encoding_of_body(const net::HeaderList& headers) {
  for (const auto& [name, value] : headers) {
    if (lower(name) != "content-type") continue;
    const std::string type = lower(value.substr(0, value.find(';')));
    if (type.starts_with("application/json") || type.ends_with("+json")) return Encoding::kJson;
    if (type.starts_with("application/x-www-form-urlencoded")) return Encoding::kPercent;
  }
  return Encoding::kPlain;
}

bool holds(const net::FetchRequest& request, const crypto::Scrubber& finder) {
  if (finder.empty()) return false;
  if (finder.finds(request.url) || finder.finds(request.body) || finder.finds(request.method)) return true;
  return std::ranges::any_of(
      request.headers, [&](const auto& field) { return finder.finds(field.first) || finder.finds(field.second); });
}

std::size_t query_at(std::string_view url) { return std::min(url.find('?'), url.size()); }

bool fits_a_header(ByteView value) {
  return std::ranges::all_of(value, [](std::uint8_t c) { return (c >= 0x20 && c != 0x7f) || c == '\t'; });
}

}  // namespace

ExecutionSecrets::ExecutionSecrets(std::string_view seed) {
  // One digest: every execution pays for it.
  const std::string text = std::string("nsl secret references 1 ").append(seed);
  token_ = to_hex(ByteView(crypto::sha256(as_bytes(text))).first(kTokenDigits / 2));
}

void ExecutionSecrets::learn(const UsableSecret& secret) {
  const auto same = [&](const Known& known) {
    return known.secret.name == secret.name && known.secret.version == secret.version;
  };
  if (const auto known = std::ranges::find_if(known_, same); known != known_.end()) {
    known->secret.hosts = secret.hosts;
    return;
  }
  Known known{.secret = secret, .finder = {}};
  known.finder.add(secret.name, secret.value->view());
  scrubber_.add(secret.name, secret.value->view());
  known_.push_back(std::move(known));
}

Result<std::vector<std::string>> ExecutionSecrets::references(const net::FetchRequest& request) const {
  const std::string_view url = request.url;
  std::set<std::string> names;
  collect(url.substr(query_at(url)), token_, names);
  collect(request.body, token_, names);
  bool elsewhere = has_placeholder(url.substr(0, query_at(url)), token_) || has_placeholder(request.method, token_);
  for (const auto& [name, value] : request.headers) {
    collect(value, token_, names);
    elsewhere = elsewhere || has_placeholder(name, token_);
  }
  if (elsewhere) {
    return fail(ErrorCode::kInvalidArgument,
                "fetch: a secret's reference can stand in header values, the URL's query and the body only");
  }
  if (names.size() > kReferencesMax) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("fetch: a request can refer to at most {} secrets", kReferencesMax));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

Status ExecutionSecrets::put_in(const std::vector<UsableSecret>& values, net::FetchRequest& request) const {
  for (const UsableSecret& secret : values) {
    if (secret.value->size() >= kReferencedBytesMin) continue;
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("fetch: the secret {} has fewer than {} bytes, too few to find it in what comes back; "
                            "it cannot be used by reference",
                            secret.name, kReferencedBytesMin));
  }
  for (auto& [name, value] : request.headers) {
    std::set<std::string> names;
    collect(value, token_, names);
    for (const std::string& referred : names) {
      const UsableSecret* const secret = named(values, referred);
      if (secret == nullptr || fits_a_header(secret->value->view())) continue;
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("fetch: the secret {} has characters that cannot stand in a header field", referred));
    }
    if (!names.empty()) value = replaced(value, token_, values, Encoding::kPlain);
  }
  const Encoding body_encoding = encoding_of_body(request.headers);
  for (const UsableSecret& secret : values) {
    if (body_encoding != Encoding::kJson || is_utf8(as_text(secret.value->view()))) continue;
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("fetch: the secret {} is no text and cannot stand in JSON", secret.name));
  }
  if (has_placeholder(request.body, token_)) request.body = replaced(request.body, token_, values, body_encoding);
  if (has_placeholder(request.url, token_)) request.url = replaced(request.url, token_, values, Encoding::kPercent);
  return {};
}

bool ExecutionSecrets::stands_in(const net::FetchRequest& request) const { return holds(request, scrubber_); }

const UsableSecret* ExecutionSecrets::misplaced(const net::FetchRequest& request, std::string_view host,
                                                std::string_view place) const {
  for (const Known& known : known_) {
    if (known.finder.empty()) continue;
    if (known.secret.is_in_host(host) || known.finder.finds(host)) return &known.secret;
    if (!may_go_to(known.secret.hosts, place) && holds(request, known.finder)) return &known.secret;
  }
  return nullptr;
}

void ExecutionSecrets::scrub(net::FetchResponse& response) const {
  if (scrubber_.empty()) return;
  scrubber_.scrub(response.status_text);
  scrubber_.scrub(response.url);
  scrubber_.scrub(response.body);
  for (auto& [name, value] : response.headers) {
    scrubber_.scrub(name);
    scrubber_.scrub(value);
  }
}

}  // namespace nsl::functions
