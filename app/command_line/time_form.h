// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// -t: how times are written.
#pragma once

#include "app/command_line/values.h"
#include "core/export/export_options.h"

#include <array>

namespace framelens::command_line {

inline constexpr std::string_view timeFormWords = "r a ad adoy d dd e u ud udoy";

/// "ad", "ad.3", ".3": what is wrong names the option.
inline Wrong readTimeForm(std::string_view option, std::string_view text, TimeStyle &time)
{
    constexpr std::array kinds = {TimeKind::Relative, TimeKind::AbsoluteLocal, TimeKind::AbsoluteLocalDate,
                                  TimeKind::AbsoluteLocalDayOfYear, TimeKind::Delta, TimeKind::DeltaShown, TimeKind::Epoch,
                                  TimeKind::AbsoluteUtc, TimeKind::AbsoluteUtcDate, TimeKind::AbsoluteUtcDayOfYear};
    const std::size_t dot = text.find('.');
    if (dot != std::string_view::npos && dot + 1 < text.size()) {
        const auto digits = numberOf(text.substr(dot + 1));
        if (!digits || *digits > 9)
            return std::string(option) + " " + std::string(text) + ": at most 9 digits behind the point";
        time.digits = static_cast<int>(*digits);
    }
    if (dot == 0)
        return {};
    const auto kind = wordOf(option, text.substr(0, dot), timeFormWords);
    if (!kind)
        return kind.error();
    time.kind = kinds.at(*kind);
    return {};
}

} // namespace framelens::command_line
