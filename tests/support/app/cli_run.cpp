// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/app/cli_run.h"

#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"

#include <QFile>
#include <QThread>

#include <algorithm>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace framelens::test {

Ran finished(QProcess &process)
{
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
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
    process.waitForStarted();
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
    const auto isPending = [&] { // SigPnd and ShdPnd of proc_pid_status(5)
        QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
        return status.open(QIODevice::ReadOnly) && status.readAll().count("Pnd:\t0000000000000000\n") != 2;
    };
    constexpr int patience = 1000;
    for (int tries = 0; tries < patience && isPending(); ++tries)
        QThread::msleep(10);
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
