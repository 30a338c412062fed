// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The one formatter: every type of field as text.
#include "core/decode/format.h"
#include "tests/support/byte_writer.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <array>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

template <typename Write>
QString written(Write &&write)
{
    std::string text;
    TextSink sink(text);
    write(sink);
    return qtText(text);
}

QString rowOf(const FieldSpec &spec, std::uint64_t value, std::uint16_t flags = 0)
{
    const Dissection none;
    const Field field{.spec = &spec, .value = value, .size = static_cast<std::uint32_t>(spec.byteSize()), .flags = flags};
    return written([&](TextSink &sink) { writeRow(sink, none, field); });
}

QString showOf(const FieldSpec &spec, std::uint64_t value)
{
    const Dissection none;
    const Field field{.spec = &spec, .value = value, .size = static_cast<std::uint32_t>(spec.byteSize())};
    return written([&](TextSink &sink) { writeShow(sink, none, field); });
}

Buffer address(std::array<std::uint16_t, 8> groups)
{
    ByteWriter bytes;
    for (const std::uint16_t group : groups)
        bytes.u16(group);
    return std::move(bytes).buffer();
}

constexpr ValueName names[] = {{6, "TCP"}, {17, "UDP"}};

} // namespace

class TstFormat : public QObject
{
    Q_OBJECT

private slots:
    void numbersHaveTheirBase()
    {
        const auto row = [](Base base) { return rowOf({.label = "N", .base = base, .bits = {0, 16}}, 80); };
        QCOMPARE(row(Base::Dec), u"N: 80"_s);
        QCOMPARE(row(Base::Hex), u"N: 0x0050"_s);
        QCOMPARE(row(Base::DecHex), u"N: 80 (0x0050)"_s);
        QCOMPARE(row(Base::HexDec), u"N: 0x0050 (80)"_s);
    }

    void namesStandBeforeNumbers()
    {
        const FieldSpec spec{.label = "Protocol", .bits = {0, 8}, .names = names};
        QCOMPARE(rowOf(spec, 6), u"Protocol: TCP (6)"_s);
        QCOMPARE(rowOf(spec, 99), u"Protocol: Unknown (99)"_s);
        QCOMPARE(showOf(spec, 6), u"6"_s);
    }

    void bitsAreDrawnInTheirBytes()
    {
        QCOMPARE(rowOf({.label = "Syn", .type = FieldType::Boolean, .bits = {6, 1}, .names = setNotSet}, 1),
                 u".... ..1. = Syn: Set"_s);
        QCOMPARE(rowOf({.label = "Id", .bits = {4, 12}}, 0x123), u".... 0001 0010 0011 = Id: 291"_s);
        QCOMPARE(rowOf({.label = "Low", .bits = {8, 4}, .shownBytes = 2, .shownFrom = -1}, 5),
                 u".... .... 0101 .... = Low: 5"_s);
    }

    void booleansAreOneAndZeroForFilters()
    {
        const FieldSpec spec{.label = "Flag", .type = FieldType::Boolean, .bits = {0, 8}};
        QCOMPARE(rowOf(spec, 1), u"Flag: True"_s);
        QCOMPARE(rowOf(spec, 0), u"Flag: False"_s);
        QCOMPARE(showOf(spec, 1), u"1"_s);
    }

    void computedFieldsStandInBrackets()
    {
        QCOMPARE(rowOf({.label = "Length", .unit = " bytes"}, 5, static_cast<std::uint16_t>(FieldFlag::Generated)),
                 u"[Length: 5 bytes]"_s);
    }

    void signedNumbersKeepTheirSign()
    {
        QCOMPARE(rowOf({.label = "S", .type = FieldType::Signed, .bits = {0, 16}}, 0xfff6), u"S: -10"_s);
        QCOMPARE(rowOf({.label = "S", .type = FieldType::Signed, .bits = {0, 64}}, UINT64_MAX), u"S: -1"_s);
    }

    void ipv6IsWrittenAsItsRfcSays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << u"::"_s;
        QTest::newRow("loopback") << u"::1"_s;
        QTest::newRow("one zero group is not shortened") << u"2001:db8:0:1:1:1:1:1"_s;
        QTest::newRow("first of equals") << u"2001:db8::1:0:0:1"_s;
        QTest::newRow("embedded IPv4") << u"::ffff:192.0.2.33"_s;
        QTest::newRow("tail") << u"fe80::"_s;
    }

    void ipv6IsWrittenAsItsRfcSays()
    {
        static const std::map<QString, std::array<std::uint16_t, 8>> addresses = {
            {u"zero"_s, {}},
            {u"loopback"_s, {0, 0, 0, 0, 0, 0, 0, 1}},
            {u"one zero group is not shortened"_s, {0x2001, 0xdb8, 0, 1, 1, 1, 1, 1}},
            {u"first of equals"_s, {0x2001, 0xdb8, 0, 0, 1, 0, 0, 1}},
            {u"embedded IPv4"_s, {0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0221}},
            {u"tail"_s, {0xfe80, 0, 0, 0, 0, 0, 0, 0}},
        };
        QFETCH(const QString, text);
        const Buffer bytes = address(addresses.at(QString::fromUtf8(QTest::currentDataTag())));
        QCOMPARE(written([&](TextSink &sink) { writeIpv6(sink, bytes); }), text);
    }

    void addressesAreWritten()
    {
        QCOMPARE(written([](TextSink &sink) { writeIpv4(sink, 0xc0000221); }), u"192.0.2.33"_s);
        QCOMPARE(written([](TextSink &sink) { writeMac(sink, 0x0200000000ffU); }), u"02:00:00:00:00:ff"_s);
        QCOMPARE(written([](TextSink &sink) { writeIpv6(sink, {}); }), QString());
    }

    void timesHaveAsManyDigitsAsAreKnown()
    {
        constexpr std::int64_t time = 1'700'000'000'123'456'789;
        QCOMPARE(written([](TextSink &sink) { writeUtc(sink, time, 9); }), u"2023-11-14 22:13:20.123456789 UTC"_s);
        QCOMPARE(written([](TextSink &sink) { writeUtc(sink, time, 3); }), u"2023-11-14 22:13:20.123 UTC"_s);
        QCOMPARE(written([](TextSink &sink) { writeUtc(sink, -1, 0); }), u"1969-12-31 23:59:59 UTC"_s);
        QCOMPARE(written([](TextSink &sink) { writeSeconds(sink, -1'000'001'000, 6); }), u"-1.000001"_s);
        QCOMPARE(written([](TextSink &sink) { writeSeconds(sink, INT64_MIN, 9); }), u"-9223372036.854775808"_s);
    }

    void problemsSayWhatWasNeeded()
    {
        const FieldSpec field{.name = "ip.len"};
        const FieldSpec limit{.name = "eth.len"};
        const auto text = [](const Problem &problem) {
            return written([&](TextSink &sink) { writeProblem(sink, problem); });
        };
        QCOMPARE(text({.kind = FaultKind::NotCaptured, .needed = 20, .available = 12, .field = &field, .message = {}}),
                 u"ip.len: needs 20 bytes, 12 captured"_s);
        QCOMPARE(text({.kind = FaultKind::PastDeclared, .needed = 1, .limitedBy = &limit, .message = {}}),
                 u"needs 1 byte, 0 there; limited by eth.len"_s);
        QCOMPARE(text({.field = &field, .message = "no good"}), u"ip.len: no good"_s);
    }

    void severitiesHaveNames()
    {
        QCOMPARE(qtText(severityName(Severity::Note)), u"Note"_s);
        QCOMPARE(qtText(severityName(Severity::Truncated)), u"Truncated"_s);
    }
};

FRAMELENS_TEST(TstFormat)
#include "tst_format.moc"
