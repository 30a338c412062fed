// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Find with a filter that asks for conversations while these are still being looked for.
#include "tests/support/sample.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/held_pool.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/document.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

const QString waits = u"Waiting until conversations are known: 0 %."_s;

// The index is there before anything is known of conversations: both of the pool's threads are held up meanwhile.
class WaitingWindow
{
public:
    WaitingWindow()
        : m_window(m_fixture.add())
    {
        m_held.hold(m_fixture.pool());
        m_window.open(m_fixture.write("a.pcapng", sampleCapture()));
        m_held.hold(m_fixture.pool());
        if (!QTest::qWaitFor([this] { return m_window.document() != nullptr && m_window.isSettled(); }, 20'000))
            qFatal("the capture is not opened");
        m_window.panes().list().setCurrentRow(0);
        m_window.panes().list().setFocus();
    }

    void release() { m_held.release(); }
    bool waitUntilKnown()
    {
        release();
        return QTest::qWaitFor([this] { return m_window.document()->framesWithStreams() == m_window.document()->count(); }, 20'000);
    }
    void find(const QString &filter)
    {
        QTest::keyClick(&m_window.panes().list(), Qt::Key_F, Qt::ControlModifier);
        child<QComboBox>(m_window, u"findKind"_s).setCurrentText(u"display filter"_s);
        line().setText(filter);
        QTest::keyClick(&line(), Qt::Key_Return);
    }
    MainWindow &window() const { return m_window; }
    QLineEdit &line() const { return child<QLineEdit>(m_window, u"findEdit"_s); }
    QToolButton &stop() const { return child<QToolButton>(m_window, u"findStop"_s); }
    QString answer() const { return child<QLabel>(m_window, u"findAnswer"_s).text(); }
    std::uint32_t frame() const { return m_window.panes().selection().shown()->frame; }

private:
    WindowFixture m_fixture;
    MainWindow &m_window;
    HeldPool m_held;
};

} // namespace

class TstFindWaiting : public QObject
{
    Q_OBJECT

private slots:
    void itBeginsWhenConversationsAreKnown()
    {
        WaitingWindow find;
        QCOMPARE(find.window().document()->framesWithStreams(), 0U);
        find.find(u"tcp.stream == 1"_s);
        QCOMPARE(find.answer(), waits);
        QVERIFY(find.stop().isEnabled());
        QTest::keyClicks(&find.line(), u"2"_s); // what is typed meanwhile is for the next search
        QCOMPARE(find.answer(), waits);
        find.release();
        QTRY_VERIFY2(find.answer().startsWith(u"Frame "_s), qPrintable(find.answer()));
        QTRY_VERIFY(!find.stop().isEnabled());
        const FrameInfo info = find.window().document()->source()->view(find.frame()).info;
        QCOMPARE(info.conversation, 1U);
        QVERIFY(!info.conversationIsUdp);
    }

    void allFramesAreSelectedLikewise()
    {
        WaitingWindow find;
        find.find(u"tcp.stream == 1"_s);
        QTest::mouseClick(&child<QToolButton>(find.window(), u"findAll"_s), Qt::LeftButton);
        QCOMPARE(find.answer(), waits);
        find.release();
        QTRY_VERIFY2(find.answer().endsWith(u" selected"_s), qPrintable(find.answer()));
        QVERIFY(find.window().panes().list().selectedFrames().count() > 1);
    }

    void whatAsksForNoConversationDoesNotWait()
    {
        WaitingWindow find;
        find.find(u"frame.number == 3"_s);
        QCOMPARE(find.answer(), QString());
        find.release();
        QTRY_COMPARE(find.answer(), u"Frame 3"_s);
    }

    void itCanBeStopped()
    {
        WaitingWindow find;
        find.find(u"tcp.stream == 1"_s);
        QCOMPARE(find.answer(), waits);
        QTest::mouseClick(&find.stop(), Qt::LeftButton);
        QCOMPARE(find.answer(), u"Stopped."_s);
        QVERIFY(!find.stop().isEnabled());
        QVERIFY(find.waitUntilKnown());
        QCoreApplication::processEvents();
        QCOMPARE(find.answer(), u"Stopped."_s);
        QCOMPARE(find.frame(), 0U);
    }

    // As Escape in the list does.
    void itCanBeCancelledAmongTheJobs()
    {
        WaitingWindow find;
        find.find(u"tcp.stream == 1"_s);
        const QList<QToolButton *> buttons = find.window().findChildren<QToolButton *>(u"cancelJob"_s);
        const auto cancels = std::ranges::find_if(buttons, [](const QToolButton *button) { return button->accessibleName() == u"Cancel: Find"_s; });
        QVERIFY(cancels != buttons.end());
        (*cancels)->click();
        QCOMPARE(find.answer(), u"Stopped."_s);
        QTRY_VERIFY(find.window().findChildren<QToolButton *>(u"cancelJob"_s).size() < buttons.size());
    }

    void closingTheCaptureEndsIt()
    {
        WaitingWindow find;
        find.find(u"tcp.stream == 1"_s);
        find.window().closeCapture();
        QVERIFY(!find.stop().isEnabled());
        QVERIFY(!find.line().isVisible());
        find.release();
        QTRY_VERIFY(find.window().isSettled());
    }
};

FRAMELENS_TEST(TstFindWaiting)
#include "tst_find_waiting.moc"
