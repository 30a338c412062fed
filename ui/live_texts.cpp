// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/live_texts.h"

#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cerrno>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct LiveTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::LiveTexts)
};

QString tr(const char *text)
{
    return LiveTexts::tr(text);
}

constexpr qsizetype mostOutputShown = 300; // of what a command said; all of it is in the details

QString sentence(const Error &error)
{
    return visible(describe(error)) + u'.';
}

QString connectionsText(const live::Status &status)
{
    if (status.connectionsSeen == 1 && status.connectionsOpen == 1)
        return tr("1 connection");
    return (status.connectionsSeen == 1 ? tr("%1 connection (%2 open)") : tr("%1 connections (%2 open)"))
        .arg(QLocale().toString(status.connectionsSeen), QLocale().toString(status.connectionsOpen));
}

// The last lines say why it ended.
QString outputText(const live::Status &status)
{
    const QString said = QString::fromUtf8(QByteArray::fromStdString(status.commandOutput)).trimmed();
    if (said.isEmpty())
        return tr("It said nothing on its standard error.");
    const QString end = said.size() > mostOutputShown ? u"..."_s + said.right(mostOutputShown) : said;
    QStringList lines;
    for (const QString &line : end.split(u'\n', Qt::SkipEmptyParts))
        lines << visible(line);
    return tr("It said: %1").arg(lines.join(u" / "_s));
}

Message commandMessage(const live::Status &status, const QString &title)
{
    const bool failed = status.commandExit.value_or(0) != 0;
    return {.kind = failed ? MessageKind::Warning : MessageKind::Note,
            .topic = u"live"_s,
            .text = tr("%1: the command ended with exit status %2. %3")
                        .arg(title, QString::number(status.commandExit.value_or(0)), outputText(status)),
            .details = visible(status.commandOutput, 65536)};
}

} // namespace

QString stateText(const live::Status &status)
{
    switch (status.state) {
    case live::State::Starting: return tr("starting");
    case live::State::Resolving: return tr("looking up the name");
    case live::State::Connecting: return tr("connecting");
    case live::State::Connected: return tr("connected");
    case live::State::Listening: return tr("listening");
    case live::State::HalfClosed: return tr("peer closed, still sending");
    case live::State::PeerClosed: return tr("peer closed");
    case live::State::Reset: return tr("reset");
    case live::State::Failed: return tr("failed");
    case live::State::Stopped: return tr("stopped");
    }
    return {};
}

QString recordText(const live::Status &status, std::uint64_t bytes, double bytesPerSecond, bool isPaused,
                   std::chrono::seconds silent)
{
    constexpr std::chrono::seconds worthSaying(5);
    QStringList parts;
    if (status.recordingHeld)
        parts << tr("recording held up");
    if (isPaused)
        parts << tr("view paused");
    parts << stateText(status);
    if (!status.peer.empty())
        parts << visible(status.peer, 80);
    else if (status.port != 0)
        parts << tr("port %1").arg(status.port);
    parts << sizeText(bytes);
    if (bytesPerSecond >= 1)
        parts << tr("%1/s").arg(sizeText(static_cast<std::uint64_t>(bytesPerSecond)));
    if (silent >= worthSaying)
        parts << tr("idle for %1 s").arg(silent.count());
    if (status.connectionsSeen > 0)
        parts << connectionsText(status);
    if (status.bytesUnrecorded > 0)
        parts << tr("%1 not recorded").arg(sizeText(status.bytesUnrecorded));
    return parts.join(u", "_s);
}

QString waitingText(const live::Status &status)
{
    const QString peer = visible(status.peer, 200);
    switch (status.state) {
    case live::State::Starting: return tr("Starting...");
    case live::State::Resolving: return tr("Looking up the name...");
    case live::State::Connecting: return peer.isEmpty() ? tr("Connecting...") : tr("Connecting to %1...").arg(peer);
    case live::State::Connected: return tr("Connected. Nothing was received yet.");
    case live::State::Listening:
        return status.port == 0 ? tr("Listening. Nobody has connected yet.")
                                : tr("Listening on port %1. Nothing was received yet.").arg(status.port);
    case live::State::HalfClosed:
    case live::State::PeerClosed:
    case live::State::Reset:
    case live::State::Failed:
    case live::State::Stopped: return tr("Nothing was received.");
    }
    return {};
}

Message endMessage(const live::Status &status, const QString &title, std::uint64_t bytes)
{
    const QString received = tr("%1 were recorded.").arg(sizeText(bytes));
    Message message{.kind = MessageKind::Note, .topic = u"live"_s, .text = {}, .details = {}};
    if (status.commandExit)
        return commandMessage(status, title);
    if (status.state == live::State::Failed && status.error)
        return failureMessage(*status.error, title);
    if (status.state == live::State::PeerClosed)
        message.text = tr("%1: the peer has closed the connection. %2").arg(title, received);
    else if (status.state == live::State::Reset)
        message.text = tr("%1: the peer has reset the connection. %2").arg(title, received);
    else if (status.error)
        message.text = u"%1: %2 %3"_s.arg(title, sentence(*status.error), received);
    if (status.state == live::State::Reset)
        message.kind = MessageKind::Warning;
    return message;
}

Message failureMessage(const Error &error, const QString &title)
{
    return {.kind = MessageKind::Error,
            .topic = u"live"_s,
            .text = u"%1: %2"_s.arg(title, sentence(error)),
            .details = visible(error.subject)};
}

Message heldMessage(const Error &error, std::uint64_t bytes)
{
    return {.kind = MessageKind::Error,
            .topic = u"held"_s,
            .text = tr("Recording is held up. %1 The %2 recorded so far stay; nothing more is read until there is room.")
                        .arg(sentence(error), sizeText(bytes)),
            .details = visible(error.subject)};
}

Message unsyncedMessage(const Error &error)
{
    return {.kind = MessageKind::Error,
            .topic = u"unsynced"_s,
            .text = tr("What was recorded last may not be on the disk: save it to another place. %1").arg(sentence(error)),
            .details = visible(error.subject)};
}

Message streamProblemMessage(const Error &error, const QString &title, std::uint32_t frames)
{
    Error about = error;
    about.subject = title.toStdString();
    if (error.reason == Reason::NotACapture)
        return {.kind = MessageKind::Error, .topic = u"stream"_s, .text = sentence(about), .details = {}};
    Message message = earlyEnd(about, frames);
    message.topic = u"stream"_s;
    return message;
}

} // namespace framelens::ui
