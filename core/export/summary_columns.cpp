// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/summary_columns.h"

#include "core/decode/format.h"
#include "core/export/time_text.h"

#include <algorithm>

namespace framelens {

namespace {

// Two spellings of each, in the order of SummaryColumn: the one of new versions of Wireshark, and that of old ones.
constexpr std::array<std::string_view, 14> names = {
    "_ws.col.number",   "_ws.col.No.",      "_ws.col.time",        "_ws.col.Time",        "_ws.col.source",
    "_ws.col.Source",   "_ws.col.destination", "_ws.col.Destination", "_ws.col.protocol", "_ws.col.Protocol",
    "_ws.col.length",   "_ws.col.Length",   "_ws.col.info",        "_ws.col.Info"};
constexpr std::array<std::string_view, 7> titles = {"No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"};

void writeAddress(TextSink &sink, const Dissection &dissection, Column column)
{
    if (const Field *field = dissection.column(column); field != nullptr)
        writeValue(sink, dissection, *field);
}

} // namespace

std::string_view columnTitle(SummaryColumn column) { return titles[static_cast<std::size_t>(column)]; }

std::string_view columnName(SummaryColumn column) { return names[2 * static_cast<std::size_t>(column)]; }

std::optional<SummaryColumn> columnNamed(std::string_view name)
{
    const auto *const found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<SummaryColumn>((found - names.begin()) / 2));
}

std::span<const std::string_view> columnNames() { return names; }

void writeColumn(TextSink &sink, const Dissection &dissection, const FrameTimes &times, const TimeStyle &style,
                 SummaryColumn column)
{
    const FrameInfo &info = dissection.frame();
    switch (column) {
    case SummaryColumn::Number: sink.number(info.number); return;
    case SummaryColumn::Time: writeTime(sink, info, times, style); return;
    case SummaryColumn::Source: writeAddress(sink, dissection, Column::Source); return;
    case SummaryColumn::Destination: writeAddress(sink, dissection, Column::Destination); return;
    case SummaryColumn::Protocol: dissection.writeProtocol(sink); return;
    case SummaryColumn::Length: sink.number(info.originalLength); return;
    case SummaryColumn::Info: dissection.writeInfo(sink); return;
    }
}

} // namespace framelens
