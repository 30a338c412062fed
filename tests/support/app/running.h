// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The text program while it goes on.
#pragma once

#include "tests/support/patience.h"

#include <QByteArray>
#include <QProcess>
#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <csignal>
#include <cstdint>

namespace framelens::test {

/// A run that goes on. Ended by a signal if nothing else ends it.
class Running
{
public:
    explicit Running(const QStringList &arguments);
    ~Running()
    {
        process.kill();
        process.waitForFinished(patienceMs);
    }
    Running(const Running &) = delete;
    Running &operator=(const Running &) = delete;

    /// What it has said on standard error by the time it says something that matches.
    QByteArray saidUntil(const QString &pattern)
    {
        const QRegularExpression wanted(pattern);
        while (!wanted.match(QString::fromUtf8(m_said)).hasMatch() && process.state() != QProcess::NotRunning) {
            process.setReadChannel(QProcess::StandardError);
            if (!process.waitForReadyRead(patienceMs))
                break;
            read();
        }
        read();
        return m_said;
    }
    /// The port it listens on.
    std::uint16_t port()
    {
        const QRegularExpression listening(QStringLiteral("listening on port (\\d+)"));
        return listening.match(QString::fromUtf8(saidUntil(QStringLiteral("listening on port \\d+,")))).captured(1).toUShort();
    }
    /// What it has printed once that holds `text`.
    QByteArray printedUntil(const QByteArray &text)
    {
        read();
        while (!m_printed.contains(text) && process.state() != QProcess::NotRunning && process.waitForReadyRead(patienceMs))
            read();
        read();
        return m_printed;
    }
    void interrupt() { ::kill(static_cast<pid_t>(process.processId()), SIGINT); }
    int end()
    {
        process.closeWriteChannel();
        process.waitForFinished(patienceMs);
        read();
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
    QByteArray said() const { return m_said; }
    QByteArray printed() const { return m_printed; }

    QProcess process;

private:
    void read()
    {
        process.setReadChannel(QProcess::StandardError);
        m_said += process.readAllStandardError();
        process.setReadChannel(QProcess::StandardOutput);
        m_printed += process.readAllStandardOutput();
    }
    QByteArray m_said;
    QByteArray m_printed;
};


inline QString address(std::uint16_t port)
{
    return QStringLiteral("127.0.0.1:%1").arg(port);
}

} // namespace framelens::test
