// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/capture.h"

#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <filesystem>
#include <thread>

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::test;

class TstCapture : public QObject
{
    Q_OBJECT

private slots:
    void whatCannotBeOpenedIsSaid_data();
    void whatCannotBeOpenedIsSaid();
    void aFileWithoutPermissionIsSaid();
    void aMissingFileIsSaid();
    void aHeaderAloneIsACaptureWithoutFrames();
    void framesLieInTheMap();
    void aViewOutlivesTheCapture();
    void nothingIsCopiedButByTheIndex();
    void theIndexStaysSmall();
    void indexingInTwoGoesEqualsOne();
    void aCancelIsHeardWithinABatch();
    void framesStopWhereAsked();
    void theMemoryLimitIsSaid();
    void theFirstBatchComesEarly();
    void countingEqualsIndexing();
    void statusIsThatOfTheOpenedFile();
    void standardInputIsRead();
};

namespace {

QString q(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QByteArray raw(Bytes bytes)
{
    return {asText(bytes).data(), static_cast<qsizetype>(bytes.size())};
}

QString messageOf(const std::string &path)
{
    auto opened = Capture::open(path);
    if (opened)
        return QStringLiteral("opened");
    opened.error().subject.clear();
    auto counted = countFrames(path);
    if (counted)
        return QStringLiteral("counted");
    counted.error().subject.clear();
    return counted.error() == opened.error() ? q(describe(opened.error())) : QStringLiteral("counting differs");
}

}

void TstCapture::whatCannotBeOpenedIsSaid_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const Buffer &bytes, const char *message) {
        QTest::newRow(name) << raw(bytes) << QString::fromUtf8(message);
    };
    const auto start = [](const Buffer &of, std::size_t size) { return join({Bytes(of).first(size)}); };
    row("empty", {}, "the file is empty");
    row("one byte", textBytes("x"), "not a capture Framelens knows; it begins with 78");
    row("text", textBytes("Dear reader, this is no capture."),
        "not a capture Framelens knows; it begins with 44 65 61 72 20 72 65 61 64 65 72 2c 20 74 68 69");
    row("snoop", textBytes("snoop\x02\x04"), "not a capture Framelens knows; it begins with 73 6e 6f 6f 70 02 04");
    row("pcap magic only", start(mixedPcap(1), 4),
        "the file ends inside the file header, at offset 0 (needs 24 bytes, 4 there)");
    row("pcap header but a byte", start(mixedPcap(1), 23),
        "the file ends inside the file header, at offset 0 (needs 24 bytes, 23 there)");
    row("pcapng type only", start(mixedPcapng(1), 4),
        "the file ends inside the file header, at offset 0 (needs 24 bytes, 4 there)");
    row("half a magic", start(mixedPcap(1), 2),
        "the file ends inside the file header, at offset 0 (needs 24 bytes, 2 there)");
    row("pcapng without byte-order magic", ByteWriter().u32(0x0a0d0d0a).u32(28).zeros(20).buffer(),
        "not a capture Framelens knows; it begins with 0a 0d 0d 0a 00 00 00 1c 00 00 00 00 00 00 00 00");
    row("xz", join({asBytes({"\xfd" "7zXZ\0", 6}), Buffer(40)}),
        "compressed with xz, which Framelens does not read; decompress it first");
    row("bzip2", textBytes("BZh91AY&SY and more"),
        "compressed with bzip2, which Framelens does not read; decompress it first");
    row("zip", textBytes("PK\x03\x04 and more"),
        "compressed with zip, which Framelens does not read; decompress it first");
    row("text in gzip", gzipped(textBytes("no capture inside")),
        "not a capture Framelens knows; it begins with 6e 6f 20 63 61 70 74 75 72 65 20 69 6e 73 69 64");
    row("nothing in gzip", gzipped({}), "the file is empty");
    row("gzip in gzip", gzipped(gzipped(mixedPcap(1))), "compressed twice; decompress it once first");
    row("zstd in gzip", gzipped(zstdCompressed(mixedPcap(1))), "compressed twice; decompress it once first");
    row("gzip magic only", start(gzipped(mixedPcap(1)), 4), "the gzip data is cut short, at offset 4");
    row("damaged gzip", join({Bytes(gzipped({})).first(10), Buffer(20, std::byte{0xff})}),
        "the gzip data is damaged (invalid block type), at offset 11");
}

void TstCapture::whatCannotBeOpenedIsSaid()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const TemporaryFile file(asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    QCOMPARE(messageOf(file.path()), message);
}

void TstCapture::aFileWithoutPermissionIsSaid()
{
    const TemporaryFile file(mixedPcap(1));
    ::chmod(file.path().c_str(), 0);
    // Root may read everything: be somebody else meanwhile.
    const uid_t user = ::geteuid();
    constexpr uid_t nobody = 65'534;
    if (user == 0)
        QCOMPARE(::seteuid(nobody), 0);
    const QString message = messageOf(file.path());
    if (user == 0)
        QCOMPARE(::seteuid(user), 0);
    QCOMPARE(message, QStringLiteral("cannot be opened: Permission denied"));
}

void TstCapture::aMissingFileIsSaid()
{
    const TemporaryFolder folder;
    QCOMPARE(messageOf(folder.path("none.pcap")), QStringLiteral("cannot be opened: No such file or directory"));
    QCOMPARE(messageOf(folder.path(".")), QStringLiteral("this is a folder, not a capture"));
    QCOMPARE(messageOf(""), QStringLiteral("cannot be opened: No such file or directory"));
    // Files of the kernel have content and no size.
    QVERIFY(messageOf("/proc/self/status").startsWith(QStringLiteral("not a capture Framelens knows; it begins with 4e")));
    const auto opened = Capture::open(folder.path("none.pcap"));
    QCOMPARE(q(describe(opened.error())),
             q(folder.path("none.pcap")) + QStringLiteral(": cannot be opened: No such file or directory"));
}

void TstCapture::aHeaderAloneIsACaptureWithoutFrames()
{
    for (const Buffer &bytes : {mixedPcap(0), mixedPcapng(0), gzipped(mixedPcap(0))}) {
        const OpenedCapture opened(bytes);
        QCOMPARE(q(opened.message()), QString());
        QCOMPARE(opened.capture().count(), 0U);
        QVERIFY(opened.capture().isComplete());
        QCOMPARE(opened.capture().firstTimeNs(), std::int64_t{0});
        QVERIFY(opened.capture().heapBytes() < 40'000);
    }
}

void TstCapture::framesLieInTheMap()
{
    const OpenedCapture opened(mixedPcapng(5000));
    const Bytes all = opened.capture().store()->bytes();
    const Buffer file = readFile(opened.file().path());
    for (std::uint32_t frame = 0; frame < opened.capture().count(); ++frame) {
        const FrameRef ref = opened.capture().frame(frame);
        const FrameView view = opened.capture().view(frame);
        QVERIFY(ref.bytes.data() >= all.data() && ref.bytes.data() + ref.bytes.size() <= all.data() + all.size());
        QCOMPARE(view.bytes.bytes().data(), ref.bytes.data());
        QCOMPARE(view.bytes.size(), ref.bytes.size());
        QVERIFY(join({ref.bytes}) == mixedFrame(1, frame));
    }
}

void TstCapture::aViewOutlivesTheCapture()
{
    FrameView view;
    std::weak_ptr<const Store> store;
    {
        const OpenedCapture opened(mixedPcap(10));
        view = opened.capture().view(7);
        store = opened.capture().store();
    }
    QVERIFY(join({view.bytes.bytes()}) == mixedFrame(1, 7));
    QVERIFY(!store.expired());
    view = {};
    QVERIFY(store.expired());
}

void TstCapture::nothingIsCopiedButByTheIndex()
{
    const auto ledger = std::make_shared<CopyLedger>();
    const OpenedCapture opened(mixedPcap(3000), {.ledger = ledger});
    const std::uint64_t size = opened.capture().store()->size();
    // Little is read twice, and little of what lies behind the last header in the buffer not at all.
    QVERIFY(ledger->bytes(CopyReason::Index) >= size - size / 8);
    QVERIFY(ledger->bytes(CopyReason::Index) <= size + size / 8);
    const std::uint64_t indexed = ledger->bytes(CopyReason::Index);
    for (std::uint32_t frame = 0; frame < opened.capture().count(); ++frame)
        QVERIFY(opened.capture().view(frame).bytes.size() > 0);
    QCOMPARE(ledger->bytes(CopyReason::Index), indexed);
    for (const CopyReason reason : {CopyReason::Decompress, CopyReason::Spool, CopyReason::Staged, CopyReason::Gather})
        QCOMPARE(ledger->bytes(reason), std::uint64_t{0});
}

void TstCapture::theIndexStaysSmall()
{
    PcapBuilder file;
    constexpr std::uint32_t count = 300'000;
    for (std::uint32_t i = 0; i < count; ++i)
        file.header(0, 0);
    const OpenedCapture opened(file.bytes());
    QCOMPARE(opened.capture().count(), count);
    QVERIFY(static_cast<double>(opened.capture().heapBytes()) <= 4.5 * count);
}

void TstCapture::indexingInTwoGoesEqualsOne()
{
    const Buffer bytes = mixedPcapng(20'000);
    const OpenedCapture whole(bytes);
    const TemporaryFile file(bytes);
    const auto capture = *Capture::open(file.path());
    int goes = 0;
    while (!capture->isComplete()) {
        Job *running = nullptr;
        // Cancelled by the first publication, which is after one batch.
        Job job([&running] { running->cancel(); });
        running = &job;
        capture->index(job);
        QVERIFY(job.finished());
        if (!capture->isComplete())
            QVERIFY(job.failure() && job.failure()->reason == Reason::Cancelled);
        ++goes;
    }
    QVERIFY(goes >= 20);
    QVERIFY(!capture->problem());
    QCOMPARE(q(framesText(*capture)), q(framesText(whole.capture())));
}

void TstCapture::aCancelIsHeardWithinABatch()
{
    const TemporaryFile file(mixedPcap(10'000));
    const auto capture = *Capture::open(file.path());
    Job job;
    job.cancel();
    capture->index(job);
    QCOMPARE(capture->count(), 0U);
    Job *running = nullptr;
    Job second([&running] { running->cancel(); });
    running = &second;
    capture->index(second);
    QVERIFY(capture->count() > 0);
    QVERIFY(capture->count() <= 1024);
    QVERIFY(!capture->problem());
}

void TstCapture::framesStopWhereAsked()
{
    for (const std::uint32_t most : {1U, 1024U, 1500U, 2999U, 3000U, 5000U}) {
        const OpenedCapture opened(mixedPcap(3000), {.mostFrames = most});
        QCOMPARE(q(opened.message()), QString());
        QCOMPARE(opened.capture().count(), std::min(most, 3000U));
        QVERIFY(opened.capture().isComplete());
        const auto counted = countFrames(opened.file().path(), {.mostFrames = most});
        QCOMPARE(counted->frames, std::uint64_t{std::min(most, 3000U)});
    }
}

void TstCapture::theMemoryLimitIsSaid()
{
    PcapBuilder file;
    for (std::uint32_t i = 0; i < 50'000; ++i)
        file.header(0, 0);
    const OpenedCapture opened(file.bytes(), {.mostIndexBytes = 100'000});
    QCOMPARE(q(opened.message()),
             QStringLiteral("stopped at record 21,505, at offset 344,088: the index has taken the 100,000 bytes of memory "
                            "it may have"));
    QCOMPARE(opened.capture().count(), 21'504U);
    QCOMPARE(opened.capture().frame(21'503).info.number, 21'504U);
}

void TstCapture::theFirstBatchComesEarly()
{
    const TemporaryFile file(mixedPcap(5000));
    const auto capture = *Capture::open(file.path());
    std::uint32_t atFirst = 0;
    Job job([&] {
        if (atFirst == 0)
            atFirst = capture->count();
    });
    capture->index(job);
    QVERIFY(atFirst > 0 && atFirst <= 1024);
    QCOMPARE(capture->count(), 5000U);
    QCOMPARE(job.done(), job.total());
}

void TstCapture::countingEqualsIndexing()
{
    for (const Buffer &bytes : {mixedPcap(2500), mixedPcapng(2500, ByteOrder::Big), zstdCompressed(mixedPcap(2500)),
                                join({mixedPcap(2500), Buffer(5)})}) {
        const OpenedCapture opened(bytes);
        const auto counted = countFrames(opened.file().path());
        QVERIFY(counted.has_value());
        QCOMPARE(counted->frames, std::uint64_t{opened.capture().count()});
        QVERIFY(counted->problem == opened.capture().problem());
    }
}

void TstCapture::statusIsThatOfTheOpenedFile()
{
    for (const Buffer &bytes : {mixedPcap(5), gzipped(mixedPcap(5))}) {
        const OpenedCapture opened(bytes);
        QVERIFY(opened.capture().status().sameFile(*statusOf(opened.file().path())));
        QCOMPARE(q(opened.capture().path()), q(opened.file().path()));
        QVERIFY(opened.capture().check() == FileChange::None);
        std::filesystem::rename(opened.file().path(), opened.file().path() + ".old");
        QVERIFY(opened.capture().check() == FileChange::Replaced);
        QCOMPARE(opened.capture().view(4).bytes.size(), mixedFrame(1, 4).size());
    }
}

// Standard input may be a file, which is mapped, or a pipe, which is spooled.
void TstCapture::standardInputIsRead()
{
    const Buffer bytes = mixedPcapng(500);
    const TemporaryFile file(bytes);
    const int saved = ::dup(STDIN_FILENO);
    const auto readAs = [&](int fd) {
        ::dup2(fd, STDIN_FILENO);
        const auto capture = Capture::open("-");
        if (!capture)
            return describe(capture.error());
        Job job;
        (*capture)->index(job);
        return job.failure() ? describe(*job.failure()) : framesText(**capture);
    };
    const OpenedCapture expected(bytes);
    const auto opened = openForReading(file.path());
    const std::string fromFile = readAs(opened->fd());
    int ends[2] = {};
    QCOMPARE(::pipe(ends), 0);
    std::jthread writer([&bytes, end = ends[1]] {
        for (std::size_t at = 0; at < bytes.size();)
            at += static_cast<std::size_t>(::write(end, &bytes[at], std::min<std::size_t>(bytes.size() - at, 5000)));
        ::close(end);
    });
    const std::string fromPipe = readAs(ends[0]);
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    ::close(ends[0]);
    QCOMPARE(q(fromFile), q(framesText(expected.capture())));
    QCOMPARE(q(fromPipe), q(framesText(expected.capture())));
}

FRAMELENS_TEST(TstCapture)
#include "tst_capture.moc"
