#pragma once
// BeastParser: Boost.Beast's request parser with its events written into plain views, instead of a container of
// strings.
//
// Only for request_parser.cpp, which must stand between it and the network: Beast 1.81 alone is not strict enough.

#include "net/http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::net {

// What a request consists of, filled while it is parsed.
struct RequestParts {
  std::string_view header_section;
  std::string_view method;
  std::string_view target;
  int version = 0;
  std::array<HeaderView, RequestParser::kFieldsMax> fields;
  std::size_t field_count = 0;
  bool chunk_line_read = false;
  bool in_trailer = false;
  std::string* body = nullptr;
  std::size_t chunk_extension_bytes_max = 0;
};

// Beast's parser with its events written into RequestParts.
class BeastParser final : public boost::beast::http::basic_parser<true> {
 public:
  explicit BeastParser(RequestParts& parts) : parts_(parts) {}

 private:
  using BeastView = boost::beast::string_view;
  using error_code = boost::system::error_code;
  using http_error = boost::beast::http::error;

  static std::string_view view(BeastView text) { return {text.data(), text.size()}; }

  void on_request_impl(boost::beast::http::verb, BeastView method, BeastView target, int version,
                       error_code&) override {
    parts_.method = view(method);
    parts_.target = view(target);
    parts_.version = version;
  }

  void on_field_impl(boost::beast::http::field, BeastView name, BeastView value, error_code& error) override {
    if (parts_.in_trailer) return;  // checked for its form, used for nothing
    if (is_folded(view(name), view(value))) {
      error = http_error::bad_value;
    } else if (parts_.field_count == parts_.fields.size()) {
      error = http_error::header_limit;
    } else {
      parts_.fields[parts_.field_count++] = {.name = view(name), .value = view(value)};
    }
  }

  // A value on one line follows its name after a colon and white space. One that was folded over several lines
  // (obs-fold, RFC 9112 section 5.2) lies behind a line end, or in a buffer of Beast's own.
  bool is_folded(std::string_view name, std::string_view value) const {
    const auto position = [this](const char* p) {
      return reinterpret_cast<std::uintptr_t>(p) - reinterpret_cast<std::uintptr_t>(parts_.header_section.data());
    };
    const std::size_t begin = position(name.data()) + name.size() + 1;
    const std::size_t end = position(value.data());
    if (end < begin || end > parts_.header_section.size()) return true;
    return parts_.header_section.substr(begin, end - begin).find_first_not_of(" \t") != std::string_view::npos;
  }

  std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, error_code&) override {
    parts_.body->append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t size, BeastView extension, error_code& error) override {
    if (extension.size() > parts_.chunk_extension_bytes_max) error = http_error::bad_chunk_extension;
    parts_.chunk_line_read = true;
    parts_.in_trailer = size == 0;
  }

  // Content-Length bodies never get here: the parser below takes them itself.
  void on_response_impl(int, BeastView, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(BeastView bytes, error_code&) override { return bytes.size(); }
  void on_finish_impl(error_code&) override {}

  RequestParts& parts_;
};

}  // namespace nsl::net
