// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace framelens {

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1); // distances of the part of a so far to each beginning of b
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> names)
{
    constexpr std::size_t longestName = 256; // longer ones are no slip of the fingers
    std::size_t least = std::min(name.size(), longestName) / 3 + 1;
    std::string_view best;
    for (const std::string_view candidate : names) {
        if (name.size() > longestName)
            break;
        const std::size_t distance = candidate.starts_with(name) ? (candidate.size() - name.size() + 1) / 2 // broken off
                                                                 : editDistance(name, candidate);
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace framelens
