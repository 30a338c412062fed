// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/save_run.h"

#include "core/bytes/vectored_write.h"
#include "core/export/record_walk.h"
#include "core/export/target_file.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct SaveTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::SaveTexts)
};

constexpr std::size_t stretchBytes = std::size_t{8} << 20U; // between two looks whether to stop

// What came is a capture already.
Result<RecordingExport> copyStream(const SpoolLog &log, const std::string &path, Job &job)
{
    const FileCalls calls;
    Result<TargetFile> target = TargetFile::create(path, exportKeeps(log, {}), calls);
    if (!target)
        return std::unexpected(target.error());
    const ByteView all(log.store());
    for (std::size_t at = 0; at < all.size(); at += stretchBytes) {
        if (job.cancelled())
            return std::unexpected(Error{.action = Action::Write, .reason = Reason::Cancelled, .subject = path});
        std::array pieces{piece(all.bytes().subspan(at, std::min(stretchBytes, all.size() - at)))};
        if (const Result<void> written = target->write(pieces); !written)
            return std::unexpected(written.error());
        job.report(at, all.size());
    }
    if (const Result<void> placed = target->commit(); !placed)
        return std::unexpected(placed.error());
    return RecordingExport{.bytes = all.size(), .payloadBytes = all.size()};
}

std::optional<Error> saveWhole(SaveRun &run)
{
    const SaveOrder &order = run.order;
    const std::string target = QFile::encodeName(order.path).toStdString();
    RecordingExportOptions options;
    options.ledger = order.ledger;
    options.framerText = [&order](std::uint32_t connection) { return order.recording->framerText(connection); };
    Result<RecordingExport> done = order.recording ? exportRecording(*order.log, target, *run.job, options)
                                                   : copyStream(*order.log, target, *run.job);
    if (!done)
        return done.error();
    run.done = *done;
    return {};
}

std::optional<Error> saveRaw(SaveRun &run)
{
    RecordingExportOptions options;
    options.ledger = run.order.ledger;
    const Result<RawExport> done = exportRawDirections(*run.order.log, run.order.raw, *run.job, options);
    if (!done)
        return done.error();
    run.rawDone = *done;
    return {};
}

} // namespace

std::vector<RawTarget> rawTargets(const Recording &recording, const QString &path)
{
    const QFileInfo named(path);
    const QString suffix = named.suffix().isEmpty() ? QString() : u'.' + named.suffix();
    const QString base = path.chopped(suffix.size());
    const auto bytesOf = [&recording](std::size_t stream) { return recording.stream(stream).bytes; };
    std::vector<RawTarget> targets;
    for (std::size_t i = 0; i < recording.streamCount(); ++i)
        if (bytesOf(i) != std::array<std::uint64_t, 2>{})
            targets.push_back({static_cast<std::uint32_t>(i), {}});
    for (RawTarget &target : targets) {
        const std::array bytes = bytesOf(target.connection);
        const QString number = targets.size() == 1 ? QString() : u'-' + QString::number(target.connection);
        const std::array ends = {u"-to-server"_s, u"-to-client"_s};
        for (std::size_t side = 0; side < ends.size(); ++side)
            if (bytes[side] != 0)
                target.paths[side] = QFile::encodeName(base + number + ends[side] + suffix).toStdString();
    }
    return targets;
}

// One look at the folder: there may be thousands of them.
QStringList existingFiles(const std::vector<RawTarget> &targets)
{
    QStringList found;
    QSet<QString> there;
    bool isRead = false;
    for (const RawTarget &target : targets)
        for (const std::string &path : target.paths) {
            if (path.empty())
                continue;
            const QFileInfo file(QFile::decodeName(QByteArray::fromStdString(path)));
            if (!std::exchange(isRead, true)) {
                const QStringList names = file.dir().entryList(QDir::AllEntries | QDir::Hidden | QDir::System);
                there = QSet<QString>(names.begin(), names.end());
            }
            if (there.contains(file.fileName()))
                found += file.fileName();
        }
    return found;
}

std::shared_ptr<SaveRun> startSave(WorkerPool &pool, SaveOrder order, std::function<void()> wake)
{
    auto run = std::make_shared<SaveRun>(SaveRun{.order = std::move(order), .job = std::make_shared<Job>(std::move(wake))});
    run->recordedBytes = run->order.log->store()->size();
    pool.submit([run] {
        const std::optional<Error> failure = run->order.raw.empty() ? saveWhole(*run) : saveRaw(*run);
        run->job->finish(failure);
    });
    return run;
}

namespace {

QString savedText(const SaveRun &run, const QString &name)
{
    if (!run.rawDone)
        return SaveTexts::tr("Saved the recording to %1 (%2).").arg(name, sizeText(run.done->bytes));
    const QString size = sizeText(run.rawDone->bytes[0] + run.rawDone->bytes[1]);
    const RawTarget &target = run.order.raw.front();
    const std::string &first = target.paths[0].empty() ? target.paths[1] : target.paths[0];
    const QString firstName = visible(QFileInfo(QFile::decodeName(QByteArray::fromStdString(first))).fileName());
    if (run.rawDone->files == 1)
        return SaveTexts::tr("Saved the bytes of the recording to %1 (%2).").arg(firstName, size);
    return SaveTexts::tr("Saved the bytes of the recording to %1 files: %2, ... (%3).")
        .arg(QLocale().toString(static_cast<qulonglong>(run.rawDone->files)), firstName, size);
}

} // namespace

Message saveMessage(const SaveRun &run)
{
    const QString name = visible(QFileInfo(run.order.path).fileName());
    Message message{.kind = MessageKind::Note, .topic = u"save"_s, .text = {}, .details = visible(run.order.path)};
    if (run.done || run.rawDone) {
        message.text = savedText(run, name);
        const std::uint64_t dropped = run.done ? run.done->droppedBytes : run.rawDone->droppedBytes[0] + run.rawDone->droppedBytes[1];
        if (dropped > 0)
            message.text += u' '
                + SaveTexts::tr("%1 were forwarded without being recorded: they are gaps in it.").arg(sizeText(dropped));
        return message;
    }
    const Error why = run.job->failure().value_or(Error{});
    message.text = why.reason == Reason::Cancelled
        ? SaveTexts::tr("Saving to %1 was cancelled; nothing was written.").arg(name)
        : SaveTexts::tr("The recording was not saved. %1. It stays as it is.").arg(visible(describe(why)));
    message.kind = why.reason == Reason::Cancelled ? MessageKind::Note : MessageKind::Error;
    return message;
}

} // namespace framelens::ui
