// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/frame_list_view.h"

#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"

#include "ui/marks.h"

#include <QAction>
#include <QApplication>
#include <QAccessible>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

class TstFrameListView : public QObject
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
    }
    void cleanup()
    {
        m_view.reset();
        m_model.reset();
        m_pane.reset();
    }

    void millionsOfRowsCostWhatIsVisible_data()
    {
        QTest::addColumn<quint32>("rows");
        QTest::newRow("50 million") << 50'000'000U;
        QTest::newRow("as many as there can be") << 0x7fffffffU;
    }
    void millionsOfRowsCostWhatIsVisible()
    {
        QFETCH(quint32, rows);
        showRows(rows);
        m_view->grab();
        const auto paintAfter = [this](Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
            QTest::keyClick(m_view.get(), key, modifiers);
            m_view->grab();
        };
        const auto asked = [this](auto act) {
            m_source->takeAsked();
            act();
            return m_source->takeAsked();
        };
        QCOMPARE_LT(asked([&] { paintAfter(Qt::Key_End); }), std::size_t{200});
        QCOMPARE(m_view->currentRow(), static_cast<int>(rows - 1));
        QCOMPARE(m_view->rowAt(m_view->cellRect(static_cast<int>(rows - 1), 0).center().y()), static_cast<int>(rows - 1));
        QCOMPARE_LT(asked([&] { paintAfter(Qt::Key_Home); }), std::size_t{200});
        QCOMPARE(m_view->currentRow(), 0);
        QCOMPARE_LT(asked([&] { paintAfter(Qt::Key_A, Qt::ControlModifier); }), std::size_t{200});
        QCOMPARE(m_view->selectedRows().count(), std::uint64_t{rows});
        QCOMPARE(m_view->selectedRows().ranges().size(), std::size_t{1});
        QCOMPARE_LT(asked([&] { paintAfter(Qt::Key_End, Qt::ShiftModifier); }), std::size_t{200});
        QCOMPARE(m_view->selectedRows().count(), std::uint64_t{rows});
        QCOMPARE_LE(m_view->verticalScrollBar()->maximum(), 1'000'000);
    }

    void everyRowIsReachedAlthoughAStepOfTheBarIsThousandsOfThem()
    {
        showRows(0x7fffffffU);
        QScrollBar *bar = m_view->verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        const int top = m_view->topRow();
        QVERIFY(top > 1'000'000'000 && top < 1'200'000'000);
        bar->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        QCOMPARE(m_view->topRow(), top + 1);
        bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
        QCOMPARE(m_view->topRow(), top + 1 + m_view->rowsPerPage());
        bar->setValue(bar->maximum());
        QCOMPARE(m_view->topRow(), 0x7fffffff - m_view->rowsPerPage());
        bar->setValue(0);
        QCOMPARE(m_view->topRow(), 0);
    }

    void wheelGoesByRows()
    {
        showRows(0x7fffffffU);
        const QPointF centre = m_view->viewport()->rect().center();
        QWheelEvent notch(centre, m_view->viewport()->mapToGlobal(centre), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view->viewport(), &notch);
        QCOMPARE(m_view->topRow(), 3);
        QWheelEvent part(centre, m_view->viewport()->mapToGlobal(centre), {}, {0, -20}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view->viewport(), &part);
        QCOMPARE(m_view->topRow(), 3);
        QCoreApplication::sendEvent(m_view->viewport(), &part);
        QCOMPARE(m_view->topRow(), 4);
    }

    void firstFrameIsCurrentAfterOpening()
    {
        showRows(10);
        QCOMPARE(m_view->currentRow(), 0);
        QVERIFY(m_view->isRowSelected(0));
        QVERIFY(m_pane->selection.shown());
        QCOMPARE(m_pane->selection.shown()->frame, 0U);
    }

    void firstFrameBecomesCurrentWhenItArrives()
    {
        showRows(0);
        QVERIFY(!m_view->currentRow());
        QVERIFY(!m_pane->selection.shown());
        m_source->append(5);
        m_model->framesAppended();
        QCOMPARE(m_view->currentRow(), 0);
        QVERIFY(m_pane->selection.shown());
    }

    void appendedRowsKeepCurrentRowSelectionAndScrollPosition()
    {
        showRows(1000);
        m_view->setCurrentRow(500);
        m_view->verticalScrollBar()->setValue(300);
        const int top = m_view->topRow();
        const QSignalSpy frames(&m_pane->selection, &Selection::frameChanged);
        m_source->append(50'000'000);
        m_model->framesAppended();
        QCOMPARE(m_view->topRow(), top);
        QCOMPARE(m_view->currentRow(), 500);
        QCOMPARE(m_view->selectedRows(), RowRanges(500, 501));
        QCOMPARE(frames.count(), 0);
    }

    void listScrollsAlongWhileItsLastRowIsInView()
    {
        showRows(1000);
        m_view->setFollowing(true);
        QVERIFY(!m_view->autoScroll());
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QVERIFY(m_view->autoScroll());
        appendRows(500);
        QCOMPARE(m_view->topRow(), 1500 - m_view->rowsPerPage());
        m_view->verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepSub);
        QVERIFY(!m_view->autoScroll());
        const int top = m_view->topRow();
        appendRows(500);
        QCOMPARE(m_view->topRow(), top);
    }

    void keysMoveAndExtend()
    {
        showRows(1000);
        const int page = m_view->rowsPerPage() - 1;
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        QCOMPARE(m_view->selectedRows(), RowRanges(2, 3));
        press(Qt::Key_Down, Qt::ShiftModifier);
        press(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedRows(), RowRanges(2, 5));
        press(Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedRows(), RowRanges(2, 4));
        press(Qt::Key_PageDown);
        QCOMPARE(m_view->currentRow(), 3 + page);
        press(Qt::Key_PageUp);
        QCOMPARE(m_view->currentRow(), 3);
        press(Qt::Key_Up, Qt::ControlModifier); // moves only
        QCOMPARE(m_view->currentRow(), 2);
        QCOMPARE(m_view->selectedRows(), RowRanges(3, 4));
        press(Qt::Key_Up, Qt::ControlModifier);
        press(Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(m_view->selectedRows().text(), std::string("2,4"));
        press(Qt::Key_Home);
        press(Qt::Key_Up);
        QCOMPARE(m_view->currentRow(), 0);
        press(Qt::Key_End, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedRows(), RowRanges(0, 1000));
    }

    void clicksSelectExtendAndToggle()
    {
        showRows(1000);
        click(2);
        QCOMPARE(m_view->selectedRows(), RowRanges(2, 3));
        click(6, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedRows(), RowRanges(2, 7));
        click(4, Qt::ControlModifier);
        QCOMPARE(m_view->selectedRows().text(), std::string("3-4,6-7"));
        QCOMPARE(m_view->currentRow(), 4);
        click(9, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_view->selectedRows().text(), std::string("3-10"));
        click(1);
        QCOMPARE(m_view->selectedRows(), RowRanges(1, 2));
    }

    void hoverDoesNotSelect()
    {
        showRows(1000);
        const QSignalSpy rows(m_view.get(), &FrameListView::selectedRowsChanged);
        QTest::mouseMove(m_view->viewport(), m_view->cellRect(5, 3).center());
        QTest::mouseMove(m_view->viewport(), m_view->cellRect(7, 3).center());
        QCOMPARE(rows.count(), 0);
        QCOMPARE(m_view->currentRow(), 0);
    }

    void typedDigitsGoToTheFrame()
    {
        showRows(1'000'000);
        QTest::keyClicks(m_view.get(), u"1"_s);
        QTRY_VERIFY(QApplication::focusWidget() != m_view.get() && QApplication::focusWidget() != nullptr);
        QTest::keyClicks(QApplication::focusWidget(), u"23456"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(m_view->currentRow(), 123455);
        QVERIFY(m_view->hasFocus());
    }

    void aFrameThatIsNotThereIsRefusedAndTheLineStays()
    {
        showRows(10);
        QTest::keyClick(m_view.get(), Qt::Key_G, Qt::ControlModifier);
        QTRY_VERIFY(QApplication::focusWidget() != m_view.get() && QApplication::focusWidget() != nullptr);
        QWidget *line = QApplication::focusWidget();
        for (const QString &text : {u"11"_s, u"0"_s, u"-1"_s, u"x"_s, u"99999999999999999999"_s}) {
            QTest::keyClicks(line, text);
            QTest::keyClick(line, Qt::Key_Return);
            QCOMPARE(m_view->currentRow(), 0);
            QVERIFY(line->hasFocus());
        }
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(m_view->hasFocus());
    }

    void markedRowsHaveAFlagABoldNumberAndAWord()
    {
        showRows(1000);
        click(2);
        const QImage before = m_view->viewport()->grab(m_view->cellRect(3, 0)).toImage();
        const QImage other = m_view->viewport()->grab(m_view->cellRect(4, 0)).toImage();
        ui::Marks marks;
        m_model->setMarks(&marks);
        marks.add({3, 4});
        QVERIFY(m_view->viewport()->grab(m_view->cellRect(3, 0)).toImage() != before);
        QCOMPARE(m_view->viewport()->grab(m_view->cellRect(4, 0)).toImage(), other);
        QAccessibleInterface *const list = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(list->tableInterface()->cellAt(3, 0)->text(QAccessible::Name).startsWith("marked, "_L1));
        QVERIFY(!list->tableInterface()->cellAt(4, 0)->text(QAccessible::Name).contains("marked"_L1));
        m_view->setCurrentRow(3);
        QVERIFY(list->text(QAccessible::Name).contains("marked, "_L1));
        m_model->setMarks(nullptr);
    }

    void aHiddenNumberLeavesTheFlagToTheFirstColumn()
    {
        showRows(1000);
        m_view->header()->setSectionHidden(0, true);
        const QImage before = m_view->viewport()->grab(m_view->cellRect(3, 1)).toImage();
        ui::Marks marks;
        m_model->setMarks(&marks);
        marks.add({3, 4});
        QVERIFY(m_view->viewport()->grab(m_view->cellRect(3, 1)).toImage() != before);
        m_model->setMarks(nullptr);
    }

    void frameChosenElsewhereBecomesCurrent()
    {
        showRows(1000);
        m_pane->show(*m_source, 700);
        QCOMPARE(m_view->currentRow(), 700);
        QVERIFY(m_view->isRowSelected(700));
        QVERIFY(m_view->topRow() <= 700 && 700 < m_view->topRow() + m_view->rowsPerPage());
    }

    void sevenColumnsAreVisibleAt1280()
    {
        showRows(1000);
        QCOMPARE(m_view->header()->count(), 7);
        QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0);
        for (int column = 0; column < 7; ++column) {
            const QRect cell = m_view->cellRect(0, column);
            QVERIFY(cell.width() >= 40 && cell.left() >= 0 && cell.right() <= m_view->viewport()->width());
        }
        QVERIFY(m_view->cellRect(0, 6).width() > 400);
    }

    void columnsMoveHideAndComeBack()
    {
        showRows(1000);
        const QByteArray before = m_view->header()->saveState();
        m_view->header()->moveSection(0, 5);
        m_view->header()->setSectionHidden(2, true);
        m_view->grab();
        const QByteArray after = m_view->header()->saveState();
        m_view->header()->restoreState(before);
        QCOMPARE(m_view->header()->visualIndex(0), 0);
        m_view->header()->restoreState(after);
        QCOMPARE(m_view->header()->visualIndex(0), 5);
        QVERIFY(m_view->header()->isSectionHidden(2));
    }

    void fittingAColumnAsksForVisibleRowsOnly()
    {
        showRows(0x7fffffffU);
        m_source->takeAsked();
        m_view->fitColumn(2);
        QCOMPARE_LT(m_source->takeAsked(), std::size_t{200});
        QVERIFY(m_view->header()->sectionSize(2) >= m_view->fontMetrics().horizontalAdvance(u"10.0.0.1"_s));
    }

    void emptyListSaysWhyAndOffersAWayOut()
    {
        QAction open(u"Open"_s);
        const QSignalSpy triggered(&open, &QAction::triggered);
        m_view->setEmptyState(u"This capture holds no frames."_s, &open);
        showRows(0);
        auto buttons = m_view->viewport()->findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 1);
        QVERIFY(buttons.first()->isVisible());
        QTest::mouseClick(buttons.first(), Qt::LeftButton);
        QCOMPARE(triggered.count(), 1);
        m_source->append(1);
        m_model->framesAppended();
        QVERIFY(!buttons.first()->isVisible());
    }

    void scrollingCopiesNoBytes()
    {
        OpenOptions options;
        options.ledger = m_pane->ledger;
        std::vector<Buffer> frames(2000, plainUdpFrame(64));
        const OpenedCapture capture = openedFrames(frames, options);
        const std::uint64_t indexed = m_pane->ledger->bytes(CopyReason::Index);
        m_model->setSource(capture.shared(), builtInDissector());
        for (int i = 0; i < 50; ++i) {
            press(Qt::Key_PageDown);
            m_view->grab();
        }
        for (int reason = 0; reason < static_cast<int>(CopyReason::Count_); ++reason)
            QCOMPARE(m_pane->ledger->bytes(static_cast<CopyReason>(reason)),
                     static_cast<CopyReason>(reason) == CopyReason::Index ? indexed : 0);
    }

    void lostBytesAreToldToTreeAndHexToo()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(3000), plainUdpFrame(6000)});
        m_model->setSource(capture.shared(), builtInDissector());
        m_view->setCurrentRow(1);
        QVERIFY(!m_pane->selection.shown()->view.bytes.empty());
        capture.file().resize(3200);
        capture.capture().check();
        m_model->dropTexts();
        QVERIFY(m_pane->selection.shown()->view.bytes.empty());
        QCOMPARE(m_model->index(1, 6).data().toString(), u"(no longer in the file)"_s);
        QCOMPARE(m_view->currentRow(), 1);
    }

private:
    void showRows(quint32 rows)
    {
        m_source = std::make_shared<SyntheticSource>(rows, plainUdpFrame(20));
        m_model->setSource(m_source, builtInDissector());
    }
    void appendRows(quint32 rows)
    {
        m_source->append(rows);
        m_model->framesAppended();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_view.get(), key, modifiers); }
    void click(int row, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers, m_view->cellRect(row, 3).center());
    }

    std::unique_ptr<PaneFixture> m_pane;
    std::unique_ptr<FrameListModel> m_model;
    std::unique_ptr<FrameListView> m_view;
    std::shared_ptr<SyntheticSource> m_source;
};

FRAMELENS_TEST(TstFrameListView)
#include "tst_frame_list_view.moc"
