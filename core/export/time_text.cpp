// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/time_text.h"

#include "core/decode/format.h"

#include <chrono>
#include <ctime>

namespace framelens {

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;

std::int64_t localNs(std::int64_t ns) { return localMoment(ns).ns; }

void writeDateAndTime(TextSink &sink, std::int64_t ns, int digits)
{
    writeDate(sink, ns);
    sink << ' ';
    writeTimeOfDay(sink, ns, digits);
}

// "2024/061 12:00:00.5"
void writeDayAndTime(TextSink &sink, std::int64_t ns, int digits)
{
    using namespace std::chrono;
    const auto day = floor<days>(sys_time<nanoseconds>(nanoseconds(ns)));
    const year thatYear = year_month_day(day).year();
    sink.signedNumber(static_cast<int>(thatYear)) << '/';
    sink.padded(static_cast<std::uint64_t>((day - sys_days(thatYear / January / 1)).count() + 1), 3, '0') << ' ';
    writeTimeOfDay(sink, ns, digits);
}

// "3.5s", "2m  3.5s", "1h  2m  3.5s".
void writeHoursAndMinutes(TextSink &sink, std::int64_t ns, int digits)
{
    constexpr std::uint64_t minute = 60ULL * nsPerSecond;
    constexpr std::uint64_t hour = 60 * minute;
    std::uint64_t left = ns < 0 ? ~static_cast<std::uint64_t>(ns) + 1 : static_cast<std::uint64_t>(ns);
    if (ns < 0)
        sink << '-';
    const bool hasHours = left >= hour;
    const bool hasMinutes = left >= minute;
    if (hasHours)
        sink.number(left / hour) << "h ";
    left %= hour;
    if (hasMinutes)
        sink.padded(left / minute, hasHours ? 2 : 0) << "m ";
    left %= minute;
    if (hasMinutes && left < 10ULL * nsPerSecond)
        sink << ' ';
    writeSeconds(sink, static_cast<std::int64_t>(left), digits);
    sink << 's';
}

void writeSpan(TextSink &sink, std::int64_t ns, int digits, const TimeStyle &style)
{
    if (style.hoursAndMinutes)
        writeHoursAndMinutes(sink, ns, digits);
    else
        writeSeconds(sink, ns, digits);
}

// Two times that a capture holds may lie further apart than a signed number of nanoseconds tells.
std::int64_t since(std::int64_t from, std::int64_t ns)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(ns) - static_cast<std::uint64_t>(from));
}

std::int64_t sinceFrame(std::int64_t from, std::int64_t ns) { return from == 0 ? 0 : since(from, ns); }

} // namespace

LocalMoment localMoment(std::int64_t ns)
{
    const auto seconds = static_cast<std::time_t>(ns / nsPerSecond - (ns % nsPerSecond < 0 ? 1 : 0));
    std::tm local{};
    if (localtime_r(&seconds, &local) == nullptr)
        return {.ns = ns};
    return {.ns = ns + std::int64_t{local.tm_gmtoff} * nsPerSecond,
            .year = local.tm_year + 1900,
            .month = local.tm_mon + 1,
            .day = local.tm_mday,
            .zone = local.tm_zone};
}

void writeTime(TextSink &sink, const FrameInfo &frame, const FrameTimes &times, const TimeStyle &style)
{
    if (!frame.hasTime)
        return;
    const std::int64_t ns = frame.timeNs;
    const int digits = style.digits.value_or(frame.timeDigits);
    switch (style.kind) {
    case TimeKind::Relative: writeSpan(sink, since(times.firstNs, ns), digits, style); return;
    case TimeKind::Delta: writeSpan(sink, sinceFrame(times.previousNs, ns), digits, style); return;
    case TimeKind::DeltaShown: writeSpan(sink, sinceFrame(times.previousWrittenNs, ns), digits, style); return;
    case TimeKind::AbsoluteUtc: writeTimeOfDay(sink, ns, digits); return;
    case TimeKind::AbsoluteUtcDate: writeDateAndTime(sink, ns, digits); return;
    case TimeKind::AbsoluteLocal: writeTimeOfDay(sink, localNs(ns), digits); return;
    case TimeKind::AbsoluteLocalDate: writeDateAndTime(sink, localNs(ns), digits); return;
    case TimeKind::AbsoluteUtcDayOfYear: writeDayAndTime(sink, ns, digits); return;
    case TimeKind::AbsoluteLocalDayOfYear: writeDayAndTime(sink, localNs(ns), digits); return;
    case TimeKind::Epoch: writeSeconds(sink, ns, digits); return;
    }
}

FrameClock::FrameClock(const FrameSource &source, const TimeStyle &style)
    : m_source(&source)
    , m_needsPrevious(style.kind == TimeKind::Delta)
{
}

std::int64_t FrameClock::before(std::uint32_t frame) const
{
    if (m_hasWritten && frame == m_lastFrame + 1)
        return m_lastNs;
    return m_needsPrevious && frame != 0 ? m_source->frame(frame - 1).info.timeNs : 0;
}

FrameTimes FrameClock::at(std::uint32_t frame, const FrameInfo &info)
{
    const FrameTimes times{.firstNs = m_source->firstTimeNs(),
                           .previousNs = before(frame),
                           .previousWrittenNs = m_hasWritten ? m_lastNs : 0};
    m_hasWritten = true;
    m_lastFrame = frame;
    m_lastNs = info.timeNs;
    return times;
}

} // namespace framelens
