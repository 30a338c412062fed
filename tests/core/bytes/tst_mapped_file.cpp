// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/byte_view.h"
#include "core/bytes/mapped_file.h"
#include "tests/support/process_maps.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <latch>
#include <thread>

#include <unistd.h>

using namespace framelens;

class TstMappedFile : public QObject
{
    Q_OBJECT

private slots:
    void mapShowsTheFileWithoutACopy();
    void emptyFileIsRefused();
    void folderIsRefused();
    void missingFileIsNamed();
    void viewOutlivesTheHandleAndTheLastOneUnmaps();
    void removedFileStaysReadable();
    void readersSurviveTruncation_data();
    void readersSurviveTruncation();
    void cutInsideTheLastPageIsNoticedByLooking();
    void alternatingPagesAreReplacedByOneMapping();
    void lostBytesAreNotHeld();
    void growthIsNoticed();
    void replacementIsNoticedAndTheOldFileStays();
    void removalIsNoticedAsReplacement();
    void sixtyFourMapsAndNoMore();
};

namespace {

const std::size_t page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

std::shared_ptr<MappedFile> mapped(const std::string &path)
{
    auto file = openForReading(path);
    if (!file)
        return nullptr;
    return MappedFile::map(std::move(*file), path).value_or(nullptr);
}

// Reads on until told to end. What it saw is pattern or zero; zeros must come with a risen generation, but for
// those with which the kernel itself fills the page that the file now ends in: they raise no signal and are
// noticed by check() alone.
bool readUntil(const std::atomic<bool> &end, const MappedFile &file, Bytes expected, std::size_t cutTo)
{
    const auto byTheKernel = [&](std::size_t at) { return at >= cutTo && at / page == cutTo / page; };
    const Bytes bytes = file.bytes();
    bool good = true;
    while (!end.load(std::memory_order_relaxed)) {
        const std::uint32_t before = file.generation();
        for (std::size_t at = 0; at < bytes.size(); at += 509) {
            const auto seen = std::byte{loadOnce<std::uint8_t>(&bytes[at])};
            if (seen != expected[at])
                good = good && seen == std::byte{0}
                    && (file.generation() != before || !file.holds(at, 1) || byTheKernel(at));
        }
    }
    return good;
}

}

void TstMappedFile::mapShowsTheFileWithoutACopy()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(3 * page + 17);
    const auto file = mapped(folder.write("a", content));
    QVERIFY(file);
    QCOMPARE_EQ(file->size(), content.size());
    QVERIFY(std::ranges::equal(file->bytes(), content));
    QCOMPARE_EQ(test::mappedAt(file->bytes().data()), folder.file("a"));
    QCOMPARE_EQ(test::mappedAt(file->bytes().data() + content.size() - 1), folder.file("a"));
    QCOMPARE_EQ(file->generation(), 0U);
    QVERIFY(!file->lostFrom());
    QVERIFY(file->check() == FileChange::None);
}

void TstMappedFile::emptyFileIsRefused()
{
    const test::TempFolder folder;
    const std::string path = folder.write("empty", "");
    const auto file = MappedFile::map(std::move(*openForReading(path)), path);
    QVERIFY(!file);
    QVERIFY(file.error().reason == Reason::Empty);
    QCOMPARE_EQ(file.error().subject, path);
}

void TstMappedFile::folderIsRefused()
{
    const test::TempFolder folder;
    auto handle = openForReading(folder.path());
    QVERIFY(handle);
    const auto status = statusOf(*handle, folder.path());
    QVERIFY(status && status->directory && !status->regular);
    const auto file = MappedFile::map(std::move(*handle), folder.path());
    QVERIFY(!file);
    QVERIFY(file.error().action == Action::Map && file.error().systemError == ENODEV);
}

void TstMappedFile::missingFileIsNamed()
{
    const test::TempFolder folder;
    const auto file = openForReading(folder.file("none"));
    QVERIFY(!file);
    QVERIFY(file.error() == systemError(Action::Open, folder.file("none"), ENOENT));
}

void TstMappedFile::viewOutlivesTheHandleAndTheLastOneUnmaps()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(5 * page);
    auto file = mapped(folder.write("a", content));
    QVERIFY(file);
    const std::byte *address = file->bytes().data();
    const std::weak_ptr<MappedFile> watch = file;
    ByteView view(std::move(file), page, page);
    ByteView second = view.split(100).second;
    view = {};
    QCOMPARE_EQ(test::mappedAt(address), folder.file("a"));
    QVERIFY(std::ranges::equal(second.bytes(), Bytes(content).subspan(page + 100, page - 100)));
    second = {};
    QVERIFY(watch.expired());
    QCOMPARE_NE(test::mappedAt(address), folder.file("a"));
}

void TstMappedFile::removedFileStaysReadable()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(2 * page);
    const auto file = mapped(folder.write("a", content));
    QVERIFY(file);
    std::remove(folder.file("a").c_str());
    QVERIFY(std::ranges::equal(file->bytes(), content));
    QCOMPARE_EQ(file->generation(), 0U);
}

void TstMappedFile::readersSurviveTruncation_data()
{
    QTest::addColumn<quint64>("cutTo");
    QTest::newRow("to nothing") << quint64{0};
    QTest::newRow("at a page") << quint64{8 * page};
    QTest::newRow("inside a page") << quint64{8 * page + 1000};
    QTest::newRow("to one byte") << quint64{1};
    QTest::newRow("last page only") << quint64{63 * page};
}

void TstMappedFile::readersSurviveTruncation()
{
    QFETCH(quint64, cutTo);
    const test::TempFolder folder;
    const auto content = test::patternBytes(64 * page);
    for (std::size_t round = 0; round < test::sized(20, 4); ++round) {
        const auto file = mapped(folder.write("a" + std::to_string(round), content));
        QVERIFY(file);
        std::atomic<bool> end{false};
        std::atomic<int> good{0};
        {
            std::latch running(5);
            std::vector<std::jthread> readers;
            for (int i = 0; i < 4; ++i)
                readers.emplace_back([&] {
                    running.arrive_and_wait();
                    good += readUntil(end, *file, content, cutTo) ? 1 : 0;
                });
            running.arrive_and_wait();
            test::resizeFile(file->path(), cutTo);
            while (file->generation() == 0) // some reader runs into the gap
                std::this_thread::yield();
            end = true;
        }
        QCOMPARE_EQ(good.load(), 4);
        QVERIFY(file->lostFrom().value_or(UINT64_MAX) <= cutTo);
        QVERIFY(file->check() == FileChange::Cut);
        QCOMPARE_EQ(file->sizeOnDisk(), cutTo);
        QVERIFY(file->holds(0, cutTo));
        QVERIFY(!file->holds(0, cutTo + 1));
        const Bytes bytes = file->bytes();
        QVERIFY(std::ranges::equal(bytes.first(cutTo), Bytes(content).first(cutTo)));
        QVERIFY(std::ranges::all_of(bytes.subspan(cutTo), [](std::byte byte) { return byte == std::byte{0}; }));
    }
}

void TstMappedFile::cutInsideTheLastPageIsNoticedByLooking()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(2 * page);
    const auto file = mapped(folder.write("a", content));
    QVERIFY(file);
    test::resizeFile(file->path(), 2 * page - 10);
    QVERIFY(file->bytes().back() == std::byte{0}); // no signal: the kernel fills the page with zeros
    QCOMPARE_EQ(file->generation(), 0U);
    QVERIFY(file->check() == FileChange::Cut);
    QCOMPARE_EQ(file->generation(), 1U);
    QVERIFY(file->lostFrom() == 2 * page - 10);
    QVERIFY(file->check() == FileChange::Cut);
    QCOMPARE_EQ(file->generation(), 1U); // told once
}

// One mapping a page would come to the limit of mappings of a process, and to its end.
void TstMappedFile::alternatingPagesAreReplacedByOneMapping()
{
    const test::TempFolder folder;
    const std::uint64_t size = std::uint64_t{1} << 30U;
    test::resizeFile(folder.file("sparse"), size);
    const auto file = mapped(folder.file("sparse"));
    QVERIFY(file);
    test::resizeFile(file->path(), page);
    const std::size_t before = test::mappingCount();
    const Bytes bytes = file->bytes();
    for (std::size_t at = size - page; at >= page; at -= std::min(at, 2 * page)) // from the end: the worst order
        QVERIFY(loadOnce<std::uint8_t>(&bytes[at]) == 0);
    QVERIFY(test::mappingCount() <= before + 2);
    QCOMPARE_EQ(file->generation(), 1U);
    QVERIFY(file->lostFrom() == page);
}

void TstMappedFile::lostBytesAreNotHeld()
{
    const test::TempFolder folder;
    const auto file = mapped(folder.write("a", test::patternBytes(4 * page)));
    QVERIFY(file);
    QVERIFY(file->holds(3 * page, page));
    test::resizeFile(file->path(), 2 * page + 5);
    QVERIFY(loadOnce<std::uint8_t>(&file->bytes()[3 * page]) == 0);
    QVERIFY(file->lostFrom() == 2 * page + 5);
    QVERIFY(!file->holds(3 * page, 1));
    QVERIFY(file->holds(2 * page, 5));
    QVERIFY(!file->holds(2 * page, 6));
}

void TstMappedFile::growthIsNoticed()
{
    const test::TempFolder folder;
    const auto file = mapped(folder.write("a", test::patternBytes(100)));
    QVERIFY(file);
    test::appendTo(file->path(), test::patternBytes(50));
    QVERIFY(file->check() == FileChange::Grown);
    QCOMPARE_EQ(file->sizeOnDisk(), 150U);
    QCOMPARE_EQ(file->size(), 100U);
    QCOMPARE_EQ(file->generation(), 0U);
}

void TstMappedFile::replacementIsNoticedAndTheOldFileStays()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(100, 1);
    const auto file = mapped(folder.write("a", content));
    QVERIFY(file);
    const std::string other = folder.write("b", test::patternBytes(100, 2));
    QCOMPARE_EQ(std::rename(other.c_str(), file->path().c_str()), 0);
    QVERIFY(file->check() == FileChange::Replaced);
    QVERIFY(std::ranges::equal(file->bytes(), content));
    QCOMPARE_EQ(file->generation(), 0U);
}

void TstMappedFile::removalIsNoticedAsReplacement()
{
    const test::TempFolder folder;
    const auto file = mapped(folder.write("a", test::patternBytes(100)));
    QVERIFY(file);
    std::remove(file->path().c_str());
    QVERIFY(file->check() == FileChange::Replaced);
}

void TstMappedFile::sixtyFourMapsAndNoMore()
{
    const test::TempFolder folder;
    const std::string path = folder.write("a", test::patternBytes(100));
    std::vector<std::shared_ptr<MappedFile>> files;
    for (int i = 0; i < 64; ++i) {
        files.push_back(mapped(path));
        QVERIFY(files.back());
    }
    const auto refused = MappedFile::map(std::move(*openForReading(path)), path);
    QVERIFY(!refused);
    QVERIFY(refused.error().reason == Reason::LimitReached);
    files.pop_back();
    QVERIFY(mapped(path));
}

FRAMELENS_TEST(TstMappedFile)
#include "tst_mapped_file.moc"
