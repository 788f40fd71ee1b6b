#include "tests/bench/load/http_floor.hpp"

#include "tests/bench/load/grouped_rows.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

namespace bench {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

class verifier {
public:
    explicit verifier(const std::string& key_file)
    {
        if (key_file.empty()) return;
        const std::unique_ptr<FILE, int (*)(FILE*)> in(std::fopen(key_file.c_str(), "r"), std::fclose);
        if (in) key_.reset(PEM_read_PUBKEY(in.get(), nullptr, nullptr, nullptr));
        is_wanted_ = true;
    }

    bool accepts(std::string_view bearer) const
    {
        if (!is_wanted_) return true;
        bearer.remove_prefix(std::min(bearer.size(), std::string_view("Bearer ").size()));
        const auto dot = bearer.rfind('.');
        if (!key_ || dot == std::string_view::npos) return false;
        auto text = std::string(bearer.substr(dot + 1));
        std::replace(text.begin(), text.end(), '-', '+');
        std::replace(text.begin(), text.end(), '_', '/');
        const auto padding = (4 - text.size() % 4) % 4;
        text.append(padding, '=');
        std::vector<unsigned char> signature(text.size());
        const auto size = EVP_DecodeBlock(
            signature.data(),
            reinterpret_cast<const unsigned char*>(text.data()),
            static_cast<int>(text.size())
        );
        if (size < 0) return false;
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), EVP_MD_CTX_free
        );
        return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
               EVP_DigestVerify(
                   context.get(),
                   signature.data(),
                   static_cast<std::size_t>(size) - padding,
                   reinterpret_cast<const unsigned char*>(bearer.data()),
                   dot
               ) == 1;
    }

private:
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_{nullptr, EVP_PKEY_free};
    bool is_wanted_ = false;
};

struct session : std::enable_shared_from_this<session> {
    session(asio::ip::tcp::socket s, std::function<void(std::shared_ptr<session>)> heard)
        : socket(std::move(s)), on_request(std::move(heard))
    {
        socket.set_option(asio::ip::tcp::no_delay(true));
    }

    void read()
    {
        request = {};
        http::async_read(
            socket,
            buffer,
            request,
            [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
                if (!ec) self->on_request(self);
            }
        );
    }

    void answer(unsigned status)
    {
        response = {};
        response.result(status);
        response.keep_alive(true);
        response.prepare_payload();
        http::async_write(
            socket,
            response,
            [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
                if (!ec) self->read();
            }
        );
    }

    asio::ip::tcp::socket socket;
    std::function<void(std::shared_ptr<session>)> on_request;
    boost::beast::flat_buffer buffer;
    http::request<http::string_body> request;
    http::response<http::string_body> response;
};

class floor_server {
public:
    floor_server(const std::filesystem::path& database, const std::string& key_file)
        : check_(key_file),
          acceptor_(io_, {asio::ip::address_v4::loopback(), 0}),
          rows_(database, [this](std::deque<std::string> group) {
              asio::post(io_, [this, count = group.size()] { release(count); });
          })
    {
    }

    int run()
    {
        std::printf("%u\n", acceptor_.local_endpoint().port());
        std::fflush(stdout);
        accept();
        io_.run();
        return 0;
    }

private:
    void accept()
    {
        acceptor_.async_accept([this](boost::system::error_code ec, asio::ip::tcp::socket s) {
            if (!ec)
                std::make_shared<session>(std::move(s), [this](auto one) { hear(std::move(one)); })->read();
            accept();
        });
    }

    void hear(std::shared_ptr<session> one)
    {
        const auto bearer = one->request[http::field::authorization];
        if (!check_.accepts({bearer.data(), bearer.size()})) return one->answer(401);
        rows_.add(std::move(one->request.body()));
        waiting_.push_back(std::move(one));
    }

    void release(std::size_t count)
    {
        for (; count > 0; --count) {
            waiting_.front()->answer(200);
            waiting_.pop_front();
        }
    }

    verifier check_;
    asio::io_context io_{1};
    asio::ip::tcp::acceptor acceptor_;
    std::deque<std::shared_ptr<session>> waiting_;  // in the order of their rows
    grouped_rows rows_;                             // last: its thread ends first
};

}  // namespace

int http_floor(const std::filesystem::path& database, const std::string& key_file)
{
    return floor_server(database, key_file).run();
}

}  // namespace bench
