#include "bot/matching.hpp"

namespace bot {
namespace {

// Augmenting paths: a slot may take a candidate from another slot that finds a different one.
class search {
public:
    search(
        std::size_t slots, std::size_t candidates, const std::function<bool(std::size_t, std::size_t)>& fits
    )
        : fits_(fits), slot_of_(candidates), filled_(slots)
    {
    }

    std::vector<std::optional<std::size_t>> run()
    {
        for (std::size_t slot = 0; slot < filled_.size(); ++slot) {
            tried_.assign(slot_of_.size(), false);
            place(slot);
        }
        return filled_;
    }

private:
    bool place(std::size_t slot)
    {
        for (std::size_t c = 0; c < slot_of_.size(); ++c) {
            if (tried_[c] || !fits_(slot, c)) continue;
            tried_[c] = true;
            if (slot_of_[c] && !place(*slot_of_[c])) continue;
            slot_of_[c] = slot;
            filled_[slot] = c;
            return true;
        }
        return false;
    }

    const std::function<bool(std::size_t, std::size_t)>& fits_;
    std::vector<std::optional<std::size_t>> slot_of_;
    std::vector<std::optional<std::size_t>> filled_;
    std::vector<bool> tried_;
};

}  // namespace

std::vector<std::optional<std::size_t>> fill_slots(
    std::size_t slots, std::size_t candidates, const std::function<bool(std::size_t, std::size_t)>& fits
)
{
    return search(slots, candidates, fits).run();
}

}  // namespace bot
