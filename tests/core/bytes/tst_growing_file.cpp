// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/byte_view.h"
#include "core/bytes/growing_file.h"
#include "tests/support/process_maps.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <atomic>
#include <thread>

#include <unistd.h>

using namespace framelens;

class TstGrowingFile : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsPublishedAtFirst();
    void bytesAppearOneByOneAtFixedAddresses();
    void readersSeeOnlyWhatIsPublished();
    void publishingLessChangesNothing();
    void beyondTheRangeIsRefusedAndTheRestStays();
    void growthIsNoticed();
    void cutIsNoticedAndSurvived();
    void viewsOutliveTheHandle();
    void windowsFollowEachOtherWithoutAGap();
};

namespace {

const std::size_t page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

std::shared_ptr<GrowingFile> growing(const std::string &path, std::size_t reserve)
{
    auto file = openForReading(path);
    if (!file)
        return nullptr;
    return GrowingFile::open(std::move(*file), path, reserve).value_or(nullptr);
}

}

void TstGrowingFile::nothingIsPublishedAtFirst()
{
    const test::TempFolder folder;
    const auto file = growing(folder.write("a", test::patternBytes(100)), 16 * page);
    QVERIFY(file);
    QCOMPARE_EQ(file->size(), 0U);
    QCOMPARE_EQ(file->capacity(), 16 * page);
    QVERIFY(file->publishUpTo(100));
    QCOMPARE_EQ(file->size(), 100U);
}

void TstGrowingFile::bytesAppearOneByOneAtFixedAddresses()
{
    const test::TempFolder folder;
    const std::string path = folder.write("a", "");
    const auto file = growing(path, 16 * page);
    QVERIFY(file);
    const std::size_t size = page + 700; // over a page's end
    const auto content = test::patternBytes(size);
    const std::byte *address = file->bytes().data();
    std::FILE *writer = std::fopen(path.c_str(), "ab");
    std::setvbuf(writer, nullptr, _IONBF, 0);
    for (std::size_t i = 0; i < size; ++i) {
        std::fputc(std::to_integer<int>(content[i]), writer);
        QVERIFY(file->publishUpTo(i + 1));
        QCOMPARE_EQ(file->bytes().data(), address);
        QCOMPARE_EQ(file->size(), i + 1);
        QVERIFY(file->bytes().back() == content[i]);
    }
    std::fclose(writer);
    QVERIFY(std::ranges::equal(file->bytes(), content));
    QCOMPARE_EQ(file->generation(), 0U);
}

void TstGrowingFile::readersSeeOnlyWhatIsPublished()
{
    const test::TempFolder folder;
    const std::string path = folder.write("a", "");
    const auto file = growing(path, 1024 * page);
    QVERIFY(file);
    const std::size_t total = 64 * page;
    const auto content = test::patternBytes(total);
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i)
            readers.emplace_back([&] {
                bool same = true;
                for (std::size_t seen = 0; seen < total;) {
                    const Bytes bytes = file->bytes();
                    same = same && std::ranges::equal(bytes.subspan(seen), Bytes(content).subspan(seen, bytes.size() - seen));
                    seen = bytes.size();
                }
                good += same ? 1 : 0;
            });
        for (std::size_t at = 0; at < total;) {
            const std::size_t more = std::min<std::size_t>(total - at, 1000);
            test::appendTo(path, Bytes(content).subspan(at, more));
            at += more;
            QVERIFY(file->publishUpTo(at));
        }
    }
    QCOMPARE_EQ(good.load(), 3);
}

void TstGrowingFile::publishingLessChangesNothing()
{
    const test::TempFolder folder;
    const auto file = growing(folder.write("a", test::patternBytes(100)), 16 * page);
    QVERIFY(file);
    QVERIFY(file->publishUpTo(80));
    QVERIFY(file->publishUpTo(10));
    QCOMPARE_EQ(file->size(), 80U);
}

void TstGrowingFile::beyondTheRangeIsRefusedAndTheRestStays()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(5 * page);
    const auto file = growing(folder.write("a", content), 4 * page);
    QVERIFY(file);
    QVERIFY(file->publishUpTo(4 * page));
    const auto refused = file->publishUpTo(4 * page + 1);
    QVERIFY(!refused);
    QVERIFY(refused.error().reason == Reason::LimitReached);
    QVERIFY(refused.error().offset == 4 * page);
    QVERIFY(std::ranges::equal(file->bytes(), Bytes(content).first(4 * page)));
}

void TstGrowingFile::growthIsNoticed()
{
    const test::TempFolder folder;
    const auto file = growing(folder.write("a", test::patternBytes(100)), 16 * page);
    QVERIFY(file);
    QVERIFY(file->publishUpTo(60));
    QVERIFY(file->check() == FileChange::Grown); // 40 bytes wait to be published
    QVERIFY(file->publishUpTo(100));
    QVERIFY(file->check() == FileChange::None);
    test::appendTo(file->path(), test::patternBytes(11));
    QVERIFY(file->check() == FileChange::Grown);
    QCOMPARE_EQ(file->sizeOnDisk(), 111U);
}

void TstGrowingFile::cutIsNoticedAndSurvived()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(8 * page);
    const auto file = growing(folder.write("a", content), 16 * page);
    QVERIFY(file);
    QVERIFY(file->publishUpTo(8 * page));
    test::resizeFile(file->path(), 2 * page + 9);
    QVERIFY(loadOnce<std::uint8_t>(&file->bytes()[7 * page]) == 0);
    QCOMPARE_EQ(file->generation(), 1U);
    QVERIFY(file->lostFrom() == 2 * page + 9);
    QVERIFY(file->check() == FileChange::Cut);
    QVERIFY(std::ranges::equal(file->bytes().first(2 * page + 9), Bytes(content).first(2 * page + 9)));
}

void TstGrowingFile::viewsOutliveTheHandle()
{
    const test::TempFolder folder;
    const auto content = test::patternBytes(3 * page);
    auto file = growing(folder.write("a", content), 16 * page);
    QVERIFY(file);
    QVERIFY(file->publishUpTo(2 * page));
    const std::byte *address = file->bytes().data();
    ByteView view(std::move(file), 10, page);
    QVERIFY(std::ranges::equal(view.bytes(), Bytes(content).subspan(10, page)));
    view = {};
    QCOMPARE_NE(test::mappedAt(address), folder.file("a"));
}

void TstGrowingFile::windowsFollowEachOtherWithoutAGap()
{
    const test::TempFolder folder;
    const std::uint64_t size = (std::uint64_t{256} << 20U) + 2 * page; // one window of 256 MiB and a little
    const std::string path = folder.file("sparse");
    test::resizeFile(path, size - 3);
    test::appendTo(path, test::patternBytes(3));
    const auto file = growing(path, std::size_t{1} << 30U);
    QVERIFY(file);
    QVERIFY(file->publishUpTo(100));
    const std::byte *address = file->bytes().data();
    QVERIFY(file->publishUpTo(size));
    QCOMPARE_EQ(file->bytes().data(), address);
    QVERIFY(std::ranges::equal(file->bytes().last(3), test::patternBytes(3)));
    const std::size_t border = std::size_t{256} << 20U;
    QVERIFY(file->bytes()[border - 1] == std::byte{0} && file->bytes()[border] == std::byte{0});
    QCOMPARE_EQ(file->generation(), 0U);
}

FRAMELENS_TEST(TstGrowingFile)
#include "tst_growing_file.moc"
