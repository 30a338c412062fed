// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The same messages however the bytes come, told in time, with each byte looked at a bounded number of times.
#include "core/stream/stream_cutter.h"
#include "tests/support/stream_builder.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace std::string_view_literals;

namespace {

const Registry &registry()
{
    static const auto made = Registry::builtIn();
    return *made;
}

Framing framingFor(std::string_view text)
{
    return framingOf(parseFramer(text).value(), registry(), "chosen by hand");
}

std::string_view letterOf(FrameKind kind)
{
    switch (kind) {
    case FrameKind::Message: return "message";
    case FrameKind::Unframed: return "unframed";
    case FrameKind::TooLong: return "too long";
    case FrameKind::Incomplete: return "incomplete";
    case FrameKind::Record:
    case FrameKind::Reset:
    case FrameKind::Failed: break;
    }
    return "?";
}

// A cutter that writes down what it is told: "> message 0+5", a line each; "<" is to the client.
class Cuts
{
public:
    explicit Cuts(const Framing &framing)
        : m_cutter(framing, registry())
    {
    }
    Cuts &feed(Direction direction, Bytes bytes)
    {
        m_cutter.feed(direction, bytes, m_tell);
        return *this;
    }
    Cuts &feed(std::string_view text) { return feed(Direction::ToServer, asBytes(text)); }
    Cuts &feed(const Talk &talk)
    {
        for (const Turn &turn : talk)
            feed(turn.direction, turn.bytes);
        return *this;
    }
    Cuts &skip(std::uint64_t size)
    {
        m_cutter.skip(Direction::ToServer, size, m_tell);
        return *this;
    }
    Cuts &end(Direction direction = Direction::ToServer)
    {
        m_cutter.end(direction, m_tell);
        return *this;
    }
    /// Runs of Unframed as one.
    Cuts &joined()
    {
        m_isJoined = true;
        return *this;
    }
    const StreamCutter &cutter() const { return m_cutter; }
    std::string text() const
    {
        std::string all;
        for (const CutMessage &cut : m_told)
            all += (cut.direction == Direction::ToServer ? "> " : "< ") + std::string(letterOf(cut.kind)) + " "
                + std::to_string(cut.offset) + "+" + std::to_string(cut.size) + "\n";
        return all;
    }

private:
    void put(const CutMessage &cut)
    {
        if (m_isJoined && cut.kind == FrameKind::Unframed)
            for (CutMessage &earlier : m_told)
                if (earlier.kind == FrameKind::Unframed && earlier.direction == cut.direction
                    && earlier.offset + earlier.size == cut.offset) {
                    earlier.size += cut.size;
                    return;
                }
        m_told.push_back(cut);
    }
    StreamCutter m_cutter;
    std::vector<CutMessage> m_told;
    StreamCutter::Tell m_tell = [this](const CutMessage &cut) { put(cut); };
    bool m_isJoined = false;
};

std::string cutsOf(const Framing &framing, const Talk &talk)
{
    Cuts cuts(framing);
    return cuts.joined().feed(talk).end(Direction::ToServer).end(Direction::ToClient).text();
}

// Framers that a stream may be cut by: all kinds of data, and each protocol that runs over streams.
std::vector<std::string> allFramers()
{
    std::vector<std::string> all = {"none", "line", "u8", "u16be", "u16le", "u32be", "u32le@2", "u24be+total", "varint", "u64be",
                                    "delimiter:0d0a", "delimiter:20", "fixed:7", "u16be,max=100", "line,max=9", "u8,max=1"};
    for (const Protocol *protocol : registry().protocols())
        if (protocol->stream != nullptr) {
            all.emplace_back(protocol->filterName);
            all.push_back(std::string(protocol->filterName) + ",max=150");
        }
    return all;
}

} // namespace

class TstStreamCutter : public QObject
{
    Q_OBJECT

private slots:
    void aMessageIsToldWithItsLastByte()
    {
        const Framing framing = framingFor("u16be");
        Cuts cuts(framing);
        cuts.feed("\0"sv).feed("\3ab"sv);
        QCOMPARE_EQ(cuts.text(), std::string());
        QCOMPARE_EQ(cuts.cutter().told(Direction::ToServer), 0U);
        QCOMPARE_EQ(cuts.cutter().known(Direction::ToServer), 4U);
        cuts.feed("c"sv);
        QCOMPARE_EQ(cuts.text(), std::string("> message 0+5\n"));
        cuts.feed("\0\0\0\1x\0"sv).feed(Direction::ToClient, asBytes("\0\0"sv)).end();
        QCOMPARE_EQ(cuts.text(), std::string("> message 0+5\n> message 5+2\n> message 7+3\n< message 0+2\n> incomplete 10+1\n"));
    }

    void withoutAFramerEachPieceIsAFrame()
    {
        const Framing framing = framingFor("none");
        QCOMPARE_EQ(Cuts(framing).feed("ab").feed("c").end().text(), std::string("> unframed 0+2\n> unframed 2+1\n"));
    }

    void whatIsNotTheFramersIsToldAsItCame()
    {
        const Framing framing = framingFor("u16be+total");
        QCOMPARE_EQ(Cuts(framing).feed("\0\3a\0\1ab"sv).feed("cd").end().text(),
                    std::string("> message 0+3\n> unframed 3+4\n> unframed 7+2\n"));
    }

    void aMessageAboveTheMaximumIsToldInParts()
    {
        const Framing framing = framingFor("u8,max=4");
        QCOMPARE_EQ(Cuts(framing).feed("\x0b" "0123456789a" "\1x"sv).feed("\3abc\4abcd"sv).end().text(),
                    std::string("> too long 0+4\n> too long 4+4\n> too long 8+4\n> message 12+2\n> message 14+4\n"
                                "> too long 18+4\n> too long 22+1\n"));
    }

    void aMessageWithoutEndIsToldInPartsAndTheStreamGoesOn()
    {
        const Framing framing = framingFor("line,max=4");
        QCOMPARE_EQ(Cuts(framing).feed("abc\n").feed("0123456").feed("789\nxy\n").end().text(),
                    std::string("> message 0+4\n> too long 4+4\n> too long 8+4\n> too long 12+3\n> message 15+3\n"));
    }

    void aLengthOf2To64IsEndless()
    {
        const Framing framing = framingFor("u64be,max=4");
        QCOMPARE_EQ(Cuts(framing).feed("\xff\xff\xff\xff\xff\xff\xff\xff" "abcd"sv).feed("ef").end().text(),
                    std::string("> too long 0+8\n> incomplete 8+6\n")); // the length has its own place
    }

    void aGapEndsWhatWasThere()
    {
        const Framing framing = framingFor("line");
        QCOMPARE_EQ(Cuts(framing).feed("ab\ncd").skip(10).feed("ef\ng\n").end().text(),
                    std::string("> message 0+3\n> incomplete 3+2\n> message 15+3\n> message 18+2\n"));
    }

    void behindAGapInAMessageOfKnownSizeTheNextBegins()
    {
        const Framing framing = framingFor("u8");
        QCOMPARE_EQ(Cuts(framing).feed("\x09" "abc"sv).skip(2).feed("fg").feed("hi\2xy"sv).end().text(),
                    std::string("> incomplete 0+4\n> unframed 6+2\n> unframed 8+2\n> message 10+3\n"));
        QCOMPARE_EQ(Cuts(framing).feed("\x09" "abc"sv).skip(2).skip(4).feed("\2xy"sv).end().text(),
                    std::string("> incomplete 0+4\n> message 10+3\n"));
        QCOMPARE_EQ(Cuts(framing).feed("\x09" "abc"sv).skip(100).feed("\2xy"sv).end().text(),
                    std::string("> incomplete 0+4\n> message 104+3\n"));
    }

    void aGapGivesTheFramerAnotherChance()
    {
        const Framing framing = framingFor("u16be+total");
        QCOMPARE_EQ(Cuts(framing).feed("\0\1ab"sv).skip(5).feed("\0\3x"sv).end().text(),
                    std::string("> unframed 0+4\n> message 9+3\n"));
    }

    void dataBehindTheEndIsCutOn()
    {
        const Framing framing = framingFor("line");
        QCOMPARE_EQ(Cuts(framing).feed("ab\nc").end().feed("d\n").text(),
                    std::string("> message 0+3\n> incomplete 3+1\n> message 4+2\n"));
    }

    void messagesAreTheSameHoweverTheirBytesCome_data()
    {
        QTest::addColumn<QString>("framer");
        for (const std::string &framer : allFramers())
            QTest::newRow(framer.c_str()) << QString::fromStdString(framer);
    }
    void messagesAreTheSameHoweverTheirBytesCome()
    {
        QFETCH(QString, framer);
        const Framing framing = framingFor(framer.toStdString());
        const auto rounds = static_cast<std::uint32_t>(sized(600, 30));
        for (std::uint32_t seed = 0; seed < rounds; ++seed) {
            const auto kind = static_cast<StreamKind>(seed % static_cast<std::uint32_t>(StreamKind::Count_));
            const Talk talk = talkOf(kind, seed);
            const std::string once = cutsOf(framing, talk);
            Dice dice(seed);
            QCOMPARE_EQ(cutsOf(framing, inPieces(talk, dice, std::array{3U, 50U, 3000U}[seed % 3])), once);
            if (seed % 10 == 0)
                QCOMPARE_EQ(cutsOf(framing, inBytes(talk)), once);
        }
    }

    void eachByteIsLookedAtAFewTimesHoweverSmallThePieces_data() { messagesAreTheSameHoweverTheirBytesCome_data(); }
    void eachByteIsLookedAtAFewTimesHoweverSmallThePieces()
    {
        QFETCH(QString, framer);
        const Framing framing = framingFor(framer.toStdString());
        for (std::uint32_t kind = 0; kind < static_cast<std::uint32_t>(StreamKind::Count_); ++kind) {
            const Talk talk = inBytes(talkOf(static_cast<StreamKind>(kind), 7));
            Cuts cuts(framing);
            cuts.feed(talk);
            QVERIFY2(cuts.cutter().looks() <= 64 + talk.size() * 12,
                     qPrintable(QStringLiteral("%1 looks at %2 bytes of %3").arg(cuts.cutter().looks()).arg(talk.size()).arg(kind)));
        }
    }

    void piecesThatAdjoinAreKeptAsOne()
    {
        const Buffer bytes = join({Buffer(4, std::byte{0x7f}), Buffer(1'000'000)});
        const Framing framing = framingFor("u32be,max=2147483647");
        Cuts cuts(framing);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            cuts.feed(Direction::ToServer, Bytes(bytes).subspan(i, 1));
        QCOMPARE_LE(cuts.cutter().heapBytes(), 1024U);
    }
};

FRAMELENS_TEST(TstStreamCutter)
#include "tst_stream_cutter.moc"
