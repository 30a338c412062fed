// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a stream can be by its ports and first segments: never less than what cuts it in the end.
#include "core/decode/registry.h"
#include "core/stream/capture_streams.h"
#include "tests/support/tcp_conversation.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <array>
#include <random>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr std::uint64_t everything = ~std::uint64_t{0};

std::uint64_t bit(std::string_view protocol) { return protocolBit(*Registry::builtIn()->find(protocol)); }

struct Talked
{
    std::shared_ptr<FrameList> frames = std::make_shared<FrameList>();
    TcpTalk talk{*frames, {.ends = {ip4(192, 0, 2, 1), ip4(198, 51, 100, 80), 51000, 40000}}};
    std::shared_ptr<CaptureStreams> streams;

    explicit Talked(std::shared_ptr<const Bindings> bindings = nullptr, KeptFramers kept = {})
        : streams(std::make_shared<CaptureStreams>(frames, Registry::builtIn(), std::move(bindings), nullptr, std::move(kept)))
    {
        talk.open();
    }
    std::uint64_t protocols()
    {
        Job job;
        while (streams->advance(job)) { }
        return streams->streamProtocols(0);
    }
};

constexpr std::string_view noise = "\x01\xfe\x80zz\x99\x03\xff\x01qqqqqqqqqqqqqqqqqqqq";

} // namespace

class TstStreamProspects : public QObject
{
    Q_OBJECT

private slots:
    void whatIsRecognisedMayBe()
    {
        Talked talked;
        talked.talk.say(Direction::ToServer, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        talked.talk.say(Direction::ToClient, noise);
        QVERIFY((talked.protocols() & bit("http")) != 0);
        QCOMPARE_EQ(talked.protocols() & (bit("tls") | bit("mqtt") | bit("dns")), 0U);
    }

    void theOtherSideMayYetTell()
    {
        Talked talked;
        talked.talk.say(Direction::ToServer, noise);
        QCOMPARE_EQ(talked.protocols() & bit("http"), 0U);
        talked.talk.say(Direction::ToClient, "HTTP/1.1 200 OK\r\n\r\n");
        QVERIFY((talked.protocols() & bit("http")) != 0);
    }

    void whoHasThePortMayBe()
    {
        const auto frames = std::make_shared<FrameList>();
        TcpTalk talk(*frames, {.ends = {ip4(192, 0, 2, 1), ip4(198, 51, 100, 80), 51000, 443}});
        talk.open();
        talk.say(Direction::ToServer, noise);
        talk.say(Direction::ToClient, noise);
        CaptureStreams streams(frames, Registry::builtIn(), nullptr, nullptr);
        Job job;
        streams.advance(job);
        QCOMPARE_EQ(streams.streamProtocols(4), bit("tls"));
    }

    void aBeginningThatIsNotThereMayBeAnything()
    {
        Talked late;
        late.talk.data(Direction::ToServer, 5, noise);
        QCOMPARE_EQ(late.protocols(), everything);
        Talked cut;
        cut.talk.data(Direction::ToServer, 0, noise, 0);
        QCOMPARE_EQ(cut.protocols(), everything);
    }

    void whatIsSaidByHandOrInTheFileMayBeAnything()
    {
        const auto registry = Registry::builtIn();
        auto bindings = std::make_shared<Bindings>();
        bindings->bind(*parseBinding("tcp.port==7,line", *registry));
        Talked bound(bindings);
        QCOMPARE_EQ(bound.protocols(), everything);
        Talked kept(nullptr, [](const Endpoint &, const Endpoint &, std::uint32_t) { return std::string("line"); });
        QCOMPARE_EQ(kept.protocols(), everything);
    }

    void framesOfNoTcpStreamMayBeAnything()
    {
        Talked talked;
        talked.frames->add(udpFrame({ip4(1, 2, 3, 4), ip4(5, 6, 7, 8), 1000, 2000}, Buffer(8)));
        static_cast<void>(talked.protocols());
        QCOMPARE_EQ(talked.streams->streamProtocols(3), everything);
    }

    // Pieces of streams of every kind: what cuts one is among what it could be.
    void whatCutsItIsAmongThem()
    {
        const auto registry = Registry::builtIn();
        constexpr auto beginnings = std::to_array<std::string_view>(
            {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "*1\r\n$4\r\nPING\r\n", "+PONG\r\n", "hello\r\nworld\r\nagain\r\n", noise});
        std::mt19937 random(11);
        for (std::size_t round = 0; round < sized(400, 60); ++round) {
            Talked talked;
            for (int i = 0; i < 6; ++i) {
                const auto direction = random() % 2 == 0 ? Direction::ToServer : Direction::ToClient;
                const std::string_view text = beginnings[random() % beginnings.size()];
                talked.talk.say(direction, text.substr(0, random() % 3 == 0 ? 1 + random() % text.size() : text.size()));
            }
            const std::uint64_t protocols = talked.protocols();
            Job job;
            talked.streams->assemble(0, job);
            const std::string protocol = talked.streams->stream(0).protocol;
            for (std::size_t id = 0; id < registry->protocols().size(); ++id)
                if (!protocol.empty() && registry->protocols()[id]->name == protocol && registry->protocols()[id]->stream != nullptr)
                    QVERIFY2((protocols & protocolBit(static_cast<ProtocolId>(id))) != 0, std::string(protocol).c_str());
        }
    }
};

FRAMELENS_TEST(TstStreamProspects)
#include "tst_stream_prospects.moc"
