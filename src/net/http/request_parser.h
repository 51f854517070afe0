#pragma once
// RequestParser: bytes to requests. Boost.Beast's parser finds lines, fields and chunks; framing.h decides where the
// body ends; what Beast lets through or throws is caught here (request_parser_test.cpp lists it).
//
// The parser never waits for bytes and never copies header fields: they are views into the caller's buffer. A body
// that is there as a whole is a view too; one that comes in pieces, or in chunks, is collected in a string.

#include "base/error.h"
#include "base/units.h"
#include "net/http/exchange.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace nsl::net {

struct ParserLimits {
  std::size_t header_bytes_max = 16 << 10;      // request line and fields with their line ends
  ByteCount body_bytes_max = 8_MiB;             // after removing the chunks
  std::size_t chunk_extension_bytes_max = 256;  // per chunk; nobody uses them but to hide something
  std::size_t trailer_bytes_max = 4 << 10;      // with the last chunk's line
};

// Not thread-safe.
class RequestParser {
 public:
  // No request needs more; a fixed number keeps the views in one block.
  static constexpr std::size_t kFieldsMax = 100;

  enum class State : std::uint8_t {
    kHeader,  // the header section is not complete
    kBody,    // the header section is there, the body is not
    kDone,    // the request is complete; reset() before the next one
  };

  explicit RequestParser(ParserLimits limits);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;

  // Reads from the front of `input` as far as it makes sense and gives how many bytes it has taken. The rest, if any,
  // must be given again together with what comes after it. An error is final for the connection, because the end of
  // the request is not known: kMalformedRequest, kHeadersTooLarge, kPayloadTooLarge, kNotImplemented, kHttpVersion.
  //
  // In state kHeader nothing is taken before the header section is complete. The bytes of the header section, and all
  // taken by the call that leads to kDone, must stay where they are until reset(); see shift().
  Result<std::size_t> put(std::string_view input);

  State state() const;
  std::size_t header_size() const;  // from kBody on: bytes up to the end of the header section
  bool keep_alive() const;          // from kBody on: may another request follow?
  bool expects_continue() const;    // from kBody on: send "100 Continue" if the body is not there yet

  // From kDone on; id and remote_address are left to the caller. Valid until reset().
  Request request() const;

  // The caller has moved the header section in its memory by so many bytes. Only in state kBody.
  void shift(std::ptrdiff_t distance);

  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nsl::net
