// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/time_place.h"

#include <QDateTime>
#include <QRegularExpression>

#include <cmath>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t mostNs = second * second; // 31 years: more is no place in a capture

std::int64_t unitNs(const QString &unit)
{
    if (unit == u"ns")
        return 1;
    if (unit == u"us" || unit == u"\u00b5s")
        return 1'000;
    if (unit == u"ms")
        return 1'000'000;
    if (unit == u"min")
        return 60 * second;
    return unit == u"h" ? 3600 * second : second;
}

// Digits behind a point, of so many units.
std::int64_t fraction(const QString &digits, std::int64_t unit)
{
    return digits.isEmpty() ? 0 : std::llround(digits.toDouble() / std::pow(10.0, digits.size()) * static_cast<double>(unit));
}

std::optional<TimePlace> timeOfDay(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?$"_s);
    const QRegularExpressionMatch match = form.match(text);
    const int hours = match.captured(1).toInt();
    const int minutes = match.captured(2).toInt();
    const int seconds = match.captured(3).toInt();
    if (!match.hasMatch() || hours > 23 || minutes > 59 || seconds > 59)
        return {};
    return TimePlace{TimePlace::From::Day, ((hours * 60 + minutes) * 60 + seconds) * second + fraction(match.captured(4), second)};
}

std::int64_t sum(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    return __builtin_add_overflow(a, b, &result) ? (b < 0 ? INT64_MIN : INT64_MAX) : result;
}

std::int64_t midnight(std::int64_t ns, bool isLocal)
{
    constexpr std::int64_t ms = 1'000'000;
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ns / ms, isLocal ? Qt::LocalTime : Qt::UTC);
    return time.date().startOfDay(isLocal ? Qt::LocalTime : Qt::UTC).toMSecsSinceEpoch() * ms;
}

} // namespace

std::optional<TimePlace> parseTimePlace(const QString &text)
{
    static const QRegularExpression form(u"^([+-]?)\\s*(\\d{1,18})(?:\\.(\\d{1,9}))?\\s*(ns|us|\u00b5s|ms|s|min|h)?$"_s);
    const QString trimmed = text.trimmed();
    const QRegularExpressionMatch match = form.match(trimmed);
    if (!match.hasMatch())
        return timeOfDay(trimmed);
    if (match.captured(3).isEmpty() && match.captured(4).isEmpty())
        return {};
    const std::int64_t unit = unitNs(match.captured(4));
    const qint64 whole = match.captured(2).toLongLong();
    if (whole >= mostNs / unit)
        return {};
    const std::int64_t ns = whole * unit + fraction(match.captured(3), unit);
    const QString sign = match.captured(1);
    return TimePlace{sign.isEmpty() ? TimePlace::From::First : TimePlace::From::Current, sign == u"-" ? -ns : ns};
}

std::int64_t timeOf(const TimePlace &place, std::int64_t currentNs, std::int64_t firstNs, bool isLocal)
{
    switch (place.from) {
    case TimePlace::From::Current: return sum(currentNs, place.ns);
    case TimePlace::From::First: return sum(firstNs, place.ns);
    case TimePlace::From::Day: break;
    }
    return sum(midnight(currentNs, isLocal), place.ns);
}

} // namespace framelens::ui
