// Any bytes as what a function writes into a request, with placeholders of its own among them: those that stand where
// they may are replaced, all of them, and the value is then found where it was put.
#include "base/check.h"
#include "functions/execution_secrets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  using namespace nsl::functions;
  ExecutionSecrets secrets("seed");
  // "@@" in the input stands for a token, which no fuzzer would guess.
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    const bool token = data[i] == '@' && i + 1 < size && data[i + 1] == '@';
    if (token) text += secrets.token();
    else text.push_back(static_cast<char>(data[i]));
    if (token) ++i;
  }
  const std::size_t third = text.size() / 3;
  net::FetchRequest request;
  request.url = "https://a.example/?" + text.substr(0, third);
  request.headers = {{"content-type", "application/json"}, {"x-key", text.substr(third, third)}};
  request.body = text.substr(2 * third);

  const auto names = secrets.references(request);
  if (!names) return 0;
  std::vector<UsableSecret> values;
  for (const std::string& name : *names) {
    NSL_CHECK(vault::is_secret_name(name));
    values.push_back({.name = name,
                      .hosts = {},
                      .value = std::make_shared<const crypto::SecretBytes>(
                          crypto::SecretBytes::copy_of(as_bytes("the \"value\"")))});
    secrets.learn(values.back());
  }
  NSL_CHECK(secrets.put_in(values, request).has_value());
  const auto left = secrets.references(request);
  NSL_CHECK(left && left->empty());
  if (!names->empty()) NSL_CHECK(secrets.stands_in(request));
  NSL_CHECK((secrets.misplaced(request, "a.example", "a.example") != nullptr) == (!names->empty()));
  return 0;
}
