#include "neo/contract/nef.h"

#include "base/check.h"
#include "neo/script/builder.h"
#include "neo/types/binary.h"
#include "neo/types/hashing.h"

namespace nsl::neo {

namespace {

std::uint32_t checksum_of(ByteView body) {
  const auto hash = hash256(body);
  return Reader(hash.bytes(), "checksum").u32();
}

void encode_token(Writer& out, const MethodToken& token) {
  out.hash(token.contract);
  out.var_text(token.method);
  out.u16(token.parameters);
  out.boolean(token.has_return_value);
  out.u8(static_cast<std::uint8_t>(token.flags));
}

MethodToken decode_token(Reader& in) {
  MethodToken token;
  token.contract = in.hash<UInt160::kBytes>();
  token.method = in.var_text(Nef::kMethodNameBytesMax);
  if (token.method.starts_with('_')) in.fail("a method token names a method that begins with _");
  token.parameters = in.u16();
  token.has_return_value = in.boolean();
  const auto flags = in.u8();
  if ((flags & ~static_cast<std::uint8_t>(CallFlags::kAll)) != 0) in.fail("a method token has unknown call flags");
  token.flags = static_cast<CallFlags>(flags);
  return token;
}

void encode_body(Writer& out, const Nef& nef) {
  NSL_CHECK(nef.compiler.size() <= Nef::kCompilerBytes);
  out.u32(Nef::kMagic);
  out.raw(as_bytes(nef.compiler));
  out.raw(Bytes(Nef::kCompilerBytes - nef.compiler.size()));
  out.var_text(nef.source);
  out.u8(0);
  out.var_int(nef.tokens.size());
  for (const auto& token : nef.tokens) encode_token(out, token);
  out.u16(0);
  out.var_bytes(nef.script);
}

std::size_t expected_bytes(const Nef& nef) { return 128 + 64 * nef.tokens.size() + nef.script.size(); }

}  // namespace

Result<Nef> Nef::decode(ByteView file) {
  Reader in(file, "NEF file");
  if (in.u32() != kMagic) in.fail("it does not begin with NEF3");
  Nef nef;
  nef.compiler = as_text(in.raw(kCompilerBytes));
  nef.compiler.erase(nef.compiler.find_last_not_of('\0') + 1);
  nef.source = in.var_text(kSourceBytesMax);
  if (in.u8() != 0) in.fail("a reserved byte is not zero");
  const auto tokens = in.count(kTokensMax);
  for (std::size_t i = 0; i < tokens && in.ok(); ++i) nef.tokens.push_back(decode_token(in));
  if (in.u16() != 0) in.fail("a reserved byte is not zero");
  const auto script = in.var_bytes(kScriptBytesMax);
  nef.script.assign(script.begin(), script.end());
  if (nef.script.empty()) in.fail("it has no script");
  const auto expected = in.ok() ? checksum_of(in.read_since(0)) : 0;
  if (in.u32() != expected) in.fail("its checksum does not fit");
  NSL_TRY_VOID(in.finish());
  return nef;
}

Bytes Nef::encode() const {
  Writer out(expected_bytes(*this));
  encode_body(out, *this);
  out.u32(checksum_of(out.view()));
  return out.take();
}

std::uint32_t Nef::checksum() const {
  Writer out(expected_bytes(*this));
  encode_body(out, *this);
  return checksum_of(out.view());
}

UInt160 contract_hash(const Deployment& deployment) {
  ScriptBuilder script;
  script.emit(OpCode::ABORT);
  script.push_data(deployment.sender.bytes());
  script.push_integer(std::int64_t{deployment.nef_checksum});
  script.push_data(as_bytes(deployment.name));
  return hash160(script.view());
}

}  // namespace nsl::neo
