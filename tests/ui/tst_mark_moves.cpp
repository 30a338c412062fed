// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Marks when a recording is cut anew: all of them stay, however many.
#include "ui/mark_moves.h"

#include "core/stream/recording.h"
#include "tests/support/memory_spool.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/held_pool.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/synthetic_source.h"
#include "ui/capture_panes.h"
#include "ui/widgets/progress_widget.h"

#include <QSignalSpy>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t fours = 150'000;

std::shared_ptr<const Registry> registry()
{
    static const auto made = Registry::builtIn();
    return made;
}

// 600,000 bytes.
std::shared_ptr<const SpoolLog> flood()
{
    const auto log = std::make_shared<MemorySpool>();
    log->open(0);
    for (int n = 0; n < 10; ++n)
        log->put(0, Direction::ToServer, std::string(std::size_t{fours} * 4 / 10, 'x'));
    return log;
}

std::shared_ptr<const Recording> cutBy(const std::shared_ptr<const SpoolLog> &log, std::string_view framer)
{
    auto recording = std::make_shared<Recording>(log, registry(), RecordingOptions{.framer = parseFramer(framer).value()});
    Job job;
    while (recording->advance(job, false)) { }
    return recording;
}

} // namespace

class TstMarkMoves : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_log = flood();
        m_former = cutBy(m_log, "fixed:4");
        QCOMPARE_EQ(m_former->count(), fours);
        m_pool = std::make_unique<WorkerPool>(1);
        m_panes = std::make_unique<ui::CapturePanes>(std::make_shared<Dissector>(registry()), std::make_shared<CopyLedger>());
        m_progress = std::make_unique<ui::ProgressWidget>();
        m_moves = new ui::MarkMoves(*m_pool, *m_panes, *m_progress, m_progress.get());
        m_panes->setSource(m_former);
    }
    void cleanup()
    {
        m_progress.reset();
        m_panes.reset();
        m_pool.reset();
    }

    void allStayHoweverMany()
    {
        m_panes->marks().add({0, fours});
        m_panes->ignored().add({10, 12});
        m_panes->references().add({7, 8});
        m_moves->move(m_former, cutBy(m_log, "fixed:8"));
        QTRY_COMPARE(textOf(m_panes->marks()), u"1-75000"_s);
        QCOMPARE(textOf(m_panes->ignored()), u"6"_s);
        QCOMPARE(textOf(m_panes->references()), u"4"_s);
    }

    void whatIsMarkedMeanwhileStaysToo()
    {
        HeldPool held;
        held.hold(*m_pool);
        m_panes->marks().add({0, 2});
        m_moves->move(m_former, cutBy(m_log, "fixed:8"));
        QCOMPARE(textOf(m_panes->marks()), QString()); // these are other frames
        m_panes->marks().add({99, 100});
        held.release();
        QTRY_COMPARE(textOf(m_panes->marks()), u"1,100"_s);
    }

    // Before the first search has an answer.
    void cutAnewTwiceTheyStay()
    {
        HeldPool held;
        held.hold(*m_pool);
        m_panes->marks().add({6, 8});
        const auto eights = cutBy(m_log, "fixed:8");
        m_moves->move(m_former, eights);
        m_panes->marks().add({10, 11}); // of eight
        m_moves->move(eights, cutBy(m_log, "fixed:2"));
        held.release();
        QTRY_COMPARE(textOf(m_panes->marks()), u"13,15,41"_s);
        QTRY_VERIFY(m_progress->isIdle());
        QCOMPARE(textOf(m_panes->marks()), u"13,15,41"_s);
    }

    void theCancelledSearchSaysWhatIsLost()
    {
        HeldPool held;
        held.hold(*m_pool);
        m_panes->marks().add({0, fours});
        m_panes->ignored().add({3, 4});
        const QSignalSpy lost(m_moves, &ui::MarkMoves::lost);
        m_moves->move(m_former, cutBy(m_log, "fixed:8"));
        QVERIFY(m_progress->cancelOldest());
        held.release();
        QTRY_COMPARE(lost.size(), 1);
        QCOMPARE(lost.first().first().toULongLong(), fours + 1ULL);
        QVERIFY(m_panes->marks().frames().empty());
    }

    void framesThatGoTakeTheirMarksAlong()
    {
        HeldPool held;
        held.hold(*m_pool);
        m_panes->marks().add({0, fours});
        const QSignalSpy lost(m_moves, &ui::MarkMoves::lost);
        m_moves->move(m_former, cutBy(m_log, "fixed:8"));
        m_moves->stop();
        held.release();
        QTRY_VERIFY(m_progress->isIdle());
        QCoreApplication::processEvents();
        QVERIFY(m_panes->marks().frames().empty());
        QVERIFY(lost.isEmpty());
    }

    void framesOfACaptureKeepTheirNumbers()
    {
        const auto capture = std::make_shared<SyntheticSource>(400'000, plainUdpFrame(4));
        m_panes->setSource(capture);
        m_panes->marks().add({0, 300'000});
        m_moves->move(capture, std::make_shared<SyntheticSource>(400'000, plainUdpFrame(4)));
        QCOMPARE(textOf(m_panes->marks()), u"1-300000"_s);
        QVERIFY(m_progress->isIdle());
    }

private:
    static QString textOf(const ui::Marks &marks) { return QString::fromStdString(marks.frames().text()); }

    std::shared_ptr<const SpoolLog> m_log;
    std::shared_ptr<const Recording> m_former;
    std::unique_ptr<WorkerPool> m_pool;
    std::unique_ptr<ui::CapturePanes> m_panes;
    std::unique_ptr<ui::ProgressWidget> m_progress;
    ui::MarkMoves *m_moves = nullptr;
};

FRAMELENS_TEST(TstMarkMoves)
#include "tst_mark_moves.moc"
