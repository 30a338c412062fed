// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What cuts a stream is chosen rightly, says why, and does not depend on how the bytes came.
#include "core/stream/framing.h"
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

Endpoint at(std::uint16_t port)
{
    return {{std::byte{127}, std::byte{0}, std::byte{0}, std::byte{1}}, port, false};
}

std::string wordsOf(const std::optional<Framing> &framing)
{
    return framing ? framerText(framing->spec) + (framing->protocol ? "/" + std::string(registry().protocol(*framing->protocol).filterName) : "")
                   + ": " + framing->reason
                   : "undecided";
}

enum class End : std::uint8_t { Open, Idle, Ended };

struct Ports
{
    std::uint16_t client = 51'000;
    std::uint16_t server = 52'000;
    const Bindings &bindings = none();

    static const Bindings &none()
    {
        static const Bindings made;
        return made;
    }
};

std::optional<Framing> chosen(const Talk &talk, End end = End::Ended, const Ports &ports = {})
{
    FramingChoice choice(at(ports.client), at(ports.server), registry(), ports.bindings);
    std::optional<Framing> framing;
    for (const Turn &turn : talk)
        if (!framing)
            framing = choice.feed(turn.direction, turn.bytes);
    for (int calls = 0; end == End::Idle && !framing && calls < 3; ++calls)
        framing = choice.idle();
    for (const Direction direction : {Direction::ToServer, Direction::ToClient})
        if (end == End::Ended && !framing)
            framing = choice.end(direction);
    return framing;
}

std::string wordsFor(const Talk &talk, End end = End::Ended, const Ports &ports = {})
{
    return wordsOf(chosen(talk, end, ports));
}

Talk said(std::string_view text)
{
    return {{Direction::ToServer, textBytes(text)}};
}

Bindings bound(std::string_view text)
{
    Bindings bindings;
    bindings.bind(parseBinding(text, registry()).value());
    return bindings;
}

// The framer that a generated stream should get; empty while no protocol of that name runs over streams.
std::string expectedFor(StreamKind kind)
{
    const std::string name(nameOf(kind));
    if (kind == StreamKind::Random)
        return "none";
    if (kind == StreamKind::Lines)
        return "text";
    if (kind > StreamKind::DnsOverTcp)
        return name;
    const std::optional<ProtocolId> id = registry().find(name);
    return id && registry().protocol(*id).stream != nullptr ? name : std::string();
}

void addKinds()
{
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < static_cast<int>(StreamKind::Count_); ++kind)
        QTest::newRow(std::string(nameOf(static_cast<StreamKind>(kind))).c_str()) << kind;
}

} // namespace

class TstFraming : public QObject
{
    Q_OBJECT

private slots:
    void theUserIsBelievedFirst()
    {
        const Bindings line = bound("tcp.port==52000,line,type:u8");
        QCOMPARE_EQ(wordsFor(said("\0\0\0\1"sv), End::Open, {.bindings = line}),
                    std::string("line,type:u8: port 52000: chosen by hand"));
        const Bindings data = bound("tcp.port==51000,data");
        QCOMPARE_EQ(wordsFor(said("a\nb\nc\n"), End::Open, {.bindings = data}),
                    std::string("none: port 51000: data, chosen by hand"));
        const Bindings arp = bound("tcp.port==52000,arp");
        QCOMPARE_EQ(wordsFor(said("a"), End::Open, {.bindings = arp}), std::string("none/arp: port 52000: ARP"));
    }

    void whatTheFileKeptIsBelievedBehindTheUser()
    {
        const std::vector<std::byte> bytes = textBytes("GET / HTTP/1.1\r\n\r\n");
        const std::array pieces = {StreamPiece{.offset = 0, .bytes = bytes}};
        StreamStart start{.client = {.port = 51000}, .server = {.port = 80}, .first = {pieces, {}},
                          .kept = framingKept("u16be,as=mqtt", registry())};
        QCOMPARE_EQ(wordsOf(chooseFraming(start, registry(), {})), std::string("u16be,as=mqtt/mqtt: kept in the file"));
        QCOMPARE_EQ(wordsOf(chooseFraming(start, registry(), bound("tcp.port==80,line"))),
                    std::string("line: port 80: chosen by hand"));
        start.kept = framingKept("none", registry());
        QCOMPARE_EQ(wordsOf(chooseFraming(start, registry(), {})), std::string("none: kept in the file"));
    }

    void aFramingIsTheSameAfterItWasKept()
    {
        for (const std::string_view binding : {"tcp.port==52000,u16be@2,max=70000,type:u8@1", "tcp.port==52000,mqtt",
                                               "tcp.port==52000,arp", "tcp.port==52000,line,as=mqtt", "tcp.port==52000,data"}) {
            const Framing framing = chosen(said("abc\n"), End::Ended, {.bindings = bound(binding)}).value();
            const std::optional<Framing> again = framingKept(keptText(framing, registry()), registry());
            QVERIFY2(again.has_value(), keptText(framing, registry()).c_str());
            QCOMPARE_EQ(again->protocol, framing.protocol);
            QCOMPARE_EQ(keptText(*again, registry()), keptText(framing, registry()));
        }
    }

    void aKeptTextThatMakesNoSenseIsNone()
    {
        for (const std::string_view text : {"", "u17be", "http2000", "none,as=nobody", "udp", "u16be,max=0"})
            QVERIFY2(!framingKept(text, registry()), std::string(text).c_str());
    }

    void threeMessagesThatFitAreALength()
    {
        const Talk talk = said("\0\0\0\2ab\0\0\0\1c\0\0\0\3def\0\0"sv);
        QCOMPARE_EQ(wordsFor(talk, End::Open), std::string("u32be: 3 messages fitted u32be @0"));
        QCOMPARE_EQ(wordsFor(said("\0\0\0\2ab\0\0\0\1c\0\0\0\3de"sv), End::Open), std::string("undecided"));
        QCOMPARE_EQ(wordsFor(said("\1\2\x08\0ab\r\n\1\2\x06\0xy\1\2\x07\0xyz"sv), End::Open),
                    std::string("u16le@2+total: 3 messages fitted u16le+total @2"));
        QCOMPARE_EQ(wordsFor(said("Q\0\0\0\7ab\0S\0\0\0\5xS\0\0\0\6x"sv), End::Open), std::string("undecided"));
        QCOMPARE_EQ(wordsFor(said("Q\0\0\0\7ab\0S\0\0\0\5xS\0\0\0\6xy"sv), End::Open),
                    std::string("u32be@1-4: 3 messages fitted u32be-4 @1"));
    }

    void bothDirectionsCountTogether()
    {
        Talk talk = said("\0\0\0\2ab\0\0\0\1c"sv);
        QCOMPARE_EQ(wordsFor(talk, End::Open), std::string("undecided"));
        talk.push_back({Direction::ToClient, textBytes("\0\0\0\1x"sv)});
        QCOMPARE_EQ(wordsFor(talk, End::Idle), std::string("u32be: 3 messages fitted u32be @0"));
        talk[1].bytes = textBytes("what?");
        QCOMPARE_EQ(wordsFor(talk, End::Idle), std::string("none: no framer fitted"));
    }

    void whatIsThereDecidesOnceNothingComes()
    {
        QCOMPARE_EQ(wordsFor(said("\0\0\0\2ab"sv), End::Open), std::string("undecided"));
        QCOMPARE_EQ(wordsFor(said("\0\0\0\2ab"sv), End::Idle), std::string("u32be: 1 message fitted u32be @0"));
        QCOMPARE_EQ(wordsFor(said("hi\n"), End::Open), std::string("undecided"));
        QCOMPARE_EQ(wordsFor(said("hi\n"), End::Idle), std::string("text/text: first bytes: Text"));
        QCOMPARE_EQ(wordsFor(said("hi there, who are you"), End::Ended), std::string("none: no framer fitted"));
    }

    void whatEndsWhereTheBytesDoIsBelievedFirst()
    {
        // Read as 32 bits from the second byte on, little endian, 12 is a total length too, with two bytes left over.
        const std::string one("\0\x0c\0\0\0\0\0\0\xba\x66\x1c\x78\x91\xd3"sv);
        QCOMPARE_EQ(wordsFor(said(one), End::Idle), std::string("u16be: 1 message fitted u16be @0"));
        QCOMPARE_EQ(wordsFor(said("\xba\x0c\0\0\0\xaa\xbb\xcc\xba\x66\x1c\x78\x91\xd3"sv), End::Idle),
                    std::string("none: no framer fitted"));
        // A message of 300 bytes is on its way.
        QCOMPARE_EQ(wordsFor(said("\0\0\0\2ab\0\0\1\x2cxy"sv), End::Idle), std::string("u32be: 1 message fitted u32be @0"));
    }

    void linesOfTextAreText()
    {
        QCOMPARE_EQ(wordsFor(said("abc\ndef\nghi\n"), End::Idle), std::string("text/text: first bytes: Text"));
        QCOMPARE_EQ(wordsFor(said("a\nb\n\x01\n"), End::Idle).starts_with("u"), false);
    }

    void shortLengthsMustLookAlike()
    {
        QCOMPARE_EQ(wordsFor(said("\5Alpha\4Beta\5Gamma"), End::Idle), std::string("u8: 3 messages fitted u8 @0"));
        QCOMPARE_EQ(wordsFor(said("\5Alpha\4Beta\5Gamm"), End::Idle), std::string("none: no framer fitted"));
        const std::string long1(200, 'x');
        QCOMPARE_EQ(wordsFor(said("\xc8\1" + long1 + "\3abc\xc8\1" + long1 + "\2de"), End::Idle),
                    std::string("varint: 4 messages fitted varint @0"));
    }

    void aHandfulOfBytesIsWaitedFor()
    {
        FramingChoice choice(at(1), at(2), registry(), Ports::none());
        const Buffer two = textBytes("\x90\x91");
        QVERIFY(!choice.idle());
        QVERIFY(!choice.feed(Direction::ToServer, two));
        QVERIFY(!choice.idle());
        QVERIFY(!choice.idle());
        QCOMPARE_EQ(wordsOf(choice.idle()), std::string("none: no framer fitted"));
    }

    void noMoreThan64KiBAreWaitedFor()
    {
        QCOMPARE_EQ(wordsFor(said(std::string(framingLook - 1, 'x')), End::Open), std::string("undecided"));
        QCOMPARE_EQ(wordsFor(said(std::string(framingLook, 'x')), End::Open), std::string("none: no framer fitted"));
    }

    void streamsOfEachKindAreFramedRightly_data() { addKinds(); }
    void streamsOfEachKindAreFramedRightly()
    {
        QFETCH(int, kind);
        const auto streamKind = static_cast<StreamKind>(kind);
        const std::string expected = expectedFor(streamKind);
        if (expected.empty())
            QSKIP("no protocol of that name runs over streams");
        const std::uint32_t rounds = streamKind == StreamKind::Random ? 1000 : 100;
        std::uint32_t right = 0;
        std::string wrong;
        for (std::uint32_t seed = 0; seed < rounds; ++seed) {
            const auto framing = chosen(talkOf(streamKind, seed));
            if (framing && framerText(framing->spec) == expected)
                ++right;
            else
                wrong += std::to_string(seed) + " " + wordsOf(framing) + "\n";
        }
        if (!wrong.empty())
            qInfo("%u of %u right, the others:\n%s", right, rounds, wrong.c_str());
        QCOMPARE_GE(right, streamKind == StreamKind::Random ? rounds * 99 / 100 : rounds * 95 / 100);
    }

    void theAnswerIsTheSameHoweverTheBytesCome_data() { addKinds(); }
    void theAnswerIsTheSameHoweverTheBytesCome()
    {
        QFETCH(int, kind);
        const auto rounds = static_cast<std::uint32_t>(sized(100, 20));
        for (std::uint32_t seed = 0; seed < rounds; ++seed) {
            const Talk talk = talkOf(static_cast<StreamKind>(kind), seed);
            const std::string once = wordsFor(talk);
            Dice dice(seed);
            QCOMPARE_EQ(wordsFor(inPieces(talk, dice, std::array{3U, 50U, 3000U}[seed % 3])), once);
            if (seed % 10 == 0)
                QCOMPARE_EQ(wordsFor(inBytes(talk)), once);
        }
    }
};

FRAMELENS_TEST(TstFraming)
#include "tst_framing.moc"
