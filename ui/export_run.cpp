// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/export_run.h"

#include "core/base/worker_pool.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct ExportTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::ExportTexts)
};

constexpr std::uint64_t mostForeseen = 100'000; // frames that are looked at for losses: some hundredths of a second

QString successText(const ExportReport &done, const QString &name)
{
    QString text = ExportTexts::tr("Exported %1 to %2 (%3).").arg(framesText(done.frames), name, sizeText(done.bytes));
    for (const std::string &loss : done.losses)
        text += u' ' + ExportTexts::tr("Not in it: %1.").arg(visible(loss));
    return text;
}

} // namespace

ExportOptions ExportSource::completed(ExportOptions chosen) const
{
    chosen.capture = capture.get();
    chosen.recording = recording.get();
    chosen.sourceName = name;
    chosen.ledger = ledger;
    chosen.keep = keep;
    if (capture) {
        chosen.keep.push_back(capture->status());
        chosen.checkSource = [held = capture] { held->check(); };
    }
    chosen.decoded.registry = dissector->registry();
    chosen.decoded.bindings = dissector->options().bindings;
    return chosen;
}

const FrameSource &ExportSource::sourceFor(ExportFormat format) const
{
    return capture && exportFormatInfo(format).isCapture ? static_cast<const FrameSource &>(*capture) : *frames;
}

std::shared_ptr<ExportRun> startExport(WorkerPool &pool, ExportSource source, ExportOrder order, std::function<void()> wake)
{
    auto run = std::make_shared<ExportRun>(std::move(order), std::make_shared<Job>(std::move(wake)));
    pool.submit([run, source = std::move(source)] {
        const ExportOrder &what = run->order;
        const ExportTarget target{.path = QFile::encodeName(what.path).toStdString()};
        Result<ExportReport> done = exportFrames(source.sourceFor(what.options.format), what.frames, target, *run->job,
                                                 source.completed(what.options));
        if (done)
            run->done = *std::move(done);
        run->job->finish(done ? std::nullopt : std::optional(done.error()));
    });
    return run;
}

std::shared_ptr<PreviewRun> startPreview(WorkerPool &pool, ExportSource source, ExportOrder order, std::function<void()> wake)
{
    auto run = std::make_shared<PreviewRun>(std::move(order), std::make_shared<Job>(std::move(wake)));
    pool.submit([run, source = std::move(source)] {
        const ExportOptions options = source.completed(run->order.options);
        const FrameSource &frames = source.sourceFor(options.format);
        run->text = exportPreview(frames, run->order.frames, previewBytes, options);
        if (!run->job->cancelled())
            run->bytes = estimatedSize(frames, run->order.frames, options);
        if (!run->job->cancelled())
            run->losses = foreseenLosses(frames, run->order.frames, *run->job, options, mostForeseen);
        run->job->finish();
    });
    return run;
}

Message exportMessage(const ExportRun &run)
{
    const QString name = visible(QFileInfo(run.order.path).fileName());
    Message message{.kind = MessageKind::Note, .topic = u"export"_s, .text = {}, .details = visible(run.order.path)};
    if (run.done) {
        message.text = successText(*run.done, name);
        return message;
    }
    const Error why = run.job->failure().value_or(Error{});
    if (why.reason == Reason::Cancelled) {
        message.text = ExportTexts::tr("The export to %1 was cancelled; nothing was written.").arg(name);
        return message;
    }
    message.kind = MessageKind::Error;
    message.text = ExportTexts::tr("Nothing was exported. %1.").arg(QString::fromStdString(describe(why)));
    return message;
}

QString framesText(std::uint64_t frames)
{
    return frames == 1 ? ExportTexts::tr("1 frame") : ExportTexts::tr("%1 frames").arg(QLocale().toString(static_cast<qulonglong>(frames)));
}

} // namespace framelens::ui
