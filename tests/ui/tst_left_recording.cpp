// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Opening a recording that was left: its journal is read on a worker, and the window can be used meanwhile.
#include "core/bytes/spool.h"
#include "tests/support/capture_builder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/held_pool.h"
#include "tests/support/ui/window_fixture.h"

#include "ui/document.h"

#include <QPointer>
#include <QTest>
#include <QToolButton>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

// A recording of three lines, and a window of a pool of two threads.
class Left
{
public:
    Left()
    {
        auto spool = Spool::create({.folder = m_fixture.recordings(), .name = "left", .title = "Listen"});
        if (!spool || !(*spool)->append(SpoolRecord{.kind = SpoolRecordKind::Open}))
            qFatal("there is no recording");
        const SpoolChunk chunk{.bytes = asBytes("one\ntwo\nthree\n")};
        if (!(*spool)->append(std::span(&chunk, 1)) || !(*spool)->setNote("framer", "line"))
            qFatal("nothing is recorded");
        spool->reset(); // its program is gone
        m_window = &m_fixture.add();
    }

    void holdWorkers()
    {
        for (std::size_t thread = 0; thread < WindowFixture::threads; ++thread)
            m_held.hold(m_fixture.pool());
    }
    void release() { m_held.release(); }
    void open() { m_window->openLeft(path()); }
    std::string path() const { return m_fixture.recordings() + "/left.data"; }
    WindowFixture &fixture() { return m_fixture; }
    MainWindow &window() const { return *m_window; }
    std::size_t windows() { return m_fixture.windows().count(); }

private:
    WindowFixture m_fixture;
    MainWindow *m_window = nullptr;
    HeldPool m_held;
};

QToolButton *cancelButton(const MainWindow &window)
{
    const QList<QToolButton *> buttons = window.findChildren<QToolButton *>(u"cancelJob"_s);
    const auto found = std::ranges::find(buttons, u"Cancel: Opening left.data"_s, &QToolButton::accessibleName);
    return found == buttons.end() ? nullptr : *found;
}

} // namespace

class TstLeftRecording : public QObject
{
    Q_OBJECT

private slots:
    void itsJournalIsReadByAWorker()
    {
        Left left;
        left.holdWorkers();
        left.open();
        QVERIFY(left.window().document() == nullptr);
        QVERIFY(!left.window().isSettled());
        QVERIFY(left.window().panes().isVisible());
        QCOMPARE(left.window().panes().list().emptySentence(), u"Opening left.data"_s);
        left.release();
        QTRY_COMPARE(left.window().panes().list().rowCount(), 3);
        QTRY_VERIFY(left.window().isSettled());
        QVERIFY(messagesOf(left.window()).isEmpty());
    }

    void openingItCanBeCancelled()
    {
        Left left;
        left.holdWorkers();
        left.open();
        QToolButton *const cancel = cancelButton(left.window());
        QVERIFY(cancel != nullptr);
        cancel->click();
        left.release();
        QTRY_VERIFY(left.window().isSettled());
        QVERIFY(left.window().isEmpty());
        QVERIFY(!left.window().panes().isVisible());
        QCOMPARE(messagesOf(left.window()), QStringList(u"Note: Opening left.data was stopped."_s));
        left.open(); // and again
        QTRY_COMPARE(left.window().panes().list().rowCount(), 3);
    }

    void theWindowMayBeClosedMeanwhile()
    {
        Left left;
        left.fixture().add(); // so that the program goes on
        left.holdWorkers();
        left.open();
        const QPointer<MainWindow> window(&left.window());
        window->close();
        QTRY_VERIFY(window.isNull());
        left.release();
        QTRY_COMPARE(left.windows(), 1U);
    }

    void anotherCaptureStays()
    {
        Left left;
        QVERIFY(WindowFixture::openAndWait(left.window(), left.fixture().write("a.pcap", PcapBuilder().frame(Buffer(60)).bytes())));
        left.holdWorkers();
        left.open();
        left.open(); // one is on its way
        QVERIFY(!left.window().isSettled());
        left.release();
        QTRY_COMPARE(left.windows(), 2U);
        QTRY_VERIFY(left.window().isSettled());
        QCOMPARE(left.window().panes().list().rowCount(), 1);
        QVERIFY(left.fixture().windows().shows(QString::fromStdString(left.path())));
    }

    void oneThatCannotBeReadIsSaid()
    {
        Left left;
        left.window().openLeft(left.fixture().recordings() + "/none.data");
        QTRY_VERIFY(left.window().isSettled());
        QVERIFY(left.window().isEmpty());
        QCOMPARE(messagesOf(left.window()).size(), 1);
        QVERIFY2(messagesOf(left.window()).first().contains(u"none.data"_s), qPrintable(messagesOf(left.window()).first()));
    }
};

FRAMELENS_TEST(TstLeftRecording)
#include "tst_left_recording.moc"
