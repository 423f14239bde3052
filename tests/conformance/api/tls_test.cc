// The port over TLS.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>

#include "tests/conformance/api/identity_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

// Writes a key and a certificate of this machine that is signed with it, good for an hour.
void WriteCertificate(const std::string& key_path, const std::string& cert_path) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* cert = X509_new();
  X509_set_version(cert, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert), -3'600);
  X509_gmtime_adj(X509_getm_notAfter(cert), 3'600);
  X509_set_pubkey(cert, key);
  X509_NAME* name = X509_get_subject_name(cert);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(cert, name);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  X509_add_ext(cert, names, -1);
  X509_sign(cert, key, EVP_sha256());
  std::FILE* key_file = std::fopen(key_path.c_str(), "w");
  PEM_write_PrivateKey(key_file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(key_file);
  std::FILE* cert_file = std::fopen(cert_path.c_str(), "w");
  PEM_write_X509(cert_file, cert);
  std::fclose(cert_file);
  X509_EXTENSION_free(names);
  X509_free(cert);
  EVP_PKEY_free(key);
}

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    unsetenv("ASSAY_TLS_CA");
    WriteCertificate(folder_.path("key.pem"), folder_.path("cert.pem"));
  }
  static absl::Status Ask(const std::string& server, const std::string& ca) {
    ConnectionOptions options;
    options.server = server;
    options.tls_ca = ca;
    options.timeout = std::chrono::seconds(20);
    options.wait_for_server = false;
    return AdminClient(MakeConnection(options)).WhoAmI().status();
  }
  TempFolder folder_;
};

TEST_F(TlsTest, OnlyWhoTrustsTheCertificateCalls) {
  const auto server = ServerProcess::Start(
      {.data = folder_.path("data"),
       .flags = {"--tls-cert", folder_.path("cert.pem"), "--tls-key", folder_.path("key.pem")}});
  ASSERT_OK(server);
  const std::string address = (*server)->address();
  EXPECT_OK(Ask("https://" + address, folder_.path("cert.pem")));
  const auto unreachable = IsError(StatusCode::kUnavailable, "UNREACHABLE");
  EXPECT_THAT(Ask("https://" + address, ""), unreachable) << "not one that the system trusts";
  EXPECT_THAT(Ask("https://" + address, folder_.path("no-such-file")), unreachable);
  EXPECT_THAT(Ask(address, ""), unreachable) << "plain text";
}

TEST_F(TlsTest, BothFilesAreNeeded) {
  EXPECT_THAT(ServerProcess::Start(
                  {.data = folder_.path("data"), .flags = {"--tls-cert", folder_.path("cert.pem")}})
                  .status(),
              Says("--tls-key"));
}

}  // namespace
}  // namespace assay::testing
