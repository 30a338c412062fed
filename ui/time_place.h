// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A place in a capture by its time, as it is typed.
#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace framelens::ui {

struct TimePlace
{
    enum class From : std::uint8_t { Current, First, Day };
    From from = From::First; ///< the current frame, the first of the capture, or midnight of the current frame's day
    std::int64_t ns = 0; ///< at most 10^18 either way

    friend bool operator==(const TimePlace &, const TimePlace &) = default;
};

/// "+5 s", "-2.5 ms" (from the current frame); "5 s", "0.25" (since the first frame); "12:34", "12:34:56.789" (of the day). Units are
/// ns, us, ms, s, min and h. A whole number alone is none: it is a frame's.
std::optional<TimePlace> parseTimePlace(const QString &text);

/// The time meant, ns since 1970-01-01 UTC. `isLocal`: the day is that of this computer's time zone, else that of UTC.
std::int64_t timeOf(const TimePlace &place, std::int64_t currentNs, std::int64_t firstNs, bool isLocal);

} // namespace framelens::ui
