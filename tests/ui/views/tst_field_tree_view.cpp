// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/views/field_tree_view.h"

#include "core/filter/filter_search.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "ui/copy_text.h"
#include "ui/field_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolTip>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

class TstFieldTreeView : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_pane = std::make_unique<PaneFixture>();
        m_view = std::make_unique<FieldTreeView>(m_pane->context());
        m_view->resize(600, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get(), patienceMs));
        m_view->setFocus();
    }
    void cleanup()
    {
        m_view.reset();
        m_pane.reset();
    }

    void whatIsOpenIsRememberedByKindOfField()
    {
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 1000, 2000};
        const OpenedCapture capture = openedFrames({plainUdpFrame(20), tcpFrame(ends, {}), plainUdpFrame(4)});
        m_pane->show(capture.capture(), 0);
        QVERIFY(!m_view->isExpanded(indexOf("udp")));
        m_view->expand(indexOf("udp"));
        m_view->expand(indexOf("ip"));
        m_view->expand(indexOf("ip.flags"));
        m_pane->show(capture.capture(), 1); // has no UDP
        QVERIFY(m_view->isExpanded(indexOf("ip")));
        QVERIFY(m_view->isExpanded(indexOf("ip.flags")));
        QVERIFY(!m_view->isExpanded(indexOf("tcp")));
        m_view->collapse(indexOf("ip.flags"));
        m_pane->show(capture.capture(), 2);
        QVERIFY(m_view->isExpanded(indexOf("udp")));
        QVERIFY(m_view->isExpanded(indexOf("ip")));
        QVERIFY(!m_view->isExpanded(indexOf("ip.flags")));
    }

    void nextFrameKeepsTheSelectedFieldAndTheScrollPosition()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20), plainUdpFrame(40)});
        m_pane->show(capture.capture(), 0);
        m_view->resize(600, 150);
        m_view->openAll();
        m_view->setCurrentIndex(indexOf("udp.length"));
        m_view->scrollTo(indexOf("udp.length"), QAbstractItemView::PositionAtTop);
        const int top = m_view->verticalScrollBar()->value();
        QVERIFY(top > 0);
        m_pane->show(capture.capture(), 1);
        QCOMPARE(m_view->currentIndex().data().toString(), u"Length: 48"_s);
        QCOMPARE(m_view->verticalScrollBar()->value(), top);
    }

    void clickSelectsTheFieldsBytes()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        m_view->expand(indexOf("udp"));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->visualRect(indexOf("udp.dstport")).center());
        QCOMPARE(m_pane->selection.range(), (ByteRange{36, 2}));
        QCOMPARE(m_pane->selection.origin(), Pane::Tree);
    }

    void bytesChosenElsewhereOpenTheWayToTheirField()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        m_pane->selection.clickByte(34, Pane::Hex);
        QCOMPARE(m_view->currentIndex(), indexOf("udp.srcport"));
        QVERIFY(m_view->isExpanded(indexOf("udp")));
        m_pane->selection.selectField({}, Pane::Hex);
        QVERIFY(!m_view->currentIndex().isValid());
        QVERIFY(m_view->selectionModel()->selectedIndexes().isEmpty());
    }

    void hoverLeavesTheSelectionUnchanged()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        const QSignalSpy fields(&m_pane->selection, &Selection::fieldChanged);
        const QSignalSpy ranges(&m_pane->selection, &Selection::rangeChanged);
        QTest::mouseMove(m_view->viewport(), m_view->visualRect(indexOf("ip")).center());
        QTRY_COMPARE(m_pane->selection.hoveredField(), fieldNamed(*m_pane->selection.shown()->dissection, "ip"));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_view.get(), &leave);
        QVERIFY(!m_pane->selection.hoveredField());
        QCOMPARE(fields.count() + ranges.count(), 0);
    }

    void keysOpenAndClose()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        m_view->setCurrentIndex(indexOf("ip"));
        press(Qt::Key_Right);
        QVERIFY(m_view->isExpanded(indexOf("ip")));
        press(Qt::Key_Left);
        QVERIFY(!m_view->isExpanded(indexOf("ip")));
        press(Qt::Key_Return);
        QVERIFY(m_view->isExpanded(indexOf("ip")));
        QVERIFY(!m_view->isExpanded(indexOf("ip.flags")));
        press(Qt::Key_Return);
        press(Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(m_view->isExpanded(indexOf("ip.flags")));
        QVERIFY(!m_view->isExpanded(indexOf("udp")));
        press(Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(m_view->isExpanded(indexOf("udp")));
        press(Qt::Key_Left, Qt::ControlModifier);
        QVERIFY(!m_view->isExpanded(indexOf("ip")));
    }

    void whatWasOpenedAtOnceIsRememberedToo()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20), plainUdpFrame(40)});
        m_pane->show(capture.capture(), 0);
        m_view->openAll();
        m_pane->show(capture.capture(), 1);
        QVERIFY(m_view->isExpanded(indexOf("ip.flags")));
        m_view->closeAll();
        m_pane->show(capture.capture(), 0);
        QVERIFY(!m_view->isExpanded(indexOf("ip")));
    }

    // On screen it is elided.
    void aLongValueIsCopiedWhole()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(1000)});
        m_pane->show(capture.capture(), 0);
        m_view->setCurrentIndex(indexOf("data.data"));
        m_view->copyValue();
        QCOMPARE(QGuiApplication::clipboard()->text().size(), qsizetype{2000});
    }

    void aLongTextIsCopiedWholeToo()
    {
        const std::string uri = "/?" + std::string(9'998, 'u');
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, 80};
        const OpenedCapture capture = openedFrames({tcpFrame(ends, {}, asBytes("GET " + uri + " HTTP/1.1\r\nHost: a\r\n\r\n"))});
        m_pane->show(capture.capture(), 0);
        m_view->setCurrentIndex(indexOf("http.request.uri"));
        m_view->copyValue();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(uri));
    }

    void whatIsTooMuchForTheClipboardIsRefused()
    {
        const auto shows = [this](std::size_t dataBytes) {
            Buffer frame = plainUdpFrame(0);
            frame[12] = frame[13] = std::byte{0xaa}; // a type that nothing decodes
            frame.resize(14 + dataBytes);
            m_pane->show(SyntheticSource(1, std::move(frame)), 0);
            m_view->setCurrentIndex(indexOf("data.data"));
            m_view->copyValue();
        };
        const QSignalSpy refused(m_view.get(), &FieldTreeView::copyRefused);
        shows(mostClipboardBytes / 2);
        QCOMPARE(refused.count(), 0);
        QCOMPARE(QGuiApplication::clipboard()->text().size(), static_cast<qsizetype>(mostClipboardBytes));
        QGuiApplication::clipboard()->setText(u"as it was"_s);
        shows(mostClipboardBytes / 2 + 1);
        QCOMPARE(refused.count(), 1);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"as it was"_s);
    }

    void copiesAreWhatTheySay()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        m_view->setCurrentIndex(indexOf("udp.srcport"));
        const auto copied = [] { return QGuiApplication::clipboard()->text(); };
        press(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(copied(), u"Source Port: 40001"_s);
        m_view->copyValue();
        QCOMPARE(copied(), u"40001"_s);
        m_view->copyLabel();
        QCOMPARE(copied(), u"Source Port"_s);
        m_view->copyName();
        QCOMPARE(copied(), u"udp.srcport"_s);
        m_view->copyPath();
        QCOMPARE(copied(), u"User Datagram Protocol > Source Port"_s);
        QCOMPARE(m_pane->ledger->bytes(CopyReason::Clipboard), std::uint64_t{0});
        m_view->copyFilter();
        QCOMPARE(copied(), u"udp.srcport == 40001"_s);
        m_view->setCurrentIndex(indexOf("udp"));
        m_view->copyFilter();
        QCOMPARE(copied(), u"udp"_s);
    }

    void aFilterNamesWhatCannotBeShownByItsBytes()
    {
        const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40'000, 80};
        const OpenedCapture capture = openedFrames({tcpFrame(ends, {}, asBytes("GET /\xc3\xa9\t\xff\"\xe2\x80\xae HTTP/1.1\r\n\r\n"))});
        m_pane->show(capture.capture(), 0);
        m_view->setCurrentIndex(indexOf("http.request.uri"));
        m_view->copyFilter();
        const QString filter = QGuiApplication::clipboard()->text();
        QCOMPARE(filter, u"http.request.uri == \"/\u00e9\\x09\\xff\\\"\\xe2\\x80\\xae\""_s);
        const auto compiled = Filter::compile(filter.toStdString(), Registry::builtIn());
        QVERIFY(compiled);
        FilterSearch search(*compiled, {.source = capture.shared()});
        Job job;
        search.advance(1, 1, job);
        QCOMPARE_EQ(search.matches().size(), 1U);
    }

    void problemLinksToItsBytes()
    {
        Buffer frame = plainUdpFrame(20);
        frame.resize(39); // cut within UDP's length
        const OpenedCapture capture = openedFrames({frame});
        m_pane->show(capture.capture(), 0);
        const auto problems = m_pane->selection.shown()->dissection->problems();
        QVERIFY(!problems.empty());
        const QModelIndex layer = m_view->fieldModel()->indexOf(
            m_pane->selection.shown()->dissection->layers()[problems.front().layer].root);
        m_view->expand(layer);
        const QModelIndex problem = m_view->fieldModel()->index(m_view->fieldModel()->rowCount(layer) - 1, 0, layer);
        QVERIFY(problem.data(FieldTreeModel::ProblemRole).isValid());
        m_view->setCurrentIndex(problem);
        QCOMPARE(m_view->currentIndex(), problem);
        QCOMPARE(m_pane->selection.range(), m_view->fieldModel()->rangeOf(problem));
    }

    void whatIsElidedIsWholeInTheToolTip()
    {
        const OpenedCapture capture = openedFrames({plainUdpFrame(20)});
        m_pane->show(capture.capture(), 0);
        const auto tip = [this](const QModelIndex &index) {
            QToolTip::hideText();
            const QPoint at = m_view->visualRect(index).center();
            QHelpEvent event(QEvent::ToolTip, at, m_view->viewport()->mapToGlobal(at));
            QCoreApplication::sendEvent(m_view->viewport(), &event);
            return QToolTip::text();
        };
        m_view->resize(2000, 400);
        QCOMPARE(tip(indexOf("udp")), QString());
        m_view->resize(300, 400);
        QVERIFY(tip(indexOf("udp")).contains(u"40002"_s));
    }

    void offsetsCanBeHidden()
    {
        QVERIFY(m_view->showsPlaces());
        m_view->setShowsPlaces(false);
        QVERIFY(!m_view->showsPlaces());
    }

    void zoomReachesTheTree()
    {
        const int before = m_view->fontMetrics().height();
        m_pane->font.setZoom(200);
        QVERIFY(m_view->fontMetrics().height() > before * 3 / 2);
    }

private:
    QModelIndex indexOf(std::string_view name) const
    {
        return m_view->fieldModel()->indexOf(fieldNamed(*m_pane->selection.shown()->dissection, name).value());
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_view.get(), key, modifiers); }

    std::unique_ptr<PaneFixture> m_pane;
    std::unique_ptr<FieldTreeView> m_view;
};

FRAMELENS_TEST(TstFieldTreeView)
#include "tst_field_tree_view.moc"
