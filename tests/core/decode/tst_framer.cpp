// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Framers as data: bytes in pieces, the cuts, and the same in words.
#include "core/decode/bindings.h"
#include "core/decode/framer.h"
#include "tests/support/byte_writer.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace std::string_view_literals;

namespace {

// `bytes` as pieces of `size` bytes each, the first of them at `offset` in the direction.
std::vector<StreamPiece> piecesOf(Bytes bytes, std::size_t size, std::uint64_t offset = 0)
{
    std::vector<StreamPiece> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        pieces.push_back({offset + at, bytes.subspan(at, std::min(size, bytes.size() - at))});
    return pieces;
}

FramerSpec specOf(std::string_view text)
{
    return parseFramer(text).value();
}

// "message 6", "needs 4", "not mine".
std::string cutOf(std::string_view framer, Bytes bytes)
{
    FramerState state;
    ConversationMemory memory;
    const Cut cut = cutBySpec(specOf(framer), StreamBytes(bytes), state, {.memory = &memory});
    if (cut.kind == Cut::Kind::NotMine)
        return "not mine";
    return (cut.kind == Cut::Kind::Message ? "message " : "needs ") + std::to_string(cut.size);
}

std::string cutOf(std::string_view framer, std::string_view text)
{
    return cutOf(framer, asBytes(text));
}

std::string refusalOf(std::string_view text)
{
    const auto spec = parseFramer(text);
    return spec ? "read as " + framerText(*spec) : describe(spec.error());
}

} // namespace

class TstFramer : public QObject
{
    Q_OBJECT

private slots:
    void bytesInPiecesReadAsInOneRun()
    {
        const Buffer bytes = textBytes("0123456789abcdef");
        for (std::size_t size = 1; size <= bytes.size(); ++size) {
            const auto pieces = piecesOf(bytes, size, 1000);
            const StreamBytes all(pieces, 1003);
            QCOMPARE_EQ(all.size(), 13U);
            QCOMPARE_EQ(all.numberAt(1, 3, ByteOrder::Big), std::optional<std::uint64_t>(0x343536));
            QCOMPARE_EQ(all.numberAt(5, 8, ByteOrder::Little), std::optional<std::uint64_t>(0x6665646362613938));
            QCOMPARE_EQ(all.numberAt(6, 8, ByteOrder::Big), std::nullopt);
            QCOMPARE_EQ(all.byteAt(12), std::optional<std::uint8_t>('f'));
            QCOMPARE_EQ(all.byteAt(13), std::nullopt);
            QCOMPARE_EQ(all.find(std::byte{'9'}, 0), std::optional<std::uint64_t>(6));
            QCOMPARE_EQ(all.find(std::byte{'9'}, 7), std::nullopt);
            QVERIFY(all.startsWith("3456789"));
            QVERIFY(all.startsWith("abcdef", 7));
            QVERIFY(!all.startsWith("abcdefg", 7));
            QVERIFY(!all.startsWith("35"));
            std::string buffer;
            QCOMPARE_EQ(all.text(2, 100, buffer), std::string_view("56789abcdef"));
            QVERIFY(all.runAt(13).empty());
            QVERIFY(all.runAt(UINT64_MAX).empty());
        }
    }

    void whatIsGoneIsNotFound()
    {
        const Buffer bytes = textBytes("56789");
        const auto pieces = piecesOf(bytes, 2, 5);
        const StreamBytes all(pieces, 0, 8); // of which 0 to 4 are gone
        QCOMPARE_EQ(all.size(), 8U);
        QCOMPARE_EQ(all.byteAt(4), std::nullopt);
        QCOMPARE_EQ(all.byteAt(5), std::optional<std::uint8_t>('5'));
        QCOMPARE_EQ(all.byteAt(7), std::optional<std::uint8_t>('7'));
        QCOMPARE_EQ(all.byteAt(8), std::nullopt);
        QCOMPARE_EQ(all.numberAt(4, 2, ByteOrder::Big), std::nullopt);
        QCOMPARE_EQ(all.find(std::byte{'5'}, 0), std::nullopt);
    }

    void aLengthIsReadWhereTheSpecSays()
    {
        QCOMPARE_EQ(cutOf("u32be", Buffer{}), std::string("needs 4"));
        QCOMPARE_EQ(cutOf("u32be", "\0\0\0"sv), std::string("needs 4"));
        QCOMPARE_EQ(cutOf("u32be", "\0\0\1\2"sv), std::string("message 262"));
        QCOMPARE_EQ(cutOf("u32le", "\5\0\0\0"sv), std::string("message 9"));
        QCOMPARE_EQ(cutOf("u16be@2", "ab\0\7"sv), std::string("message 11"));
        QCOMPARE_EQ(cutOf("u24le", "\1\1\0"sv), std::string("message 260"));
        QCOMPARE_EQ(cutOf("u8", "\0"sv), std::string("message 1"));
        QCOMPARE_EQ(cutOf("u16be@2+total", "ab\0\7"sv), std::string("message 7"));
        QCOMPARE_EQ(cutOf("u16be@2+total", "ab\0\3"sv), std::string("not mine"));
        QCOMPARE_EQ(cutOf("u16be-2", "\0\7"sv), std::string("message 7"));
        QCOMPARE_EQ(cutOf("u16be-2", "\0\1"sv), std::string("not mine"));
        QCOMPARE_EQ(cutOf("u24le+1", "\5\0\0"sv), std::string("message 9"));
    }

    void aVarintIsReadToItsEnd()
    {
        QCOMPARE_EQ(cutOf("varint", "\x05"sv), std::string("message 6"));
        QCOMPARE_EQ(cutOf("varint", "\x80"sv), std::string("needs 2"));
        QCOMPARE_EQ(cutOf("varint@1", "a\x80"sv), std::string("needs 3"));
        QCOMPARE_EQ(cutOf("varint", "\xac\x02"sv), std::string("message 302"));
        QCOMPARE_EQ(cutOf("varint", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv), std::string("message 18446744073709551615"));
        QCOMPARE_EQ(cutOf("varint", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"sv), std::string("not mine"));
    }

    void noLengthOverflows()
    {
        const std::string_view ones = "\xff\xff\xff\xff\xff\xff\xff\xff"sv;
        QCOMPARE_EQ(cutOf("u64be", ones), std::string("message 18446744073709551615"));
        QCOMPARE_EQ(cutOf("u64be+100", ones), std::string("message 18446744073709551615"));
        QCOMPARE_EQ(cutOf("u64be+total-1", ones), std::string("message 18446744073709551615"));
        QCOMPARE_EQ(cutOf("u32be+total-2147483648", "\0\0\0\0"sv), std::string("not mine"));
    }

    void aDelimiterEndsItsMessage()
    {
        QCOMPARE_EQ(cutOf("delimiter:0d0a", "abc\r\ndef\r\n"sv), std::string("message 5"));
        QCOMPARE_EQ(cutOf("delimiter:0d0a", "a\rb\r\n"sv), std::string("message 5"));
        QCOMPARE_EQ(cutOf("delimiter:0d0a", "abc\r"sv), std::string("needs 5"));
        QCOMPARE_EQ(cutOf("delimiter:0d0a", "abc"sv), std::string("needs 5"));
        QCOMPARE_EQ(cutOf("delimiter:616162", "aaaab"sv), std::string("message 5"));
        QCOMPARE_EQ(cutOf("line", "abc\r\n"sv), std::string("message 5"));
        QCOMPARE_EQ(cutOf("line", "abc\n\n"sv), std::string("message 4"));
        QCOMPARE_EQ(cutOf("line", "abc"sv), std::string("needs 4"));
        QCOMPARE_EQ(cutOf("fixed:7", "a"sv), std::string("message 7"));
    }

    void aDelimiterAcrossPiecesIsFound()
    {
        const Buffer bytes = textBytes("a--b-----=c");
        const FramerSpec spec = specOf("delimiter:2d2d3d");
        for (std::size_t size = 1; size <= bytes.size(); ++size) {
            const auto pieces = piecesOf(bytes, size);
            FramerState state;
            ConversationMemory memory;
            const Cut cut = cutBySpec(spec, StreamBytes(pieces, 0), state, {.memory = &memory});
            QVERIFY(cut.kind == Cut::Kind::Message);
            QCOMPARE_EQ(cut.size, 10U);
        }
    }

    void aDelimiterThatComesByteByByteIsLookedForOnce()
    {
        const Buffer bytes(100'000, std::byte{'x'});
        const FramerSpec spec = specOf("delimiter:0d0a");
        const auto pieces = piecesOf(bytes, 1);
        FramerState state;
        ConversationMemory memory;
        std::uint64_t looked = 0;
        for (std::size_t known = 1; known <= pieces.size(); ++known) {
            const StreamBytes sofar{std::span<const StreamPiece>(pieces).first(known), 0};
            QVERIFY(cutBySpec(spec, sofar, state, {.memory = &memory}).kind == Cut::Kind::NeedMore);
            looked += sofar.looked();
        }
        QCOMPARE_LE(looked, 2 * bytes.size());
    }

    void framersAreReadAndWrittenAlike_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"none", "line", "u8", "u16be", "u16le@2", "u24be", "u32be+total", "u32be-4", "u32le@65535+total+12",
                                 "u64le", "varint", "varint@3", "varint+total-1", "delimiter:0d0a", "delimiter:00,strip",
                                 "delimiter:000102030405060708090a0b0c0d0e0f", "fixed:188", "http", "fixed:1,max=1",
                                 "u32be,max=1048576,as=mqtt", "line,type:u16be@2,id:u64le@8,a_1:u8,z:u24le@9", "mqtt,max=100"})
            QTest::newRow(text) << text;
    }
    void framersAreReadAndWrittenAlike()
    {
        QFETCH(QString, text);
        const auto spec = parseFramer(text.toStdString());
        QVERIFY(spec.has_value());
        QCOMPARE(QString::fromStdString(framerText(*spec)), text);
    }

    void whatIsNoFramerIsRefusedWithASentence()
    {
        const auto names = [](std::string_view text, std::string_view words) {
            const std::string said = refusalOf(text);
            return QTest::qVerify(said.find(words) != std::string::npos, "said", said.c_str(), __FILE__, __LINE__);
        };
        QVERIFY(names("", "is no framer"));
        QVERIFY(names("Line", "is no framer"));
        QVERIFY(names("u7", "is no length"));
        QVERIFY(names("u16", "is no length"));
        QVERIFY(names("u40be", "is no length"));
        QVERIFY(names("u16be@65536", "is no length"));
        QVERIFY(names("u16be@", "is no length"));
        QVERIFY(names("u16be+", "is no length"));
        QVERIFY(names("u16be+-1", "is no length"));
        QVERIFY(names("u16be--1", "is no length"));
        QVERIFY(names("u32be4", "is no length"));
        QVERIFY(names("u32be-99999999999", "is no length"));
        QVERIFY(names("fixed:0", "1 to 2147483647"));
        QVERIFY(names("fixed:x", "1 to 2147483647"));
        QVERIFY(names("delimiter:", "1 to 16 bytes"));
        QVERIFY(names("delimiter:0d0", "1 to 16 bytes"));
        QVERIFY(names("delimiter:0g", "1 to 16 bytes"));
        QVERIFY(names("delimiter:0001020304050607080910111213141516", "1 to 16 bytes"));
        QVERIFY(names("line,strip", "only a delimiter"));
        QVERIFY(names("line,max=0", "a maximum is"));
        QVERIFY(names("line,max=2147483648", "a maximum is"));
        QVERIFY(names("http,as=mqtt", "as= takes"));
        QVERIFY(names("line,as=", "as= takes"));
        QVERIFY(names("line,", "is no option"));
        QVERIFY(names("line,what", "is no option"));
        QVERIFY(names("line,Type:u8", "is no name"));
        QVERIFY(names("line,body:u8", "is no name"));
        QVERIFY(names("line,a:u8,a:u16be", "is no name"));
        QVERIFY(names("line,a:u16", "is no named integer"));
        QVERIFY(names("line,a:u16be@1x", "is no named integer"));
        QVERIFY(names("line,a:u8,b:u8,c:u8,d:u8,e:u8", "at most 4"));
    }
};

FRAMELENS_TEST(TstFramer)
#include "tst_framer.moc"
