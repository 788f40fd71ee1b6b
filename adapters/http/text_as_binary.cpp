#include "adapters/http/text_as_binary.hpp"

#include <algorithm>

namespace adapters::http {

namespace {

// RFC 6455 §5.2
constexpr std::uint8_t opcode_bits = 0x0F;
constexpr std::uint8_t text = 0x1;
constexpr std::uint8_t binary = 0x2;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_bits = 0x7F;
constexpr std::uint8_t two_more = 126;
constexpr std::uint8_t eight_more = 127;

}  // namespace

void text_as_binary::pass(std::span<std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        std::size_t used = 1;
        if (at_ == place::payload) {
            used = static_cast<std::size_t>(std::min<std::uint64_t>(payload_, bytes.size()));
            payload_ -= used;
            if (payload_ == 0) at_ = place::first_byte;
        } else {
            used = in_header(bytes);
        }
        bytes = bytes.subspan(used);
    }
}

// One byte of what is not payload.
std::size_t text_as_binary::in_header(std::span<std::uint8_t> bytes)
{
    std::uint8_t& byte = bytes.front();
    switch (at_) {
        case place::http_head: {
            const bool is_return = byte == '\r';
            const bool is_next = head_end_ % 2 == 0 ? is_return : byte == '\n';
            head_end_ = is_next ? head_end_ + 1 : (is_return ? 1U : 0U);
            if (head_end_ == 4) at_ = place::first_byte;
            break;
        }
        case place::first_byte:
            begin_frame(byte);
            at_ = place::length_byte;
            break;
        case place::length_byte: {
            masked_ = (byte & mask_bit) != 0;
            payload_ = byte & length_bits;
            left_ = payload_ == two_more ? 2 : payload_ == eight_more ? 8 : masked_ ? 4 : 0;
            const bool is_long = payload_ >= two_more;
            if (is_long) payload_ = 0;
            at_ = is_long        ? place::longer_length
                  : masked_      ? place::mask
                  : payload_ > 0 ? place::payload
                                 : place::first_byte;
            break;
        }
        case place::longer_length:
            payload_ = payload_ << 8U | byte;
            if (--left_ > 0) break;
            left_ = 4;
            at_ = masked_ ? place::mask : payload_ > 0 ? place::payload : place::first_byte;
            break;
        case place::mask:
            if (--left_ == 0) at_ = payload_ > 0 ? place::payload : place::first_byte;
            break;
        case place::payload:
            break;
    }
    return 1;
}

void text_as_binary::begin_frame(std::uint8_t& first)
{
    const std::uint8_t opcode = first & opcode_bits;
    if (opcode != text && opcode != binary) return;  // continuations and control frames
    kinds_.push_back(opcode == text);
    first = static_cast<std::uint8_t>((first & ~opcode_bits) | binary);
}

bool text_as_binary::take_kind() noexcept
{
    if (kinds_.empty()) return false;
    const bool was_text = kinds_.front();
    kinds_.pop_front();
    return was_text;
}

}  // namespace adapters::http
