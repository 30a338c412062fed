// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Numbers, counts and links of conversations against a model that keeps all of them by itself.
#include "core/stream/conversations.h"
#include "tests/support/test_main.h"
#include "tests/support/tcp_conversation.h"

#include <QTest>

#include <map>
#include <random>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr std::uint32_t none = Conversations::none;

struct Model
{
    std::array<std::uint64_t, 2> packets{};
    std::array<std::uint64_t, 2> bytes{};
    std::vector<std::uint32_t> frames;
    bool isTcp = false;
};

// An 802.1Q tag between the addresses and the type.
Buffer tagged(Buffer frame)
{
    constexpr std::array tag = {std::byte{0x81}, std::byte{0x00}, std::byte{0x00}, std::byte{0x05}};
    frame.insert(frame.begin() + 12, tag.begin(), tag.end());
    return frame;
}

// Frames of conversations that have one frame, few and many; of both families; plain and tagged; that begin again.
class Traffic
{
public:
    explicit Traffic(std::uint32_t seed)
        : m_random(seed)
    {
    }

    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(m_random() % limit); }

    void add()
    {
        const std::uint32_t client = below(3) == 0 ? below(20) : below(2'000);
        const bool isTcp = below(2) == 0;
        const bool isSyn = isTcp && below(8) == 0; // its number is its own: another conversation
        const auto known = m_newest.find({client, isTcp});
        const bool isFirst = known == m_newest.end() || isSyn;
        if (isFirst) {
            m_newest[{client, isTcp}] = models.size();
            models.emplace_back().isTcp = isTcp;
        }
        // Who is seen first is the client.
        const bool fromClient = isFirst || below(2) == 0;
        const Buffer payload(isSyn ? 0 : below(5), std::byte{'x'});
        note(m_newest[{client, isTcp}], fromClient, payload.size());
        const Ends ends = fromClient ? endsOf(client) : endsOf(client).reversed();
        const TcpFields fields{.sequence = isSyn ? 100'000 + frames.count() * 10 : 5, .acknowledgment = 1, .flags = isSyn ? tcp_flag::syn : tcp_flag::ack};
        const Buffer whole = isTcp ? tcpFrame(ends, fields, payload) : udpFrame(ends, payload);
        frames.add(below(16) == 0 ? tagged(whole) : whole);
    }

    FrameList frames;
    std::vector<Model> models;
    std::vector<std::size_t> expected; // by frame

private:
    static Ends endsOf(std::uint32_t client)
    {
        const auto port = static_cast<std::uint16_t>(10'000 + client);
        if (client % 5 == 0)
            return {ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 1}), ip6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 2}), port, 443};
        return {ip4(192, 0, 2, 1), ip4(198, 51, 100, 80), port, 8080};
    }

    void note(std::size_t index, bool fromClient, std::size_t size)
    {
        Model &model = models[index];
        model.frames.push_back(frames.count());
        model.packets[fromClient ? 0 : 1] += size != 0 ? 1U : 0U;
        model.bytes[fromClient ? 0 : 1] += size;
        expected.push_back(index);
    }

    std::map<std::pair<std::uint32_t, bool>, std::size_t> m_newest; // by client and transport
    std::minstd_rand m_random;
};

std::vector<std::uint32_t> linked(const Conversations &conversations, std::uint32_t first)
{
    std::vector<std::uint32_t> frames;
    for (std::uint32_t frame = first; frame != none; frame = conversations.next(frame, conversations.frames()))
        frames.push_back(frame);
    return frames;
}

} // namespace

class TstConversationCounts : public QObject
{
    Q_OBJECT

private slots:
    void areThoseOfASimpleModel_data()
    {
        QTest::addColumn<std::uint32_t>("seed");
        for (const std::uint32_t seed : {1U, 2U, 3U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void areThoseOfASimpleModel()
    {
        QFETCH(std::uint32_t, seed);
        Traffic traffic(seed);
        for (int i = 0; i < 6'000; ++i)
            traffic.add();
        const FrameList &frames = traffic.frames;
        Conversations conversations(std::shared_ptr<const FrameSource>(std::shared_ptr<void>(), &frames), Registry::builtIn());
        for (std::uint32_t end = 0; conversations.frames() < frames.count(); conversations.add(end))
            end = std::min(frames.count(), end + traffic.below(100));
        QCOMPARE(conversations.size(), traffic.models.size());
        for (std::uint32_t frame = 0; frame < frames.count(); ++frame)
            QCOMPARE(conversations.of(frame), traffic.expected[frame]);
        for (std::size_t index = 0; index < traffic.models.size(); ++index) {
            const Conversation conversation = conversations[index];
            const Model &model = traffic.models[index];
            QCOMPARE(conversation.transport == Transport::Tcp, model.isTcp);
            QCOMPARE(conversation.firstFrame, model.frames.front());
            QCOMPARE(conversation.lastFrame, model.frames.back());
            QCOMPARE(linked(conversations, conversation.firstFrame), model.frames);
            for (std::size_t side = 0; side < 2; ++side) {
                QCOMPARE(conversation.packets[side], model.packets[side]);
                QCOMPARE(conversation.bytes[side], model.bytes[side]);
            }
        }
    }
};

FRAMELENS_TEST(TstConversationCounts)
#include "tst_conversation_counts.moc"
