#include "api/patterns.h"

#include "auth/wallet_sign_in.h"
#include "base/id.h"

#include <gtest/gtest.h>

#include <random>
#include <regex>

namespace nsl::api {
namespace {

// The text that is published and the code that is run must say the same.
void expect_agreement(const Pattern& pattern, const std::vector<std::string>& texts) {
  const std::regex regex{std::string(pattern.regex), std::regex::ECMAScript};
  std::size_t matched = 0;
  for (const std::string& text : texts) {
    const bool matches = pattern.matches(text);
    EXPECT_EQ(matches, std::regex_search(text, regex)) << pattern.regex << " on \"" << text << '"';
    if (matches) ++matched;
  }
  EXPECT_GT(matched, 0u) << "some of the texts should match " << pattern.regex;
  EXPECT_LT(matched, texts.size()) << "and some should not";
}

// Texts near the edges of all patterns: parts that belong and parts that do not, put together by chance.
std::vector<std::string> texts() {
  static const std::vector<std::string> parts{"a", "z", "0",  "9",  "-",    "_", "A", "ex_", "7", "u", "i",
                                              " ", "~", "\n", "\t", "\x7f", "{", "`", "/",   ":", ".", ""};
  std::mt19937 random(5);
  std::vector<std::string> made{"\"3\"",
                                "\"\"",
                                "\"3",
                                "W/\"3\"",
                                "\"~!\"",
                                "\"a\"b\"",
                                "\"" + std::string(64, '9') + "\"",
                                "\"" + std::string(65, '9') + "\"",
                                std::string(63, 'a'),
                                std::string(64, 'a'),
                                std::string(65, 'a'),
                                std::string(128, 'A'),
                                std::string(129, 'A'),
                                "ex_" + std::string(26, '0'),
                                "ex_8" + std::string(25, '0'),
                                "ex_7" + std::string(25, 'z'),
                                "0x" + std::string(64, 'a'),
                                "0x" + std::string(63, '0'),
                                "0x" + std::string(64, 'A')};
  for (const char* address : {"NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i", "NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6", "nPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i",
                              "NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB0i", "NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCBIi", "NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCBli"}) {
    made.emplace_back(address);
    made.push_back(std::string("neo:") + address);
  }
  for (const char* identity : {"jwt:a#b", "jwt:https://id.example.com/x?y#*", "jwt:a##b#", "jwt:#b", "jwt:a#", "jwt:a", "jwt:a b#c",
                               "jwt:a#b\n", "jwt:a#\x7f", "JWT:a#b", "neo:", "jwt:#a#b", "jwt:!\"$%#~", "mtls:", "mtls:uri:", "mtls:uri:a", "mtls:email:a@b",
                               "mtls:dns:*.b", "mtls:dns:a b", "mtls:ip:1", "mtls:uri:a\n", "mtls:sha256:0"}) {
    made.emplace_back(identity);
  }
  made.push_back("mtls:sha256:" + std::string(64, 'f'));
  made.push_back("mtls:sha256:" + std::string(64, 'F'));
  made.push_back("mtls:sha256:" + std::string(65, '0'));
  for (int i = 0; i < 200; ++i) made.push_back(ExecutionId::generate().text());
  for (int i = 0; i < 200; ++i) {
    std::string id = auth::ChallengeId::generate().text();
    made.push_back(id);
    id[random() % id.size()] = static_cast<char>(random() % 127 + 1);
    made.push_back(id);
  }
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (auto count = random() % 5; count > 0; --count) text += parts[random() % parts.size()];
    made.push_back(text);
    std::string id = ExecutionId::generate().text();
    id[random() % id.size()] = static_cast<char>(random() % 127 + 1);
    made.push_back(id);
  }
  return made;
}

TEST(Patterns, FunctionNamesAgreeWithTheirRegex) { expect_agreement(kFunctionName, texts()); }
TEST(Patterns, SecretNamesAgreeWithTheirRegex) { expect_agreement(kSecretName, texts()); }
TEST(Patterns, ExecutionIdsAgreeWithTheirRegex) { expect_agreement(kExecutionId, texts()); }
TEST(Patterns, ChallengeIdsAgreeWithTheirRegex) { expect_agreement(kChallengeId, texts()); }
TEST(Patterns, AddressesAgreeWithTheirRegex) { expect_agreement(kAddress, texts()); }
TEST(Patterns, OwnerNamesAgreeWithTheirRegex) { expect_agreement(kOwnerName, texts()); }
TEST(Patterns, IdentitiesAgreeWithTheirRegex) { expect_agreement(kIdentity, texts()); }
TEST(Patterns, HexDigitsAgreeWithTheirRegex) { expect_agreement(kHex, texts()); }
TEST(Patterns, TransactionHashesAgreeWithTheirRegex) { expect_agreement(kTransactionHash, texts()); }
TEST(Patterns, EntityTagsAgreeWithTheirRegex) { expect_agreement(kEntityTag, texts()); }
TEST(Patterns, ErrorCodesAgreeWithTheirRegex) { expect_agreement(kErrorCode, texts()); }
TEST(Patterns, PrintableAsciiAgreesWithItsRegex) { expect_agreement(kPrintableAscii, texts()); }
TEST(Patterns, OneLineAgreesWithItsRegex) { expect_agreement(kOneLine, texts()); }

}  // namespace
}  // namespace nsl::api
