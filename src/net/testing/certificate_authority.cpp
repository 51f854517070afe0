#include "net/testing/certificate_authority.h"

#include "base/check.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>

namespace nsl::net::testing {
namespace {

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<FILE, CloseFile>;

void add_extension(X509* certificate, int kind, const std::string& text) {
  if (text.empty()) return;
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, text.c_str());
  NSL_CHECK(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

void fill_in(X509* certificate, const std::string& name, EVP_PKEY* key, const CertificateWishes& wishes) {
  X509_set_version(certificate, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wishes.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), wishes.valid_until.count());
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  add_extension(certificate, NID_subject_alt_name, wishes.alternative_names);
  add_extension(certificate, NID_ext_key_usage, wishes.usage);
}

void save(const std::string& path, X509* certificate) {
  const OpenFile file(std::fopen(path.c_str(), "w"));
  NSL_CHECK(file != nullptr && PEM_write_X509(file.get(), certificate) == 1);
}

}  // namespace

void CertificateAuthority::FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void CertificateAuthority::FreeCertificate::operator()(x509_st* certificate) const { X509_free(certificate); }

CertificateAuthority::CertificateAuthority() {
  std::string name = std::filesystem::temp_directory_path() / "nsl-authority-XXXXXX";
  NSL_CHECK(mkdtemp(name.data()) != nullptr);
  folder_ = name;
  key_.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  certificate_.reset(X509_new());
  X509* const own = certificate_.get();
  ASN1_INTEGER_set(X509_get_serialNumber(own), 1);
  // The name of the folder makes the authority's own name unlike any other's.
  fill_in(own, folder_.filename(), key_.get(), {.alternative_names = "", .usage = ""});
  X509_set_issuer_name(own, X509_get_subject_name(own));
  add_extension(own, NID_basic_constraints, "critical,CA:TRUE");
  NSL_CHECK(X509_sign(own, key_.get(), EVP_sha256()) > 0);
  save(file(), own);
}

CertificateAuthority::~CertificateAuthority() { std::filesystem::remove_all(folder_); }

ClientFiles CertificateAuthority::sign(const CertificateWishes& wishes) {
  ++signed_;
  const std::string stem = folder_ / ("client-" + std::to_string(signed_));
  const ClientFiles files{.certificate_file = stem + ".pem", .key_file = stem + ".key"};
  const std::unique_ptr<EVP_PKEY, FreeKey> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const std::unique_ptr<X509, FreeCertificate> made(X509_new());
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), signed_ + 1);
  fill_in(made.get(), "client", key.get(), wishes);
  X509_set_issuer_name(made.get(), X509_get_subject_name(certificate_.get()));
  NSL_CHECK(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0);
  save(files.certificate_file, made.get());
  const OpenFile file(std::fopen(files.key_file.c_str(), "w"));
  NSL_CHECK(file != nullptr && PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return files;
}

}  // namespace nsl::net::testing
