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

QString successText(const PcapExport &done, const QString &name)
{
    QString text = done.frames == 1
        ? ExportTexts::tr("Exported 1 frame to %1 (%2).").arg(name, sizeText(done.bytes))
        : ExportTexts::tr("Exported %1 frames to %2 (%3).")
              .arg(QLocale().toString(static_cast<qulonglong>(done.frames)), name, sizeText(done.bytes));
    for (const std::string &loss : losses(done))
        text += u' ' + ExportTexts::tr("Not in it: %1.").arg(visible(loss));
    return text;
}

} // namespace

std::shared_ptr<ExportRun> startExport(WorkerPool &pool, const std::shared_ptr<Capture> &capture, ExportOrder order,
                                       std::shared_ptr<CopyLedger> ledger, std::function<void()> wake)
{
    auto run = std::make_shared<ExportRun>(std::move(order), std::make_shared<Job>(std::move(wake)));
    pool.submit([run, capture, ledger = std::move(ledger)] {
        const PcapExportOptions options{.sourceName = capture->path(),
                                        .keep = {capture->status()},
                                        .checkSource = [&capture] { capture->check(); },
                                        .linkTypeIfEmpty = 1,
                                        .ledger = ledger,
                                        .calls = {}};
        const std::string path = QFile::encodeName(run->order.path).toStdString();
        Result<PcapExport> done = exportPcap(*capture, run->order.frames, path, *run->job, options);
        if (done)
            run->done = *std::move(done);
        run->job->finish(done ? std::nullopt : std::optional(done.error()));
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

} // namespace framelens::ui
