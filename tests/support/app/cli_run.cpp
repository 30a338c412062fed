// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/app/cli_run.h"

#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"

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
