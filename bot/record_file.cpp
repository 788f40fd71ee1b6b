#include "bot/record_file.hpp"

#include "bot/content_hash.hpp"

#include <utility>

namespace bot {

boost::system::result<record_written, record_fault> write_record(
    const std::string& documents_root, const approval_record& record, const std::string& known_sha256
)
{
    record_written done;
    const auto change = [&](const std::string* before) -> boost::system::result<std::string, record_fault> {
        std::string text = record.text;
        if (before == nullptr) {
            if (!known_sha256.empty())
                return record_fault{
                    record_refusal::removed,
                    "this record was removed or renamed; the permalinks were not added"
                };
        } else if (*before != text && sha256_hex(*before) != known_sha256) {
            auto merged = merge_deliveries(*before, record);
            if (!merged && known_sha256.empty())
                return record_fault{record_refusal::taken, "a file of that name is there already"};
            if (!merged)
                return record_fault{
                    record_refusal::edited,
                    "edited by hand so far that the permalinks cannot be added; please add them there"
                };
            text = std::move(*merged);
            done.merged = true;
        }
        done.sha256 = sha256_hex(text);
        return text;
    };
    const auto written = rewrite_document(documents_root, record.path, change);
    if (!written) return written.error();
    return done;
}

}  // namespace bot
