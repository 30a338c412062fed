// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Messages of a stream within one frame: cut by a look at the segment, or known from the whole stream.
#include "core/decode/bindings.h"
#include "core/decode/messages.h"
#include "tests/support/decoded.h"
#include "tests/support/message_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr std::uint16_t port = 9000;
const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40000, port};
constexpr std::uint32_t payloadAt = 14 + 20 + 20;

// "u16be" on the port: a length of two bytes before each message.
DissectOptions lengthPrefixed()
{
    auto bindings = std::make_shared<Bindings>();
    bindings->bind({.key = {KeySpace::TcpPort, port},
                    .protocol = {},
                    .framer = FramerSpec{.kind = FramerKind::LengthPrefix, .lengthSize = 2}});
    return {.bindings = bindings};
}

DissectOptions bound(std::string_view framer)
{
    auto bindings = std::make_shared<Bindings>();
    bindings->bind(parseBinding("tcp.port==9000," + std::string(framer), *Registry::builtIn()).value());
    return {.bindings = bindings};
}

Buffer dnsQuery()
{
    return DnsMessage(7, 0x0100).question("example.com", dns_type::a).bytes();
}

Buffer message(std::string_view body)
{
    ByteWriter writer;
    writer.u16(static_cast<unsigned>(body.size())).text(body);
    return std::move(writer).buffer();
}

Decoded segment(Bytes payload, FrameInfo info = {})
{
    return {1, tcpFrame(ends, {.sequence = 1}, payload), info, lengthPrefixed()};
}

std::size_t messagesIn(const Decoded &frame)
{
    return static_cast<std::size_t>(std::ranges::count(frame.dissection().layers(), true, &LayerInfo::beginsMessage));
}

} // namespace

class TstStreamMessages : public QObject
{
    Q_OBJECT

private slots:
    void severalMessagesAreLayersBesideEachOther()
    {
        const Decoded frame = segment(join({message("one"), message("second")}));
        QCOMPARE_EQ(messagesIn(frame), 2U);
        const auto layers = frame.dissection().layers();
        QCOMPARE_EQ(layers[layers.size() - 2].offset, payloadAt);
        QCOMPARE_EQ(layers[layers.size() - 2].declaredEnd, payloadAt + 5);
        QCOMPARE_EQ(layers.back().offset, payloadAt + 5);
        QCOMPARE_EQ(frame.problems(), "");
        QCOMPARE_EQ(frame.place("tcp.segment_data"), "");
    }

    void aProtocolThatWasNamedDecodesWhatStandsBehindTheLength()
    {
        const Buffer pings = join({message(std::string_view("\xc0\0", 2)), message(std::string_view("\xd0\0", 2))});
        const Decoded frame(1, tcpFrame(ends, {.sequence = 1}, pings), {}, bound("u16be,as=mqtt,kind:u8@2"));
        QCOMPARE_EQ(messagesIn(frame), 2U);
        QCOMPARE_EQ(frame.show("mqtt.msgtype"), "12|13");
        QCOMPARE_EQ(frame.place("mqtt.msgtype"), std::to_string(payloadAt + 2) + "+1|" + std::to_string(payloadAt + 6) + "+1");
        QCOMPARE_EQ(frame.show("msg.length"), "2|2");
        QCOMPARE_EQ(frame.problems(), "");
        QCOMPARE_EQ(frame.protocolColumn(), "MQTT");
        QCOMPARE_EQ(frame.info(), "Ping Request, Ping Response");
    }

    void aLengthThatIsTheProtocolsOwnIsLeftToIt()
    {
        const Buffer query = dnsQuery();
        const Decoded frame(1, tcpFrame(ends, {.sequence = 1}, message(asText(query))), {}, bound("u16be,as=dns"));
        QCOMPARE_EQ(frame.show("dns.length"), std::to_string(query.size()));
        QCOMPARE_EQ(frame.show("dns.qry.name"), "example.com");
        QCOMPARE_EQ(frame.show("msg.length"), "");
        QCOMPARE_EQ(frame.problems(), "");
    }

    void behindAnotherLengthItIsAsInADatagram()
    {
        const Buffer query = dnsQuery();
        ByteWriter longer;
        longer.u32(query.size()).bytes(query);
        const Decoded frame(1, tcpFrame(ends, {.sequence = 1}, longer.buffer()), {}, bound("u32be,as=dns"));
        QCOMPARE_EQ(frame.show("msg.length"), std::to_string(query.size()));
        QCOMPARE_EQ(frame.show("dns.qry.name"), "example.com");
        QCOMPARE_EQ(frame.show("dns.length"), "");
        QCOMPARE_EQ(frame.problems(), "");
    }

    void aLengthOfNothingHasNoBody()
    {
        const Decoded frame(1, tcpFrame(ends, {.sequence = 1}, join({message(""), message(std::string_view("\xc0\0", 2))})), {},
                            bound("u16be,as=mqtt"));
        QCOMPARE_EQ(messagesIn(frame), 2U);
        QCOMPARE_EQ(frame.show("mqtt.msgtype"), "12");
        QCOMPARE_EQ(frame.problems(), "");
    }

    void whatEndsInAnotherSegmentIsContinuation()
    {
        const Buffer cut = join({message("one"), Bytes(message("a long one")).first(4)});
        const Decoded frame = segment(cut);
        QCOMPARE_EQ(messagesIn(frame), 1U);
        QCOMPARE_EQ(frame.place("tcp.segment_data"), std::to_string(payloadAt + 5) + "+4");
        QCOMPARE_EQ(frame.problems(), "");
    }

    void aSegmentWithoutAMessageIsTold()
    {
        const Decoded frame = segment(Bytes(message("a long one")).first(6));
        QCOMPARE_EQ(messagesIn(frame), 0U);
        QVERIFY2(frame.info().ends_with("[TCP segment of a reassembled PDU]"), frame.info().c_str());
        QCOMPARE_EQ(frame.protocolColumn(), "TCP");
    }

    void aMessageCutBySnaplenIsShownAsFarAsItGoes()
    {
        FrameInfo info;
        Buffer whole = tcpFrame(ends, {.sequence = 1}, message("a long one"));
        info.originalLength = static_cast<std::uint32_t>(whole.size());
        whole.erase(whole.end() - 4, whole.end());
        const Decoded frame(1, whole, info, lengthPrefixed());
        QCOMPARE_EQ(messagesIn(frame), 1U);
        QCOMPARE_EQ(frame.dissection().layers().back().declaredEnd, payloadAt + 12);
    }

    void aGatheredMessageIsASourceOfItsOwn()
    {
        const Buffer all = message("gathered out of two segments");
        MessageList list;
        list.port = port;
        list.gathered.emplace_back(std::make_shared<MemoryStore>(all));
        list.messages.push_back({.gathered = 1,
                                 .size = static_cast<std::uint32_t>(all.size()),
                                 .segments = {{.frame = 1, .size = 10}, {.frame = 2, .size = 20}}});
        FrameInfo info;
        info.messages = &list;
        info.conversation = 7;
        const Decoded frame = segment(Bytes(all).subspan(10), info);
        QCOMPARE_EQ(messagesIn(frame), 1U);
        QCOMPARE_EQ(frame.dissection().sourceCount(), 3U);
        QCOMPARE_EQ(frame.dissection().layers().back().source, Dissection::gatheredSource);
        QCOMPARE_EQ(asText(frame.dissection().source(2)), asText(all));
        QCOMPARE_EQ(frame.show("tcp.segment"), "1|2");
        QCOMPARE_EQ(frame.show("tcp.segment.count"), "2");
        QCOMPARE_EQ(frame.show("tcp.reassembled.length"), "30");
        QCOMPARE_EQ(frame.show("tcp.stream"), "7");
        const auto field = frame.dissection().smallestFieldAt(0, Dissection::gatheredSource);
        QVERIFY(field);
        QCOMPARE_EQ(frame.dissection().fields()[*field].source, Dissection::gatheredSource);
    }

    void theRestNamesTheFrameWhereItEnds()
    {
        MessageList list;
        list.restOffset = payloadAt;
        list.restSize = 8;
        list.reassembledIn = 12;
        FrameInfo info;
        info.messages = &list;
        const Decoded frame = segment(textBytes("12345678"), info);
        QCOMPARE_EQ(frame.place("tcp.segment_data"), std::to_string(payloadAt) + "+8");
        QCOMPARE_EQ(frame.show("tcp.reassembled_in"), "12");
    }

    void retransmittedBytesAreNotDecodedAgain()
    {
        MessageList list;
        list.restOffset = payloadAt;
        list.restSize = 5;
        list.isRetransmission = true;
        FrameInfo info;
        info.messages = &list;
        const Decoded frame = segment(message("one"), info);
        QCOMPARE_EQ(messagesIn(frame), 0U);
        QVERIFY2(frame.problems().find("not decoded again") != std::string::npos, frame.problems().c_str());
    }

    void aQuotedSegmentIsNoStream()
    {
        MessageList list;
        list.restOffset = 0;
        list.restSize = 4;
        FrameInfo info;
        info.messages = &list;
        info.conversation = 3;
        const Buffer quoted = ipv4(ends, ip_protocol::tcp, tcp(ends, {.sequence = 1}, message("one")));
        const Buffer unreachable = ipv4({ends.destination, ends.source}, ip_protocol::icmp, icmp(3, 1, 0, quoted));
        const Decoded frame(1, ethernet({2, 0, 0, 0, 0, 1}, {2, 0, 0, 0, 0, 2}, ether_type::ipv4, unreachable), info,
                            lengthPrefixed());
        QCOMPARE_EQ(messagesIn(frame), 0U);
        QCOMPARE_EQ(frame.place("tcp.segment_data"), "");
        QCOMPARE_EQ(frame.show("tcp.stream"), "");
    }

    void theInfoColumnTellsAllMessagesWhateverStandsBeforeIt()
    {
        const Buffer requests = textBytes("GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n");
        const Ends toServer{ends.source, ends.destination, 40000, 80};
        const Decoded frame(1, tcpFrame(toServer, {.sequence = 1}, requests));
        QCOMPARE_EQ(messagesIn(frame), 2U);
        std::string text(5000, 'x');
        TextSink sink(text);
        frame.dissection().writeInfo(sink);
        const std::size_t one = text.find("GET /one");
        const std::size_t two = text.find("GET /two");
        QVERIFY2(one == 5000 && two != std::string::npos && two > one, text.c_str() + 5000);
    }

    void messagesBeyondTheLimitAreTold()
    {
        Buffer many;
        for (int i = 0; i < 300; ++i) {
            const Buffer one = message("x");
            many.insert(many.end(), one.begin(), one.end());
        }
        const Decoded frame = segment(many);
        QVERIFY2(frame.problems().find("limit of messages in one frame") != std::string::npos, frame.problems().c_str());
        QCOMPARE_LE(frame.dissection().layers().size(), limits::layersPerFrame);
    }

};

FRAMELENS_TEST(TstStreamMessages)
#include "tst_stream_messages.moc"
