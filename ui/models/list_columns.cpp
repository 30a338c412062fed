// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/list_columns.h"

#include "core/bytes/flow.h"
#include "core/decode/format.h"

#include <QCoreApplication>

#include <ctime>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("ListColumns", text);
}

// The clock on the user's wall, written by the formatter that writes UTC.
void writeLocal(TextSink &sink, std::int64_t timeNs, int digits)
{
    auto seconds = static_cast<std::time_t>(timeNs / nsPerSecond - (timeNs % nsPerSecond < 0 ? 1 : 0));
    std::tm local{};
    if (localtime_r(&seconds, &local) == nullptr)
        return;
    std::string text;
    TextSink utc(text);
    writeUtc(utc, timeNs + std::int64_t{local.tm_gmtoff} * nsPerSecond, digits);
    constexpr std::string_view suffix = " UTC";
    const bool hasSuffix = text.ends_with(suffix);
    sink << std::string_view(text).substr(0, text.size() - (hasSuffix ? suffix.size() : 0));
}

void writeDelta(TextSink &sink, const RowContext &row, int digits)
{
    const std::int64_t now = row.dissection.frame().timeNs;
    if (row.frame == 0) {
        writeSeconds(sink, 0, digits);
        return;
    }
    const FrameInfo before = row.source.frame(row.frame - 1).info;
    if (before.hasTime)
        writeSeconds(sink, now - before.timeNs, digits);
}

// Since the first frame, or since the last one before that the user chose.
void writeRelative(TextSink &sink, const RowContext &row, int digits)
{
    const std::int64_t now = row.dissection.frame().timeNs;
    if (row.reference == row.frame) {
        sink << "*REF*";
        return;
    }
    const FrameInfo from = row.reference ? row.source.frame(*row.reference).info : FrameInfo();
    writeSeconds(sink, now - (from.hasTime ? from.timeNs : row.source.firstTimeNs()), digits);
}

void writeTime(TextSink &sink, const RowContext &row)
{
    const FrameInfo &frame = row.dissection.frame();
    if (!frame.hasTime)
        return;
    const int digits = row.timeForm.digits.value_or(frame.timeDigits);
    switch (row.timeForm.kind) {
    case TimeKind::Relative: writeRelative(sink, row, digits); return;
    case TimeKind::Delta: writeDelta(sink, row, digits); return;
    case TimeKind::AbsoluteUtc: writeUtc(sink, frame.timeNs, digits); return;
    case TimeKind::AbsoluteLocal: writeLocal(sink, frame.timeNs, digits); return;
    case TimeKind::Epoch: writeSeconds(sink, frame.timeNs, digits); return;
    }
}

void writeAddress(TextSink &sink, const RowContext &row, Column column)
{
    if (const Field *field = row.dissection.column(column); field != nullptr && !row.bytesLost)
        writeValue(sink, row.dissection, *field);
}

void writeProtocol(TextSink &sink, const RowContext &row)
{
    if (!row.bytesLost)
        row.dissection.writeProtocol(sink);
}

// Both ends of a recording may be one machine: who speaks stands before what is said.
TextSink &writeDirection(TextSink &sink, const FrameInfo &frame)
{
    if (frame.flow != nullptr)
        sink << (frame.flow->direction == Direction::ToServer ? "\u2192 " : "\u2190 ");
    return sink;
}

void writeInfo(TextSink &sink, const RowContext &row)
{
    if (row.bytesLost)
        sink << tr("(no longer in the file)").toStdString();
    else
        row.dissection.writeInfo(writeDirection(sink, row.dissection.frame()));
}

} // namespace

TimeStyle timeStyle(const TimeForm &form)
{
    TimeStyle style{.kind = framelens::TimeKind::Relative, .digits = form.digits};
    switch (form.kind) {
    case TimeKind::Relative: break;
    case TimeKind::Delta: style.kind = framelens::TimeKind::Delta; break;
    case TimeKind::AbsoluteUtc: style.kind = framelens::TimeKind::AbsoluteUtcDate; break;
    case TimeKind::AbsoluteLocal: style.kind = framelens::TimeKind::AbsoluteLocalDate; break;
    case TimeKind::Epoch: style.kind = framelens::TimeKind::Epoch; break;
    }
    return style;
}

std::vector<ListColumn> defaultListColumns()
{
    std::vector<ListColumn> columns;
    const auto add = [&](const QString &key, const QString &title, Qt::Alignment alignment, int characters, SortBy sort, auto write) {
        columns.push_back({key, title, alignment, characters, write, {.by = sort}});
    };
    add(u"number"_s, tr("No."), Qt::AlignRight, 9, SortBy::Number,
        [](TextSink &sink, const RowContext &row) { sink.number(row.dissection.frame().number); });
    add(u"time"_s, tr("Time"), Qt::AlignRight, 14, SortBy::Time, writeTime);
    add(u"source"_s, tr("Source"), Qt::AlignLeft, 20, SortBy::Source,
        [](TextSink &sink, const RowContext &row) { writeAddress(sink, row, Column::Source); });
    add(u"destination"_s, tr("Destination"), Qt::AlignLeft, 20, SortBy::Destination,
        [](TextSink &sink, const RowContext &row) { writeAddress(sink, row, Column::Destination); });
    add(u"protocol"_s, tr("Protocol"), Qt::AlignLeft, 10, SortBy::Protocol, writeProtocol);
    add(u"length"_s, tr("Length"), Qt::AlignRight, 8, SortBy::Length,
        [](TextSink &sink, const RowContext &row) {
            if (!row.bytesLost)
                sink.number(row.dissection.frame().originalLength);
        });
    add(u"info"_s, tr("Info"), Qt::AlignLeft, 60, SortBy::Info, writeInfo);
    return columns;
}

} // namespace framelens::ui
