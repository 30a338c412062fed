// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Addresses and times as text.
#include "core/decode/format.h"

#include <array>
#include <chrono>

namespace framelens {

void writeIpv4(TextSink &sink, std::uint32_t address)
{
    sink.number(address >> 24U) << '.';
    sink.number((address >> 16U) & 255U) << '.';
    sink.number((address >> 8U) & 255U) << '.';
    sink.number(address & 255U);
}

void writeIpv6(TextSink &sink, Bytes address)
{
    if (address.empty() || address.size() > 16)
        return;
    std::array<std::uint16_t, 8> groups{};
    for (std::size_t i = 0; i < address.size(); ++i)
        groups[i / 2] = static_cast<std::uint16_t>(groups[i / 2] | loadOnce<std::uint8_t>(&address[i]) << (i % 2 == 0 ? 8U : 0U));
    // The longest run of at least two zero groups, the first of equals, becomes "::".
    std::size_t bestAt = 8;
    std::size_t bestLength = 1;
    for (std::size_t i = 0; i < 8;) {
        std::size_t end = i;
        while (end < 8 && groups[end] == 0)
            ++end;
        if (end - i > bestLength) {
            bestAt = i;
            bestLength = end - i;
        }
        i = end + 1;
    }
    const bool embedsIpv4 = bestAt == 0 && ((bestLength == 5 && groups[5] == 0xffff) || bestLength == 6);
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == bestAt) {
            sink << "::";
            i += bestLength - 1;
            continue;
        }
        if (i != 0 && i != bestAt + bestLength)
            sink << ':';
        if (embedsIpv4 && i == 6) {
            writeIpv4(sink, (std::uint32_t{groups[6]} << 16U) | groups[7]);
            return;
        }
        sink.hex(groups[i], 1);
    }
}

void writeMac(TextSink &sink, std::uint64_t address)
{
    for (unsigned shift = 48; shift > 0; shift -= 8) {
        sink.hex((address >> (shift - 8)) & 255U, 2);
        if (shift > 8)
            sink << ':';
    }
}

namespace {

// The first `digits` digits of a fraction of a second.
void writeFraction(TextSink &sink, std::uint64_t ns, int digits)
{
    if (digits <= 0)
        return;
    for (int i = digits; i < 9; ++i)
        ns /= 10;
    (sink << '.').padded(ns, digits, '0');
}

constexpr std::int64_t nsPerSecond = 1'000'000'000;

} // namespace

void writeSeconds(TextSink &sink, std::int64_t ns, int digits)
{
    const bool negative = ns < 0;
    const std::uint64_t magnitude = negative ? ~static_cast<std::uint64_t>(ns) + 1 : static_cast<std::uint64_t>(ns);
    if (negative)
        sink << '-';
    sink.number(magnitude / static_cast<std::uint64_t>(nsPerSecond));
    writeFraction(sink, magnitude % static_cast<std::uint64_t>(nsPerSecond), digits);
}

namespace {

struct Moment
{
    std::chrono::sys_seconds seconds;
    std::uint64_t ns = 0; // of the second that has begun
};

Moment momentOf(std::int64_t ns)
{
    std::int64_t wholeSeconds = ns / nsPerSecond;
    std::int64_t rest = ns % nsPerSecond;
    if (rest < 0) {
        rest += nsPerSecond;
        --wholeSeconds;
    }
    return {std::chrono::sys_seconds(std::chrono::seconds(wholeSeconds)), static_cast<std::uint64_t>(rest)};
}

} // namespace

void writeDate(TextSink &sink, std::int64_t ns)
{
    using namespace std::chrono;
    const year_month_day date(floor<days>(momentOf(ns).seconds));
    sink.signedNumber(static_cast<int>(date.year())) << '-';
    sink.padded(static_cast<unsigned>(date.month()), 2, '0') << '-';
    sink.padded(static_cast<unsigned>(date.day()), 2, '0');
}

void writeTimeOfDay(TextSink &sink, std::int64_t ns, int digits)
{
    using namespace std::chrono;
    const Moment moment = momentOf(ns);
    const hh_mm_ss clock(moment.seconds - floor<days>(moment.seconds));
    sink.padded(static_cast<std::uint64_t>(clock.hours().count()), 2, '0') << ':';
    sink.padded(static_cast<std::uint64_t>(clock.minutes().count()), 2, '0') << ':';
    sink.padded(static_cast<std::uint64_t>(clock.seconds().count()), 2, '0');
    writeFraction(sink, moment.ns, digits);
}

void writeUtc(TextSink &sink, std::int64_t ns, int digits)
{
    writeDate(sink, ns);
    sink << ' ';
    writeTimeOfDay(sink, ns, digits);
    sink << " UTC";
}

} // namespace framelens
