// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Marks, and what is copied to the clipboard.
#include "ui/capture_panes.h"
#include "ui/copy_run.h"
#include "ui/document.h"
#include "ui/main_window.h"
#include "ui/mark_moves.h"
#include "ui/menus.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_tabs.h"
#include "ui/wake.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array copyForms{
    std::pair{Do::CopySummary, CopyForm::Summary},       std::pair{Do::CopyCsv, CopyForm::Csv},
    std::pair{Do::CopyJson, CopyForm::Json},             std::pair{Do::CopyHexStream, CopyForm::HexStream},
    std::pair{Do::CopyHexSpaced, CopyForm::HexSpaced},   std::pair{Do::CopyHexDump, CopyForm::HexDump},
    std::pair{Do::CopyOffsetDump, CopyForm::OffsetDump}, std::pair{Do::CopyPrintable, CopyForm::Printable},
    std::pair{Do::CopyEscaped, CopyForm::Escaped},       std::pair{Do::CopyBase64, CopyForm::Base64},
    std::pair{Do::CopyCArray, CopyForm::CArray},         std::pair{Do::CopyPython, CopyForm::Python},
};

void setClipboard(const std::string &text)
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(text)); // text/plain and nothing else
}

} // namespace

void MainWindow::connectEditCommands()
{
    onTriggered(Do::Copy, [this] {
        if (!m_panes->copy())
            copyFrames(CopyForm::Summary);
    });
    for (const auto &[what, form] : copyForms)
        onTriggered(what, [this, form = form] { copyAs(form); });
    onTriggered(Do::CopyValue, [this] {
        m_messages->take(u"copy"_s);
        m_panes->tree().copyValue();
    });
    connect(&m_panes->tree(), &FieldTreeView::copyRefused, this, &MainWindow::sayNotCopied);
    onTriggered(Do::CopyLabel, [this] { m_panes->tree().copyLabel(); });
    onTriggered(Do::CopyFilter, [this] { m_panes->tree().copyFilter(); });
    onTriggered(Do::CopyPath, [this] { m_panes->tree().copyPath(); });
    connect(m_panes, &CapturePanes::copyMenuAsked, this, [this](QMenu *menu, Pane pane) { fillCopyMenu(*menu, pane); });
    connect(&m_panes->selection(), &Selection::fieldChanged, this, &MainWindow::updateFieldCommands);
    onTriggered(Do::Mark, [this] { toggleMarks(); });
    onTriggered(Do::MarkAll, [this] { markAll(); });
    onTriggered(Do::UnmarkAll, [this] { m_panes->marks().clear(); });
    onTriggered(Do::NextMark, [this] { goToMark(true); });
    onTriggered(Do::PreviousMark, [this] { goToMark(false); });
    connect(&m_panes->marks(), &Marks::changed, this, [this] {
        showCount();
        updateFieldCommands();
    });
    m_markMoves = new MarkMoves(m_services.pool, *m_panes, m_status->progress(), this);
    connect(m_markMoves, &MarkMoves::lost, this, [this](quint64 marks) {
        say({.kind = MessageKind::Note,
             .topic = u"marks"_s,
             .text = tr("The frames are cut anew. Looking for those that were marked (%1) was stopped, and they no longer are.")
                         .arg(countText(marks, false)),
             .details = {}});
    });
}

void MainWindow::toggleMarks()
{
    m_panes->marks().toggle(m_panes->list().selectedFrames());
}

void MainWindow::markAll()
{
    m_panes->marks().add(m_panes->shownFrames());
}

void MainWindow::goToMark(bool forward)
{
    const RowRanges rows = m_panes->model().rows().rowsOf(m_panes->marks().frames());
    const auto from = static_cast<std::uint32_t>(m_panes->list().currentRow().value_or(0));
    std::optional<std::uint32_t> row = forward ? rows.within(from + 1, UINT32_MAX).first() : rows.within(0, from).last();
    m_messages->take(u"marks"_s);
    if (!row) {
        row = forward ? rows.first() : rows.last();
        const bool isAnyMarked = !m_panes->marks().frames().empty();
        const QString text = !row && isAnyMarked ? tr("No frame that is shown is marked.")
            : !row                               ? tr("No frame is marked. %1 marks what is selected.")
                       .arg((*m_actions)[Do::Mark]->shortcut().toString(QKeySequence::NativeText))
            : row == from ? tr("No other frame is marked.")
            : forward     ? tr("No mark behind this one: went on from the first.")
                          : tr("No mark before this one: went on from the last.");
        say({.kind = MessageKind::Note, .topic = u"marks"_s, .text = text, .details = {}});
    }
    if (row)
        m_panes->list().setCurrentRow(static_cast<int>(*row));
}

void MainWindow::updateFieldCommands()
{
    const bool hasField = m_document != nullptr && m_panes->selection().field().has_value();
    for (const Do what : {Do::CopyValue, Do::CopyLabel, Do::CopyFilter, Do::CopyPath})
        (*m_actions)[what]->setEnabled(hasField);
    const bool hasMarks = m_document != nullptr && !m_panes->marks().frames().empty();
    (*m_actions)[Do::UnmarkAll]->setEnabled(hasMarks);
}

void MainWindow::fillCopyMenu(QMenu &menu, Pane pane)
{
    if (pane == Pane::Tree && m_panes->selection().field()) {
        addFieldCopies(menu, *m_actions);
        menu.addSeparator();
    }
    if (!m_panes->focusedBytes().value_or(ByteView()).empty())
        addByteCopies(menu, *m_actions);
}

void MainWindow::copyAs(CopyForm form)
{
    const std::optional<ByteView> bytes = isOfBytes(form) ? m_panes->focusedBytes() : std::nullopt;
    if (bytes)
        copyBytes(form, *bytes);
    else
        copyFrames(form);
}

void MainWindow::copyBytes(CopyForm form, const ByteView &bytes)
{
    m_messages->take(u"copy"_s);
    if (bytes.empty()) {
        say({.kind = MessageKind::Note, .topic = u"copy"_s, .text = tr("No bytes are selected here."), .details = {}});
        return;
    }
    const Result<std::string> text = bytesText(form, bytes, "bytes", m_services.ledger.get());
    if (text)
        setClipboard(*text);
    else
        sayNotCopied(text.error());
}

void MainWindow::copyFrames(CopyForm form)
{
    if (m_copy)
        m_copy->job->cancel();
    m_copy.reset();
    m_messages->take(u"copy"_s);
    CopyOrder order{.form = form,
                    .frames = m_panes->list().selectedFrames(),
                    .source = m_document->source(),
                    .dissector = m_panes->model().dissector(),
                    .timeForm = m_panes->model().timeForm(),
                    .ledger = m_services.ledger};
    if (order.frames.empty()) {
        say({.kind = MessageKind::Note, .topic = u"copy"_s, .text = tr("No frame is selected."), .details = {}});
        return;
    }
    if (order.frames.count() <= mostFramesAtOnce) {
        Job job;
        const Result<std::string> text = framesText(order, job);
        if (text)
            setClipboard(*text);
        else
            sayNotCopied(text.error());
        return;
    }
    m_copy = startCopy(m_services.pool, std::move(order), wakeFor(this, [this] { takeCopy(); }));
    m_status->progress().add(tr("Copying frames"), m_copy->job, [job = m_copy->job] { job->cancel(); });
}

void MainWindow::takeCopy()
{
    if (!m_copy || !m_copy->job->finished())
        return;
    const std::shared_ptr<CopyRun> run = std::exchange(m_copy, nullptr);
    if (run->text)
        setClipboard(*run->text);
    else
        sayNotCopied(run->text.error());
}

void MainWindow::sayNotCopied(const Error &why)
{
    Message message{.kind = MessageKind::Warning, .topic = u"copy"_s, .text = {}, .details = {}};
    if (why.reason == Reason::Cancelled) {
        message.kind = MessageKind::Note;
        message.text = tr("Copying was cancelled; the clipboard is as it was.");
    } else if (why.reason == Reason::LimitReached) {
        message.text = tr("This is more than the clipboard should hold (16 MB); it is as it was. Export it to a file instead.");
        message.buttons.push_back({tr("Export..."), [this] { (*m_actions)[Do::Export]->trigger(); }});
    } else {
        message.text = tr("Nothing was copied. %1.").arg(QString::fromStdString(describe(why)));
    }
    say(std::move(message));
}

} // namespace framelens::ui
