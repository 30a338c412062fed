// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Numbers of conversations, and what the pass over them costs.
#include "core/stream/conversations.h"
#include "tests/support/tcp_conversation.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <thread>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr std::uint32_t none = Conversations::none;
const Ends ends{ip4(192, 0, 2, 1), ip4(198, 51, 100, 80), 51000, 8080};
constexpr Mac mac{2, 0, 0, 0, 0, 1};

Conversations &passOver(const FrameList &frames, Conversations &conversations)
{
    for (std::uint32_t frame = conversations.frames(); frame < frames.count(); ++frame)
        conversations.add(frames.frame(frame));
    conversations.publish();
    return conversations;
}

// The transport and number of each frame: "t0 t0 - u0".
std::string numbersOf(const FrameList &frames)
{
    Conversations conversations(Registry::builtIn());
    passOver(frames, conversations);
    std::string text;
    for (std::uint32_t frame = 0; frame < frames.count(); ++frame) {
        const std::uint32_t index = conversations.of(frame);
        text += text.empty() ? "" : " ";
        if (index == none)
            text += '-';
        else
            text += (conversations[index].transport == Transport::Tcp ? "t" : "u") + std::to_string(conversations[index].number);
    }
    return text;
}

Buffer segment(const Ends &of, std::uint32_t sequence, std::uint16_t flags, std::string_view payload = {},
               std::uint32_t acknowledgment = 0)
{
    return tcpFrame(of, {.sequence = sequence, .acknowledgment = acknowledgment, .flags = flags}, asBytes(payload));
}

} // namespace

class TstConversations : public QObject
{
    Q_OBJECT

private slots:
    void bothDirectionsHaveOneNumberAndTransportsCountApart()
    {
        FrameList frames;
        TcpTalk(frames).open();
        frames.add(udpFrame(ends, asBytes("a")));
        frames.add(udpFrame(ends.reversed(), asBytes("b")));
        frames.add(ethernet(mac, mac, ether_type::arp, arp(1, mac, ends.source, mac, ends.destination)));
        Ends other = ends;
        other.sourcePort = 51001;
        frames.add(segment(other, 5, tcp_flag::syn));
        QCOMPARE(numbersOf(frames), std::string("t0 t0 t0 u0 u0 - t1"));
    }

    void usedPortsGetANewNumberWhereTheSynIsAnother()
    {
        FrameList frames;
        TcpTalk(frames).open();
        frames.add(segment(ends, 1000, tcp_flag::syn)); // again
        frames.add(segment(ends, 7000, tcp_flag::syn)); // another
        frames.add(segment(ends.reversed(), 42, tcp_flag::syn | tcp_flag::ack, {}, 7001));
        frames.add(segment(ends, 7001, tcp_flag::ack, "x", 43));
        QCOMPARE(numbersOf(frames), std::string("t0 t0 t0 t0 t1 t1 t1"));
    }

    void theSameSynAgainIsARetransmissionEvenAfterAnEnd_data()
    {
        QTest::addColumn<int>("flags");
        QTest::newRow("reset") << int{tcp_flag::rst};
        QTest::newRow("fin") << int{tcp_flag::fin | tcp_flag::ack};
    }
    void theSameSynAgainIsARetransmissionEvenAfterAnEnd()
    {
        QFETCH(int, flags);
        FrameList frames;
        TcpTalk(frames).open();
        frames.add(segment(ends.reversed(), 900'001, static_cast<std::uint16_t>(flags), {}, 1001));
        frames.add(segment(ends, 1000, tcp_flag::syn));
        QCOMPARE(numbersOf(frames), std::string("t0 t0 t0 t0 t0"));
    }

    void aSynIntoWhatBeganInMidStreamIsANewConversation()
    {
        FrameList frames;
        frames.add(segment(ends, 5000, tcp_flag::ack, "late", 1));
        frames.add(segment(ends, 4999, tcp_flag::syn)); // the number before the first byte that was seen
        frames.add(segment(ends, 9000, tcp_flag::syn));
        QCOMPARE(numbersOf(frames), std::string("t0 t0 t1"));
    }

    void tagsAndLinkTypesDoNotCount()
    {
        FrameList frames;
        const Buffer packet = ipv4(ends, ip_protocol::tcp, tcp(ends, {.sequence = 1}));
        frames.add(ethernet(mac, mac, ether_type::ipv4, packet));
        frames.add(ethernet(mac, mac, ether_type::vlan, vlan(7, ether_type::ipv4, packet)));
        QCOMPARE(numbersOf(frames), std::string("t0 t0"));
    }

    void aFrameBelongsToItsInnermostConversation()
    {
        FrameList frames;
        frames.add(udpFrame(ends, asBytes("x")));
        const Ends outer{ip4(203, 0, 113, 1), ip4(203, 0, 113, 2), 0, 0};
        frames.add(ethernet(mac, mac, ether_type::ipv4, ipv4(outer, 4, ipv4(ends, ip_protocol::udp, udp(ends, asBytes("x"))))));
        frames.add(ethernet(mac, mac, ether_type::ipv4,
                            ipv4(outer, ip_protocol::icmp, icmp(3, 1, 0, ipv4(ends, ip_protocol::tcp, tcp(ends, {}))))));
        QCOMPARE(numbersOf(frames), std::string("u0 u0 t0"));
    }

    void whatIsNoWholeHeaderHasNone()
    {
        FrameList frames;
        const Buffer whole = segment(ends, 1, tcp_flag::ack);
        frames.add(whole, 14 + 20 + 19);
        frames.add(whole, 14 + 20 + 20);
        Buffer shortUdp = udpFrame(ends, asBytes("x"));
        shortUdp[14 + 20 + 5] = std::byte{7}; // a length below the header's
        frames.add(shortUdp);
        QCOMPARE(numbersOf(frames), std::string("- t0 -"));
    }

    void aFirstFragmentCountsOnlyWhereItCanNeverBeMadeWhole()
    {
        FrameList frames;
        const Buffer packet = ethernet(mac, mac, ether_type::ipv4,
                                       ipv4(ends, ip_protocol::udp, udp(ends, asBytes("0123456789")), {.flagsAndOffset = 0x2000}));
        frames.add(packet);
        frames.add(packet, packet.size() - 1);
        QCOMPARE(numbersOf(frames), std::string("- u0"));
    }

    void clientIsWhoOpened()
    {
        FrameList answered, late;
        TcpTalk(answered).synAck();
        answered.add(segment(ends, 1001, tcp_flag::ack, "x"));
        late.add(segment(ends.reversed(), 1, tcp_flag::ack, "x"));
        Conversations one(Registry::builtIn()), two(Registry::builtIn());
        passOver(answered, one);
        QCOMPARE(one[0].ends[0].port, ends.sourcePort);
        QCOMPARE(one[0].firstSpeaker, Direction::ToClient);
        QCOMPARE(one[0].packets[0].get(), 1U);
        passOver(late, two);
        QCOMPARE(two[0].ends[0].port, ends.destinationPort);
        QCOMPARE(two[0].firstSpeaker, Direction::ToServer);
    }

    void framesOfAConversationAreLinked()
    {
        FrameList frames;
        for (std::uint32_t i = 0; i < 9'000; ++i) { // over two chunks' borders
            Ends of = ends;
            of.sourcePort = static_cast<std::uint16_t>(1000 + i % 3);
            frames.add(udpFrame(of, asBytes("abc")));
        }
        Conversations conversations(Registry::builtIn());
        passOver(frames, conversations);
        QCOMPARE(conversations.size(), 3U);
        std::uint32_t walked = 0;
        for (std::uint32_t frame = conversations[1].firstFrame; frame != none; frame = conversations.next(frame, frames.count())) {
            QCOMPARE(frame % 3, 1U);
            ++walked;
        }
        QCOMPARE(walked, 3'000U);
        QCOMPARE(conversations[1].packets[0].get(), 3'000U);
        QCOMPARE(conversations[1].bytes[0].get(), 9'000U);
        QCOMPARE(conversations.next(conversations[1].firstFrame, 4), none); // the next is frame 4
        QCOMPARE(conversations[1].lastFrame.get(), 8'998U);
    }

    void columnsAndTableTakeWhatWasPromised()
    {
        constexpr std::uint32_t count = 200'000;
        FrameList few;
        for (unsigned i = 0; i < 50; ++i) {
            Ends of = ends;
            of.sourcePort = static_cast<std::uint16_t>(1000 + i);
            few.add(udpFrame(of, asBytes("abc")));
        }
        Conversations conversations(Registry::builtIn());
        for (std::uint32_t i = 0; i < count; ++i)
            conversations.add(few.frame(i % few.count()));
        conversations.publish();
        QCOMPARE(conversations.size(), 50U);
        QVERIFY2(conversations.heapBytes() <= std::size_t{12} * count, qPrintable(QString::number(conversations.heapBytes())));
        QVERIFY2(sizeof(Conversation) <= 128, qPrintable(QString::number(sizeof(Conversation))));
    }

    void readersSeeWholeFramesWhileItGrows()
    {
        FrameList frames;
        for (unsigned i = 0; i < 300; ++i) {
            Ends of = ends;
            of.sourcePort = static_cast<std::uint16_t>(1000 + i);
            frames.add(udpFrame(of, asBytes("abc")));
        }
        Conversations conversations(Registry::builtIn());
        constexpr std::uint32_t rounds = 60;
        std::atomic<bool> wrong{false};
        std::thread reader([&] {
            for (std::uint32_t known = 0; known < rounds * 300;) {
                known = conversations.frames();
                for (std::uint32_t frame = known < 300 ? 0 : known - 300; frame < known; ++frame) {
                    const std::uint32_t index = conversations.of(frame);
                    if (index != frame % 300 || conversations[index].number != index)
                        wrong = true;
                }
                std::this_thread::yield();
            }
        });
        for (std::uint32_t i = 0; i < rounds * 300; ++i) {
            conversations.add(frames.frame(i % 300));
            if (i % 100 == 99)
                conversations.publish();
        }
        reader.join();
        QVERIFY(!wrong);
    }

    void manyConversationsAreFoundAgain()
    {
        FrameList frames;
        constexpr unsigned count = 5'000;
        for (unsigned round = 0; round < 2; ++round)
            for (unsigned i = 0; i < count; ++i) {
                const Ends of{ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, static_cast<std::uint16_t>(i)}),
                              ip6({0x2001, 0xdb8, 0, 0, 0, 0, 1, 1}), 1234, 80};
                frames.add(udpFrame(round == 0 ? of : of.reversed(), asBytes("x")));
            }
        Conversations conversations(Registry::builtIn());
        passOver(frames, conversations);
        QCOMPARE(conversations.size(), std::size_t{count});
        for (std::uint32_t i = 0; i < count; ++i) {
            QCOMPARE(conversations.of(i + count), i);
            QCOMPARE(conversations.find(Transport::Udp, i), std::optional<std::size_t>(i));
        }
        QVERIFY(!conversations.find(Transport::Udp, count));
        QVERIFY(!conversations.find(Transport::Tcp, 0));
    }
};

FRAMELENS_TEST(TstConversations)
#include "tst_conversations.moc"
