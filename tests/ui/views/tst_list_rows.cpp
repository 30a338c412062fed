// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frame list over some of the frames, or over another order of them.
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"

#include "ui/views/frame_list_view.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

class TstListRows : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_pane = std::make_unique<PaneFixture>();
        m_model = std::make_unique<FrameListModel>();
        m_view = std::make_unique<FrameListView>(m_pane->context());
        m_view->setModel(m_model.get());
        m_view->resize(1280, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get(), patienceMs));
        m_view->setFocus();
        m_source = std::make_shared<SyntheticSource>(1000, plainUdpFrame(20));
        m_model->setSource(m_source, builtInDissector());
    }
    void cleanup()
    {
        m_view.reset();
        m_model.reset();
        m_pane.reset();
    }

    void modelKeepsTheRulesWhileItsRowsAreOthers()
    {
        const QAbstractItemModelTester tester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        const QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        show({5, 9});
        QCOMPARE(m_model->rowCount(), 2);
        find({700});
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(reset.count(), 1);
        m_model->setRows(RowMap::ordered(std::make_shared<std::vector<std::uint32_t>>(std::vector<std::uint32_t>{9, 5})));
        QCOMPARE(m_model->index(0, 0).data().toString(), u"10"_s);
        QCOMPARE(m_model->frameOf(1), std::optional(5U));
        QCOMPARE(m_model->rowOf(9), std::optional(0));
        QVERIFY(!m_model->rowOf(6));
        m_model->setRows(RowMap::all(1000));
        QCOMPARE(m_model->rowCount(), 1000);
    }

    void framesThatAreAppendedAreNoRowsOfAFilteredList()
    {
        show({5, 9});
        m_source->append(50);
        m_model->framesAppended();
        QCOMPARE(m_model->rowCount(), 2);
        QVERIFY(!m_model->showsAll());
    }

    void currentFrameStaysWhereItWas()
    {
        m_view->setCurrentRow(500);
        m_view->setTopRow(495);
        const QSignalSpy frames(&m_pane->selection, &Selection::frameChanged);
        std::vector<std::uint32_t> even;
        for (std::uint32_t frame = 0; frame < 1000; frame += 2)
            even.push_back(frame);
        show(even);
        QCOMPARE(m_view->currentRow(), std::optional(250));
        QCOMPARE(m_view->currentFrame(), std::optional(500U));
        QCOMPARE(m_view->topRow(), 245);
        m_model->setRows(RowMap::all(1000));
        QCOMPARE(m_view->currentRow(), std::optional(500));
        QCOMPARE(m_view->topRow(), 495);
        QCOMPARE(frames.count(), 0);
    }

    void selectedFramesStaySelected()
    {
        m_view->setCurrentRow(4);
        for (int n = 0; n < 5; ++n)
            QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedFrames().text(), std::string("5-10"));
        show({2, 5, 7, 9, 20});
        QCOMPARE(m_view->selectedRows().text(), std::string("2-4"));
        QCOMPARE(m_view->selectedFrames().text(), std::string("6,8,10"));
    }

    void aHiddenCurrentFrameGivesWayToTheNearestBehindIt()
    {
        m_view->setCurrentRow(500);
        show({2, 400, 600, 700});
        QCOMPARE(m_view->currentFrame(), std::optional(600U));
        QCOMPARE(m_pane->selection.shown()->frame, 600U);
        QCOMPARE(m_view->selectedRows().text(), std::string("3"));
    }

    void whileRowsAreLookedForAHiddenFrameWaits()
    {
        m_view->setCurrentRow(500);
        m_view->setSearching(true);
        show({2, 400});
        QVERIFY(!m_view->currentFrame());
        QCOMPARE(m_pane->selection.shown()->frame, 500U); // tree and hex go on showing it
        find({401, 402});
        QVERIFY(!m_view->currentFrame());
        find({510, 520});
        QCOMPARE(m_view->currentFrame(), std::optional(510U));
        m_view->setSearching(false);
        QCOMPARE(m_view->currentFrame(), std::optional(510U));
    }

    void withNoneBehindItTheLastBecomesCurrentAtTheEnd()
    {
        m_view->setCurrentRow(500);
        m_view->setSearching(true);
        show({2, 400});
        m_view->setSearching(false);
        QCOMPARE(m_view->currentFrame(), std::optional(400U));
    }

    void anEmptyListRemembersWhereItWas()
    {
        m_view->setCurrentRow(500);
        m_view->setSearching(true);
        show({});
        QVERIFY(m_pane->selection.shown());
        m_view->setSearching(false);
        QVERIFY(!m_pane->selection.shown());
        QVERIFY(!m_view->currentRow());
        m_model->setRows(RowMap::all(1000));
        QCOMPARE(m_view->currentFrame(), std::optional(500U));
        QCOMPARE(m_pane->selection.shown()->frame, 500U);
        QVERIFY(m_view->isRowSelected(500));
    }

    void appendedMatchesKeepCurrentRowAndScrollPosition()
    {
        std::vector<std::uint32_t> frames;
        for (std::uint32_t frame = 100; frame < 300; ++frame)
            frames.push_back(frame);
        show(frames);
        m_view->setCurrentRow(150);
        m_view->setTopRow(90);
        find({500, 501});
        QCOMPARE(m_view->currentFrame(), std::optional(250U));
        QCOMPARE(m_view->topRow(), 90);
    }

    void goToFindsTheRowOfAFrame()
    {
        show({2, 400});
        QTest::keyClick(m_view.get(), '4');
        auto *line = m_view->findChild<QLineEdit *>();
        QVERIFY(line != nullptr);
        QTest::keyClicks(line, u"01"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(m_view->currentFrame(), std::optional(400U));
    }

    void goToStaysWhereAFrameIsHidden()
    {
        show({2, 400});
        QTest::keyClick(m_view.get(), '3');
        auto *line = m_view->findChild<QLineEdit *>();
        QVERIFY(line != nullptr);
        QTest::keyClicks(line, u"00"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(m_view->currentFrame(), std::optional(2U));
        QVERIFY(line->isVisible());
    }

    void anotherSourceBeginsAnew()
    {
        show({2, 400});
        m_view->setCurrentRow(1);
        m_model->setSource(std::make_shared<SyntheticSource>(50, plainUdpFrame(20)), builtInDissector());
        QVERIFY(m_model->showsAll());
        QCOMPARE(m_view->currentFrame(), std::optional(0U));
    }

private:
    void show(const std::vector<std::uint32_t> &frames)
    {
        m_list = std::make_shared<MatchList>();
        m_list->append(frames);
        m_model->setRows(RowMap::matches(m_list, frames.size()));
    }
    void find(const std::vector<std::uint32_t> &frames)
    {
        m_list->append(frames);
        m_model->setRows(RowMap::matches(m_list, m_list->size()));
    }

    std::unique_ptr<PaneFixture> m_pane;
    std::unique_ptr<FrameListModel> m_model;
    std::unique_ptr<FrameListView> m_view;
    std::shared_ptr<SyntheticSource> m_source;
    std::shared_ptr<MatchList> m_list;
};

FRAMELENS_TEST(TstListRows)
#include "tst_list_rows.moc"
