// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filters about addresses and ports alone, decided without a dissection where a frame is like most frames.
#pragma once

#include "core/bytes/frame_view.h"
#include "core/filter/program.h"

#include <array>
#include <optional>

namespace framelens::filter {

/// Says of a PlainPacket what a dissection would lead to, in a tenth of the time; of all other frames nothing. Immutable.
class PlainFrames
{
public:
    /// Nothing when the program asks about anything else than eth, ip, ipv6, tcp and udp, addresses of IPv4, and ports. Borrows literals and sets.
    static std::optional<PlainFrames> of(const Program &program);

    /// Nothing: the frame has to be dissected.
    std::optional<bool> passes(const FrameRef &frame) const;

private:
    static constexpr std::size_t placeCount = 11;
    struct Found
    {
        std::uint32_t places = 0; ///< a bit for each that is there
        std::array<std::uint32_t, placeCount> values{};
    };
    struct Check
    {
        TestKind kind = TestKind::Exists;
        Relation relation = Relation::Equal;
        bool all = false;
        std::uint32_t places = 0; ///< that are asked about
        ValueClass type = ValueClass::Number;
        Value literal = {}; ///< of Compare
        const ValueSet *set = nullptr; ///< of In
        std::vector<std::uint32_t> children = {};
    };

    static bool look(const FrameRef &frame, Found &found);
    static std::optional<std::uint32_t> placesOf(const Operand &operand);
    static std::optional<Check> checkOf(const Program &program, const Test &test);
    bool holdsFor(std::uint32_t check, const Found &found) const;
    static bool fits(const Check &check, std::uint32_t value);

    std::vector<Check> m_checks;
};

} // namespace framelens::filter
