// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Marks by keys and menu, in a real window.
#include "tests/support/capture_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/marks.h"

#include <QLabel>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstMarks : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_window = &m_fixture->addWith(m_fixture->write("a.pcap", mixedPcap(20)));
        list().setFocus();
    }
    void cleanup() { m_fixture.reset(); }

    void theKeyMarksAndUnmarksWhatIsSelected()
    {
        list().setCurrentRow(3);
        press(Qt::Key_M, Qt::ControlModifier);
        QCOMPARE(marked(), u"4"_s);
        list().setCurrentRow(2);
        press(Qt::Key_Down, Qt::ShiftModifier);
        press(Qt::Key_Down, Qt::ShiftModifier);
        press(Qt::Key_M, Qt::ControlModifier); // one of three has a mark: all get one
        QCOMPARE(marked(), u"3-5"_s);
        press(Qt::Key_M, Qt::ControlModifier); // all have: none
        QCOMPARE(marked(), QString());
    }

    void theMenuMarksAllAndNone()
    {
        QVERIFY(!action(ui::Do::UnmarkAll).isEnabled());
        action(ui::Do::MarkAll).trigger();
        QCOMPARE(marked(), u"1-20"_s);
        QCOMPARE(child<QLabel>(*m_window, u"countLabel"_s).text(), u"20 frames, 20 marked"_s);
        action(ui::Do::UnmarkAll).trigger();
        QCOMPARE(marked(), QString());
        QCOMPARE(child<QLabel>(*m_window, u"countLabel"_s).text(), u"20 frames"_s);
    }

    void keysGoFromMarkToMarkAndRoundWithAWord()
    {
        m_window->panes().marks().add({4, 6});
        m_window->panes().marks().add({9, 10});
        QList<int> visited;
        QStringList said;
        for (int n = 0; n < 4; ++n) {
            press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
            visited << *list().currentRow();
            said << messagesOf(*m_window).join(u'|');
        }
        QCOMPARE(visited, (QList<int>{4, 5, 9, 4}));
        QCOMPARE(said, (QStringList{{}, {}, {}, u"Note: No mark behind this one: went on from the first."_s}));
        press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(*list().currentRow(), 9);
        QCOMPARE(messagesOf(*m_window), QStringList{u"Note: No mark before this one: went on from the last."_s});
        press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(*list().currentRow(), 5);
        QCOMPARE(messagesOf(*m_window), QStringList());
    }

    void withoutAMarkTheKeySaysHowToMakeOne()
    {
        list().setCurrentRow(7);
        press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(*list().currentRow(), 7);
        QCOMPARE(messagesOf(*m_window), QStringList{u"Note: No frame is marked. Ctrl+M marks what is selected."_s});
        press(Qt::Key_M, Qt::ControlModifier);
        press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(*list().currentRow(), 7);
        QCOMPARE(messagesOf(*m_window), QStringList{u"Note: No other frame is marked."_s});
    }

    void marksBelongToTheirCapture()
    {
        action(ui::Do::MarkAll).trigger();
        m_window->closeCapture();
        QVERIFY(WindowFixture::openAndWait(*m_window, m_fixture->write("b.pcap", mixedPcap(5))));
        QCOMPARE(marked(), QString());
    }

    void allMarksAreOneRange()
    {
        ui::Marks marks;
        marks.add({0, 0x7fffffffU});
        QCOMPARE(marks.frames().ranges().size(), std::size_t{1});
        marks.toggle({0, 0x7fffffffU});
        QVERIFY(marks.frames().empty());
        QVERIFY(marks.span().empty());
    }

private:
    ui::FrameListView &list() const { return m_window->panes().list(); }
    QAction &action(ui::Do what) const { return *m_window->actions()[what]; }
    QString marked() const { return QString::fromStdString(m_window->panes().marks().frames().text()); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers) const { QTest::keyClick(&list(), key, modifiers); }

    std::unique_ptr<WindowFixture> m_fixture;
    ui::MainWindow *m_window = nullptr;
};

FRAMELENS_TEST(TstMarks)
#include "tst_marks.moc"
