// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Sorting the list: clicks on its header, what stays where it was, and frames that come later.
#include "tests/support/capture_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/fake_document.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/list_sort.h"
#include "ui/views/hex_view.h"

#include <QHeaderView>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

enum ListPart { NumberColumn, TimeColumn, SourceColumn, DestinationColumn, ProtocolColumn, LengthColumn, InfoColumn };

QPoint middleOf(const QHeaderView &header, int column)
{
    return {header.sectionViewportPosition(column) + header.sectionSize(column) / 2, header.height() / 2};
}

void clickHeader(const MainWindow &window, int column)
{
    QHeaderView *header = window.panes().list().header();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, middleOf(*header, column));
}

QStringList cells(const MainWindow &window, int column)
{
    QStringList texts;
    for (int row = 0; row < window.panes().list().rowCount(); ++row)
        texts << window.panes().model().index(row, column).data().toString();
    return texts;
}

std::vector<int> lengths(const MainWindow &window)
{
    std::vector<int> found;
    for (const QString &text : cells(window, LengthColumn))
        found.push_back(text.toInt());
    return found;
}

QStringList sorted(QStringList texts)
{
    std::ranges::sort(texts, {}, [](const QString &text) { return text.toUtf8(); }); // as bytes
    return texts;
}

// A sort of ten frames without a window around it.
struct TenFrames
{
    WorkerPool pool{1};
    FakeDocument document{10};
    CapturePanes panes{builtInDissector(), std::make_shared<CopyLedger>()};
    ListSort sort{pool, panes};

    TenFrames()
    {
        panes.setSource(document.source());
        sort.setDocument(&document);
        sort.setRows(RowMap::all(10), true);
    }
};

std::uint32_t manyFrames() { return static_cast<std::uint32_t>(sized(120'000, 10'000)); }

int indicated(const MainWindow &window) { return window.panes().list().header()->sortIndicatorSection(); }

} // namespace

class TstListSort : public QObject
{
    Q_OBJECT

private slots:
    void aClickSortsTheNextTurnsAndTheThirdUndoes()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        const QStringList before = cells(window, NumberColumn);
        QCOMPARE(indicated(window), -1);
        clickHeader(window, LengthColumn);
        QTRY_COMPARE(indicated(window), int{LengthColumn});
        std::vector<int> rising = lengths(window);
        QVERIFY(std::ranges::is_sorted(rising));
        QVERIFY(rising.front() != rising.back());
        clickHeader(window, LengthColumn);
        QTRY_COMPARE(window.panes().list().header()->sortIndicatorOrder(), Qt::DescendingOrder);
        QVERIFY(std::ranges::is_sorted(lengths(window), std::greater()));
        clickHeader(window, LengthColumn);
        QTRY_COMPARE(indicated(window), -1);
        QCOMPARE(cells(window, NumberColumn), before);
    }

    void everyColumnSortsByWhatItShows()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        for (const int column : {InfoColumn, ProtocolColumn}) {
            const QStringList expected = sorted(cells(window, column));
            clickHeader(window, column);
            QTRY_COMPARE(indicated(window), column);
            QCOMPARE(cells(window, column), expected);
        }
        for (const int column : {NumberColumn, TimeColumn, SourceColumn, DestinationColumn}) {
            clickHeader(window, column);
            QTRY_COMPARE(indicated(window), column);
            QStringList numbers = cells(window, NumberColumn);
            QCOMPARE(QSet<QString>(numbers.begin(), numbers.end()).size(), window.panes().list().rowCount());
        }
    }

    void theCurrentFrameStaysCurrentAndInView()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        FrameListView &list = window.panes().list();
        list.setCurrentRow(40);
        QSignalSpy frames(&window.panes().selection(), &Selection::frameChanged);
        clickHeader(window, InfoColumn);
        QTRY_COMPARE(indicated(window), int{InfoColumn});
        QCOMPARE(list.currentFrame(), std::optional(40U));
        QVERIFY(list.isRowSelected(*list.currentRow()));
        QVERIFY(*list.currentRow() >= list.topRow() && *list.currentRow() < list.topRow() + list.rowsPerPage());
        QCOMPARE(frames.count(), 0); // tree and hex have nothing to do with it
        // The next row is what stands below, not the next frame.
        QTest::keyClick(&list, Qt::Key_Down);
        QCOMPARE(window.panes().selection().shown()->frame, *window.panes().model().frameOf(*list.currentRow()));
    }

    void escapeInTheListReturnsToTheOrderOfTheCapture()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        const QStringList before = cells(window, NumberColumn);
        clickHeader(window, ProtocolColumn);
        QTRY_COMPARE(indicated(window), int{ProtocolColumn});
        window.panes().hex().setFocus();
        QTest::keyClick(&window.panes().hex(), Qt::Key_Escape);
        QCOMPARE(indicated(window), int{ProtocolColumn});
        window.panes().list().setFocus();
        QTest::keyClick(&window.panes().list(), Qt::Key_Escape);
        QCOMPARE(indicated(window), -1);
        QCOMPARE(cells(window, NumberColumn), before);
    }

    void draggingAndResizingColumnsSortsNothing()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        QHeaderView *header = window.panes().list().header();
        QSignalSpy started(&window.panes().model(), &QAbstractItemModel::modelReset);
        const auto drag = [header](QPoint from, QPoint by) {
            QTest::mousePress(header->viewport(), Qt::LeftButton, {}, from);
            for (const int part : {1, 2, 4})
                QTest::mouseMove(header->viewport(), from + by * part / 4);
            QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, from + by);
        };
        const int width = header->sectionSize(SourceColumn);
        drag({header->sectionViewportPosition(SourceColumn) + width - 1, header->height() / 2}, {40, 0});
        QVERIFY(header->sectionSize(SourceColumn) > width);
        drag(middleOf(*header, DestinationColumn), {header->sectionSize(DestinationColumn) + 10, 0});
        QTRY_COMPARE(header->visualIndex(DestinationColumn), int{ProtocolColumn});
        QCOMPARE(indicated(window), -1);
        QCOMPARE(started.count(), 0);
    }

    void cancelledTheListStandsAsItDid()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(fixture.write("big.pcap", mixedPcap(manyFrames())));
        auto &sort = *window.findChild<ListSort *>();
        connect(&sort, &ListSort::started, this, [](const std::shared_ptr<Job> &job) { job->cancel(); });
        clickHeader(window, InfoColumn);
        QVERIFY(sort.isSorting());
        QTRY_VERIFY(!sort.isSorting());
        QCOMPARE(indicated(window), -1);
        QVERIFY(!sort.column());
        QCOMPARE(window.panes().model().frameOf(0), std::optional(0U));
    }

    void theListKeepsItsOrderUntilAnotherIsThere()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(fixture.write("big.pcap", mixedPcap(manyFrames())));
        clickHeader(window, LengthColumn);
        QCOMPARE(window.panes().model().rows().kind(), RowMap::Kind::All);
        QCOMPARE(window.panes().list().rowCount(), static_cast<int>(manyFrames()));
        QTRY_COMPARE(window.panes().model().rows().kind(), RowMap::Kind::Ordered);
        QCOMPARE(window.panes().list().rowCount(), static_cast<int>(manyFrames()));
    }

    void theMenuSortsToo()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        auto &menu = child<QMenu>(window, u"sortMenu"_s);
        const auto choose = [&menu](qsizetype entry) {
            emit menu.aboutToShow();
            menu.actions().at(entry)->trigger();
        };
        choose(2 + LengthColumn);
        QTRY_COMPARE(indicated(window), int{LengthColumn});
        emit menu.aboutToShow();
        QVERIFY(menu.actions().at(2 + LengthColumn)->isChecked());
        choose(0);
        QCOMPARE(indicated(window), -1);
    }

    void anotherCaptureIsNotSorted()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        clickHeader(window, LengthColumn);
        QTRY_COMPARE(indicated(window), int{LengthColumn});
        window.closeCapture();
        QVERIFY(WindowFixture::openAndWait(window, samplePath()));
        QCOMPARE(indicated(window), -1);
        QVERIFY(window.panes().model().showsAll());
    }

    void columnsThatAreRestoredBringNoArrow()
    {
        const auto folder = std::make_shared<TempFolder>();
        {
            WindowFixture fixture(folder);
            MainWindow &window = fixture.addWith(samplePath());
            clickHeader(window, LengthColumn);
            QTRY_COMPARE(indicated(window), int{LengthColumn});
            window.close();
        }
        WindowFixture fixture(folder);
        MainWindow &window = fixture.addWith(samplePath());
        QCOMPARE(indicated(window), -1);
        QVERIFY(window.panes().list().header()->isSortIndicatorShown());
    }

    void framesThatComeLaterStandBehindUntilSortedAgain()
    {
        TenFrames fixture;
        auto &[pool, document, panes, sort] = fixture;
        sort.sortBy(NumberColumn, true);
        QTRY_VERIFY(sort.isSorted());
        QCOMPARE(panes.model().frameOf(0), std::optional(9U));
        QSignalSpy resets(&panes.model(), &QAbstractItemModel::modelReset);
        document.append(5);
        sort.setRows(RowMap::all(15), true);
        QCOMPARE(sort.unsortedRows(), 5U);
        QCOMPARE(panes.model().rowCount(), 15);
        QCOMPARE(panes.model().frameOf(0), std::optional(9U));
        QCOMPARE(panes.model().frameOf(10), std::optional(10U));
        QCOMPARE(resets.count(), 0);
        sort.sortBy(NumberColumn, true);
        QTRY_COMPARE(sort.unsortedRows(), 0U);
        QCOMPARE(panes.model().frameOf(0), std::optional(14U));
    }

    void otherRowsAreSortedOnceTheyAreComplete()
    {
        TenFrames fixture;
        auto &[pool, document, panes, sort] = fixture;
        sort.sortBy(NumberColumn, true);
        QTRY_VERIFY(sort.isSorted());
        const auto matches = std::make_shared<MatchList>();
        matches->append(std::vector<std::uint32_t>{2, 5});
        sort.setRows(RowMap::matches(matches, 2), false);
        QCOMPARE(panes.model().frameOf(0), std::optional(2U)); // as they are found
        matches->append(std::vector<std::uint32_t>{7});
        sort.setRows(RowMap::matches(matches, 3), true);
        QTRY_VERIFY(sort.isSorted());
        QCOMPARE(panes.model().frameOf(0), std::optional(7U));
        QCOMPARE(panes.model().rowCount(), 3);
        QCOMPARE(sort.column(), std::optional<int>(NumberColumn));
    }
};

FRAMELENS_TEST(TstListSort)
#include "tst_list_sort.moc"
