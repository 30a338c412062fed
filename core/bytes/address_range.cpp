// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/address_range.h"

#include <sys/mman.h>
#include <unistd.h>

namespace framelens {

std::size_t roundUpToPage(std::uint64_t size)
{
    const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    return static_cast<std::size_t>((size + page - 1) / page * page);
}

std::byte *reserveRange(std::size_t wanted, std::size_t least, std::size_t &granted)
{
    for (granted = wanted; granted >= least; granted /= 2) {
        void *begin = ::mmap(nullptr, granted, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (begin != MAP_FAILED)
            return static_cast<std::byte *>(begin);
    }
    granted = 0;
    return nullptr;
}

void releaseRange(std::byte *begin, std::size_t size)
{
#ifdef FRAMELENS_TRAP_STALE_VIEWS
    ::mmap(begin, size, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
#else
    ::munmap(begin, size);
#endif
}

} // namespace framelens
