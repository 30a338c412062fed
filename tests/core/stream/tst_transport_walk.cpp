// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a look at a plain frame finds is what its dissection finds.
#include "core/stream/transport_walk.h"
#include "tests/support/open_capture.h"
#include "tests/support/plain_frames.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>

using namespace framelens;
using namespace framelens::test;

namespace {

class Compared
{
public:
    // Empty: as it must be.
    std::string difference(const FrameRef &frame)
    {
        TransportHeader plain;
        if (!readPlain(frame, plain))
            return {};
        ++found;
        const std::span<const TransportHeader> headers = m_walk.dissected(frame);
        return headers.size() == 1 && same(plain, headers[0]) ? std::string() : "frame " + std::to_string(frame.info.number);
    }
    std::size_t found = 0;

private:
    static bool same(const TransportHeader &a, const TransportHeader &b)
    {
        const auto all = [](const TransportHeader &of) {
            return std::tuple(of.source.address, of.source.port, of.source.isIpv6, of.destination.address, of.destination.port,
                              of.transport, of.isQuoted, of.flags, of.sequence, of.acknowledgment, of.payloadOffset,
                              of.payloadSize, of.payloadCaptured);
        };
        return all(a) == all(b);
    }
    TransportWalk m_walk{Registry::builtIn()};
};

} // namespace

class TstTransportWalk : public QObject
{
    Q_OBJECT

private slots:
    void plainFramesAreReadAsDissected()
    {
        Compared compared;
        const OpenedCapture sample(sampleCapture());
        for (std::uint32_t frame = 0; frame < sample.capture().count(); ++frame)
            QCOMPARE(compared.difference(sample.capture().frame(frame)), "");
        QVERIFY(compared.found > 20);
    }

    void damagedByteByByteToo()
    {
        Compared compared;
        for (const Buffer &seed : plainFrames()) {
            for (std::size_t at = 0; at < seed.size(); ++at) {
                for (unsigned value = 0; value < 256; ++value) {
                    Buffer damaged = seed;
                    damaged[at] = static_cast<std::byte>(value);
                    QCOMPARE(compared.difference(frameOf(damaged)), "");
                }
            }
        }
        QVERIFY(compared.found > 1'000);
    }

    void cutOrWithATrailerToo()
    {
        Compared compared;
        for (Buffer seed : plainFrames()) {
            for (std::size_t size = 0; size <= seed.size(); ++size)
                QCOMPARE(compared.difference(frameOf(Bytes(seed).first(size))), "");
            seed.resize(seed.size() + 20);
            QCOMPARE(compared.difference(frameOf(seed)), "");
        }
        QCOMPARE(compared.found, 2 * plainFrames().size());
    }
};

FRAMELENS_TEST(TstTransportWalk)
#include "tst_transport_walk.moc"
