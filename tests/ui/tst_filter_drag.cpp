// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Fields and cells that are dragged to the filter line, by drag events.
#include "ui/filter_drag.h"

#include "tests/support/test_main.h"
#include "tests/support/ui/filter_fixture.h"

#include "ui/export_run.h"
#include "ui/field_text.h"
#include "ui/filter_menu.h"
#include "ui/frame_drag.h"
#include "ui/views/field_tree_view.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/saved_filters.h"

#include <QDropEvent>
#include <QInputDialog>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

// Whether the widget would take it.
bool enter(QWidget &widget, const QMimeData &data)
{
    QDragEnterEvent event(widget.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
    return event.isAccepted();
}

void drop(QWidget &widget, const QMimeData &data, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QVERIFY(enter(widget, data));
    QDragMoveEvent move(widget.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QApplication::sendEvent(&widget, &move);
    QVERIFY(move.isAccepted());
    QDropEvent event(widget.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QApplication::sendEvent(&widget, &event);
    QVERIFY(event.isAccepted());
}

} // namespace

class TstFilterDrag : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_sample = std::make_unique<SampleWindow>(); }
    void cleanup() { m_sample.reset(); }

    void aFieldOfTheTreeCarriesItsFilter()
    {
        const ui::FieldTreeView &tree = m_sample->panes().tree();
        QVERIFY(tree.dragEnabled());
        const Dissection &dissection = *m_sample->panes().selection().shown()->dissection;
        for (std::uint32_t field = 0; field < dissection.fields().size(); ++field) {
            const QModelIndex index = tree.fieldModel()->indexOf(field);
            if (!index.isValid())
                continue;
            QVERIFY(index.flags().testFlag(Qt::ItemIsDragEnabled));
            const std::unique_ptr<QMimeData> data(tree.fieldModel()->mimeData({index}));
            QCOMPARE(ui::draggedFilter(data.get()), ui::fieldFilter(dissection, field));
            QCOMPARE(data->text(), ui::fieldFilter(dissection, field));
        }
    }

    void aDropReplacesAndAppliesNothing()
    {
        m_sample->line().setText(u"udp"_s);
        const std::unique_ptr<QMimeData> data(ui::filterMime(u"ip.ttl == 64"_s));
        drop(m_sample->edit(), *data);
        QCOMPARE(m_sample->line().text(), u"ip.ttl == 64"_s);
        QVERIFY(m_sample->line().appliedText().isEmpty());
        QVERIFY(m_sample->edit().hasFocus());
        QTest::keyClick(&m_sample->edit(), Qt::Key_Return);
        QCOMPARE(m_sample->line().appliedText(), u"ip.ttl == 64"_s);
    }

    void withModifiersItIsPutToWhatStandsThere()
    {
        const std::unique_ptr<QMimeData> data(ui::filterMime(u"ip.ttl == 64"_s));
        m_sample->line().setText(u"udp"_s);
        drop(m_sample->edit(), *data, Qt::ControlModifier);
        QCOMPARE(m_sample->line().text(), u"(udp) && (ip.ttl == 64)"_s);
        m_sample->line().setText(u"udp"_s);
        drop(m_sample->edit(), *data, Qt::ShiftModifier);
        QCOMPARE(m_sample->line().text(), u"(udp) || (ip.ttl == 64)"_s);
        m_sample->line().setText({});
        drop(m_sample->edit(), *data, Qt::ShiftModifier);
        QCOMPARE(m_sample->line().text(), u"ip.ttl == 64"_s);
    }

    void theLineSaysWhatADropWillDo()
    {
        const std::unique_ptr<QMimeData> data(ui::filterMime(u"ip.ttl == 64"_s));
        const auto &status = child<ui::ElidedLabel>(m_sample->window(), u"filterStatus"_s);
        const QString before = status.text();
        QVERIFY(enter(m_sample->edit(), *data));
        QVERIFY(status.text().contains(u"Ctrl"_s));
        QDragLeaveEvent leave;
        QApplication::sendEvent(&m_sample->edit(), &leave);
        QCOMPARE(status.text(), before);
    }

    void textFromElsewhereIsPutInAsInAnyLine()
    {
        QMimeData text;
        text.setText(u"tcp"_s);
        m_sample->line().setText({});
        drop(m_sample->edit(), text);
        QCOMPARE(m_sample->line().text(), u"tcp"_s);
    }

    void theBarOfSavedFiltersSavesIt()
    {
        auto &saved = child<ui::SavedFilters>(m_sample->window(), u"savedFilters"_s);
        const std::unique_ptr<QMimeData> data(ui::filterMime(u"ip.ttl == 64"_s));
        QMimeData text;
        text.setText(u"tcp"_s);
        QVERIFY(!enter(saved, text));
        QVERIFY(enter(saved, *data));
        QDropEvent event(QPointF(1, 1), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&saved, &event);
        auto &dialog = child<QInputDialog>(saved, u"saveFilterDialog"_s);
        dialog.setTextValue(u"far"_s);
        dialog.accept();
        QCOMPARE(saved.saved(), (std::vector<std::pair<QString, QString>>{{u"far"_s, u"ip.ttl == 64"_s}}));
    }

    // The rows' file and the cell's filter travel together; who asks for the filter makes no file.
    void aCellOfTheListCarriesItsFilterBesideTheFile()
    {
        const QString filter = ui::cellFilter(m_sample->panes().model(), 2, 4).expression;
        QVERIFY(!filter.isEmpty());
        const ui::ExportSource source{.frames = m_sample->window().document()->source(),
                                      .capture = m_sample->window().document()->capture(),
                                      .dissector = m_sample->panes().dissector()};
        const ui::FrameDrag data(source, RowRanges(2, 3), u"a"_s, m_sample->fixture().path("."), filter);
        QVERIFY(data.hasUrls());
        drop(m_sample->edit(), data);
        QCOMPARE(m_sample->line().text(), filter);
        QVERIFY(!QFileInfo::exists(m_sample->fixture().path("a-frames-3.pcapng")));
    }

    void pullingNamesTheCell()
    {
        ui::FrameListView &list = m_sample->list();
        list.disconnect(&m_sample->window()); // no drag of the platform
        list.setCurrentRow(2);
        QSignalSpy asked(&list, &ui::FrameListView::dragAsked);
        const QPoint from = list.cellRect(2, 4).center();
        QTest::mousePress(list.viewport(), Qt::LeftButton, {}, from);
        const QPoint to = from + QPoint(0, 2 * QApplication::startDragDistance());
        QMouseEvent move(QEvent::MouseMove, to, list.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(list.viewport(), &move);
        QTest::mouseRelease(list.viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first(), (QList<QVariant>{2, 4}));
    }

private:
    std::unique_ptr<SampleWindow> m_sample;
};

FRAMELENS_TEST(TstFilterDrag)
#include "tst_filter_drag.moc"
