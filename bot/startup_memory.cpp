#include "bot/startup_memory.hpp"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace bot {

namespace {

// Code is mapped from its file and never written: dropped pages are read again from there. Data is left
// alone, since the loader's relocations live in it.
int drop_code(dl_phdr_info* object, std::size_t, void* page_size)
{
    const auto page = *static_cast<const std::uintptr_t*>(page_size);
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& part = object->dlpi_phdr[i];
        const bool is_code =
            part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0 && (part.p_flags & PF_W) == 0;
        if (!is_code || object->dlpi_addr == 0) continue;  // at 0: the kernel's own page, or no PIE
        const std::uintptr_t begin = (object->dlpi_addr + part.p_vaddr) & ~(page - 1);
        const std::uintptr_t end = object->dlpi_addr + part.p_vaddr + part.p_memsz;
        // A refusal costs memory, nothing else.
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
}

}  // namespace

void share_one_heap() noexcept
{
    ::mallopt(M_ARENA_MAX, 1);
}

void give_back_startup_memory() noexcept
{
    ::malloc_trim(0);
    auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    ::dl_iterate_phdr(drop_code, &page);
}

}  // namespace bot
