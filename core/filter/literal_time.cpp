// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/literal_time.h"

#include <array>
#include <charconv>
#include <ctime>

namespace framelens::filter {

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;

// Reads from the front; what was read is gone.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_text(text)
    {
    }

    bool isAtEnd() const { return m_text.empty(); }
    bool takes(std::string_view text)
    {
        const bool found = m_text.starts_with(text);
        m_text.remove_prefix(found ? text.size() : 0);
        return found;
    }
    void skipSpaces()
    {
        while (takes(" ")) { }
    }
    std::optional<std::int64_t> number(std::size_t mostDigits)
    {
        std::size_t digits = 0;
        while (digits < m_text.size() && digits < mostDigits && m_text[digits] >= '0' && m_text[digits] <= '9')
            ++digits;
        std::int64_t value = 0;
        if (digits == 0 || std::from_chars(m_text.data(), m_text.data() + digits, value).ec != std::errc())
            return {};
        m_text.remove_prefix(digits);
        return value;
    }
    // ".789" as ns; 0 when there is none.
    std::optional<std::int64_t> fraction()
    {
        if (!takes("."))
            return 0;
        std::int64_t ns = 0;
        std::int64_t unit = nsPerSecond / 10;
        bool hasDigit = false;
        for (; !m_text.empty() && m_text[0] >= '0' && m_text[0] <= '9'; unit /= 10, hasDigit = true) {
            ns += (m_text[0] - '0') * unit;
            m_text.remove_prefix(1);
        }
        return hasDigit ? std::optional(ns) : std::nullopt;
    }

private:
    std::string_view m_text;
};

bool readDate(Reader &reader, std::tm &time)
{
    constexpr std::array<std::string_view, 12> months
        = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::optional<std::int64_t> year;
    std::optional<std::int64_t> day;
    for (std::size_t month = 0; month < months.size(); ++month) {
        if (!reader.takes(months.at(month)))
            continue;
        time.tm_mon = static_cast<int>(month);
        reader.skipSpaces();
        day = reader.number(2);
        reader.takes(",");
        reader.skipSpaces();
        year = reader.number(4);
    }
    if (!year) {
        year = reader.number(4);
        const bool first = reader.takes("-");
        const auto month = reader.number(2);
        const bool second = reader.takes("-");
        day = reader.number(2);
        if (!first || !second || !month || *month < 1 || *month > 12)
            return false;
        time.tm_mon = static_cast<int>(*month) - 1;
    }
    if (!year || !day || *day < 1 || *day > 31)
        return false;
    time.tm_year = static_cast<int>(*year) - 1900;
    time.tm_mday = static_cast<int>(*day);
    return true;
}

// Hours and minutes, maybe seconds and their fraction.
bool readTimeOfDay(Reader &reader, std::tm &time, std::int64_t &fraction)
{
    const auto hours = reader.number(2);
    const bool hasMinutes = reader.takes(":");
    const auto minutes = reader.number(2);
    if (!hours || !hasMinutes || !minutes || *hours > 23 || *minutes > 59)
        return false;
    time.tm_hour = static_cast<int>(*hours);
    time.tm_min = static_cast<int>(*minutes);
    if (!reader.takes(":"))
        return true;
    const auto seconds = reader.number(2);
    const auto ns = reader.fraction();
    if (!seconds || *seconds > 60 || !ns)
        return false;
    time.tm_sec = static_cast<int>(*seconds);
    fraction = *ns;
    return true;
}

} // namespace

std::optional<std::int64_t> timeOf(std::string_view text)
{
    Reader reader(text);
    std::tm time{};
    time.tm_isdst = -1;
    std::int64_t fraction = 0;
    reader.skipSpaces();
    if (!readDate(reader, time))
        return {};
    const bool hasTime = reader.takes("T") || reader.takes(" ");
    reader.skipSpaces();
    if (hasTime && !reader.isAtEnd() && !readTimeOfDay(reader, time, fraction))
        return {};
    reader.skipSpaces();
    const bool isUtc = reader.takes("Z") || reader.takes("UTC");
    reader.skipSpaces();
    if (!reader.isAtEnd())
        return {};
    const std::int64_t seconds = isUtc ? ::timegm(&time) : std::mktime(&time);
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(seconds, nsPerSecond, &ns) || __builtin_add_overflow(ns, fraction, &ns))
        return {};
    return ns;
}

std::optional<std::int64_t> durationOf(std::string_view text)
{
    Reader reader(text);
    const bool isNegative = reader.takes("-");
    constexpr std::size_t mostDigits = 18;
    const std::optional<std::int64_t> seconds = reader.number(mostDigits);
    const auto fraction = reader.fraction();
    reader.takes("s");
    std::int64_t ns = 0;
    if (!seconds || !fraction || !reader.isAtEnd() || __builtin_mul_overflow(*seconds, nsPerSecond, &ns)
        || __builtin_add_overflow(ns, *fraction, &ns))
        return {};
    return isNegative ? -ns : ns;
}

} // namespace framelens::filter
