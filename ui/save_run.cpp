// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/save_run.h"

#include "core/bytes/vectored_write.h"
#include "core/export/target_file.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

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
    Result<TargetFile> target = TargetFile::create(path, {}, calls);
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

} // namespace

std::shared_ptr<SaveRun> startSave(WorkerPool &pool, std::shared_ptr<const SpoolLog> log,
                                   std::shared_ptr<const Recording> recording, const QString &path,
                                   std::shared_ptr<CopyLedger> ledger, std::function<void()> wake)
{
    auto run = std::make_shared<SaveRun>(SaveRun{.path = path, .job = std::make_shared<Job>(std::move(wake))});
    run->recordedBytes = log->store()->size();
    pool.submit([run, log = std::move(log), recording = std::move(recording), ledger = std::move(ledger)] {
        const std::string target = QFile::encodeName(run->path).toStdString();
        RecordingExportOptions options;
        options.ledger = ledger;
        options.framerText = [&recording](std::uint32_t connection) {
            const std::optional<Framing> framing = recording->framing(connection);
            return framing ? framerText(framing->spec) : std::string();
        };
        Result<RecordingExport> done = recording ? exportRecording(*log, target, *run->job, options)
                                                 : copyStream(*log, target, *run->job);
        if (done)
            run->done = *done;
        run->job->finish(done ? std::nullopt : std::optional(done.error()));
    });
    return run;
}

Message saveMessage(const SaveRun &run)
{
    const QString name = visible(QFileInfo(run.path).fileName());
    Message message{.kind = MessageKind::Note, .topic = u"save"_s, .text = {}, .details = visible(run.path)};
    if (run.done) {
        message.text = SaveTexts::tr("Saved the recording to %1 (%2).").arg(name, sizeText(run.done->bytes));
        if (run.done->droppedBytes > 0)
            message.text += u' '
                + SaveTexts::tr("%1 were forwarded without being recorded: they are gaps in it.")
                      .arg(sizeText(run.done->droppedBytes));
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
