#include "adapters/manifest/zip.hpp"

#include <zip.h>

#include <cerrno>
#include <memory>

namespace adapters::manifest {

namespace {

constexpr std::time_t entry_time = 1'767'225'600;  // 2026-01-01: archives know nothing before 1980

boost::system::error_code out_of_memory()
{
    return {ENOMEM, boost::system::generic_category()};
}

}  // namespace

boost::system::result<std::string> zipped(const std::vector<zip_entry>& entries)
{
    const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> whole(
        zip_source_buffer_create(nullptr, 0, 0, nullptr), &zip_source_free
    );
    if (!whole) return out_of_memory();
    zip_source_keep(whole.get());  // the archive takes one reference, this function keeps the other
    zip_t* archive = zip_open_from_source(whole.get(), ZIP_TRUNCATE, nullptr);
    if (archive == nullptr) {
        zip_source_free(whole.get());
        return out_of_memory();
    }
    for (const zip_entry& each : entries) {
        zip_source_t* content = zip_source_buffer(archive, each.content.data(), each.content.size(), 0);
        const zip_int64_t at =
            content == nullptr ? -1 : zip_file_add(archive, each.name.c_str(), content, ZIP_FL_ENC_UTF_8);
        if (at < 0) {
            if (content != nullptr) zip_source_free(content);
            zip_discard(archive);
            return out_of_memory();
        }
        zip_file_set_mtime(archive, static_cast<zip_uint64_t>(at), entry_time, 0);
    }
    if (zip_close(archive) != 0) {
        zip_discard(archive);
        return out_of_memory();
    }
    if (zip_source_open(whole.get()) != 0) return out_of_memory();
    zip_source_seek(whole.get(), 0, SEEK_END);
    const zip_int64_t size = zip_source_tell(whole.get());
    zip_source_seek(whole.get(), 0, SEEK_SET);
    std::string bytes(size < 0 ? 0 : static_cast<std::size_t>(size), '\0');
    const zip_int64_t read = zip_source_read(whole.get(), bytes.data(), bytes.size());
    zip_source_close(whole.get());
    if (size <= 0 || read != size) return out_of_memory();
    return bytes;
}

}  // namespace adapters::manifest
