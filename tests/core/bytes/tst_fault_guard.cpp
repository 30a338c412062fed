// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/fault_guard.h"
#include "core/bytes/load.h"
#include "tests/support/child.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <csignal>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace framelens;
using framelens::fault_guard::Guarded;

class TstFaultGuard : public QObject
{
    Q_OBJECT

private slots:
    void installingAgainIsHarmless();
    void thereAreSixtyFourPlaces();
    void placeIsFreeAgainAfterwards();
    void touchedGapRaisesTheGenerationOnce();
    void twoMapsOfOneFileAreToldApart();
    void lossIsOnlyEverLowered();
    void errnoSurvivesTheHandler();
    void busErrorOutsideTheGuardStaysACrash();
    void busErrorAfterTheGuardIsGoneStaysACrash();
    void segmentationFaultStaysACrash();
    void sentSignalStaysACrash();
};

namespace {

const std::size_t page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

// A file mapped beyond its end, guarded or not.
class Mapping
{
public:
    Mapping(const std::string &path, std::size_t size)
        : m_size(size)
        , m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
        , m_begin(static_cast<std::byte *>(::mmap(nullptr, size, PROT_READ, MAP_SHARED, m_fd, 0)))
    {
    }
    ~Mapping()
    {
        ::munmap(m_begin, m_size);
        ::close(m_fd);
    }
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;

    const std::byte *begin() const { return m_begin; }
    int fd() const { return m_fd; }
    int read(std::size_t offset) const { return loadOnce<std::uint8_t>(m_begin + offset); }

private:
    std::size_t m_size;
    int m_fd;
    std::byte *m_begin;
};

}

void TstFaultGuard::installingAgainIsHarmless()
{
    QVERIFY(fault_guard::install());
    QVERIFY(fault_guard::install());
    busErrorOutsideTheGuardStaysACrash(); // and did not make the handler its own predecessor
}

void TstFaultGuard::thereAreSixtyFourPlaces()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), page);
    std::vector<std::unique_ptr<Guarded>> guards;
    for (int i = 0; i < 64; ++i) {
        guards.push_back(std::make_unique<Guarded>(map.begin(), page, map.fd()));
        QVERIFY(guards.back()->ok());
    }
    const Guarded tooMany(map.begin(), page, map.fd());
    QVERIFY(!tooMany.ok());
    QCOMPARE_EQ(tooMany.generation(), 0U);
    QVERIFY(!tooMany.lostFrom());
}

void TstFaultGuard::placeIsFreeAgainAfterwards()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), page);
    for (int i = 0; i < 200; ++i) {
        Guarded guard(map.begin(), page, map.fd());
        QVERIFY(guard.ok());
        QCOMPARE_EQ(guard.generation(), 0U); // nothing is left of the one before
        QVERIFY(!guard.lostFrom());
        guard.markLost(5);
    }
}

void TstFaultGuard::touchedGapRaisesTheGenerationOnce()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), 8 * page);
    const Guarded guard(map.begin(), 8 * page, map.fd());
    QCOMPARE_EQ(map.read(5 * page), 0);
    QCOMPARE_EQ(guard.generation(), 1U);
    QVERIFY(guard.lostFrom() == page);
    QCOMPARE_EQ(map.read(page), 0); // replaced together with it
    QCOMPARE_EQ(map.read(7 * page), 0);
    QCOMPARE_EQ(guard.generation(), 1U);
    QVERIFY(map.read(0) != 0);
}

void TstFaultGuard::twoMapsOfOneFileAreToldApart()
{
    const test::TempFolder folder;
    const std::string path = folder.write("a", test::patternBytes(page));
    const Mapping first(path, 4 * page);
    const Mapping second(path, 4 * page);
    const Guarded firstGuard(first.begin(), 4 * page, first.fd());
    const Guarded secondGuard(second.begin(), 4 * page, second.fd());
    QCOMPARE_EQ(second.read(2 * page), 0);
    QCOMPARE_EQ(firstGuard.generation(), 0U);
    QCOMPARE_EQ(secondGuard.generation(), 1U);
}

void TstFaultGuard::lossIsOnlyEverLowered()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), page);
    Guarded guard(map.begin(), page, map.fd());
    guard.markLost(500);
    guard.markLost(900);
    QVERIFY(guard.lostFrom() == 500U);
    QCOMPARE_EQ(guard.generation(), 1U);
    guard.markLost(100);
    QVERIFY(guard.lostFrom() == 100U);
    QCOMPARE_EQ(guard.generation(), 2U);
}

void TstFaultGuard::errnoSurvivesTheHandler()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), 4 * page);
    const Guarded guard(map.begin(), 4 * page, map.fd());
    errno = EXDEV;
    const int value = map.read(3 * page);
    const int after = errno;
    QCOMPARE_EQ(value, 0);
    QCOMPARE_EQ(after, EXDEV);
}

void TstFaultGuard::busErrorOutsideTheGuardStaysACrash()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), 4 * page);
    QVERIFY(test::runInChild([&] { return map.read(3 * page); }).crashed());
    const Guarded elsewhere(map.begin(), page, map.fd());
    QVERIFY(test::runInChild([&] { return map.read(3 * page); }).crashed());
}

void TstFaultGuard::busErrorAfterTheGuardIsGoneStaysACrash()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), 4 * page);
    const auto end = test::runInChild([&] {
        {
            const Guarded guard(map.begin(), 4 * page, map.fd());
        }
        return map.read(3 * page);
    });
    QVERIFY(end.crashed());
    const auto guarded = test::runInChild([&] {
        const Guarded guard(map.begin(), 4 * page, map.fd());
        return map.read(3 * page);
    });
    QVERIFY(!guarded.crashed());
    QCOMPARE_EQ(guarded.status, 0);
}

void TstFaultGuard::segmentationFaultStaysACrash()
{
    const test::TempFolder folder;
    const Mapping map(folder.write("a", test::patternBytes(page)), page);
    const Guarded guard(map.begin(), page, map.fd());
    const auto end = test::runInChild([&] {
        ::mprotect(const_cast<std::byte *>(map.begin()), page, PROT_NONE);
        return map.read(0);
    });
    QVERIFY(end.crashed());
}

void TstFaultGuard::sentSignalStaysACrash()
{
    QVERIFY(test::runInChild([] {
                std::raise(SIGBUS);
                std::raise(SIGBUS);
                return 0;
            }).crashed());
}

FRAMELENS_TEST(TstFaultGuard)
#include "tst_fault_guard.moc"
