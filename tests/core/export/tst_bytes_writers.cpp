// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/packet_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/written.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

namespace {

const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 5000, 6000};

QByteArray text(ExportFormat format, const std::vector<Buffer> &frames)
{
    return QByteArray::fromStdString(written(format, decodedOptions(), frames));
}

QByteArray bytesOf(const Buffer &frame)
{
    const std::string_view view = asText(frame);
    return {view.data(), qsizetype(view.size())};
}

// As text2pcap reads: a line with offset 0 begins a frame, lines without an offset are left out.
QList<QByteArray> framesIn(const QByteArray &dump)
{
    QList<QByteArray> frames;
    for (const QByteArray &line : dump.split('\n')) {
        bool isOffset = false;
        const qsizetype offset = line.left(line.indexOf("  ")).toLongLong(&isOffset, 16);
        if (!isOffset || line.indexOf("  ") < 4)
            continue;
        if (offset == 0)
            frames.append(QByteArray());
        if (frames.last().size() != offset)
            return {};
        frames.last() += QByteArray::fromHex(line.mid(line.indexOf("  ")));
    }
    return frames;
}

} // namespace

class TstBytesWriters : public QObject
{
    Q_OBJECT

private slots:
    void hexDumpReadsBackAsTheSameFrames();
    void hexDumpHasTheTime();
    void cArrayHoldsTheBytes();
    void cArrayOfNothingIsStillAnArray();
    void rawPayloadIsWhatTheInnermostHeaderLeaves();
    void noFrameIsNothing();
    void nothingIsAllocatedPerFrame();
};

void TstBytesWriters::hexDumpReadsBackAsTheSameFrames()
{
    const std::vector<Buffer> frames = {udpFrame(ends, textBytes("abc")), udpFrame(ends, Buffer(70000, std::byte{0x41})),
                                        httpRequest("dead beef\n000000  00")};
    const QList<QByteArray> read = framesIn(text(ExportFormat::HexDump, frames));
    QCOMPARE_EQ(read.size(), 3);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(read[i], bytesOf(frames[std::size_t(i)]));
}

void TstBytesWriters::hexDumpHasTheTime()
{
    QVERIFY(text(ExportFormat::HexDump, {udpFrame(ends, {})}).startsWith("2024-03-01 12:00:00.500000000\n0000  "));
}

void TstBytesWriters::cArrayHoldsTheBytes()
{
    const QByteArray c = text(ExportFormat::CArray, {Buffer(13, std::byte{0xab})});
    QCOMPARE(c, QByteArray("/* Frame 1 (13 bytes) */\nstatic const unsigned char frame1[13] = {\n"
                           "    0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab,\n"
                           "    0xab\n};\n\n"));
}

void TstBytesWriters::cArrayOfNothingIsStillAnArray()
{
    QVERIFY(text(ExportFormat::CArray, {Buffer()}).contains("frame1[1] = {"));
}

void TstBytesWriters::rawPayloadIsWhatTheInnermostHeaderLeaves()
{
    const Buffer frame = padded(udpFrame(ends, textBytes("abc"))); // with padding behind the datagram
    QCOMPARE(text(ExportFormat::RawPayload, {frame, frame}), QByteArray("abcabc"));
    QCOMPARE(text(ExportFormat::RawPayload, {udpFrame(ends, {})}), QByteArray());
}

void TstBytesWriters::noFrameIsNothing()
{
    for (const ExportFormat format : {ExportFormat::HexDump, ExportFormat::CArray, ExportFormat::RawPayload})
        QCOMPARE(text(format, {}), QByteArray());
}

void TstBytesWriters::nothingIsAllocatedPerFrame()
{
    for (const ExportFormat format : {ExportFormat::HexDump, ExportFormat::CArray, ExportFormat::RawPayload})
        QCOMPARE_EQ(allocationsPerFrame(format, decodedOptions(), plainSegment()), 0U);
}

FRAMELENS_TEST(TstBytesWriters)
#include "tst_bytes_writers.moc"
