// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find in the window, by keys: what it selects, marks and says.
#include "core/filter/find.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/synthetic_source.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/document.h"
#include "ui/field_text.h"
#include "ui/filter_views.h"
#include "ui/frame_find.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/hex_tabs.h"
#include "ui/widgets/find_bar.h"
#include "ui/widgets/progress_widget.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScopeGuard>
#include <QToolButton>
#include <QTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

// Frames of zeros with a text at a place.
Buffer frameWith(std::string_view text, std::size_t at, std::size_t size = 100)
{
    Buffer frame(size);
    std::ranges::copy(asBytes(text), frame.begin() + static_cast<std::ptrdiff_t>(at));
    return frame;
}

// 0: -, 1: needle at 40, 2: Needle at 30 and at 60, 3: UTF-16 at 20, 4: -
Buffer needles()
{
    PcapBuilder pcap;
    Buffer two = frameWith("Needle", 30);
    std::ranges::copy(asBytes("Needle"), two.begin() + 60);
    using namespace std::string_view_literals;
    pcap.frame(Buffer(100)).frame(frameWith("needle", 40)).frame(two).frame(frameWith("n\0e\0e\0d\0l\0e\0"sv, 20)).frame(Buffer(100));
    return pcap.bytes();
}

// By length the frames stand as 0, 2, 1, 4, 3; the needle stands in 0 at 50, in 2 at 30 and 60, in 1 at 40, in 4 at 70.
Buffer needlesOfManyLengths()
{
    PcapBuilder pcap;
    Buffer two = frameWith("needle", 30, 200);
    std::ranges::copy(asBytes("needle"), two.begin() + 60);
    pcap.frame(frameWith("needle", 50)).frame(frameWith("needle", 40, 300)).frame(two).frame(Buffer(500)).frame(frameWith("needle", 70, 400));
    return pcap.bytes();
}

class Window
{
public:
    explicit Window(Bytes capture)
        : m_window(m_fixture.addWith(m_fixture.write("find.pcap", capture)))
    {
        m_window.panes().list().setCurrentRow(0);
        m_window.panes().list().setFocus();
    }
    explicit Window(const QString &path)
        : m_window(m_fixture.addWith(path))
    {
        m_window.panes().list().setCurrentRow(0);
        m_window.panes().list().setFocus();
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier) { QTest::keyClick(m_window.focusWidget(), key, modifiers); }
    void type(const QString &text)
    {
        press(Qt::Key_F);
        QTest::keyClick(&line(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&line(), Qt::Key_Delete);
        QTest::keyClicks(&line(), text);
    }
    template <typename Widget>
    Widget &part(const QString &name) const { return child<Widget>(m_window, name); }
    QWidget &bar() const { return part<QWidget>(u"findBar"_s); }
    QLineEdit &line() const { return part<QLineEdit>(u"findEdit"_s); }
    QString answer() const { return part<QLabel>(u"findAnswer"_s).text(); }
    void choose(const QString &box, const QString &entry) const { part<QComboBox>(box).setCurrentText(entry); }

    static constexpr int lengthColumn = 5;
    MainWindow &window() const { return m_window; }
    CapturePanes &panes() const { return m_window.panes(); }
    // By a click, as soon as the order is there.
    void sortByLength()
    {
        QHeaderView *header = panes().list().header();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {header->sectionViewportPosition(lengthColumn) + 10, header->height() / 2});
        QTRY_COMPARE(header->sortIndicatorSection(), lengthColumn);
    }
    // What each press of the key selects, one after the other.
    QStringList walk(Qt::Key key, int presses)
    {
        QStringList places;
        for (int n = 0; n < presses; ++n) {
            const QString before = selected();
            press(key);
            if (!QTest::qWaitFor([&] { return selected() != before; }, patienceMs))
                break;
            places << selected();
        }
        return places;
    }
    // "2@40+6": frame, offset and size of what is selected.
    QString selected() const
    {
        const Selection &selection = panes().selection();
        return u"%1@%2+%3"_s.arg(selection.shown()->frame).arg(selection.range().offset).arg(selection.range().size);
    }

private:
    WindowFixture m_fixture;
    MainWindow &m_window;
};

} // namespace

class TstFindBar : public QObject
{
    Q_OBJECT

private slots:
    void opensWithTheFocusAndCloses()
    {
        Window find(needles());
        QVERIFY(find.bar().isHidden());
        find.press(Qt::Key_F);
        QVERIFY(find.bar().isVisible());
        QVERIFY(find.line().hasFocus());
        find.press(Qt::Key_Escape, Qt::NoModifier);
        QVERIFY(find.bar().isHidden());
        QVERIFY(find.panes().list().hasFocus());
        find.press(Qt::Key_F);
        find.panes().list().setFocus();
        find.press(Qt::Key_Escape, Qt::NoModifier);
        QVERIFY(find.bar().isHidden());
    }

    void goesFromHitToHitAndRound()
    {
        Window find(needles());
        find.type(u"needle"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_COMPARE(find.selected(), u"1@40+6"_s);
        QCOMPARE(find.panes().list().currentRow(), 1);
        QCOMPARE(find.answer(), u"Frame 2, offset 40"_s);
        QVERIFY(find.line().hasFocus());
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"2@30+6"_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"2@60+6"_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"1@40+6"_s);
        QCOMPARE(find.answer(), u"Wrapped to the beginning: Frame 2, offset 40"_s);
        find.press(Qt::Key_B);
        QTRY_COMPARE(find.selected(), u"2@60+6"_s);
        QCOMPARE(find.answer(), u"Wrapped to the end: Frame 3, offset 60"_s);
        find.press(Qt::Key_Return, Qt::ShiftModifier);
        QTRY_COMPARE(find.selected(), u"2@30+6"_s);
        QCOMPARE(find.answer(), u"Frame 3, offset 30"_s);
    }

    void goesOnWhenTheBarIsClosed()
    {
        Window find(needles());
        find.type(u"needle"_s);
        find.press(Qt::Key_Escape, Qt::NoModifier);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"1@40+6"_s);
        QVERIFY(find.bar().isVisible()); // it has something to say
        QVERIFY(find.panes().list().hasFocus());
    }

    void startsWhereSomebodyChoseABytes()
    {
        Window find(needles());
        find.panes().list().setCurrentRow(2);
        find.panes().selection().selectBytes({31, 1}, Pane::Hex);
        find.type(u"needle"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_COMPARE(find.selected(), u"2@60+6"_s);
        find.panes().selection().selectBytes({31, 1}, Pane::Hex);
        find.press(Qt::Key_B);
        QTRY_COMPARE(find.selected(), u"2@30+6"_s);
    }

    void optionsSayWhatCounts()
    {
        Window find(needles());
        find.type(u"needle"_s);
        find.part<QCheckBox>(u"findCase"_s).setChecked(true);
        find.part<QCheckBox>(u"findUtf16"_s).setChecked(true);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_COMPARE(find.selected(), u"1@40+6"_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"3@19+12"_s); // among zeros it stands in either order
        find.choose(u"findKind"_s, u"hex bytes"_s);
        QVERIFY(!find.part<QCheckBox>(u"findCase"_s).isEnabled());
        find.type(u"4e 65:65"_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"2@30+3"_s);
        find.choose(u"findKind"_s, u"regular expression"_s);
        find.type(u"[Nn]ee.l"_s); // stands where the last one was found
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"2@30+5"_s);
        find.choose(u"findKind"_s, u"display filter"_s);
        QVERIFY(!find.part<QComboBox>(u"findScope"_s).isEnabled());
        find.type(u"frame.number == 5"_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.panes().list().currentRow(), 4);
        QCOMPARE(find.answer(), u"Frame 5"_s);
    }

    void mistakesAreSaidWhileTyping()
    {
        Window find(needles());
        find.press(Qt::Key_F);
        find.choose(u"findKind"_s, u"hex bytes"_s);
        find.type(u"0d 0"_s);
        QCOMPARE(find.answer(), u"a byte is two hex digits, as in 0d 0a"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QCOMPARE(find.panes().list().currentRow(), 0);
        QTest::keyClicks(&find.line(), u"a"_s);
        QCOMPARE(find.answer(), QString());
    }

    void whatIsNowhereIsSaidToBe()
    {
        Window find(needles());
        find.type(u"haystack"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_COMPARE(find.answer(), u"Not found."_s);
        QCOMPARE(find.panes().list().currentRow(), 0);
        find.choose(u"findScope"_s, u"in this frame"_s);
        find.type(u"needle"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_COMPARE(find.answer(), u"Not found in this frame."_s);
        find.panes().list().setCurrentRow(2);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"2@30+6"_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"2@60+6"_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.selected(), u"2@30+6"_s);
        QVERIFY(find.answer().startsWith(u"Wrapped"_s));
    }

    void framesThatAreNotShownAreSkipped()
    {
        Window find(needles());
        find.window().filterViews().apply(u"frame.number in {1, 3, 5}"_s);
        QTRY_COMPARE(find.panes().list().rowCount(), 3);
        find.type(u"needle"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_COMPARE(find.selected(), u"2@30+6"_s);
        QCOMPARE(find.panes().list().currentRow(), std::optional(1));
        find.part<QCheckBox>(u"findCase"_s).setChecked(true);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.answer(), u"Not found among the frames shown."_s);
    }

    void aSortedListIsSearchedInTheOrderOfItsRows()
    {
        Window find(needlesOfManyLengths());
        find.sortByLength();
        find.type(u"needle"_s);
        QCOMPARE(find.walk(Qt::Key_N, 6), (QStringList{u"0@50+6"_s, u"2@30+6"_s, u"2@60+6"_s, u"1@40+6"_s, u"4@70+6"_s, u"0@50+6"_s}));
        QCOMPARE(find.answer(), u"Wrapped to the beginning: Frame 1, offset 50"_s);
        QCOMPARE(find.walk(Qt::Key_B, 5), (QStringList{u"4@70+6"_s, u"1@40+6"_s, u"2@60+6"_s, u"2@30+6"_s, u"0@50+6"_s}));
        QCOMPARE(find.answer(), u"Frame 1, offset 50"_s);
        find.sortByLength(); // the other way
        QTRY_COMPARE(find.panes().list().header()->sortIndicatorOrder(), Qt::DescendingOrder);
        QCOMPARE(find.walk(Qt::Key_B, 2), (QStringList{u"2@60+6"_s, u"2@30+6"_s}));
        QCOMPARE(find.walk(Qt::Key_N, 3), (QStringList{u"2@60+6"_s, u"0@50+6"_s, u"4@70+6"_s}));
    }

    void aFilteredListThatIsSortedSkipsWhatItDoesNotShow()
    {
        Window find(needlesOfManyLengths());
        find.sortByLength();
        find.window().filterViews().apply(u"frame.number != 3"_s);
        QTRY_COMPARE(find.panes().list().rowCount(), 4);
        QTRY_COMPARE(find.panes().model().rows().kind(), RowMap::Kind::Ordered);
        find.panes().list().setCurrentRow(0);
        find.type(u"needle"_s);
        QCOMPARE(find.walk(Qt::Key_N, 4), (QStringList{u"0@50+6"_s, u"1@40+6"_s, u"4@70+6"_s, u"0@50+6"_s}));
    }

    void otherKindsFollowTheRowsToo()
    {
        Window find(needlesOfManyLengths());
        find.sortByLength();
        find.press(Qt::Key_F);
        find.choose(u"findKind"_s, u"display filter"_s);
        find.type(u"frame.len > 100 and frame contains \"needle\""_s);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.panes().selection().shown()->frame, 2U);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.panes().selection().shown()->frame, 1U);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.panes().selection().shown()->frame, 4U);
        find.press(Qt::Key_N);
        QTRY_COMPARE(find.panes().selection().shown()->frame, 2U);
        QCOMPARE(find.answer(), u"Wrapped to the beginning: Frame 3"_s);
        find.press(Qt::Key_B);
        QTRY_COMPARE(find.panes().selection().shown()->frame, 4U);
        QVERIFY(find.answer().startsWith(u"Wrapped to the end"_s));
    }

    void allSelectsEveryFrameThatIsShownAndHoldsIt()
    {
        Window find(needlesOfManyLengths());
        auto &all = find.part<QToolButton>(u"findAll"_s);
        find.type(u"needle"_s);
        QTest::mouseClick(&all, Qt::LeftButton);
        QTRY_COMPARE(find.answer(), u"4 frames selected"_s);
        QCOMPARE(find.panes().list().selectedFrames().text(), std::string("1-3,5"));
        find.sortByLength();
        find.window().filterViews().apply(u"frame.number > 1"_s);
        QTRY_COMPARE(find.panes().list().rowCount(), 4);
        QTRY_COMPARE(find.panes().model().rows().kind(), RowMap::Kind::Ordered);
        QTest::mouseClick(&all, Qt::LeftButton);
        QTRY_COMPARE(find.answer(), u"3 frames selected"_s);
        QCOMPARE(find.panes().list().selectedFrames().text(), std::string("2-3,5"));
        QVERIFY(find.panes().list().isRowSelected(*find.panes().list().currentRow()));
        find.type(u"haystack"_s);
        QTest::mouseClick(&all, Qt::LeftButton);
        QTRY_COMPARE(find.answer(), u"Not found among the frames shown."_s);
        QCOMPARE(find.panes().list().selectedFrames().text(), std::string("2-3,5"));
    }

    void hitsOfTheCurrentFrameAreMarked()
    {
        Window find(needles());
        const auto marked = [&find] {
            QStringList texts;
            for (const ByteRange &hit : find.panes().hex().hits())
                texts << u"%1+%2"_s.arg(hit.offset).arg(hit.size);
            return texts.join(u' ');
        };
        find.panes().list().setCurrentRow(2);
        const QImage before = find.panes().hex().grab().toImage();
        find.type(u"needle"_s);
        QCOMPARE(marked(), u"30+6 60+6"_s);
        QVERIFY(find.panes().hex().grab().toImage() != before);
        find.panes().list().setCurrentRow(1);
        QCOMPARE(marked(), u"40+6"_s);
        find.panes().list().setCurrentRow(0);
        QCOMPARE(marked(), QString());
        find.panes().list().setCurrentRow(2);
        find.press(Qt::Key_Escape, Qt::NoModifier);
        QCOMPARE(marked(), QString());
    }

    void fieldsAreFoundByTheirValues()
    {
        Window find(samplePath());
        find.panes().tree().setFocus();
        find.type(u"syn"_s); // opened from the tree it looks at values
        QCOMPARE(find.part<QComboBox>(u"findScope"_s).currentText(), u"in field values"_s);
        QVERIFY(find.panes().hex().hits().empty());
        find.choose(u"findKind"_s, u"regular expression"_s);
        find.type(u"^192\\.0\\.2\\.|^TCP \\(6\\)$"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_VERIFY(find.answer().startsWith(u"Frame "_s));
        const auto text = [&find] {
            const Selection &selection = find.panes().selection();
            return selection.field() ? fieldValue(*selection.shown()->dissection, *selection.field()) : QString();
        };
        QVERIFY2(text().contains(u"192.0.2."_s) || text() == u"TCP (6)"_s, qPrintable(text()));
        const std::uint32_t first = *find.panes().selection().field();
        const QString place = find.selected();
        find.press(Qt::Key_N);
        QTRY_VERIFY(find.selected() != place || find.panes().selection().field() != first);
        find.press(Qt::Key_B);
        QTRY_VERIFY(find.selected() == place && find.panes().selection().field() == first);
    }

    void aSearchCanBeStopped()
    {
        PcapBuilder pcap;
        for (int frame = 0; frame < 90; ++frame)
            pcap.frame(Buffer(300, std::byte{'a'}));
        Window find(pcap.bytes());
        find.press(Qt::Key_F);
        find.choose(u"findKind"_s, u"regular expression"_s);
        find.type(u"^(a|aa)+[yz]"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QVERIFY(find.part<QToolButton>(u"findStop"_s).isEnabled());
        QTest::mouseClick(&find.part<QToolButton>(u"findStop"_s), Qt::LeftButton);
        QCOMPARE(find.answer(), u"Stopped."_s);
        QVERIFY(!find.part<QToolButton>(u"findStop"_s).isEnabled());
    }

    void whatAllHadFoundBeforeItWasStoppedIsSelected()
    {
        constexpr std::uint32_t frames = 90;
        PcapBuilder pcap;
        for (std::uint32_t frame = 0; frame < frames; ++frame)
            pcap.frame(Buffer(60));
        WindowFixture fixture;
        CapturePanes &panes = fixture.addWith(fixture.write("a.pcap", pcap.bytes())).panes();
        const auto source = std::make_shared<SyntheticSource>(frames, frameWith("needle", 20));
        source->holdFrom(frames / 2);
        const auto letGo = qScopeGuard([&source] { source->letGo(); });
        FindBar bar;
        ProgressWidget progress;
        FrameFind find(fixture.pool(), panes, bar, progress, [&source] { return FoundIn{.frames = {.source = source}}; }, nullptr);
        bar.open();
        child<QLineEdit>(bar, u"findEdit"_s).setText(u"needle"_s);
        QTest::mouseClick(&child<QToolButton>(bar, u"findAll"_s), Qt::LeftButton);
        std::size_t asked = 0;
        QTRY_VERIFY((asked += source->takeAsked()) > frames / 2); // some hits are there, the search is held
        QTest::mouseClick(&child<QToolButton>(bar, u"findStop"_s), Qt::LeftButton);
        source->letGo();
        const auto &answer = child<QLabel>(bar, u"findAnswer"_s);
        QTRY_VERIFY(answer.text().startsWith(u"Stopped"_s));
        const std::uint64_t selected = panes.list().selectedFrames().count();
        QCOMPARE(answer.text(), u"Stopped: %1 frames selected."_s.arg(selected));
        QVERIFY(selected > 1 && selected < frames);
        QVERIFY(!child<QToolButton>(bar, u"findStop"_s).isEnabled());
    }

    // The list shows others by the time they are found.
    void onlyFoundFramesThatAreStillShownAreCounted_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("selected");
        QTest::newRow("some") << u"frame.number in {2, 4}"_s << u"2 frames selected"_s << u"2,4"_s;
        QTest::newRow("none") << u"frame.number == 9"_s << u"None of the frames found is shown any more."_s << QString();
    }
    void onlyFoundFramesThatAreStillShownAreCounted()
    {
        QFETCH(QString, filter);
        QFETCH(QString, answer);
        QFETCH(QString, selected);
        PcapBuilder pcap;
        for (int frame = 0; frame < 9; ++frame)
            pcap.frame(Buffer(60));
        WindowFixture fixture;
        MainWindow &window = fixture.addWith(fixture.write("a.pcap", pcap.bytes()));
        window.filterViews().apply(u"frame.number < 9"_s);
        QTRY_COMPARE(window.panes().list().rowCount(), 8);
        const auto source = std::make_shared<SyntheticSource>(9, frameWith("needle", 20));
        source->holdFrom(5);
        const auto letGo = qScopeGuard([&source] { source->letGo(); });
        FindBar bar;
        ProgressWidget progress;
        FrameFind find(fixture.pool(), window.panes(), bar, progress, [&source] { return FoundIn{.frames = {.source = source}}; }, nullptr);
        bar.open();
        child<QLineEdit>(bar, u"findEdit"_s).setText(u"needle"_s);
        find.findAll();
        window.filterViews().apply(filter);
        QTRY_COMPARE(window.panes().list().rowCount(), filter.endsWith(u'9') ? 1 : 2);
        const std::string before = window.panes().list().selectedFrames().text();
        source->letGo();
        QTRY_COMPARE(child<QLabel>(bar, u"findAnswer"_s).text(), answer);
        QCOMPARE(window.panes().list().selectedFrames().text(), selected.isEmpty() ? before : selected.toStdString());
    }

    void anExpressionThatExplodesIsSaidToDoSo()
    {
        PcapBuilder pcap;
        for (std::uint32_t frame = 0; frame < Find::mostLimitsReached + 10; ++frame)
            pcap.frame(Buffer(60, std::byte{'a'}));
        Window find(pcap.bytes());
        find.press(Qt::Key_F);
        find.choose(u"findKind"_s, u"regular expression"_s);
        find.type(u"^(a|aa)+[yz]"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        QTRY_COMPARE(find.answer(), u"The expression takes too many steps."_s);
    }

    void closingTheCaptureEndsIt()
    {
        Window find(needles());
        find.type(u"needle"_s);
        find.press(Qt::Key_Return, Qt::NoModifier);
        find.window().closeCapture();
        QVERIFY(find.bar().isHidden());
        QVERIFY(find.panes().hex().hits().empty());
    }
};

FRAMELENS_TEST(TstFindBar)
#include "tst_find_bar.moc"
