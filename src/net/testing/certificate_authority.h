#pragma once
// Test support: an authority of its own that signs certificates for clients, good and bad ones.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;

namespace nsl::net::testing {

// What a certificate says, in the notation of OpenSSL's configuration files.
struct CertificateWishes {
  std::string alternative_names = "URI:spiffe://example.com/ci";  // "": none
  std::string usage = "clientAuth";                               // extended; "": none given
  std::chrono::seconds valid_from{-60};                           // from now
  std::chrono::seconds valid_until{3'600};
};

struct ClientFiles {
  std::string certificate_file;
  std::string key_file;
};

// P-256 throughout. The files are removed with the object.
class CertificateAuthority {
 public:
  CertificateAuthority();
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  std::string file() const { return folder_ / "ca.pem"; }
  ClientFiles sign(const CertificateWishes& wishes = {});

 private:
  struct FreeKey {
    void operator()(evp_pkey_st* key) const;
  };
  struct FreeCertificate {
    void operator()(x509_st* certificate) const;
  };
  std::filesystem::path folder_;
  std::unique_ptr<evp_pkey_st, FreeKey> key_;
  std::unique_ptr<x509_st, FreeCertificate> certificate_;
  int signed_ = 0;
};

}  // namespace nsl::net::testing
