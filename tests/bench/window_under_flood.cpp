// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How a window answers while a flood is recorded into it:
//
//     window_under_flood [MEGABYTES [FRAMER]]
//
// A process of its own sends MEGABYTES (2000) over loopback to a window that listens and cuts them with FRAMER (none). Meanwhile a
// key press is posted every ten milliseconds; what is measured is the time until the list has acted on it and is painted
// again. Printed: the rate, these times, pictures a second, private memory. With QT_QPA_PLATFORM=offscreen it needs no display.
#include "core/base/worker_pool.h"
#include "core/decode/dissector.h"
#include "tests/support/peers.h"
#include "tests/support/temp_folder.h"
#include "ui/capture_panes.h"
#include "ui/live_document.h"
#include "ui/main_window.h"
#include "ui/services.h"
#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/views/frame_list_view.h"
#include "ui/windows.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QKeyEvent>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace framelens;
using namespace Qt::StringLiterals;

namespace {

/// The sender: told the port through a pipe, it connects, sends and ends.
class Sender
{
public:
    explicit Sender(std::uint64_t bytes)
    {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0)
            std::abort();
        m_told = FileHandle(ends[1]);
        const FileHandle told(ends[0]);
        m_process = ::fork();
        if (m_process == 0) {
            std::uint16_t port = 0;
            const bool isTold = ::read(told.fd(), &port, sizeof port) == sizeof port;
            ::_exit(isTold && send(port, bytes) ? 0 : 1);
        }
    }
    ~Sender() { ::waitpid(m_process, nullptr, 0); }
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;

    void begin(std::uint16_t port) const
    {
        if (::write(m_told.fd(), &port, sizeof port) != sizeof port)
            std::abort();
    }

private:
    static bool send(std::uint16_t port, std::uint64_t bytes)
    {
        std::vector<std::byte> pattern(std::size_t{256} * 1024);
        for (std::size_t i = 0; i < pattern.size(); ++i) // 128 byte messages behind u16be, lines for who wants lines
            pattern[i] = i % 128 == 1 ? std::byte{126} : i % 128 == 0 ? std::byte{0} : i % 128 == 127 ? std::byte{'\n'} : std::byte{'a'};
        const test::Peer peer = test::Peer::connectTo(port);
        for (std::uint64_t sent = 0; sent < bytes; sent += pattern.size())
            if (!peer.send(Bytes(pattern)))
                return false;
        return true;
    }

    FileHandle m_told;
    pid_t m_process = -1;
};

/// Counts the pictures of the list and times key presses.
class Probe final : public QObject
{
public:
    explicit Probe(ui::FrameListView &list)
        : m_list(list)
    {
        list.viewport()->installEventFilter(this);
        m_clock.start();
        m_thread = std::jthread([this](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                const qint64 posted = m_clock.nsecsElapsed();
                QMetaObject::invokeMethod(this, [this, posted] { press(posted); }, Qt::QueuedConnection);
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
        });
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        m_pictures += event->type() == QEvent::Paint && !m_isPressing ? 1 : 0;
        return false;
    }

    void stop()
    {
        m_thread = {};
        m_seconds = static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
    }

    void print()
    {
        std::ranges::sort(m_answers);
        if (m_answers.empty())
            return;
        const auto at = [this](std::size_t part) { return m_answers[(m_answers.size() - 1) * part / 1000]; };
        std::printf("%zu key presses: median %.1f ms, 99 %% %.1f ms, longest %.1f ms; %zu above 50 ms; %.1f pictures a second\n",
                    m_answers.size(), at(500), at(990), at(1000),
                    static_cast<std::size_t>(std::ranges::count_if(m_answers, [](double ms) { return ms > 50; })),
                    m_pictures / m_seconds);
    }

private:
    void press(qint64 posted)
    {
        m_isPressing = true;
        QKeyEvent key(QEvent::KeyPress, m_answers.size() % 2 == 0 ? Qt::Key_Down : Qt::Key_Up, Qt::NoModifier);
        QCoreApplication::sendEvent(&m_list, &key);
        m_list.viewport()->repaint();
        m_answers.push_back(static_cast<double>(m_clock.nsecsElapsed() - posted) / 1e6);
        m_isPressing = false;
    }

    ui::FrameListView &m_list;
    QElapsedTimer m_clock;
    std::vector<double> m_answers; // ms
    double m_pictures = 0;
    double m_seconds = 0;
    bool m_isPressing = false;
    std::jthread m_thread; // last: it uses the others
};

double privateMegabytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n'))
        if (line.startsWith("RssAnon:"))
            return line.mid(8).trimmed().split(' ').first().toDouble() / 1024;
    return 0;
}

ui::LiveOrder listening(const std::string &framer)
{
    ui::LiveOrder order;
    const auto spec = parseFramer(framer);
    if (!spec)
        std::abort();
    order.framer = *spec;
    order.title = u"Flood"_s;
    order.options.mode = live::Listen{};
    order.isThrowaway = true;
    return order;
}

} // namespace

int main(int argc, char **argv)
{
    const std::uint64_t bytes = (argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2000) * 1'000'000;
    const Sender sender(bytes);
    QApplication app(argc, argv);
    const test::TempFolder folder;
    WorkerPool pool(2);
    ui::Settings settings(QString::fromStdString(folder.file("settings.ini")));
    ui::Theme theme(ui::ThemeChoice::System);
    ui::Windows windows(ui::Services{.pool = pool,
                                     .settings = settings,
                                     .theme = theme,
                                     .ledger = std::make_shared<CopyLedger>(),
                                     .dissector = std::make_shared<Dissector>(Registry::builtIn()),
                                     .recordings = folder.file("recordings")});
    ui::MainWindow &window = windows.add();
    window.show();
    window.attach(listening(argc > 2 ? argv[2] : "none"));
    auto *document = dynamic_cast<ui::LiveDocument *>(window.document());
    while (document != nullptr && document->status().port == 0)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    if (document == nullptr)
        return 1;
    Probe probe(window.panes().list());
    QElapsedTimer clock;
    clock.start();
    sender.begin(document->status().port);
    double most = 0;
    while (document->bytes() < bytes) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
        most = std::max(most, privateMegabytes());
    }
    const double seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
    probe.stop();
    std::printf("%.1f GB in %.1f s, %.2f GB/s; %d rows; most private memory %.0f MB\n", static_cast<double>(bytes) / 1e9, seconds,
                static_cast<double>(bytes) / 1e9 / seconds, window.panes().list().rowCount(), most);
    probe.print();
    windows.closeAll();
    return 0;
}
