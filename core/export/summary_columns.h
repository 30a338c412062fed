// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The columns of a summary line, one by one.
#pragma once

#include "core/export/frame_writer.h"

#include <array>
#include <optional>
#include <string_view>

namespace framelens {

enum class SummaryColumn : std::uint8_t { Number, Time, Source, Destination, Protocol, Length, Info };

inline constexpr std::array<SummaryColumn, 7> summaryColumns = {
    SummaryColumn::Number,   SummaryColumn::Time,   SummaryColumn::Source, SummaryColumn::Destination,
    SummaryColumn::Protocol, SummaryColumn::Length, SummaryColumn::Info};

/// The title above it: "No.", "Time".
std::string_view columnTitle(SummaryColumn column);
/// Its name among fields: "_ws.col.info", and every other spelling that is taken.
std::string_view columnName(SummaryColumn column);
std::optional<SummaryColumn> columnNamed(std::string_view name);
/// All names that columnNamed() knows.
std::span<const std::string_view> columnNames();

/// The column's text, not padded. Text from outside is made visible.
void writeColumn(TextSink &sink, const Dissection &dissection, const FrameTimes &times, const TimeStyle &style,
                 SummaryColumn column);

} // namespace framelens
