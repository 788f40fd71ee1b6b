// A self-signed certificate made at run time, so that no key lies in the tree and none expires.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

namespace tests {

struct certificate {
    std::string pem;
    std::string key;
};

// `names` as in OpenSSL's subjectAltName, for example "DNS:localhost,IP:127.0.0.1".
inline certificate make_certificate(const std::string& names)
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> cert(X509_new(), X509_free);
    X509_set_version(cert.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 86400);
    X509_set_pubkey(cert.get(), key.get());
    auto* subject = X509_get_subject_name(cert.get());
    X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("incidentd test"), -1, -1, 0
    );
    X509_set_issuer_name(cert.get(), subject);
    const auto extend = [&](int id, const char* value) {
        auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
        X509_add_ext(cert.get(), extension, -1);
        X509_EXTENSION_free(extension);
    };
    extend(NID_basic_constraints, "critical,CA:TRUE");
    extend(NID_subject_alt_name, names.c_str());
    X509_sign(cert.get(), key.get(), EVP_sha256());

    const auto text = [](auto write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        write(out.get());
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &data);
        return std::string(data, static_cast<std::size_t>(size));
    };
    return {text([&](BIO* b) { PEM_write_bio_X509(b, cert.get()); }), text([&](BIO* b) {
                PEM_write_bio_PrivateKey(b, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            })};
}

// A file below the temporary directory, removed at the end of its life.
class temporary_file {
public:
    explicit temporary_file(const std::string& content)
    {
        char name[] = "/tmp/incidentd-test-XXXXXX";
        const int fd = mkstemp(name);
        if (fd < 0) throw std::runtime_error("no temporary file");
        ::close(fd);
        path_ = name;
        std::ofstream(path_) << content;
    }
    ~temporary_file() { std::remove(path_.c_str()); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace tests
