#include "net/http/compression.h"

#include "base/check.h"
#include "net/http/text.h"

#include <zlib.h>

#include <algorithm>

namespace nsl::net {
namespace {

constexpr std::string_view kMark = "-gzip";
// Level 1 takes half the time of the standard one for large pages and makes JSON hardly larger (docs/performance.md).
constexpr int kQuick = 1;
constexpr int kThorough = 9;  // for what is compressed once

// A weight (RFC 9110 section 12.4.2) in thousandths; nullopt when it is none.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = (text[0] - '0') * 1'000;
  int unit = 100;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    weight += (text[i] - '0') * unit;
  }
  return weight <= 1'000 ? std::optional(weight) : std::nullopt;
}

// The weight of an element such as "gzip;q=0.5"; one that is malformed asks for nothing.
int weight_of(std::string_view parameters) {
  if (parameters.empty()) return 1'000;
  const std::size_t equals = parameters.find('=');
  if (equals == std::string_view::npos || !equals_ignoring_case(trim(parameters.substr(0, equals)), "q")) return 0;
  return parse_weight(trim(parameters.substr(equals + 1))).value_or(0);
}

struct Weights {
  std::optional<int> gzip;
  std::optional<int> identity;
  std::optional<int> any;
};

Weights read_weights(std::string_view accept_encoding) {
  Weights weights;
  while (!accept_encoding.empty()) {
    const std::size_t comma = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view element = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string_view name = trim(element.substr(0, semicolon));
    const int weight = weight_of(trim(element.substr(std::min(semicolon + 1, element.size()))));
    if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip")) weights.gzip = weight;
    else if (equals_ignoring_case(name, "identity")) weights.identity = weight;
    else if (name == "*") weights.any = weight;
  }
  return weights;
}

bool is_text(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type.starts_with("text/") ? type != "text/event-stream"
                                   : type == "application/json" || type == "application/x-ndjson" || type.ends_with("+json");
}

std::optional<std::size_t> position_of(const Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, [](const auto& header) { return header.first; });
  if (found == response.headers.end()) return std::nullopt;
  return found - response.headers.begin();
}

void compress_with(Response& response, const Compression& compression, int effort) {
  constexpr int kPartialContent = 206;
  const bool suitable = compression.least > 0 && !response.body.empty() && response.body.size() <= kCompressMax &&
                        response.status != kPartialContent && is_text(response.content_type) &&
                        !position_of(response, "Content-Encoding");
  const bool small = response.body.size() < compression.least;
  if (!suitable || (small && compression.coding != Coding::kOnlyGzip)) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (compression.coding == Coding::kIdentity) return;
  std::string packed = gzip(response.body, effort);
  if (packed.size() >= response.body.size() && compression.coding != Coding::kOnlyGzip) return;
  response.body = std::move(packed);
  response.headers.emplace_back("Content-Encoding", "gzip");
  if (const auto tag = position_of(response, "ETag")) {
    response.headers[*tag].second = with_coding(response.headers[*tag].second);
  }
}

}  // namespace

Coding coding_for(std::string_view accept_encoding) {
  const Weights weights = read_weights(accept_encoding);
  const int gzip = weights.gzip.value_or(weights.any.value_or(0));
  if (gzip == 0) return Coding::kIdentity;
  // Not named, it is acceptable, and what a client names is what it likes better.
  if (!weights.identity) return weights.any == 0 ? Coding::kOnlyGzip : Coding::kGzip;
  if (*weights.identity == 0) return Coding::kOnlyGzip;
  return gzip >= *weights.identity ? Coding::kGzip : Coding::kIdentity;
}

std::string gzip(std::string_view bytes, int effort) {
  constexpr int kGzip = 16;  // added to the window's bits: gzip's header and trailer in place of zlib's
  z_stream stream{};
  NSL_CHECK(deflateInit2(&stream, effort, Z_DEFLATED, MAX_WBITS + kGzip, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  NSL_CHECK(done == Z_STREAM_END);
  return out;
}

void compress(Response& response, const Compression& compression) { compress_with(response, compression, kQuick); }

std::string without_coding(std::string_view tag) {
  if (!tag.ends_with("-gzip\"")) return std::string(tag);
  return std::string(tag.substr(0, tag.size() - kMark.size() - 1)) + '"';
}

std::string with_coding(std::string_view tag) {
  if (!tag.ends_with('"')) return std::string(tag);
  return std::string(tag.substr(0, tag.size() - 1)).append(kMark) + '"';
}

const std::string& StaticText::text() const {
  if (!text_) {
    text_ = make_();
    text_->shrink_to_fit();
  }
  return *text_;
}

Response StaticText::response(std::string_view content_type, const Compression& compression) const {
  const bool packed = compression.least > 0 && compression.coding != Coding::kIdentity;
  if (packed && !compressed_) {
    compressed_ = Response{.content_type = content_type, .headers = {}, .body = text()};
    compress_with(*compressed_, compression, kThorough);
  }
  if (packed) return *compressed_;
  Response plain{.content_type = content_type, .headers = {}, .body = text()};
  compress_with(plain, compression, kThorough);
  return plain;
}

}  // namespace nsl::net
