// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/capture.h"
#include "tests/support/capture_builder.h"
#include "tests/support/open_capture.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::test;

class TstCompressed : public QObject
{
    Q_OBJECT

private slots:
    void compressedCapturesEqualPlainOnes_data();
    void compressedCapturesEqualPlainOnes();
    void membersFollowEachOther_data();
    void membersFollowEachOther();
    void whatCameBeforeTheCutStays_data();
    void whatCameBeforeTheCutStays();
    void aWrongChecksumIsTold_data();
    void aWrongChecksumIsTold();
    void framesAppearWhileItIsDecompressed();
    void aBombIsDefused_data();
    void aBombIsDefused();
    void theSizeLimitIsSaid();
    void aPipeIsReadWhileItIsWritten();
    void aCompressedPipeIsRead();
    void aWaitingPipeCanBeCancelled();
    void theCopiesAreCounted();
};

namespace {

QString q(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

Buffer compressed(const QString &how, Bytes bytes)
{
    if (how == QStringLiteral("gzip"))
        return gzipped(bytes);
    return how == QStringLiteral("zstd") ? zstdCompressed(bytes) : lz4Compressed(bytes);
}

void eachForm()
{
    QTest::addColumn<QString>("how");
    for (const char *how : {"gzip", "zstd", "lz4"})
        QTest::newRow(how) << QString::fromLatin1(how);
}

// A named pipe with a writer that never hurries.
class Pipe
{
public:
    Pipe(Buffer bytes, std::size_t atOnce)
        : m_path(m_folder.path("pipe"))
        , m_writer([this, all = std::move(bytes), atOnce] {
            const FileHandle end(::open(m_path.c_str(), O_WRONLY));
            for (std::size_t at = 0; at < all.size();) {
                const ssize_t put = ::write(end.fd(), &all[at], std::min(all.size() - at, atOnce));
                if (put <= 0)
                    return;
                at += static_cast<std::size_t>(put);
            }
        })
    {
    }
    const std::string &path() const & { return m_path; }

private:
    TemporaryFolder m_folder;
    std::string m_path;
    int m_made = ::mkfifo(m_path.c_str(), 0600);
    std::jthread m_writer;
};

}

void TstCompressed::compressedCapturesEqualPlainOnes_data()
{
    eachForm();
}

void TstCompressed::compressedCapturesEqualPlainOnes()
{
    QFETCH(QString, how);
    for (const Buffer &bytes : {mixedPcap(3000), mixedPcapng(3000), mixedPcapng(0)}) {
        const OpenedCapture plain(bytes);
        const OpenedCapture opened(compressed(how, bytes));
        QCOMPARE(q(opened.message()), QString());
        QCOMPARE(q(framesText(opened.capture())), q(framesText(plain.capture())));
        QCOMPARE(opened.capture().store()->size(), bytes.size());
        QCOMPARE(q(nameOf(opened.capture().format().compression)), how);
    }
}

void TstCompressed::membersFollowEachOther_data()
{
    eachForm();
}

void TstCompressed::membersFollowEachOther()
{
    QFETCH(QString, how);
    const Buffer bytes = mixedPcap(500);
    const Bytes all(bytes);
    const OpenedCapture opened(
        join({compressed(how, all.first(10)), compressed(how, {}), compressed(how, all.subspan(10))}));
    QCOMPARE(q(opened.message()), QString());
    QCOMPARE(opened.capture().count(), 500U);
}

void TstCompressed::whatCameBeforeTheCutStays_data()
{
    eachForm();
}

void TstCompressed::whatCameBeforeTheCutStays()
{
    QFETCH(QString, how);
    const Buffer bytes = mixedPcap(400);
    const Buffer packed = compressed(how, bytes);
    const OpenedCapture whole(bytes);
    const QString all = q(framesText(whole.capture()));
    std::uint32_t last = 0;
    for (std::size_t percent = 1; percent < 100; ++percent) {
        const std::size_t size = packed.size() * percent / 100;
        const OpenedCapture opened(Bytes(packed).first(size));
        QCOMPARE(q(opened.message()).section(QLatin1Char(','), 0, 0), QStringLiteral("the %1 data is cut short").arg(how));
        if (!opened.isOpen())
            continue;
        QVERIFY(opened.capture().count() >= last);
        last = opened.capture().count();
        QVERIFY(all.startsWith(q(framesText(opened.capture()))));
    }
    QVERIFY(last > 0);
}

void TstCompressed::aWrongChecksumIsTold_data()
{
    eachForm();
}

void TstCompressed::aWrongChecksumIsTold()
{
    QFETCH(QString, how);
    Buffer packed = compressed(how, mixedPcap(400));
    const std::size_t at = packed.size() - (how == QStringLiteral("gzip") ? 8 : 4); // a check ends each form
    packed[at] ^= std::byte{0xff};
    const OpenedCapture opened(packed);
    QVERIFY(q(opened.message()).startsWith(QStringLiteral("the %1 data is damaged (").arg(how)));
    // zstd and lz4 may withhold their last block when its check fails.
    QVERIFY(opened.capture().count() > 0 && opened.capture().count() <= 400);
}

void TstCompressed::framesAppearWhileItIsDecompressed()
{
    const Buffer bytes = mixedPcap(20'000);
    const TemporaryFile file(gzipped(bytes));
    const auto capture = *Capture::open(file.path());
    std::vector<std::uint32_t> counts;
    Job *running = nullptr;
    Job job([&] {
        counts.push_back(capture->count());
        running->taken();
    });
    running = &job;
    capture->index(job);
    QCOMPARE(capture->count(), 20'000U);
    QVERIFY(counts.size() > 10);
    QVERIFY(counts.front() <= 1024);
    QCOMPARE(job.done(), job.total());
    QCOMPARE(job.total(), std::filesystem::file_size(file.path()));
}

void TstCompressed::aBombIsDefused_data()
{
    eachForm();
}

void TstCompressed::aBombIsDefused()
{
    QFETCH(QString, how);
    PcapngBuilder file;
    file.section().interface().enhanced(mixedFrame(1, 1), 1);
    for (int block = 0; block < 72; ++block)
        file.block(0x0abc, Buffer(std::size_t{1} << 20U));
    const Buffer bytes = file.bytes();
    const Buffer packed = compressed(how, bytes);
    // gzip and lz4 reach about 1,000 and 250 to one at most; the limit can be set lower.
    const std::uint32_t ratio = how == QStringLiteral("zstd") ? 1000 : 200;
    const OpenedCapture opened(packed, {.mostRatio = ratio});
    QVERIFY(q(opened.message()).startsWith(QStringLiteral("stopped at offset ")));
    QVERIFY(q(opened.message()).endsWith(
        QStringLiteral("it grows more than %1 times when decompressed").arg(q(grouped(ratio)))));
    QVERIFY(opened.capture().store()->size() < (std::size_t{68} << 20U));
    QVERIFY(opened.capture().count() > 0);
    if (how != QStringLiteral("zstd"))
        return;
    // Who raises the limit gets it all.
    const OpenedCapture raised(packed, {.mostRatio = 1'000'000});
    QCOMPARE(raised.capture().store()->size(), bytes.size());
}

void TstCompressed::theSizeLimitIsSaid()
{
    const Buffer bytes = mixedPcap(2000);
    const OpenedCapture opened(gzipped(bytes), {.mostDecompressedBytes = 500'000});
    QVERIFY(q(opened.message())
                .endsWith(QStringLiteral(": it grows beyond the 500,000 bytes it may have when decompressed")));
    QVERIFY(opened.capture().store()->size() <= 500'000);
    QVERIFY(opened.capture().count() > 0);
}

void TstCompressed::aPipeIsReadWhileItIsWritten()
{
    const Buffer bytes = mixedPcapng(3000);
    const OpenedCapture plain(bytes);
    const Pipe pipe(bytes, 777);
    const auto capture = Capture::open(pipe.path());
    QVERIFY(capture.has_value());
    Job job;
    (*capture)->index(job);
    QVERIFY(!job.failure());
    QCOMPARE(job.total(), std::uint64_t{0});
    QCOMPARE(q(framesText(**capture)), q(framesText(plain.capture())));
    QVERIFY((*capture)->check() == FileChange::None);
}

void TstCompressed::aCompressedPipeIsRead()
{
    const Pipe pipe(zstdCompressed(mixedPcap(3000)), 1777);
    const auto counted = countFrames(pipe.path());
    QVERIFY(counted.has_value());
    QCOMPARE(counted->frames, std::uint64_t{3000});
}

void TstCompressed::aWaitingPipeCanBeCancelled()
{
    const TemporaryFolder folder;
    const std::string path = folder.path("pipe");
    QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
    // Both ends are held here: the pipe neither gives more nor ends.
    const FileHandle both(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    const Buffer begun = mixedPcap(3);
    QCOMPARE(::write(both.fd(), begun.data(), begun.size()), static_cast<ssize_t>(begun.size()));
    const auto capture = *Capture::open(path);
    Job *running = nullptr;
    Job job([&] { running->cancel(); }); // by the publication of the three frames
    running = &job;
    capture->index(job);
    QCOMPARE(job.failure()->reason, Reason::Cancelled);
    QCOMPARE(capture->count(), 3U);
    QVERIFY(!capture->isComplete());
}

void TstCompressed::theCopiesAreCounted()
{
    const Buffer bytes = mixedPcap(1000);
    const auto ledger = std::make_shared<CopyLedger>();
    const OpenedCapture opened(lz4Compressed(bytes), {.ledger = ledger});
    QCOMPARE(ledger->bytes(CopyReason::Decompress), std::uint64_t{bytes.size()});
    QCOMPARE(ledger->bytes(CopyReason::Spool), std::uint64_t{0});
    const Pipe pipe(bytes, 5000);
    QVERIFY(countFrames(pipe.path(), {.ledger = ledger}).has_value());
    QCOMPARE(ledger->bytes(CopyReason::Spool), std::uint64_t{bytes.size()});
}

FRAMELENS_TEST(TstCompressed)
#include "tst_compressed.moc"
