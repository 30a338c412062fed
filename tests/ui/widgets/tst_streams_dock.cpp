// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/streams_dock.h"

#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/fake_streams.h"
#include "tests/support/ui/pane_fixture.h"
#include "tests/support/ui/window_fixture.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLabel>
#include <QMainWindow>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<FakeStream> stream(std::uint32_t number, std::size_t bytes)
{
    auto made = std::make_shared<FakeStream>(number);
    made->say(Direction::ToServer, std::string(bytes, 'x'), number * 10).say(Direction::ToClient, "answer", number * 10 + 1);
    return made;
}

} // namespace

class TstStreamsDock : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_streams = std::make_shared<FakeStreams>();
        m_window = std::make_unique<QMainWindow>();
        m_dock = new StreamsDock(&m_pool, m_window.get());
        m_window->addDockWidget(Qt::BottomDockWidgetArea, m_dock);
        m_window->resize(1280, 500);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patienceMs));
    }
    void cleanup() { m_window.reset(); }

    void rowsSayWhatIsKnown()
    {
        const auto one = stream(7, 1500);
        one->summary().state = StreamState::Reset;
        one->summary().framing = "u32be: 3 messages fitted";
        one->summary().protocol = "mqtt";
        m_streams->add(one);
        m_dock->setStreams(m_streams, m_frames);
        QStringList row;
        for (int column = 0; column < StreamsModel::ColumnCount_; ++column)
            row += m_dock->model().index(0, column).data().toString();
        QCOMPARE(row, (QStringList{u"7"_s, u"TCP"_s, u"10.0.0.1:40007"_s, u"10.0.0.2:80"_s, u"reset"_s, u"1"_s,
                                   u"1,500"_s, u"1"_s, u"6"_s, u"0.000000"_s, u"0.071000"_s,
                                   u"mqtt (u32be: 3 messages fitted)"_s}));
    }

    // As the list tells the time of its frames. What was made before any of them begins with the list.
    void aStreamBeginsWhereTheListCountsFrom()
    {
        const auto add = [this](std::int64_t afterNs, bool isConnection) {
            const auto one = stream(static_cast<std::uint32_t>(m_streams->streamCount()), 1);
            one->summary().firstTimeNs += afterNs;
            one->summary().beginsWithoutFrame = isConnection;
            m_streams->add(one);
        };
        add(-300'000, true); // its peer thought for a while
        add(2'000'000, true);
        add(-300'000, false); // a frame that is older than the first
        const auto begins = [this] {
            QStringList texts;
            for (int row = 0; row < m_dock->model().rowCount(); ++row)
                texts += m_dock->model().index(row, StreamsModel::BeginColumn).data().toString();
            return texts;
        };
        m_dock->setStreams(m_streams, m_frames);
        QCOMPARE(begins(), (QStringList{u"0.000000"_s, u"0.002000"_s, u"-0.000300"_s}));
        QCOMPARE(m_dock->model().index(0, StreamsModel::DurationColumn).data().toString(), u"0.001300"_s);
        m_dock->setStreams(m_streams, std::make_shared<SyntheticSource>(0, plainUdpFrame(4)));
        QCOMPARE(begins().first(), u"0.000000"_s); // connected, and nothing came yet
    }

    // A column of many rows is sorted by a worker: a click asks for no row but those in view.
    void manyRowsAreSortedByAWorker()
    {
        constexpr std::uint32_t most = StreamsModel::mostSortedAtOnce + 500;
        for (std::uint32_t number = 0; number < most; ++number)
            m_streams->add(stream(number, 1 + (number * 7919U) % most));
        m_dock->setStreams(m_streams, m_frames);
        QPersistentModelIndex chosen = m_dock->model().index(100, 0);
        m_dock->model().sort(StreamsModel::ClientBytesColumn);
        QCOMPARE(m_dock->model().indexOf(0), std::size_t{0}); // not yet
        m_streams->add(stream(most, 0)); // comes while it is sorted
        m_dock->model().grow(0);
        QTRY_COMPARE(m_dock->model().indexOf(0), std::size_t{most});
        const auto bytesAt = [&](int row) { return m_streams->stream(m_dock->model().indexOf(row)).bytes[0]; };
        for (int row = 1; row < m_dock->model().rowCount(); ++row)
            QVERIFY(bytesAt(row - 1) <= bytesAt(row));
        QCOMPARE(m_dock->model().indexOf(chosen.row()), std::size_t{100}); // stays with its stream
        m_dock->model().sort(-1);
        QCOMPARE(m_dock->model().indexOf(0), std::size_t{0});
        QCOMPARE(chosen.row(), 100);
    }

    void anEmptyListSaysWhy()
    {
        QCOMPARE(label(), u"Nothing is open."_s);
        m_dock->setStreams(m_streams, m_frames);
        QCOMPARE(label(), u"There are no TCP or UDP streams."_s);
    }

    void doubleClickAndReturnFollow()
    {
        for (std::uint32_t n = 0; n < 3; ++n)
            m_streams->add(stream(n, n));
        m_dock->setStreams(m_streams, m_frames);
        const QSignalSpy asked(m_dock, &StreamsDock::followAsked);
        const QPoint at = view().visualRect(m_dock->model().index(1, 2)).center();
        QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(view().viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().at(0).value<std::size_t>(), std::size_t{1});
        QTest::keyClick(&view(), Qt::Key_Down);
        QTest::keyClick(&view(), Qt::Key_Return);
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.last().at(0).value<std::size_t>(), std::size_t{2});
    }

    void newStreamsComeAsOneBatchAndKeepTheCurrentOne()
    {
        for (std::uint32_t n = 0; n < 5; ++n)
            m_streams->add(stream(n, n));
        m_dock->setStreams(m_streams, m_frames);
        const QAbstractItemModelTester tester(&m_dock->model());
        m_dock->select(3);
        const QSignalSpy inserted(&m_dock->model(), &QAbstractItemModel::rowsInserted);
        for (std::uint32_t n = 5; n < 200; ++n) {
            m_streams->add(stream(n, n));
            m_dock->grow();
        }
        QTRY_COMPARE(m_dock->model().rowCount(), 200);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(view().currentIndex().row(), 3);
    }

    void columnsSortAndTheCurrentStreamStaysCurrent()
    {
        for (std::uint32_t n = 0; n < 50; ++n)
            m_streams->add(stream(n, (n * 37) % 50));
        m_dock->setStreams(m_streams, m_frames);
        const QAbstractItemModelTester tester(&m_dock->model());
        m_dock->select(10); // 370 % 50 = 20 bytes
        QTest::mouseClick(view().horizontalHeader()->viewport(), Qt::LeftButton, {},
                          QPoint(view().horizontalHeader()->sectionViewportPosition(StreamsModel::ClientBytesColumn) + 30, 5));
        for (int row = 0; row < 50; ++row)
            QCOMPARE(m_dock->model().index(row, StreamsModel::ClientBytesColumn).data().toString(), QString::number(row));
        QCOMPARE(m_dock->model().indexOf(view().currentIndex().row()), std::size_t{10});
        m_streams->add(stream(50, 25));
        m_dock->grow();
        QTRY_COMPARE(m_dock->model().rowCount(), 51);
        QCOMPARE(m_dock->model().indexOf(26), std::size_t{50});
        QCOMPARE(m_dock->model().rowOf(50), std::optional(26));
    }

private:
    QTableView &view() const { return child<QTableView>(*m_dock, u"streams"_s); }
    QString label() const
    {
        const QList<QLabel *> labels = m_dock->findChildren<QLabel *>();
        for (const QLabel *each : labels)
            if (each->isVisible())
                return each->text();
        return {};
    }

    WorkerPool m_pool{1};
    std::shared_ptr<FakeStreams> m_streams;
    std::shared_ptr<SyntheticSource> m_frames = std::make_shared<SyntheticSource>(3, plainUdpFrame(4));
    std::unique_ptr<QMainWindow> m_window;
    StreamsDock *m_dock = nullptr;
};

FRAMELENS_TEST(TstStreamsDock)
#include "tst_streams_dock.moc"
