// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Rows dragged out of the list: what the other side gets.
#include "tests/support/capture_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/document.h"
#include "ui/frame_drag.h"

#include <QApplication>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstFrameDrag : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_window = &m_fixture->addWith(m_fixture->write("a.pcapng", mixedPcapng(20)));
    }
    void cleanup() { m_fixture.reset(); }

    void theFileIsMadeWhenItIsAskedForAndHoldsTheFrames()
    {
        RowRanges frames(2, 5);
        frames.add(9, 10);
        const ui::FrameDrag drag(source(), frames, u"a"_s, m_fixture->path("."));
        QCOMPARE(drag.formats(), QStringList{u"text/uri-list"_s});
        QVERIFY(drag.hasUrls());
        const QString path = m_fixture->path("a-frames-3-5_10.pcapng");
        QVERIFY(!QFileInfo::exists(path));
        QCOMPARE(drag.urls().size(), 1);
        QCOMPARE(QFileInfo(drag.urls().constFirst().toLocalFile()).canonicalFilePath(), QFileInfo(path).canonicalFilePath());
        QCOMPARE(drag.data(u"text/uri-list"_s), drag.urls().constFirst().toEncoded() + "\r\n");
        QVERIFY(!drag.failure());
        const auto capture = Capture::open(path.toStdString());
        QVERIFY(capture.has_value());
        Job job;
        (*capture)->index(job);
        const FrameSource &original = *m_window->document()->source();
        QCOMPARE((*capture)->count(), 4U);
        std::uint32_t n = 0;
        for (const std::uint32_t frame : {2U, 3U, 4U, 9U}) {
            QVERIFY(std::ranges::equal((*capture)->frame(n).bytes, original.frame(frame).bytes));
            QCOMPARE((*capture)->frame(n).info.timeNs, original.frame(frame).info.timeNs);
            ++n;
        }
    }

    void aFolderThatIsGoneIsAFailureAndNoUrl()
    {
        const ui::FrameDrag drag(source(), RowRanges(0, 2), u"a"_s, m_fixture->path("gone"));
        QVERIFY(drag.urls().isEmpty());
        QVERIFY(drag.failure());
    }

    void manyRangesAreNamedByTheirCount()
    {
        RowRanges frames;
        for (std::uint32_t n = 0; n < 40; n += 2)
            frames.add(n, n + 1);
        QCOMPARE(ui::FrameDrag::fileName(u"a"_s, frames), u"a-20-frames.pcapng"_s);
        QCOMPARE(ui::FrameDrag::fileName(u"a"_s, RowRanges(4, 5)), u"a-frames-5.pcapng"_s);
    }

    void tooMuchIsNotDragged()
    {
        QVERIFY(ui::canBeDragged(*m_window->document()->source(), RowRanges(0, 20)));
        QVERIFY(!ui::canBeDragged(*m_window->document()->source(), RowRanges(0, 0x7fffffff)));
    }

    void pullingASelectedRowAsksForADragAndAClickSelectsIt()
    {
        ui::FrameListView &list = m_window->panes().list();
        list.disconnect(m_window); // no drag of the platform
        list.setCurrentRow(2);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QSignalSpy asked(&list, &ui::FrameListView::dragAsked);
        const auto at = [&list](int row) { return list.cellRect(row, 2).center(); };
        QTest::mousePress(list.viewport(), Qt::LeftButton, {}, at(2));
        move(list, at(2) + QPoint(1, 1));
        QCOMPARE(asked.count(), 0);
        move(list, at(2) + QPoint(QApplication::startDragDistance() + 1, 0));
        move(list, at(6));
        QTest::mouseRelease(list.viewport(), Qt::LeftButton, {}, at(6));
        QCOMPARE(asked.count(), 1);
        QCOMPARE(QString::fromStdString(list.selectedRows().text()), u"3-4"_s);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, at(2));
        QCOMPARE(QString::fromStdString(list.selectedRows().text()), u"3"_s);
        QTest::mousePress(list.viewport(), Qt::LeftButton, {}, at(5));
        move(list, at(7)); // from a row that is not selected: the selection grows
        QTest::mouseRelease(list.viewport(), Qt::LeftButton, {}, at(7));
        QCOMPARE(asked.count(), 1);
        QCOMPARE(QString::fromStdString(list.selectedRows().text()), u"6-8"_s);
    }

private:
    ui::ExportSource source() const
    {
        return {.frames = m_window->document()->source(),
                .capture = m_window->document()->capture(),
                .dissector = m_window->panes().model().dissector()};
    }
    static void move(const ui::FrameListView &list, const QPoint &to)
    {
        QMouseEvent event(QEvent::MouseMove, to, list.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(list.viewport(), &event);
    }

    std::unique_ptr<WindowFixture> m_fixture;
    ui::MainWindow *m_window = nullptr;
};

FRAMELENS_TEST(TstFrameDrag)
#include "tst_frame_drag.moc"
