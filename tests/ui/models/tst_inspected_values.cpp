// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/inspected_values.h"

#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>

using namespace framelens;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

Bytes bytesOf(const QByteArray &bytes)
{
    return asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

InspectedValue row(const std::vector<InspectedValue> &values, const QString &name)
{
    const auto found = std::ranges::find(values, name, &InspectedValue::name);
    return found == values.end() ? InspectedValue{u"there is no such row"_s, u"?"_s, u"?"_s} : *found;
}

} // namespace

class TstInspectedValues : public QObject
{
    Q_OBJECT

private slots:
    void numbersAreReadInBothOrders_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("big");
        QTest::addColumn<QString>("little");
        const auto add = [](const char *bytes, const char *name, const char *big, const char *little) {
            QTest::addRow("%s %s", name, bytes)
                << hex(bytes) << QString::fromUtf8(name) << QString::fromUtf8(big) << QString::fromUtf8(little);
        };
        add("ff", "Unsigned 8", "255", "");
        add("ff", "Signed 8", "-1", "");
        add("0102", "Unsigned 16", "258", "513");
        add("ff7f", "Signed 16", "-129", "32767");
        add("010203", "Unsigned 24", "66051", "197121");
        add("ffffff", "Signed 24", "-1", "-1");
        add("80000000", "Signed 32", "-2147483648", "128");
        add("00000001", "Unsigned 32", "1", "16777216");
        add("ffffffffffffffff", "Unsigned 64", "18446744073709551615", "18446744073709551615");
        add("8000000000000000", "Signed 64", "-9223372036854775808", "128");
        add("3fc00000", "Float", "1.5", "6.8965e-41");
        add("7fc00000", "Float", "nan", "6.9055e-41");
        add("3fb999999999999a", "Double", "0.1", "-1.5423487136675799e-180");
        add("7ff0000000000000", "Double", "inf", "3.0418e-319");
        add("0a000001", "IPv4 address", "10.0.0.1", "1.0.0.10");
        add("001122334455", "MAC address", "00:11:22:33:44:55", "55:44:33:22:11:00");
        add("00112233445566778899aabbccddeeff", "GUID", "00112233-4455-6677-8899-aabbccddeeff",
            "33221100-5544-7766-8899-aabbccddeeff");
        add("65920080", "Unix time, s", "2024-01-01 00:00:00 UTC", "2038-01-19 13:38:45 UTC");
        add("0000018cc251f400", "Unix time, ms", "2024-01-01 00:00:00.000 UTC", "beyond the year 2262");
        add("00060dd710212000", "Unix time, µs", "2024-01-01 00:00:00.000000 UTC", "2256-07-30 18:44:25.889280 UTC");
        add("17a6101701650000", "Unix time, ns", "2024-01-01 00:00:00.000000000 UTC",
            "1970-01-02 06:50:55.356339735 UTC");
        add("2158bf7d", "DOS time", "1996-10-24 23:59:58", "no date");
        add("00000000", "DOS time", "no date", "no date");
        add("e93c7f0080000000", "NTP time", "2024-01-01 00:00:00.500000000 UTC", "");
        add("0000000080000000", "NTP time", "2036-02-07 06:28:16.500000000 UTC", "");
    }
    void numbersAreReadInBothOrders()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, name);
        QFETCH(QString, big);
        QFETCH(QString, little);
        const auto values = inspectedValues({.from = bytesOf(bytes), .selected = 1});
        QCOMPARE(row(values, name).big, big);
        if (!little.isEmpty() || bytes.size() == 1)
            QCOMPARE(row(values, name).little, little);
    }

    void whatNeedsMoreBytesIsEmptyAndRowsStay()
    {
        const QByteArray bytes = hex("00112233445566778899aabbccddeeff");
        const auto all = inspectedValues({.from = bytesOf(bytes), .selected = 16});
        for (qsizetype size = 0; size <= bytes.size(); ++size) {
            const QByteArray part = bytes.left(size);
            const auto values = inspectedValues({.from = bytesOf(part), .selected = static_cast<std::size_t>(size)});
            QCOMPARE(values.size(), all.size());
            for (std::size_t i = 0; i < all.size(); ++i)
                QCOMPARE(values[i].name, all[i].name);
            QCOMPARE(row(values, u"Unsigned 64"_s).big.isEmpty(), size < 8);
            QCOMPARE(row(values, u"IPv6 address"_s).big.isEmpty(), size < 16);
        }
    }

    void leb128EndsWithinTenBytes()
    {
        const auto text = [](const char *bytes, const QString &name) {
            const QByteArray all = hex(bytes);
            return row(inspectedValues({.from = bytesOf(all), .selected = 1}), name).big;
        };
        QCOMPARE(text("05", u"LEB128"_s), u"5"_s);
        QCOMPARE(text("e58e26", u"LEB128"_s), u"624485 (3 bytes)"_s);
        QCOMPARE(text("9bf159", u"LEB128, signed"_s), u"-624485 (3 bytes)"_s);
        QCOMPARE(text("7f", u"LEB128, signed"_s), u"-1"_s);
        QCOMPARE(text("ffffffffffffffffff01", u"LEB128"_s), u"18446744073709551615 (10 bytes)"_s);
        QCOMPARE(text("ffffffffffffffffffff01", u"LEB128"_s), QString());
        QCOMPARE(text("8080", u"LEB128"_s), QString());
    }

    void bitsOfAFieldAreTold()
    {
        const QByteArray bytes = hex("a50f");
        QCOMPARE(row(inspectedValues({.from = bytesOf(bytes), .selected = 2}), u"Bits"_s).big, u"1010 0101 0000 1111"_s);
        const auto field = inspectedValues({.from = bytesOf(bytes), .selected = 1, .bits = BitsInUse{2, 3}});
        QCOMPARE(row(field, u"Bits"_s).big, u"..10 0..."_s);
    }

    void textsAreThoseOfTheSelectionAndInert()
    {
        const QByteArray bytes = QByteArray("a\xe2\x80\xae<b>") + '\0' + "tail";
        const auto values = inspectedValues({.from = bytesOf(bytes), .selected = 8});
        QCOMPARE(row(values, u"ASCII"_s).big, u"a···<b>·"_s);
        QCOMPARE(row(values, u"UTF-8"_s).big, u"a<U+202E><b><U+0000>"_s);
    }
};

FRAMELENS_TEST(TstInspectedValues)
#include "tst_inspected_values.moc"
