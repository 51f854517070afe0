#include "net/http/request_parser.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace nsl::net {
namespace {

using State = RequestParser::State;

// What came out of one stream of bytes: the requests before the first error, and the error.
struct Outcome {
  std::vector<std::string> requests;  // "METHOD path?query [body]"
  std::optional<ErrorCode> error;
  bool incomplete = false;  // bytes are left that are no whole request
};

// Feeds the bytes in pieces of the given size, the way a connection does.
Outcome parse(std::string_view bytes, std::size_t piece, ParserLimits limits = {}) {
  RequestParser parser(limits);
  Outcome outcome;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < bytes.size() || begin < end;) {
    end = std::min(bytes.size(), end + piece);
    while (begin < end) {
      const auto taken = parser.put(bytes.substr(begin, end - begin));
      if (!taken) {
        outcome.error = taken.error().code;
        return outcome;
      }
      begin += *taken;
      if (parser.state() != State::kDone) break;
      const Request request = parser.request();
      outcome.requests.push_back(std::string(request.method) + " " + std::string(request.path) + "?" +
                                 std::string(request.query) + " [" + std::string(request.body) + "]");
      parser.reset();
    }
    if (end == bytes.size()) break;
  }
  outcome.incomplete = begin < bytes.size() || parser.state() != State::kHeader;
  return outcome;
}

Outcome parse(std::string_view bytes) { return parse(bytes, bytes.size()); }

std::string request_with(std::string_view fields, std::string_view body = {}) {
  return "POST /a HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

// ---- The table of what must not pass -----------------------------------------------------------------------------

struct Rejected {
  const char* what;
  std::string bytes;
  ErrorCode code;
};

// Every row is followed by a second request, which must never be reached.
const std::vector<Rejected>& rejected() {
  using enum ErrorCode;
  static const std::string kLong(70'000, 'x');
  static const std::vector<Rejected> rows = {
      {"coding identity", request_with("Transfer-Encoding: identity\r\n"), kMalformedRequest},
      {"coding xchunked", request_with("Transfer-Encoding: xchunked\r\n"), kMalformedRequest},
      {"chunked not last", request_with("Transfer-Encoding: chunked, identity\r\n"), kMalformedRequest},
      {"chunked twice", request_with("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), kMalformedRequest},
      {"coding twice", request_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       kMalformedRequest},
      {"coding hidden by a second field",
       request_with("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), kMalformedRequest},
      {"empty coding", request_with("Transfer-Encoding:\r\n"), kMalformedRequest},
      {"quoted coding", request_with("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), kMalformedRequest},
      {"coding with a parameter", request_with("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n"), kMalformedRequest},
      {"gzip over chunked", request_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), kNotImplemented},
      {"length and coding", request_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       kMalformedRequest},
      {"coding and length", request_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
       kMalformedRequest},
      {"length and unknown coding", request_with("Content-Length: 0\r\nTransfer-Encoding: x\r\n"), kMalformedRequest},
      {"two lengths", request_with("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), kMalformedRequest},
      {"two equal lengths", request_with("Content-Length: 1\r\nContent-Length: 1\r\n", "a"), kMalformedRequest},
      {"length as a list", request_with("Content-Length: 1, 1\r\n", "a"), kMalformedRequest},
      {"signed length", request_with("Content-Length: +1\r\n", "a"), kMalformedRequest},
      {"negative length", request_with("Content-Length: -1\r\n"), kMalformedRequest},
      {"hexadecimal length", request_with("Content-Length: 0x1\r\n", "a"), kMalformedRequest},
      {"length with a space inside", request_with("Content-Length: 1 1\r\n", "a"), kMalformedRequest},
      {"empty length", request_with("Content-Length:\r\n"), kMalformedRequest},
      {"length above 64 bits", request_with("Content-Length: 18446744073709551617\r\n", "a"), kMalformedRequest},
      {"length with a control character",
       request_with("Content-Length: \x0b"
                    "1\r\n",
                    "a"),
       kMalformedRequest},
      {"space before the colon", request_with("Content-Length : 1\r\n", "a"), kMalformedRequest},
      {"field name with a space in front", "POST /a HTTP/1.1\r\n Host: h\r\n\r\n", kMalformedRequest},
      {"folded value", request_with("X: a\r\n b\r\n"), kMalformedRequest},
      {"folded length", request_with("Content-Length:\r\n 5\r\n", "abcde"), kMalformedRequest},
      {"folded coding", request_with("Transfer-Encoding:\r\n\tchunked\r\n", "0\r\n\r\n"), kMalformedRequest},
      {"folded nothing", request_with("X:\r\n \r\n"), kMalformedRequest},
      {"fold of white space", request_with("X: a\r\n \r\n"), kMalformedRequest},
      {"NUL in a value", request_with(std::string_view("X: a\0b\r\n", 8)), kMalformedRequest},
      {"NUL in a name", request_with(std::string_view("X\0Y: b\r\n", 8)), kMalformedRequest},
      {"bare CR in a value", request_with("X: a\rTransfer-Encoding: chunked\r\n"), kMalformedRequest},
      {"bare LF in a value", request_with("X: a\nTransfer-Encoding: chunked\r\n"), kMalformedRequest},
      {"bare LF after the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n", kHttpVersion},
      {"field without a colon", request_with("Host\r\n"), kMalformedRequest},
      {"field without a name", request_with(": x\r\n"), kMalformedRequest},
      {"no Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n", kMalformedRequest},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", kMalformedRequest},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", kMalformedRequest},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", kMalformedRequest},
      {"Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", kMalformedRequest},
      {"Host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", kMalformedRequest},
      {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: h\r\n\r\n", kHttpVersion},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       kHttpVersion},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", kHttpVersion},
      {"no version", "GET /\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"authority", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"other scheme", "GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"scheme without path", "GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"non-ASCII path", "GET /\xc3\xa4 HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"two empty lines in front", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", kMalformedRequest},
      {"TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), kMalformedRequest},
      {"huge chunk extension", request_with("Transfer-Encoding: chunked\r\n", "1;" + kLong + "\r\na\r\n0\r\n\r\n"),
       kMalformedRequest},
      {"long chunk extension",
       request_with("Transfer-Encoding: chunked\r\n", "1;" + kLong.substr(0, 300) + "\r\na\r\n0\r\n\r\n"),
       kMalformedRequest},
      {"zero-padded chunk size",
       request_with("Transfer-Encoding: chunked\r\n", std::string(1000, '0') + "1\r\na\r\n0\r\n\r\n"),
       kMalformedRequest},
      {"chunk size above 64 bits",
       request_with("Transfer-Encoding: chunked\r\n", "10000000000000001\r\na\r\n0\r\n\r\n"), kMalformedRequest},
      {"negative chunk size", request_with("Transfer-Encoding: chunked\r\n", "-1\r\na\r\n0\r\n\r\n"),
       kMalformedRequest},
      {"chunk size with 0x", request_with("Transfer-Encoding: chunked\r\n", "0x1\r\na\r\n0\r\n\r\n"),
       kMalformedRequest},
      {"chunk longer than its size", request_with("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n"),
       kMalformedRequest},
      {"chunk line with a bare LF", request_with("Transfer-Encoding: chunked\r\n", "1\na\r\n0\r\n\r\n"),
       kMalformedRequest},
      {"trailer value of 70 kB", request_with("Transfer-Encoding: chunked\r\n", "0\r\nX: " + kLong + "\r\n\r\n"),
       kMalformedRequest},
      {"folded trailer value of 70 kB",
       request_with("Transfer-Encoding: chunked\r\n", "0\r\nX: a\r\n " + kLong + "\r\n\r\n"), kHeadersTooLarge},
      {"trailer of 6 kB",
       request_with("Transfer-Encoding: chunked\r\n", "0\r\nX: " + kLong.substr(0, 6000) + "\r\n\r\n"),
       kMalformedRequest},
      {"length in the trailer", request_with("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 5\r\n\r\n"),
       kMalformedRequest},
      {"header of 17 kB", request_with("X: " + kLong.substr(0, 17'000) + "\r\n"), kHeadersTooLarge},
      {"header without an end", request_with("X: " + kLong), kHeadersTooLarge},
      {"101 fields", request_with([] {
         std::string fields;
         for (int i = 0; i < 100; ++i) fields += "X: y\r\n";
         return fields;
       }()),
       kHeadersTooLarge},
      {"body above the limit", request_with("Content-Length: 8388609\r\n"), kPayloadTooLarge},
      {"chunk above the limit", request_with("Transfer-Encoding: chunked\r\n", "800001\r\n"), kPayloadTooLarge},
  };
  return rows;
}

TEST(RequestParser, RejectsEveryRowOfTheTable) {
  for (const Rejected& row : rejected()) {
    const Outcome outcome = parse(row.bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(outcome.error.has_value()) << row.what;
    EXPECT_EQ(*outcome.error, row.code) << row.what << ": " << info(*outcome.error).name;
    EXPECT_TRUE(outcome.requests.empty()) << row.what;
  }
}

TEST(RequestParser, RejectsEveryRowAlsoWhenItComesInPieces) {
  for (const Rejected& row : rejected()) {
    for (const std::size_t piece : {1u, 7u, 1000u}) {
      const Outcome outcome = parse(row.bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n", piece);
      EXPECT_TRUE(outcome.error.has_value()) << row.what << " in pieces of " << piece;
      EXPECT_TRUE(outcome.requests.empty()) << row.what << " in pieces of " << piece;
    }
  }
}

// ---- What must pass ----------------------------------------------------------------------------------------------

TEST(RequestParser, ReadsARequestIntoItsParts) {
  const std::string bytes =
      "PUT /v1/a%20b?x=1&y=%2F HTTP/1.1\r\nHost: [::1]:8080\r\nX-Empty:\r\nX-Padded: \t a b \t\r\nContent-Length: "
      "2\r\n\r\nhi";
  RequestParser parser({});
  const auto taken = parser.put(bytes);
  ASSERT_TRUE(taken.has_value()) << taken.error().message;
  EXPECT_EQ(*taken, bytes.size());
  ASSERT_EQ(parser.state(), State::kDone);
  EXPECT_TRUE(parser.keep_alive());
  const Request request = parser.request();
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.path, "/v1/a%20b");
  EXPECT_EQ(request.query, "x=1&y=%2F");
  EXPECT_EQ(request.body, "hi");
  EXPECT_EQ(request.header("host"), "[::1]:8080");
  EXPECT_EQ(request.header("x-padded"), "a b");
  EXPECT_TRUE(request.has_header("x-empty"));
  EXPECT_EQ(request.header("x-empty"), "");
  EXPECT_FALSE(request.has_header("x-other"));
  EXPECT_GE(request.body.data(), bytes.data());  // not copied
  EXPECT_LT(request.body.data(), bytes.data() + bytes.size());
}

TEST(RequestParser, GivesTheSameRequestsForEveryWayToCutTheBytes) {
  const std::string bytes =
      "\r\nGET /1 HTTP/1.1\r\nHost: h\r\n\r\n" + request_with("Content-Length: 5\r\n", "hello") +
      request_with("transfer-encoding: Chunked\r\n", "3;a=b;c=\"d\"\r\nabc\r\n00\r\nX-Trailer: t\r\n\r\n") +
      "GET http://h/2?q HTTP/1.1\r\nhost: h\r\nConnection: close\r\n\r\n";
  const std::vector<std::string> expected = {"GET /1? []", "POST /a? [hello]", "POST /a? [abc]", "GET /2?q []"};
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    const Outcome outcome = parse(bytes, piece);
    EXPECT_FALSE(outcome.error.has_value()) << "in pieces of " << piece;
    EXPECT_FALSE(outcome.incomplete) << "in pieces of " << piece;
    EXPECT_EQ(outcome.requests, expected) << "in pieces of " << piece;
  }
}

TEST(RequestParser, TakesWhatIsExactlyAtTheLimits) {
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
  const std::string header = start + std::string(16'384 - start.size() - 4, 'x') + "\r\n\r\n";
  EXPECT_EQ(parse(header).requests.size(), 1u);
  EXPECT_EQ(parse(request_with("Content-Length: 10\r\n", "0123456789"), 3, {.body_bytes_max = {10}}).requests.size(),
            1u);
  EXPECT_EQ(
      parse(request_with("Transfer-Encoding: chunked\r\n", "a\r\n0123456789\r\n0\r\n\r\n"), 3, {.body_bytes_max = {10}})
          .requests.size(),
      1u);
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "X: y\r\n";
  EXPECT_EQ(parse(request_with(fields)).requests.size(), 1u);
}

TEST(RequestParser, CountsTheChunksOfABodyTogether) {
  const Outcome outcome =
      parse(request_with("Transfer-Encoding: chunked\r\n", "6\r\n012345\r\n5\r\n67890\r\n0\r\n\r\n"), 4,
            {.body_bytes_max = {10}});
  EXPECT_EQ(outcome.error, ErrorCode::kPayloadTooLarge);
}

TEST(RequestParser, SaysWhetherTheConnectionMayGoOn) {
  RequestParser parser({});
  const std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n";
  ASSERT_TRUE(parser.put(bytes).has_value());
  EXPECT_FALSE(parser.keep_alive());
}

TEST(RequestParser, SaysWhenTheClientWaitsBeforeItSendsTheBody) {
  RequestParser parser({});
  const std::string bytes = request_with("Expect: 100-Continue\r\nContent-Length: 1\r\n");
  ASSERT_EQ(parser.put(bytes), bytes.size());
  EXPECT_EQ(parser.state(), State::kBody);
  EXPECT_TRUE(parser.expects_continue());
}

TEST(RequestParser, FollowsAHeaderThatWasMovedInMemory) {
  std::string bytes = request_with("X: y\r\nContent-Length: 4\r\n");
  std::string moved = bytes;
  RequestParser parser({});
  ASSERT_TRUE(parser.put(bytes).has_value());
  ASSERT_TRUE(parser.put("ab").has_value());
  parser.shift(moved.data() - bytes.data());
  bytes.assign(bytes.size(), '#');
  ASSERT_TRUE(parser.put("cd").has_value());
  ASSERT_EQ(parser.state(), State::kDone);
  EXPECT_EQ(parser.request().path, "/a");
  EXPECT_EQ(parser.request().header("x"), "y");
  EXPECT_EQ(parser.request().body, "abcd");
}

TEST(RequestParser, ForgetsTheRequestBefore) {
  RequestParser parser({});
  const std::string first = request_with("X: y\r\nContent-Length: 2\r\n", "ab");
  ASSERT_TRUE(parser.put(first).has_value());
  parser.reset();
  const std::string second = "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
  ASSERT_TRUE(parser.put(second).has_value());
  EXPECT_EQ(parser.request().headers.size(), 1u);
  EXPECT_EQ(parser.request().body, "");
  EXPECT_EQ(parser.request().query, "");
}

}  // namespace
}  // namespace nsl::net
