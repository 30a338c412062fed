// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/app/cli_run.h"

#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"
#include "tests/support/patience.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QThread>

#include <algorithm>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace framelens::test {

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Nothing is pending, and all threads wait: the one that took a signal has handled it. Fields of proc_pid_status(5) and proc_pid_stat(5).
bool hasTakenAll(qint64 process)
{
    const QString folder = QStringLiteral("/proc/%1/").arg(process);
    const QByteArray status = contentOf(folder + QStringLiteral("status")); // before the threads
    if (!status.isEmpty() && status.count("Pnd:\t0000000000000000\n") != 2)
        return false;
    const QStringList threads = QDir(folder + QStringLiteral("task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    return std::ranges::none_of(threads, [&](const QString &thread) {
        const QByteArray stat = contentOf(folder + QStringLiteral("task/%1/stat").arg(thread));
        return stat.contains(") R ") || stat.contains(") D ");
    });
}

} // namespace

Ran finished(QProcess &process)
{
    const bool hasEnded = process.state() == QProcess::NotRunning || process.waitForFinished(patienceMs);
    if (!hasEnded || process.error() == QProcess::FailedToStart || process.exitStatus() != QProcess::NormalExit)
        return {.code = -1, .out = process.readAllStandardOutput(), .err = process.errorString().toUtf8()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

Ran run(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(QStringLiteral(FRAMELENS_CLI), arguments);
    process.write(input);
    process.closeWriteChannel();
    return finished(process);
}

Unread::Unread(const QStringList &arguments)
{
    if (::pipe2(m_ends.data(), O_CLOEXEC) != 0)
        qFatal("no pipe");
    ::close(m_ends[0]);
    process.setChildProcessModifier([out = m_ends[1]] { ::dup2(out, STDOUT_FILENO); });
    process.start(QStringLiteral(FRAMELENS_CLI), arguments);
}

Unread::~Unread()
{
    ::close(m_ends[1]);
}

HeldUp::HeldUp(const QStringList &arguments)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        qFatal("no pipe");
    m_end = ends[0];
    process.setChildProcessModifier([out = ends[1]] { ::dup2(out, STDOUT_FILENO); });
    process.start(QStringLiteral(FRAMELENS_CLI), arguments);
    process.waitForStarted(patienceMs);
    ::close(ends[1]);
}

HeldUp::~HeldUp()
{
    ::close(m_end);
}

QByteArray HeldUp::readFirst() const
{
    QByteArray byte(1, 0);
    return ::read(m_end, byte.data(), 1) == 1 ? byte : QByteArray();
}

QByteArray HeldUp::readAll() const
{
    QByteArray all;
    QByteArray piece(65'536, 0);
    for (ssize_t got = 1; got > 0;) {
        got = ::read(m_end, piece.data(), static_cast<std::size_t>(piece.size()));
        all += piece.first(std::max<ssize_t>(got, 0));
    }
    return all;
}

void HeldUp::signal(int number) const
{
    ::kill(static_cast<pid_t>(process.processId()), number);
    const QDeadlineTimer patience(patienceMs);
    while (!hasTakenAll(process.processId()) && !patience.hasExpired())
        QThread::msleep(5);
}

QString text(const std::string &path)
{
    return QString::fromStdString(path);
}

QByteArray array(Bytes bytes)
{
    return {asText(bytes).data(), static_cast<qsizetype>(bytes.size())};
}

Buffer threeFrames()
{
    const Ends ends{ip4(10, 0, 0, 1), ip4(192, 168, 100, 200), 5000, 6000};
    PcapBuilder file;
    for (unsigned i = 0; i < 3; ++i)
        file.frame(udpFrame(ends, textBytes("frame " + std::to_string(i))), captureStartNs + i * 1'000'000'000LL);
    return std::move(file).bytes();
}

} // namespace framelens::test
