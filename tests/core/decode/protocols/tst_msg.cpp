// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames of recordings: the connection they belong to, and the parts a framer knows.
#include "core/decode/format.h"
#include "core/decode/framer.h"
#include "tests/support/decoded.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace std::string_view_literals;

namespace {

Endpoint ipv4(std::uint8_t last, std::uint16_t port)
{
    return {{std::byte{127}, std::byte{0}, std::byte{0}, std::byte{last}}, port, false};
}

Endpoint ipv6(std::uint8_t last, std::uint16_t port)
{
    Endpoint endpoint{.port = port, .isIpv6 = true};
    endpoint.address[15] = std::byte{last};
    return endpoint;
}

// A message of a recording, with what its frame points to.
struct Recorded
{
    FramerSpec spec;
    Flow flow{.connection = 3, .client = ipv4(1, 51'000), .server = ipv4(2, 1883)};
    FrameKind kind = FrameKind::Message;

    explicit Recorded(std::string_view framer, FrameKind frameKind = FrameKind::Message)
        : spec(parseFramer(framer).value())
        , kind(frameKind)
    {
        flow.framer = spec.kind == FramerKind::None ? nullptr : &spec;
    }
    Recorded(const Recorded &) = delete;
    Recorded &operator=(const Recorded &) = delete;

    FrameInfo info() const
    {
        FrameInfo info;
        info.linkType = linkTypeOfRecordings;
        info.kind = kind;
        info.flow = &flow;
        return info;
    }
    std::unique_ptr<Decoded> decoded(std::string_view bytes) const
    {
        return std::make_unique<Decoded>(linkTypeOfRecordings, textBytes(bytes), info());
    }
};

} // namespace

class TstMsg : public QObject
{
    Q_OBJECT

private slots:
    void theConnectionStandsUnderItsUsualNames()
    {
        Recorded recorded("line");
        const auto toServer = recorded.decoded("hello\r\n");
        QCOMPARE_EQ(toServer->protocols(), std::string("stream:msg"));
        QCOMPARE_EQ(toServer->show("ip.src"), std::string("127.0.0.1"));
        QCOMPARE_EQ(toServer->show("ip.dst"), std::string("127.0.0.2"));
        QCOMPARE_EQ(toServer->show("tcp.srcport"), std::string("51000"));
        QCOMPARE_EQ(toServer->show("tcp.dstport"), std::string("1883"));
        QCOMPARE_EQ(toServer->show("tcp.stream"), std::string("3"));
        QCOMPARE_EQ(toServer->info(), std::string("hello"));
        QVERIFY(toServer->tree("stream").starts_with("TCP stream 3, 127.0.0.1:51000 -> 127.0.0.2:1883, client to server"));
        recorded.flow.direction = Direction::ToClient;
        const auto toClient = recorded.decoded("hello\r\n");
        QCOMPARE_EQ(toClient->show("ip.src"), std::string("127.0.0.2"));
        QCOMPARE_EQ(toClient->show("tcp.dstport"), std::string("51000"));
        QVERIFY(toClient->dissection().column(Column::Source)->value == 0x7f000002);
    }

    void addressesOfIpv6AreTheFlows()
    {
        Recorded recorded("line");
        recorded.flow.client = ipv6(1, 1000);
        recorded.flow.server = ipv6(2, 2000);
        const auto decoded = recorded.decoded("x\n");
        QCOMPARE_EQ(decoded->show("ipv6.src"), std::string("::1"));
        QCOMPARE_EQ(decoded->show("ipv6.dst"), std::string("::2"));
        QCOMPARE_EQ(decoded->show("ip.src"), std::string());
        QVERIFY(decoded->tree("stream").starts_with("TCP stream 3, [::1]:1000 -> [::2]:2000"));
    }

    void theFramersPartsAreFields_data()
    {
        QTest::addColumn<QString>("framer");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("length");
        QTest::addColumn<QString>("delimiter");
        QTest::addColumn<QString>("body");
        const auto row = [](const char *framer, std::string_view bytes, const char *length, const char *delimiter, const char *body) {
            QTest::newRow(framer) << framer << QByteArray(bytes.data(), qsizetype(bytes.size())) << length << delimiter << body;
        };
        row("line", "abc\r\n"sv, "", "3+2", "0+3");
        row("delimiter:2c", "abc,"sv, "", "3+1", "0+4");
        row("delimiter:2c,strip", "abc,"sv, "", "3+1", "0+3");
        row("u16be@1", "t\0\2xy"sv, "1+2", "", "3+2");
        row("u32le", "\0\0\0\0"sv, "0+4", "", "");
        row("varint", "\x85\0abcde"sv, "0+2", "", "2+5");
        row("fixed:3", "abc"sv, "", "", "0+3");
        row("none", "abc"sv, "", "", "0+3");
    }
    void theFramersPartsAreFields()
    {
        QFETCH(QString, framer);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, length);
        QFETCH(QString, delimiter);
        QFETCH(QString, body);
        const Recorded recorded(framer.toStdString());
        const auto decoded = recorded.decoded({bytes.constData(), std::size_t(bytes.size())});
        QCOMPARE(QString::fromStdString(decoded->place("msg.length")), length);
        QCOMPARE(QString::fromStdString(decoded->place("msg.delimiter")), delimiter);
        QCOMPARE(QString::fromStdString(decoded->place("msg.body")), body);
        QCOMPARE_EQ(decoded->problems(), std::string());
    }

    void whatIsNoTextIsShownInHex()
    {
        QCOMPARE_EQ(Recorded("u8").decoded("\3\0\1\2"sv)->info(), std::string("00 01 02"));
        std::string line(101, 'x');
        line.back() = '\n';
        std::string shown(83, '.');
        shown.replace(0, 80, 80, 'x');
        QCOMPARE_EQ(Recorded("line").decoded(line)->info(), shown);
        QVERIFY(Recorded("none", FrameKind::Unframed).decoded(std::string(40, '\0'))->info().ends_with("00 ..."));
    }

    void whatIsWrongWithAFrameIsAProblem()
    {
        const auto says = [](FrameKind kind, const char *framer) { return Recorded(framer, kind).decoded("abc")->problems(); };
        QVERIFY(says(FrameKind::Incomplete, "line").find("the stream ended inside this message") != std::string::npos);
        QVERIFY(says(FrameKind::TooLong, "line").find("longer than the framer's maximum") != std::string::npos);
        QVERIFY(says(FrameKind::Unframed, "line").find("could not go on here") != std::string::npos);
        QCOMPARE_EQ(says(FrameKind::Unframed, "none"), std::string());
        QCOMPARE_EQ(says(FrameKind::Message, "line"), std::string());
    }

    void eventsHaveNoBytes()
    {
        QCOMPARE_EQ(Recorded("line", FrameKind::Reset).decoded("")->info(), std::string("Connection reset by the client"));
        QCOMPARE_EQ(Recorded("line", FrameKind::Failed).decoded("")->info(), std::string("Connection failed"));
        QCOMPARE_EQ(Recorded("line", FrameKind::Failed).decoded("")->protocols(), std::string("stream"));
    }

    void aProtocolDecodesItsMessages()
    {
        Recorded recorded("u16be");
        recorded.flow.protocol = *Registry::builtIn()->find("arp");
        QVERIFY(recorded.decoded("\0\1x"sv)->protocols().starts_with("stream:msg:arp")); // behind the framer's length
        Recorded fixed("fixed:3");
        fixed.flow.protocol = recorded.flow.protocol;
        QVERIFY(fixed.decoded("\0\1x"sv)->protocols().starts_with("stream:arp"));
        recorded.kind = FrameKind::Unframed;
        QCOMPARE_EQ(recorded.decoded("\0\1x"sv)->protocols(), std::string("stream:msg"));
    }

    void namedIntegersAreFields()
    {
        const Recorded recorded("fixed:6,type:u16be@2,flags:u8@5,far:u32be@4");
        const auto registry = Registry::builtIn()->withMessageIntegers(recorded.spec.integers);
        QCOMPARE_EQ(Registry::builtIn()->fieldsNamed("msg.type").size(), 0U);
        QCOMPARE_EQ(registry->fieldsNamed("msg.type").size(), 1U);
        QCOMPARE_EQ(registry->protocols().size(), Registry::builtIn()->protocols().size());
        const Buffer bytes = textBytes("ab\1\2cd");
        Dissection dissection;
        Dissector(registry).dissect({recorded.info(), bytes}, dissection);
        std::string found;
        TextSink sink(found);
        for (const Field &field : dissection.fields())
            if (field.spec->name == "msg.type" || field.spec->name == "msg.flags" || field.spec->name == "msg.far")
                writeRow(sink, dissection, field), sink << '\n';
        QCOMPARE_EQ(found, std::string("type: 258\nflags: 100\n"));
        const auto more = registry->withMessageIntegers(std::array{NamedInteger{"type"}, NamedInteger{"id"}});
        QCOMPARE_EQ(more->fieldsNamed("msg.type").size(), 1U);
        QCOMPARE_EQ(more->fieldsNamed("msg.id").size(), 1U);
        WantedFields wanted(*more);
        wanted.want(more->fieldsNamed("msg.id").front());
    }

    void anyBytesAreFieldsOrProblems()
    {
        for (const char *framer : {"line", "u16be@3", "varint@2", "u64le+total", "fixed:9", "delimiter:0d0a", "fixed:1,a:u64be@3"})
            for (std::size_t size = 0; size < 16; ++size)
                for (const char fill : {'\0', '\n', '\xff', 'a'})
                    QVERIFY(!Recorded(framer, FrameKind::Incomplete).decoded(std::string(size, fill))->tree("stream").empty());
    }
};

FRAMELENS_TEST(TstMsg)
#include "tst_msg.moc"
