#pragma once
// Tpm2: a TPM that was opened, and its handles that are given back. What goes to and from the chip in a session is
// encrypted with a key that only the chip and this process know, because the wires between can be listened to. Private
// to src/vault.

#include "vault/tpm2/library.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::vault {

class Tpm2 {
 public:
  static Result<std::unique_ptr<Tpm2>> open(const std::string& tcti);
  ~Tpm2();
  Tpm2(const Tpm2&) = delete;
  Tpm2& operator=(const Tpm2&) = delete;

  const TssLibrary& tss() const { return tss_; }
  ESYS_CONTEXT* context() const { return context_; }

  // A key, an object or a session in the chip, which has room for a few; flushed at the end.
  class Handle {
   public:
    Handle(Tpm2& tpm, ESYS_TR number) : tpm_(&tpm), number_(number) {}
    ~Handle() {
      if (tpm_ != nullptr) tpm_->tss().flush(tpm_->context(), number_);
    }
    Handle(Handle&& other) noexcept : tpm_(std::exchange(other.tpm_, nullptr)), number_(other.number_) {}
    Handle& operator=(Handle&&) = delete;
    ESYS_TR get() const { return number_; }

   private:
    Tpm2* tpm_;
    ESYS_TR number_;
  };

  // The storage key, always the same one for this chip until its owner clears it: the elliptic-curve template of the
  // TCG EK Credential Profile's SRK (TPM 2.0 Provisioning Guidance, 7.5.1).
  Result<Handle> storage_key();
  // `key` of storage_key() salts it, ESYS_TR_NONE for none; `attributes` say which direction is encrypted.
  Result<Handle> session(TPM2_SE type, ESYS_TR key, TPMA_SESSION attributes);

 private:
  Tpm2(TssLibrary tss, TSS2_TCTI_CONTEXT* tcti) : tss_(tss), tcti_(tcti) {}

  TssLibrary tss_;
  TSS2_TCTI_CONTEXT* tcti_;
  ESYS_CONTEXT* context_ = nullptr;
};

// An error of the chip itself without what says which parameter it means (TPM 2.0 Library, part 2, 6.6.3); 0 for errors
// of the layers above it.
TSS2_RC chip_error(TSS2_RC code);
std::unexpected<Error> tpm2_refused(std::string_view command, TSS2_RC code);

// Frees what the library gave.
template <typename T>
class TssOwned {
 public:
  explicit TssOwned(const TssLibrary& tss) : tss_(tss) {}
  ~TssOwned() { tss_.free(value_); }
  TssOwned(const TssOwned&) = delete;
  TssOwned& operator=(const TssOwned&) = delete;
  T** out() { return &value_; }
  T* operator->() const { return value_; }
  T* get() const { return value_; }

 private:
  const TssLibrary& tss_;
  T* value_ = nullptr;
};

}  // namespace nsl::vault
