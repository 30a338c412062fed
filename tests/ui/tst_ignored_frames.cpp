// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames that are struck out, and those from which times count.
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"

#include "core/filter/filter_search.h"
#include "resources/resources.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

enum ListPart { NumberColumn, TimeColumn };

QString timeOf(const FrameListModel &model, int row) { return model.index(row, TimeColumn).data().toString(); }

} // namespace

class TstIgnoredFrames : public QObject
{
    Q_OBJECT

private slots:
    void framesAreStruckOutAndHeededAgain()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        FrameListView &list = window.panes().list();
        list.setFocus();
        const QImage before = list.viewport()->grab().toImage();
        list.setCurrentRow(3);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&window, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(window.panes().ignored().frames(), RowRanges(3, 5));
        QVERIFY(window.panes().model().index(4, 0).data(FrameListModel::IgnoredRole).toBool());
        QVERIFY(!window.panes().model().index(5, 0).data(FrameListModel::IgnoredRole).toBool());
        QVERIFY(FrameListView::spokenState(window.panes().model(), 3).contains(u"ignored"_s));
        list.setCurrentRow(0);
        QVERIFY(list.viewport()->grab().toImage() != before);
        list.setCurrentRow(3);
        QTest::keyClick(&list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(&window, Qt::Key_D, Qt::ControlModifier);
        QVERIFY(window.panes().ignored().frames().empty());
        list.setCurrentRow(0);
        QCOMPARE(list.viewport()->grab().toImage(), before);
    }

    void timesCountFromTheReferenceBefore()
    {
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(samplePath());
        FrameListView &list = window.panes().list();
        const FrameListModel &model = window.panes().model();
        const QString first = timeOf(model, 4);
        const auto ns = [&](std::uint32_t frame) { return model.source()->frame(frame).info.timeNs; };
        list.setCurrentRow(5);
        list.setFocus();
        QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(timeOf(model, 4), first);
        QCOMPARE(timeOf(model, 5), u"*REF*"_s);
        QCOMPARE(timeOf(model, 9), QString::number(static_cast<double>(ns(9) - ns(5)) / 1e9, 'f', 6));
        list.setCurrentRow(8);
        QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(timeOf(model, 9), QString::number(static_cast<double>(ns(9) - ns(8)) / 1e9, 'f', 6));
        QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(timeOf(model, 9), QString::number(static_cast<double>(ns(9) - ns(5)) / 1e9, 'f', 6));
        window.closeCapture();
        QVERIFY(window.panes().references().frames().empty());
    }

    void filtersKnowThem()
    {
        const OpenedCapture sample = openedSample();
        const auto is = [](std::uint32_t which) { return [which](std::uint32_t frame) { return frame == which; }; };
        const SearchedFrames frames{.source = sample.shared(), .isMarked = is(2), .isIgnored = is(4), .isReference = is(6)};
        for (const auto &[text, expected] : {std::pair{"frame.ignored", 4U}, std::pair{"frame.ref_time", 6U}, std::pair{"frame.marked", 2U}}) {
            FilterSearch search(*Filter::compile(text, builtInDissector()->registry()), frames);
            Job job;
            search.advance(sample.capture().count(), 2, job);
            QCOMPARE_EQ(search.matches().size(), std::size_t{1});
            QCOMPARE_EQ(search.matches()[0], expected);
        }
    }
};

FRAMELENS_TEST(TstIgnoredFrames)
#include "tst_ignored_frames.moc"
