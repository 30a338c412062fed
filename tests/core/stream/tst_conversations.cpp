// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Numbers of conversations, and what the pass over them costs.
#include "core/stream/conversations.h"
#include "tests/support/tcp_conversation.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <thread>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr std::uint32_t none = Conversations::none;
const Ends ends{ip4(192, 0, 2, 1), ip4(198, 51, 100, 80), 51000, 8080};
constexpr Mac mac{2, 0, 0, 0, 0, 1};

// The same frames over and over.
class RepeatedFrames final : public FrameSource
{
public:
    RepeatedFrames(std::shared_ptr<const FrameList> frames, std::uint32_t count)
        : m_frames(std::move(frames))
        , m_count(count)
    {
    }
    std::uint32_t count() const override { return m_count; }
    FrameRef frame(std::uint32_t frame) const override { return m_frames->frame(frame % m_frames->count()); }
    FrameView view(std::uint32_t frame) const override { return m_frames->view(frame % m_frames->count()); }
    std::uint32_t generation() const override { return 0; }
    std::int64_t firstTimeNs() const override { return m_frames->firstTimeNs(); }

private:
    std::shared_ptr<const FrameList> m_frames;
    std::uint32_t m_count;
};

// For as long as the frames are there.
std::unique_ptr<Conversations> conversationsOf(const FrameSource &frames)
{
    auto conversations = std::make_unique<Conversations>(std::shared_ptr<const FrameSource>(std::shared_ptr<void>(), &frames),
                                                         Registry::builtIn());
    conversations->add(frames.count());
    return conversations;
}

// The transport and number of each frame: "t0 t0 - u0".
std::string numbersOf(const FrameList &frames)
{
    const auto conversations = conversationsOf(frames);
    std::string text;
    for (std::uint32_t frame = 0; frame < frames.count(); ++frame) {
        const std::uint32_t index = conversations->of(frame);
        text += text.empty() ? "" : " ";
        if (index == none)
            text += '-';
        else
            text += (conversations->transport(index) == Transport::Tcp ? "t" : "u") + std::to_string(conversations->number(index));
    }
    return text;
}

// Datagrams of as many conversations, one each.
std::shared_ptr<FrameList> datagrams(unsigned count)
{
    auto frames = std::make_shared<FrameList>();
    for (unsigned i = 0; i < count; ++i) {
        Ends of = ends;
        of.sourcePort = static_cast<std::uint16_t>(1000 + i);
        frames->add(udpFrame(of, asBytes("abc")));
    }
    return frames;
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
        const Conversation one = (*conversationsOf(answered))[0];
        QCOMPARE(one.ends[0].port, ends.sourcePort);
        QCOMPARE(one.firstSpeaker, Direction::ToClient);
        QCOMPARE(one.packets[0], 1U);
        const Conversation two = (*conversationsOf(late))[0];
        QCOMPARE(two.ends[0].port, ends.destinationPort);
        QCOMPARE(two.firstSpeaker, Direction::ToServer);
    }

    void framesOfAConversationAreLinked()
    {
        FrameList frames;
        for (std::uint32_t i = 0; i < 9'000; ++i) { // over two chunks' borders
            Ends of = ends;
            of.sourcePort = static_cast<std::uint16_t>(1000 + i % 3);
            frames.add(udpFrame(of, asBytes("abc")));
        }
        const auto kept = conversationsOf(frames);
        const Conversations &conversations = *kept;
        QCOMPARE(conversations.size(), 3U);
        std::uint32_t walked = 0;
        for (std::uint32_t frame = conversations[1].firstFrame; frame != none; frame = conversations.next(frame, frames.count())) {
            QCOMPARE(frame % 3, 1U);
            ++walked;
        }
        QCOMPARE(walked, 3'000U);
        QCOMPARE(conversations[1].packets[0], 3'000U);
        QCOMPARE(conversations[1].bytes[0], 9'000U);
        QCOMPARE(conversations.next(conversations[1].firstFrame, 4), none); // the next is frame 4
        QCOMPARE(conversations[1].lastFrame, 8'998U);
    }

    void columnsAndTableTakeWhatWasPromised_data()
    {
        QTest::addColumn<unsigned>("different");
        QTest::newRow("few conversations") << 50U;
        QTest::newRow("many with some twenty frames") << 10'000U;
    }
    void columnsAndTableTakeWhatWasPromised()
    {
        QFETCH(unsigned, different);
        constexpr std::uint32_t count = 200'000;
        const auto conversations = conversationsOf(RepeatedFrames(datagrams(different), count));
        QCOMPARE(conversations->size(), std::size_t{different});
        QVERIFY2(conversations->heapBytes() <= std::size_t{12} * count, qPrintable(QString::number(conversations->heapBytes())));
    }

    void readersSeeWholeFramesWhileItGrows()
    {
        constexpr std::uint32_t rounds = 60;
        const auto frames = std::make_shared<const RepeatedFrames>(datagrams(300), rounds * 300);
        Conversations conversations(frames, Registry::builtIn());
        std::atomic<bool> wrong{false};
        std::thread reader([&] {
            for (std::uint32_t known = 0; known < rounds * 300;) {
                known = conversations.frames();
                for (std::uint32_t frame = known < 300 ? 0 : known - 300; frame < known; ++frame) {
                    const std::uint32_t index = conversations.of(frame);
                    const Conversation conversation = conversations[index];
                    if (index != frame % 300 || conversation.number != index || conversation.packets[0] < known / 300
                        || conversation.ends[0].port != 1000 + index)
                        wrong = true;
                }
                std::this_thread::yield();
            }
        });
        for (std::uint32_t end = 100; end <= rounds * 300; end += 100)
            conversations.add(end);
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
        const auto kept = conversationsOf(frames);
        const Conversations &conversations = *kept;
        QCOMPARE(conversations.size(), std::size_t{count});
        for (std::uint32_t i = 0; i < count; ++i) {
            QCOMPARE(conversations.of(i + count), i);
            QCOMPARE(conversations.find(Transport::Udp, i), std::optional<std::size_t>(i));
        }
        QVERIFY(!conversations.find(Transport::Udp, count));
        QVERIFY(!conversations.find(Transport::Tcp, 0));
    }

    void numbersOfTwoTransportsAreFoundAmongEachOther()
    {
        FrameList frames;
        constexpr std::uint32_t count = 1'000;
        std::vector<std::uint32_t> tcp, udp;
        for (std::uint32_t i = 0; i < count; ++i) {
            Ends of = ends;
            of.sourcePort = static_cast<std::uint16_t>(1000 + i);
            const bool isUdp = i < 200 || i % 7 == 0; // whole blocks of one, and both
            frames.add(isUdp ? udpFrame(of, {}) : segment(of, 1, tcp_flag::ack));
            (isUdp ? udp : tcp).push_back(i);
        }
        const auto conversations = conversationsOf(frames);
        for (std::uint32_t number = 0; number < tcp.size(); ++number)
            QCOMPARE(conversations->find(Transport::Tcp, number), std::optional<std::size_t>(tcp[number]));
        for (std::uint32_t number = 0; number < udp.size(); ++number)
            QCOMPARE(conversations->find(Transport::Udp, number), std::optional<std::size_t>(udp[number]));
        QVERIFY(!conversations->find(Transport::Tcp, static_cast<std::uint32_t>(tcp.size())));
    }

    void moreThanTwoBytesCanNumberAreToldApart()
    {
        // A /12 of clients: more conversations than 2^16, seen again at once and by themselves.
        auto frames = std::make_shared<FrameList>();
        constexpr std::uint32_t count = 70'000;
        for (std::uint32_t i = 0; i < count; ++i)
            frames->add(udpFrame({ip4(10, i >> 16U, (i >> 8U) & 255U, i & 255U), ip4(192, 0, 2, 1), 5353, 53}, {}));
        const RepeatedFrames twice(frames, 2 * count);
        const auto conversations = conversationsOf(twice);
        QCOMPARE(conversations->size(), std::size_t{count});
        for (const std::uint32_t frame : {0U, 4'095U, 65'533U, 65'534U, 65'535U, 65'536U, count - 1}) {
            QCOMPARE(conversations->of(frame), frame);
            QCOMPARE(conversations->of(count + frame), frame);
            QCOMPARE(conversations->next(frame, 2 * count), count + frame);
        }
    }

    void howItEndedIsKnownOfFewFramesAsOfMany_data()
    {
        QTest::addColumn<int>("data");
        QTest::newRow("few") << 0;
        QTest::newRow("many") << 20;
    }
    void howItEndedIsKnownOfFewFramesAsOfMany()
    {
        QFETCH(int, data);
        FrameList half, both, reset;
        for (FrameList *frames : {&half, &both, &reset})
            for (int i = 0; i <= data; ++i)
                frames->add(segment(ends, 1000, tcp_flag::ack, "x", 1));
        half.add(segment(ends, 1001, tcp_flag::fin | tcp_flag::ack, {}, 1));
        both.add(segment(ends, 1001, tcp_flag::fin | tcp_flag::ack, {}, 1));
        both.add(segment(ends.reversed(), 1, tcp_flag::fin | tcp_flag::ack, {}, 1002));
        reset.add(segment(ends.reversed(), 1, tcp_flag::rst, {}, 0));
        QCOMPARE((*conversationsOf(half))[0].state, StreamState::HalfClosed);
        QCOMPARE((*conversationsOf(both))[0].state, StreamState::Closed);
        QCOMPARE((*conversationsOf(reset))[0].state, StreamState::Reset);
    }
};

FRAMELENS_TEST(TstConversations)
#include "tst_conversations.moc"
