// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/base/limits.h"
#include "core/base/text_sink.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <array>
#include <limits>

using namespace framelens;

class TstTextSink : public QObject
{
    Q_OBJECT

private slots:
    void appendsTextAndNumbers();
    void hexHasAtLeastItsDigits();
    void paddedIsNeverShorterThanItsWidth();
    void bytesAreWrittenInHex();
    void textFromOutsideIsMadeVisible();
    void textFromOutsideIsAsLongAsTheSinkTakesIt();
    void reusedBufferIsNotAllocatedAgain();
};

void TstTextSink::appendsTextAndNumbers()
{
    std::string buffer = "> ";
    TextSink sink(buffer);
    sink << "port " << std::string_view("pair ") << '#';
    sink.number(0) << ' ';
    sink.number(std::numeric_limits<std::uint64_t>::max()) << ' ';
    sink.signedNumber(std::numeric_limits<std::int64_t>::min());
    QCOMPARE_EQ(buffer, "> port pair #0 18446744073709551615 -9223372036854775808");
    QCOMPARE_EQ(sink.size(), buffer.size());
    QCOMPARE_EQ(&sink.text(), &buffer);
}

void TstTextSink::hexHasAtLeastItsDigits()
{
    std::string buffer;
    TextSink sink(buffer);
    sink.hex(0, 4) << ' ';
    sink.hex(0xab, 1) << ' ';
    sink.hex(0xabc, 2) << ' ';
    sink.hex(std::numeric_limits<std::uint64_t>::max(), 0);
    QCOMPARE_EQ(buffer, "0000 ab abc ffffffffffffffff");
}

void TstTextSink::paddedIsNeverShorterThanItsWidth()
{
    std::string buffer;
    TextSink sink(buffer);
    sink.padded(7, 3) << '|';
    sink.padded(7, 3, '0') << '|';
    sink.padded(1234, 3) << '|';
    sink.padded(7, -1);
    QCOMPARE_EQ(buffer, "  7|007|1234|7");
}

void TstTextSink::bytesAreWrittenInHex()
{
    const std::array<std::byte, 3> bytes = {std::byte{0x00}, std::byte{0xa5}, std::byte{0xff}};
    std::string buffer;
    TextSink sink(buffer);
    sink.hexBytes(bytes) << ' ';
    sink.hexBytes(bytes, ':');
    sink.hexBytes({}, ':');
    QCOMPARE_EQ(buffer, "00a5ff 00:a5:ff");
}

void TstTextSink::textFromOutsideIsMadeVisible()
{
    std::string buffer;
    TextSink(buffer).visible("a\nb\x1b").visible("cde", 2);
    QCOMPARE_EQ(buffer, "a<U+000A>b<U+001B>cd...");
}

void TstTextSink::textFromOutsideIsAsLongAsTheSinkTakesIt()
{
    const std::string outside = '\n' + std::string(limits::visibleCharacters, 'x');
    const auto written = [&](OutsideText kind) {
        std::string buffer;
        TextSink(buffer, kind).visible(outside);
        return buffer;
    };
    QCOMPARE_EQ(written(OutsideText::Shown), "<U+000A>" + outside.substr(1, limits::visibleCharacters - 1) + "...");
    QCOMPARE_EQ(written(OutsideText::Whole), "<U+000A>" + outside.substr(1));
    QCOMPARE_EQ(written(OutsideText::OneLine), "\\n" + outside.substr(1));
    QCOMPARE_EQ(written(OutsideText::Raw), outside);
}

void TstTextSink::reusedBufferIsNotAllocatedAgain()
{
    std::string buffer;
    TextSink sink(buffer);
    const auto write = [&] {
        buffer.clear();
        for (int i = 0; i < 100; ++i)
            sink.number(static_cast<std::uint64_t>(i)).hex(7, 8) << " some words";
    };
    write();
    const char *place = buffer.data();
    const std::string first = buffer;
    for (int round = 0; round < 10; ++round) {
        write();
        QCOMPARE_EQ(static_cast<const void *>(buffer.data()), static_cast<const void *>(place));
        QCOMPARE_EQ(buffer, first);
    }
}

FRAMELENS_TEST(TstTextSink)
#include "tst_text_sink.moc"
