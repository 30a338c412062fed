// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is decided from a frame's first bytes is what its dissection decides, on plain frames, on damaged ones and on all others.
#include "core/decode/dissector.h"
#include "core/filter/filter.h"
#include "core/filter/plain_frames.h"
#include "tests/support/open_capture.h"
#include "tests/support/plain_frames.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <array>

using namespace framelens;
using namespace framelens::test;

namespace {

constexpr auto filters = std::to_array<const char *>(
    {"tcp.port == 443", "tcp.port != 443", "any tcp.port != 443", "all tcp.port > 100", "tcp.srcport < 1024 or udp.dstport >= 53",
     "udp.port in {53, 5000..6000}", "not tcp", "ip.addr == 10.0.0.0/8", "ip.src == 192.0.2.10 and not udp.port == 53",
     "ip.addr != 192.0.2.10", "ip.dst > 100.0.0.0", "ip.addr in {10.0.0.0/8, 192.0.2.1..192.0.2.20}", "ipv6 and tcp", "eth and udp",
     "tcp.dstport == 80 || (ip && !udp.srcport == 67)"});

struct Asked
{
    explicit Asked(const char *text)
        : filter(*Filter::compile(text, Registry::builtIn()))
        , plain(filter::PlainFrames::of(filter->program()))
        , dissector(filter->registry(), filter->dissecting(nullptr))
        , matcher(filter)
    {
    }

    // Empty: as it must be.
    std::string difference(const FrameRef &frame)
    {
        const std::optional<bool> passed = plain->passes(frame);
        plainFrames += static_cast<std::size_t>(passed.has_value());
        if (!passed)
            return {};
        dissector.dissect(frame, dissection);
        return *passed == matcher.matches(dissection) ? std::string() : filter->text() + " of frame " + std::to_string(frame.info.number);
    }

    std::shared_ptr<const Filter> filter;
    std::optional<filter::PlainFrames> plain;
    Dissector dissector;
    Dissection dissection;
    FilterMatcher matcher;
    std::size_t plainFrames = 0;
};

} // namespace

class TstPlainFrames : public QObject
{
    Q_OBJECT

private slots:
    void frameByFrameAsTheirDissections()
    {
        const OpenedCapture sample(sampleCapture());
        for (const char *text : filters) {
            Asked asked(text);
            QVERIFY2(asked.plain, text);
            for (std::uint32_t frame = 0; frame < sample.capture().count(); ++frame)
                QCOMPARE(asked.difference(sample.capture().frame(frame)), "");
            QVERIFY(asked.plainFrames > 20);
        }
    }

    void damagedByteByByteToo()
    {
        for (const char *text : filters) {
            Asked asked(text);
            for (const Buffer &seed : plainFrames()) {
                for (std::size_t at = 0; at < std::min<std::size_t>(seed.size(), 80); ++at) {
                    for (const unsigned value : {0x00U, 0x01U, 0x06U, 0x11U, 0x20U, 0x45U, 0x46U, 0x60U, 0x7fU, 0xffU}) {
                        Buffer damaged = seed;
                        damaged[at] = static_cast<std::byte>(value);
                        QCOMPARE(asked.difference(frameOf(damaged)), "");
                    }
                }
            }
            QVERIFY(asked.plainFrames != 0);
        }
    }

    void cutAnywhereToo()
    {
        for (const char *text : filters) {
            Asked asked(text);
            for (const Buffer &seed : plainFrames())
                for (std::size_t size = 0; size <= seed.size(); ++size)
                    QCOMPARE(asked.difference(frameOf(Bytes(seed).first(size))), "");
        }
    }

    void whatAsksForMoreIsDissected()
    {
        for (const char *text : {"", "frame.len > 5", "tcp.flags.syn == 1", "tcp.port == 80 and http", "tcp.port#1 == 80", "ip.src == ip.dst",
                                 "tcp.srcport + 1 == 81", "ip.addr[0] == 10", "tcp.port == 80 or frame.marked"}) {
            const auto compiled = Filter::compile(text, Registry::builtIn());
            QVERIFY2(compiled, text);
            QVERIFY2(!filter::PlainFrames::of((*compiled)->program()), text);
        }
    }
};

FRAMELENS_TEST(TstPlainFrames)
#include "tst_plain_frames.moc"
