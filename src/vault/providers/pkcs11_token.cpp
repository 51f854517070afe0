#include "vault/providers/pkcs11_token.h"

#include "vault/sealed.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <array>
#include <vector>

namespace nsl::vault {
namespace {

constexpr unsigned long kSlotsMax = 64;

std::unexpected<Error> unusable(std::string message) { return fail(ErrorCode::kUnavailable, std::move(message)); }
std::unexpected<Error> refused(std::string_view call, CK_RV code) {
  return unusable(fmt::format("The token refused {} (PKCS#11 code 0x{:x}).", call, code));
}

std::string_view trimmed(const unsigned char* label, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(label), size);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// The API takes mutable pointers and does not write through these.
unsigned char* mutable_bytes(ByteView bytes) { return const_cast<unsigned char*>(bytes.data()); }
void* mutable_pointer(const void* pointer) { return const_cast<void*>(pointer); }

Result<CK_FUNCTION_LIST*> load(const std::string& module) {
  void* library = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return unusable(fmt::format("The module {} cannot be loaded.", module));
  const auto get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (get == nullptr || get(&functions) != CKR_OK || functions == nullptr) {
    return unusable(fmt::format("{} is no PKCS#11 module.", module));
  }
  if (const CK_RV code = functions->C_Initialize(nullptr); code != CKR_OK) return refused("C_Initialize", code);
  return functions;
}

Result<CK_SLOT_ID> find_token(CK_FUNCTION_LIST& p11, std::string_view label) {
  std::array<CK_SLOT_ID, kSlotsMax> slots{};
  unsigned long count = slots.size();
  if (const CK_RV code = p11.C_GetSlotList(CK_TRUE, slots.data(), &count); code != CKR_OK)
    return refused("C_GetSlotList", code);
  for (const CK_SLOT_ID slot : std::span(slots).first(count)) {
    CK_TOKEN_INFO info{};
    if (p11.C_GetTokenInfo(slot, &info) == CKR_OK && trimmed(info.label, sizeof info.label) == label) return slot;
  }
  return unusable(fmt::format("There is no token with the label \"{}\".", label));
}

Result<CK_SESSION_HANDLE> log_in(CK_FUNCTION_LIST& p11, CK_SLOT_ID slot, const crypto::SecretBytes& pin) {
  CK_SESSION_HANDLE session = 0;
  const CK_RV opened = p11.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session);
  if (opened != CKR_OK) return refused("C_OpenSession", opened);
  const CK_RV code = p11.C_Login(session, CKU_USER, mutable_bytes(pin.view()), pin.size());
  if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN) return session;
  if (code == CKR_PIN_LOCKED)
    return fail(ErrorCode::kForbidden, "The token's PIN is locked after too many wrong ones.");
  if (code == CKR_PIN_INCORRECT || code == CKR_PIN_LEN_RANGE || code == CKR_PIN_INVALID) {
    return fail(ErrorCode::kForbidden, "This is not the PIN of the token.");
  }
  return refused("C_Login", code);
}

Result<std::optional<CK_OBJECT_HANDLE>> find_key(CK_FUNCTION_LIST& p11, CK_SESSION_HANDLE session,
                                                 const std::string& label) {
  CK_OBJECT_CLASS type = CKO_SECRET_KEY;
  CK_KEY_TYPE algorithm = CKK_AES;
  std::array<CK_ATTRIBUTE, 3> wanted{{{CKA_CLASS, &type, sizeof type},
                                      {CKA_KEY_TYPE, &algorithm, sizeof algorithm},
                                      {CKA_LABEL, mutable_pointer(label.data()), label.size()}}};
  if (const CK_RV code = p11.C_FindObjectsInit(session, wanted.data(), wanted.size()); code != CKR_OK)
    return refused("C_FindObjectsInit", code);
  std::array<CK_OBJECT_HANDLE, 2> found{};
  unsigned long count = 0;
  const CK_RV code = p11.C_FindObjects(session, found.data(), found.size(), &count);
  p11.C_FindObjectsFinal(session);
  if (code != CKR_OK) return refused("C_FindObjects", code);
  if (count > 1) return unusable(fmt::format("The token has several keys with the label \"{}\".", label));
  return count == 0 ? std::nullopt : std::optional(found[0]);
}

// An AES-256 key that stays in the token.
Result<CK_OBJECT_HANDLE> make_key(CK_FUNCTION_LIST& p11, CK_SESSION_HANDLE session, const std::string& label) {
  CK_MECHANISM mechanism{CKM_AES_KEY_GEN, nullptr, 0};
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ULONG size = kKeyBytes;
  std::array<CK_ATTRIBUTE, 9> attributes{{{CKA_TOKEN, &yes, sizeof yes},
                                          {CKA_PRIVATE, &yes, sizeof yes},
                                          {CKA_SENSITIVE, &yes, sizeof yes},
                                          {CKA_EXTRACTABLE, &no, sizeof no},
                                          {CKA_MODIFIABLE, &no, sizeof no},
                                          {CKA_ENCRYPT, &yes, sizeof yes},
                                          {CKA_DECRYPT, &yes, sizeof yes},
                                          {CKA_VALUE_LEN, &size, sizeof size},
                                          {CKA_LABEL, mutable_pointer(label.data()), label.size()}}};
  CK_OBJECT_HANDLE key = 0;
  const CK_RV code = p11.C_GenerateKey(session, &mechanism, attributes.data(), attributes.size(), &key);
  if (code != CKR_OK) return refused("C_GenerateKey", code);
  return key;
}

// One AES-256-GCM operation of the token.
struct Gcm {
  CK_FUNCTION_LIST& p11;
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE key;
  CK_GCM_PARAMS parameters{};
  CK_MECHANISM mechanism{CKM_AES_GCM, &parameters, sizeof parameters};

  void set(ByteView nonce, ByteView context) {
    parameters = {.pIv = mutable_bytes(nonce),
                  .ulIvLen = nonce.size(),
                  .ulIvBits = nonce.size() * 8,
                  .pAAD = mutable_bytes(context),
                  .ulAADLen = context.size(),
                  .ulTagBits = kTagBytes * 8};
  }

  Result<crypto::SecretBytes> encrypt(const TokenRequest& request) {
    const auto nonce = fresh_nonce();
    set(nonce, request.context);
    if (const CK_RV code = p11.C_EncryptInit(session, &mechanism, key); code != CKR_OK)
      return refused("C_EncryptInit", code);
    crypto::SecretBytes out(kNonceBytes + request.data.size() + kTagBytes);
    std::ranges::copy(nonce, out.bytes().begin());
    CK_ULONG size = out.size() - kNonceBytes;
    const CK_RV code = p11.C_Encrypt(session, mutable_bytes(request.data.view()), request.data.size(),
                                     out.bytes().data() + kNonceBytes, &size);
    if (code != CKR_OK || size != out.size() - kNonceBytes) return refused("C_Encrypt", code);
    return out;
  }

  Result<crypto::SecretBytes> decrypt(const TokenRequest& request) {
    const ByteView data = request.data.view();
    if (data.size() < kNonceBytes + kTagBytes) return fail(ErrorCode::kForbidden, "What the token protects was cut.");
    set(data.first(kNonceBytes), request.context);
    if (const CK_RV code = p11.C_DecryptInit(session, &mechanism, key); code != CKR_OK)
      return refused("C_DecryptInit", code);
    const ByteView encrypted = data.subspan(kNonceBytes);
    crypto::SecretBytes out(encrypted.size());  // modules ask for room for the tag too
    CK_ULONG size = out.size();
    const CK_RV code = p11.C_Decrypt(session, mutable_bytes(encrypted), encrypted.size(), out.bytes().data(), &size);
    if (code != CKR_OK || size != encrypted.size() - kTagBytes) {
      return fail(ErrorCode::kForbidden, "The token's key does not open this vault.");
    }
    out.shrink(size);
    return out;
  }
};

}  // namespace

Result<crypto::SecretBytes> carry_out(const TokenRequest& request) {
  NSL_TRY(CK_FUNCTION_LIST * p11, load(request.module));
  NSL_TRY(const CK_SLOT_ID slot, find_token(*p11, request.token));
  NSL_TRY(const CK_SESSION_HANDLE session, log_in(*p11, slot, request.pin));
  NSL_TRY(auto key, find_key(*p11, session, request.key));
  const bool encrypting = request.operation == TokenOperation::kEncrypt;
  if (!key && !encrypting) return unusable(fmt::format("The token has no key with the label \"{}\".", request.key));
  if (!key) {
    NSL_TRY(key, make_key(*p11, session, request.key));
  }
  Gcm gcm{.p11 = *p11, .session = session, .key = *key};
  auto result = encrypting ? gcm.encrypt(request) : gcm.decrypt(request);
  p11->C_Finalize(nullptr);
  return result;
}

}  // namespace nsl::vault
