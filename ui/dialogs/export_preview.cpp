// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/export_preview.h"

#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/wake.h"

#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int delayMs = 120; // while somebody types

// Line by line: what is no text is made visible, line ends stay.
QString shownText(const std::string &text)
{
    QString shown;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view bytes = std::string_view(text).substr(at, end - at);
        if (bytes.ends_with('\r')) // of a line end of CSV
            bytes.remove_suffix(1);
        QString line = visible(bytes);
        shown += line.replace("<U+0009>"_L1, "\t"_L1) + u'\n';
        at = end + 1;
    }
    return shown;
}

} // namespace

ExportPreview::ExportPreview(WorkerPool &pool, ExportSource source, QWidget *parent)
    : QWidget(parent)
    , m_pool(pool)
    , m_source(std::move(source))
    , m_text(new QPlainTextEdit(this))
    , m_size(plainLabel({}, this))
    , m_losses(plainLabel({}, this))
{
    m_text->setObjectName(u"exportPreview"_s);
    m_text->setAccessibleName(tr("How the file begins"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_size->setObjectName(u"exportSize"_s);
    m_losses->setObjectName(u"exportLosses"_s);
    m_losses->setWordWrap(true);
    setFocusProxy(m_text);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *title = plainLabel(tr("How the file begin&s"), this);
    title->setBuddy(m_text);
    layout->addWidget(title);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_size);
    layout->addWidget(m_losses);
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &ExportPreview::start);
}

ExportPreview::~ExportPreview()
{
    if (m_run)
        m_run->job->cancel();
}

void ExportPreview::show(std::optional<ExportOrder> order)
{
    if (m_run)
        m_run->job->cancel();
    m_run.reset();
    m_refusal.clear();
    m_order = std::move(order);
    if (m_order) {
        m_delay.start();
        return;
    }
    m_delay.stop();
    m_text->clear();
    m_size->clear();
    m_losses->clear();
}

void ExportPreview::start()
{
    if (m_order)
        m_run = startPreview(m_pool, m_source, *m_order, wakeFor(this, [this] { take(); }));
}

void ExportPreview::take()
{
    if (!m_run || !m_run->job->finished())
        return;
    const std::shared_ptr<PreviewRun> run = std::exchange(m_run, nullptr);
    m_text->setPlainText(run->text ? shownText(*run->text) : QString());
    const bool isCompressed = run->order.options.compression != Compression::None;
    m_size->setText(isCompressed ? tr("About %1 before it is compressed").arg(sizeText(run->bytes))
                                 : tr("About %1").arg(sizeText(run->bytes)));
    QStringList losses;
    if (run->losses)
        for (const std::string &loss : *run->losses)
            losses << visible(loss) + u'.';
    m_losses->setText(losses.join(u'\n'));
    if (!run->losses && run->losses.error().reason != Reason::Cancelled)
        m_refusal = QString::fromStdString(describe(run->losses.error())) + u'.';
    else if (!run->text)
        m_refusal = QString::fromStdString(describe(run->text.error())) + u'.';
    emit made();
}

} // namespace framelens::ui
