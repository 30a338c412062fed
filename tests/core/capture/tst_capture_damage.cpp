// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Small captures of every form, cut at every byte, with bits flipped, and growing byte by byte.
#include "core/capture/capture.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

class TstCaptureDamage : public QObject
{
    Q_OBJECT

private slots:
    void cutAtEveryByteTheFramesBeforeStay_data() { forms(); }
    void cutAtEveryByteTheFramesBeforeStay();
    void flippedBitsEndWell_data() { forms(); }
    void flippedBitsEndWell();
    void grownByteByByteEqualsTheWhole_data() { forms(Compressed::Without); }
    void grownByteByByteEqualsTheWhole();

private:
    enum class Compressed : bool { Without, With };
    static void forms(Compressed compressed = Compressed::With);
};

namespace {

QString q(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

Bytes bytesOf(const QByteArray &array)
{
    return asBytes({array.constData(), static_cast<std::size_t>(array.size())});
}

Buffer smallPcap(const PcapBuilder::Options &options)
{
    PcapBuilder file(options);
    // The old version has the two lengths the other way round: equal ones only.
    const auto original = options.minorVersion < 4 ? std::nullopt : std::optional<std::uint32_t>(1500);
    file.frame(textBytes("one")).frame({}).frame(textBytes("a third frame"), {}, original).frame(Buffer(60));
    return file.bytes();
}

Buffer smallPcapng(ByteOrder order)
{
    PcapngBuilder file;
    file.section(order, {comment("section")}).interface(1, 0, {textOption(2, "eth0")});
    file.enhanced(textBytes("one"), 1, 0, {comment("a comment")}).simple(textBytes("two"));
    file.names(Buffer(4), "name.example").obsolete(textBytes("three"), 3).statistics(0, 3, 0);
    file.custom(1, textBytes("custom")).enhanced(Buffer(60), 4);
    return file.bytes();
}

Buffer twoSections()
{
    PcapngBuilder file;
    file.section(ByteOrder::Little).interface(1).enhanced(textBytes("one"), 1);
    file.section(ByteOrder::Big).interface(113).interface(101).enhanced(textBytes("two"), 2, 1);
    return file.bytes();
}

}

void TstCaptureDamage::forms(Compressed compressed)
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isCompressed");
    const auto row = [](const char *name, const Buffer &bytes, bool isCompressed = false) {
        QTest::newRow(name) << QByteArray(asText(bytes).data(), static_cast<qsizetype>(bytes.size())) << isCompressed;
    };
    row("pcap little-endian", smallPcap({}));
    row("pcap big-endian", smallPcap({.order = ByteOrder::Big}));
    row("pcap nanoseconds", smallPcap({.nanoseconds = true}));
    row("pcap modified", smallPcap({.modified = true}));
    row("pcap of version 2.2", smallPcap({.minorVersion = 2}));
    row("pcapng little-endian", smallPcapng(ByteOrder::Little));
    row("pcapng big-endian", smallPcapng(ByteOrder::Big));
    row("two sections", twoSections());
    if (compressed == Compressed::Without)
        return; // these are read once, as far as they are there
    row("gzip", gzipped(smallPcapng(ByteOrder::Little)), true);
    row("zstd", zstdCompressed(smallPcap({})), true);
    row("lz4", lz4Compressed(smallPcap({})), true);
}

void TstCaptureDamage::cutAtEveryByteTheFramesBeforeStay()
{
    QFETCH(QByteArray, bytes);
    const Bytes whole = bytesOf(bytes);
    const OpenedCapture all(whole);
    const QString text = q(framesText(all.capture()));
    QCOMPARE(q(all.message()), QString());
    // From behind, so that one file serves all.
    const TemporaryFile file(whole);
    std::uint32_t before = all.capture().count();
    for (std::size_t size = whole.size(); size-- > 0;) {
        file.resize(size);
        const auto cut = Capture::open(file.path());
        const auto counted = countFrames(file.path());
        QCOMPARE(cut.has_value(), counted.has_value());
        if (!cut) {
            before = 0;
            continue;
        }
        Job job;
        (*cut)->index(job);
        QVERIFY2(text.startsWith(q(framesText(**cut))), qPrintable(QString::number(size)));
        QVERIFY((*cut)->count() <= before);
        before = (*cut)->count();
        // A cut where no record ends is told, by both.
        QCOMPARE(counted->frames, std::uint64_t{before});
        QVERIFY(counted->problem == (*cut)->problem());
    }
    QCOMPARE(before, 0U);
}

void TstCaptureDamage::flippedBitsEndWell()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isCompressed);
    Buffer changed = join({bytesOf(bytes)});
    const TemporaryFile file(changed);
    const std::size_t stride = isCompressed ? 5 : sized(1, 7); // those go through another file
    for (std::size_t bit = 0; bit < changed.size() * 8; bit += stride) {
        std::byte &one = changed[bit / 8];
        const std::byte before = one;
        one ^= std::byte{1} << (bit % 8);
        file.overwrite(bit / 8, {&one, 1});
        if (const auto opened = Capture::open(file.path())) {
            Job job;
            (*opened)->index(job);
            QVERIFY((*opened)->isComplete());
            // Every frame can be asked for, and lies in the file.
            QVERIFY(framesText(**opened).size() < 10'000);
            QVERIFY((*opened)->count() <= 8);
        } else {
            QVERIFY(!describe(opened.error()).empty());
        }
        one = before;
        file.overwrite(bit / 8, {&one, 1});
    }
}

void TstCaptureDamage::grownByteByByteEqualsTheWhole()
{
    QFETCH(QByteArray, bytes);
    const Bytes whole = bytesOf(bytes);
    const OpenedCapture all(whole);
    const TemporaryFile file({});
    const auto opened = Capture::open(file.path(), {.follow = true});
    QVERIFY(opened.has_value());
    Capture &capture = **opened;
    std::vector<FrameView> views;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        file.append(whole.subspan(size, 1));
        QVERIFY(capture.check() == FileChange::Grown);
        Job job;
        capture.index(job);
        QVERIFY(!job.failure()); // half a record is one that is still being written
        QVERIFY(capture.check() == FileChange::None);
        while (views.size() < capture.count())
            views.push_back(capture.view(static_cast<std::uint32_t>(views.size())));
    }
    QCOMPARE(q(framesText(capture)), q(framesText(all.capture())));
    QVERIFY(capture.format() == all.capture().format());
    for (std::uint32_t frame = 0; frame < capture.count(); ++frame) {
        QCOMPARE(views[frame].bytes.bytes().data(), capture.frame(frame).bytes.data()); // nothing has moved
        QCOMPARE(q(frameText(views[frame].ref())), q(frameText(capture.frame(frame))));
    }
}

FRAMELENS_TEST(TstCaptureDamage)
#include "tst_capture_damage.moc"
