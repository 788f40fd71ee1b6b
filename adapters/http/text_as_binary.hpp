// Shows a WebSocket server's text frames to Beast as binary ones, and remembers which were text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>

namespace adapters::http {

// Beast fails a connection with 1007 at the first text that is no UTF-8 (RFC 6455 §8.1 asks for it), before
// we see the frame. But a Slack frame with one bad byte has an envelope id that wants its acknowledgement,
// and dialling again only brings the same frame again. Beast does not look into binary frames; everything
// else of the protocol stays its business: what breaks the framing is passed on as it came, and Beast refuses
// it.
//
// Of one direction only, the client's receiving one, fed with every byte from the first of the HTTP answer
// on.
class text_as_binary {
public:
    // Changes opcodes in place; any split of the stream into pieces is good.
    void pass(std::span<std::uint8_t> bytes);

    // Once for each message, in order, when its end was read: whether it was text.
    bool take_kind() noexcept;

private:
    void begin_frame(std::uint8_t& first);
    std::size_t in_header(std::span<std::uint8_t> bytes);

    enum class place { http_head, first_byte, length_byte, longer_length, mask, payload };
    place at_ = place::http_head;
    unsigned head_end_ = 0;  // how many bytes of "\r\n\r\n" were just seen
    unsigned left_ = 0;      // bytes of a length or a mask still to come
    bool masked_ = false;
    std::uint64_t payload_ = 0;
    std::deque<bool> kinds_;  // of messages begun and not taken: a read's worth at most
};

}  // namespace adapters::http
