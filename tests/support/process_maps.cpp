// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/process_maps.h"

#include <bit>
#include <cstdint>
#include <fstream>
#include <sstream>

namespace framelens::test {

std::string mappedAt(const std::byte *address)
{
    const auto wanted = std::bit_cast<std::uintptr_t>(address);
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        char dash = 0;
        std::string rights, offset, device, inode, path;
        words >> std::hex >> begin >> dash >> end >> rights >> offset >> device >> inode >> std::ws;
        std::getline(words, path);
        if (wanted >= begin && wanted < end)
            return path.empty() ? "[anon]" : path;
    }
    return {};
}

std::size_t mappingCount()
{
    std::size_t count = 0;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        ++count;
    return count;
}

} // namespace framelens::test
