// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/letter_case.h"

#include <array>

namespace framelens {

namespace {

// Capital letters [first, last] whose small letters lie `distance` higher.
struct Shifted
{
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t distance;
};

constexpr std::array shifted{
    Shifted{'A', 'Z', 0x20},       Shifted{0xc0, 0xd6, 0x20},   Shifted{0xd8, 0xde, 0x20},
    Shifted{0x391, 0x3a1, 0x20},   Shifted{0x3a3, 0x3ab, 0x20}, Shifted{0x388, 0x38a, 0x25},
    Shifted{0x386, 0x386, 0x26},   Shifted{0x38c, 0x38c, 0x40}, Shifted{0x38e, 0x38f, 0x3f},
    Shifted{0x410, 0x42f, 0x20},   Shifted{0x400, 0x40f, 0x50},
};

// Capital and small letter side by side in [first, last], of which `first` is a capital.
struct Paired
{
    std::uint32_t first;
    std::uint32_t last;
};

constexpr std::array paired{
    Paired{0x100, 0x12f}, Paired{0x132, 0x137}, Paired{0x139, 0x148}, Paired{0x14a, 0x177}, Paired{0x179, 0x17e},
    Paired{0x370, 0x373}, Paired{0x3d8, 0x3ef}, Paired{0x460, 0x481}, Paired{0x48a, 0x4bf}, Paired{0x4c1, 0x4ce},
    Paired{0x4d0, 0x52f},
};

} // namespace

std::uint32_t otherCase(std::uint32_t codePoint)
{
    if (codePoint == 0xff || codePoint == 0x178)
        return codePoint == 0xff ? 0x178 : 0xff;
    for (const Shifted &range : shifted) {
        if (codePoint >= range.first && codePoint <= range.last)
            return codePoint + range.distance;
        if (codePoint >= range.first + range.distance && codePoint <= range.last + range.distance)
            return codePoint - range.distance;
    }
    for (const Paired &range : paired)
        if (codePoint >= range.first && codePoint <= range.last)
            return (codePoint - range.first) % 2 == 0 ? codePoint + 1 : codePoint - 1;
    return codePoint;
}

} // namespace framelens
