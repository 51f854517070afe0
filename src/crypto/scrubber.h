#pragma once
// Scrubber: finds secret values in text in the forms in which they usually appear, and puts a marker in their place:
// as they are, as the usual writers of JSON and HTML escape them, percent-encoded, in hexadecimal, and in base64 at
// each of its three alignments (so also inside "user:value" of HTTP's Basic scheme).
//
// It is a net against accidents and simple tricks. Somebody who has the value and wants to can always write it in a
// form that is not in this list.

#include "crypto/secret_bytes.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsl::crypto {

// Not thread-safe. Looking costs about 0.1 ns a byte and form, of which a value has up to 26;
// one of letters and digits alone has eight or nine.
class Scrubber {
 public:
  // Shorter values are not looked for: what is left when "a" is replaced everywhere tells more than it hides.
  static constexpr std::size_t kValueBytesMin = 4;

  // `name` stands in the marker: "[secret NAME]". Adding the same value again changes nothing.
  void add(std::string_view name, ByteView value);
  bool empty() const { return forms_.empty(); }

  bool finds(std::string_view text) const;
  // Whether anything was replaced. What was there is wiped.
  bool scrub(std::string& text) const;

 private:
  struct Form {
    SecretBytes text;
    std::string marker;
  };
  void add_form(std::string text, const std::string& marker);

  std::vector<Form> forms_;
};

}  // namespace nsl::crypto
