// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/inspected_values.h"

#include "core/base/text_sink.h"
#include "core/decode/format.h"
#include "ui/text.h"

#include <QCoreApplication>

#include <array>
#include <bit>
#include <charconv>
#include <functional>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostTextBytes = 256; // more is read in the hex pane, or copied
constexpr std::int64_t nsPerSecond = 1'000'000'000;

struct InspectedTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::InspectedTexts)
};

QString tr(const char *text)
{
    return InspectedTexts::tr(text);
}

template <typename Write>
QString written(Write write)
{
    std::string buffer;
    TextSink sink(buffer);
    write(sink);
    return QString::fromStdString(buffer);
}

std::int64_t asSigned(std::uint64_t value, std::size_t size)
{
    const std::size_t unused = 64 - size * 8;
    return static_cast<std::int64_t>(value << unused) >> unused;
}

QString unsignedText(std::uint64_t value, std::size_t /*size*/)
{
    return QString::number(value);
}

QString signedText(std::uint64_t value, std::size_t size)
{
    return QString::number(asSigned(value, size));
}

// The shortest text that reads back as the same number.
template <typename Number>
QString shortest(Number number)
{
    std::array<char, 64> text{};
    const std::to_chars_result end = std::to_chars(text.begin(), text.end(), number);
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(end.ptr - text.data()));
}

QString floatText(std::uint64_t value, std::size_t /*size*/)
{
    return shortest(std::bit_cast<float>(static_cast<std::uint32_t>(value)));
}

QString doubleText(std::uint64_t value, std::size_t /*size*/)
{
    return shortest(std::bit_cast<double>(value));
}

QString utcText(std::int64_t ns, int digits)
{
    return written([&](TextSink &sink) { writeUtc(sink, ns, digits); });
}

// A count of units of time since 1970; `perSecond` units make a second.
QString unixText(std::int64_t count, std::int64_t perSecond, int digits)
{
    const std::int64_t nsPerUnit = nsPerSecond / perSecond;
    if (count > INT64_MAX / nsPerUnit || count < INT64_MIN / nsPerUnit)
        return tr("beyond the year 2262");
    return utcText(count * nsPerUnit, digits);
}

QString unixSeconds(std::uint64_t value, std::size_t /*size*/)
{
    return unixText(static_cast<std::int64_t>(value), 1, 0);
}

QString unixMilliseconds(std::uint64_t value, std::size_t /*size*/)
{
    return unixText(static_cast<std::int64_t>(value), 1000, 3);
}

QString unixMicroseconds(std::uint64_t value, std::size_t /*size*/)
{
    return unixText(static_cast<std::int64_t>(value), 1'000'000, 6);
}

QString unixNanoseconds(std::uint64_t value, std::size_t /*size*/)
{
    return unixText(static_cast<std::int64_t>(value), nsPerSecond, 9);
}

// FAT: the date in the upper 16 bits (7 bits of years since 1980, 4 of month, 5 of day), the time in the lower ones
// (5 bits of hour, 6 of minute, 5 of two seconds). Local time without a zone.
QString dosText(std::uint64_t value, std::size_t /*size*/)
{
    const auto part = [value](unsigned shift, unsigned bits) {
        return static_cast<unsigned>((value >> shift) & ((1U << bits) - 1U));
    };
    const unsigned month = part(21, 4);
    const unsigned day = part(16, 5);
    const unsigned seconds = part(0, 5) * 2;
    if (month < 1 || month > 12 || day < 1 || part(11, 5) > 23 || part(5, 6) > 59 || seconds > 59)
        return tr("no date");
    return written([&](TextSink &sink) {
        sink.number(1980U + part(25, 7)) << '-';
        sink.padded(month, 2, '0') << '-';
        sink.padded(day, 2, '0') << ' ';
        sink.padded(part(11, 5), 2, '0') << ':';
        sink.padded(part(5, 6), 2, '0') << ':';
        sink.padded(seconds, 2, '0');
    });
}

// RFC 5905, section 6: seconds since 1900 and their fraction; without the highest bit, of the era that begins in
// 2036 (RFC 4330, section 3).
QString ntpText(std::uint64_t value, std::size_t /*size*/)
{
    constexpr std::int64_t from1900To1970 = 2'208'988'800;
    constexpr std::int64_t era = std::int64_t{1} << 32U;
    const auto seconds = static_cast<std::int64_t>(value >> 32U);
    const std::uint64_t fraction = ((value & 0xffffffffU) * static_cast<std::uint64_t>(nsPerSecond)) >> 32U;
    const std::int64_t since1970 = seconds - from1900To1970 + ((value >> 63U) == 0 ? era : 0);
    return utcText(since1970 * nsPerSecond + static_cast<std::int64_t>(fraction), 9);
}

QString ipv4Text(std::uint64_t value, std::size_t /*size*/)
{
    return written([&](TextSink &sink) { writeIpv4(sink, static_cast<std::uint32_t>(value)); });
}

QString macText(std::uint64_t value, std::size_t /*size*/)
{
    return written([&](TextSink &sink) { writeMac(sink, value); });
}

using NumberText = QString (*)(std::uint64_t value, std::size_t size);

// A row that reads one integer of `size` bytes in both orders.
struct NumberRow
{
    const char *name;
    std::size_t size;
    NumberText text;
};

constexpr std::array integerRows{
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unsigned 8"), 1, unsignedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Signed 8"), 1, signedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unsigned 16"), 2, unsignedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Signed 16"), 2, signedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unsigned 24"), 3, unsignedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Signed 24"), 3, signedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unsigned 32"), 4, unsignedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Signed 32"), 4, signedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unsigned 64"), 8, unsignedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Signed 64"), 8, signedText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Float"), 4, floatText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Double"), 8, doubleText},
};

constexpr std::array timeRows{
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unix time, s"), 4, unixSeconds},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unix time, ms"), 8, unixMilliseconds},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unix time, µs"), 8, unixMicroseconds},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "Unix time, ns"), 8, unixNanoseconds},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "DOS time"), 4, dosText},
    NumberRow{QT_TRANSLATE_NOOP("framelens::ui::InspectedTexts", "NTP time"), 8, ntpText},
};

InspectedValue read(const NumberRow &row, Bytes from)
{
    InspectedValue value{.name = tr(row.name), .big = {}, .little = {}, .hasOrders = row.size > 1};
    if (row.size > from.size())
        return value;
    value.big = row.text(loadSized(from.data(), row.size, ByteOrder::Big), row.size);
    if (value.hasOrders)
        value.little = row.text(loadSized(from.data(), row.size, ByteOrder::Little), row.size);
    return value;
}

InspectedValue single(const char *name, const QString &text)
{
    return {.name = tr(name), .big = text, .little = {}, .hasOrders = false};
}

// "0000 0101", a dot for a bit that is not the field's. The first eight bytes.
QString bitsText(Bytes bytes, const std::optional<BitsInUse> &use)
{
    QString text;
    const std::size_t bits = std::min<std::size_t>(bytes.size(), 8) * 8;
    for (std::size_t bit = 0; bit < bits; ++bit) {
        if (bit != 0 && bit % 4 == 0)
            text += u' ';
        const bool isOurs = !use || (bit >= use->offset && bit - use->offset < use->width);
        const auto byte = std::to_integer<unsigned>(bytes[bit / 8]);
        const bool isSet = ((byte >> (7U - bit % 8U)) & 1U) != 0;
        text += !isOurs ? u'.' : isSet ? u'1' : u'0';
    }
    return bytes.size() > 8 ? text + u'\u2026' : text;
}

struct Leb128
{
    std::uint64_t value = 0;
    std::size_t size = 0; // bytes; 0: it does not end within ten
};

Leb128 readLeb128(Bytes from)
{
    Leb128 read;
    for (std::size_t n = 0; n < from.size() && n < 10; ++n) {
        const auto byte = std::to_integer<std::uint64_t>(from[n]);
        read.value |= (byte & 0x7fU) << (7U * n);
        if ((byte & 0x80U) == 0) {
            // The tenth byte has room for the highest bit alone.
            read.size = n < 9 || byte <= 1 || byte == 0x7f ? n + 1 : 0;
            return read;
        }
    }
    return {};
}

QString leb128Text(Bytes from, bool isSigned)
{
    const Leb128 read = readLeb128(from);
    if (read.size == 0)
        return {};
    const std::size_t bits = read.size * 7;
    const auto value = static_cast<std::int64_t>(read.value);
    QString number = QString::number(read.value);
    if (isSigned)
        number = QString::number(bits >= 64 ? value : (value << (64U - bits)) >> (64U - bits));
    return read.size == 1 ? number : tr("%1 (%2 bytes)").arg(number).arg(read.size);
}

QString asciiText(Bytes bytes)
{
    QString text;
    for (const std::byte byte : bytes) {
        const auto value = std::to_integer<unsigned>(byte);
        text += value >= 0x20 && value < 0x7f ? QChar(static_cast<char16_t>(value)) : QChar(u'\u00b7');
    }
    return text;
}

QString ipv6Text(Bytes from)
{
    return from.size() < 16 ? QString() : written([&](TextSink &sink) { writeIpv6(sink, from.first(16)); });
}

// RFC 9562, section 4; the little one is Microsoft's: the first three parts in the other order.
QString guidText(Bytes from, ByteOrder order)
{
    if (from.size() < 16)
        return {};
    return written([&](TextSink &sink) {
        sink.hex(loadSized(from.data(), 4, order), 8) << '-';
        sink.hex(loadSized(from.subspan(4).data(), 2, order), 4) << '-';
        sink.hex(loadSized(from.subspan(6).data(), 2, order), 4) << '-';
        sink.hexBytes(from.subspan(8, 2)) << '-';
        sink.hexBytes(from.subspan(10, 6));
    });
}

} // namespace

std::vector<InspectedValue> inspectedValues(const Inspected &what)
{
    const Bytes from = what.from;
    const Bytes selected = from.first(std::min(what.selected, from.size()));
    const Bytes text = selected.first(std::min(selected.size(), mostTextBytes));
    std::vector<InspectedValue> values;
    values.reserve(32);
    for (const NumberRow &row : integerRows)
        values.push_back(read(row, from));
    values.push_back(single("Bits", bitsText(selected, what.bits)));
    values.push_back(single("LEB128", leb128Text(from, false)));
    values.push_back(single("LEB128, signed", leb128Text(from, true)));
    values.push_back(single("ASCII", asciiText(text)));
    values.push_back(single("UTF-8", visible(asText(text), mostTextBytes)));
    values.push_back(read({"IPv4 address", 4, ipv4Text}, from));
    values.push_back(single("IPv6 address", ipv6Text(from)));
    values.push_back(read({"MAC address", 6, macText}, from));
    values.push_back({.name = tr("GUID"),
                      .big = guidText(from, ByteOrder::Big),
                      .little = guidText(from, ByteOrder::Little)});
    for (const NumberRow &row : timeRows)
        values.push_back(read(row, from));
    return values;
}

} // namespace framelens::ui
