// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Follow: what is shown and how it moves; its parts are made in follow_window_parts.cpp.
#include "ui/follow/follow_window.h"

#include "core/base/worker_pool.h"
#include "ui/follow/follow_messages_view.h"
#include "ui/text.h"
#include "ui/wake.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_widget.h"

#include <QCloseEvent>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QTabWidget>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

void cancel(const std::shared_ptr<Job> &job)
{
    if (job)
        job->cancel();
}

} // namespace

FollowWindow::~FollowWindow()
{
    cancel(m_laying ? m_laying->job : nullptr);
    cancel(m_building ? m_building->job : nullptr);
    cancel(m_search ? m_search->job : nullptr);
    cancel(m_save ? m_save->job : nullptr);
}

void FollowWindow::follow(FollowSubject subject, std::size_t index)
{
    m_subject = std::move(subject);
    stepTo(index);
}

void FollowWindow::replaceSubject(FollowSubject subject)
{
    m_subject = std::move(subject);
    m_isReplaced = m_stream != nullptr;
    if (m_isReplaced)
        findAgain();
}

// The conversation that is shown, in another subject: which may not know it yet.
void FollowWindow::findAgain()
{
    const StreamSummary shown = m_stream->summary();
    const std::optional<std::size_t> same
        = m_subject.streams ? m_subject.streams->find(shown.transport, shown.number) : std::nullopt;
    if (!same)
        return;
    m_isReplaced = false;
    stepTo(*same);
}

void FollowWindow::stepTo(std::size_t index)
{
    if (!m_subject.streams || index >= m_subject.streams->streamCount())
        return;
    m_index = index;
    m_isNew = true;
    m_growAgain = false;
    if (const auto search = std::exchange(m_search, nullptr)) // it was in the stream before
        search->job->cancel();
    const StreamSummary summary = m_subject.streams->stream(index);
    setWindowTitle(tr("%1 - %2 - Framelens").arg(streamTitle(summary), m_subject.name));
    m_title->setText(streamTitle(summary));
    m_counts->setText(tr("Reading..."));
    const QSignalBlocker blocked(m_number);
    m_number->setPrefix(transportText(summary.transport) + u' ');
    m_number->setMaximum(std::max(m_number->maximum(), static_cast<int>(summary.number)));
    m_number->setValue(static_cast<int>(summary.number));
    start();
}

// One at a time: a stream that grows is laid out again when the one before is there.
void FollowWindow::start()
{
    if (m_laying)
        m_laying->job->cancel();
    if (m_isReplaced)
        return;
    auto laying = std::make_shared<Laying>();
    laying->job = std::make_shared<Job>(wakeFor(this, [this] { takeStream(); }));
    m_laying = laying;
    m_progress->add(tr("Reading the stream"), laying->job, [job = laying->job] { job->cancel(); });
    m_pool.submit([laying, streams = m_subject.streams, index = m_index] {
        laying->stream = streams->follow(index, *laying->job);
        laying->job->finish();
    });
}

void FollowWindow::takeStream()
{
    if (!m_laying || !m_laying->job->finished())
        return;
    const std::shared_ptr<Laying> laying = std::exchange(m_laying, nullptr);
    if (laying->stream)
        showStream(laying->stream);
    else
        say(tr("The stream was not read."));
    if (std::exchange(m_growAgain, false))
        grow();
    emit laidOut();
}

void FollowWindow::showStream(std::shared_ptr<const FollowedStream> stream)
{
    const bool isNew = std::exchange(m_isNew, false);
    m_stream = std::move(stream);
    showHeader();
    if (isNew) {
        say({});
        m_bytes->select({});
        m_messages->setStream(m_stream, m_subject.source);
        if (m_stream->messageCount() == 0)
            m_modes->setCurrentWidget(m_bytes->parentWidget());
    } else {
        m_messages->model().grow(m_stream);
    }
    layOutBytes(isNew);
    m_saveButton->setEnabled(m_stream->pieceCount() > 0);
    m_filterButton->setEnabled(true);
    m_findNext->setEnabled(m_stream->pieceCount() > 0);
    if (m_wanted) {
        const auto [frame, range] = *m_wanted;
        showPlace(frame, range);
    }
}

void FollowWindow::showHeader()
{
    const StreamSummary summary = m_stream->summary();
    QString title = streamTitle(summary) + u", "_s + stateText(summary.state);
    if (!summary.framing.empty())
        title += tr("; cut by %1").arg(visible(summary.framing));
    m_title->setText(title);
    m_counts->setText(streamCounts(*m_stream));
    const qsizetype streams = static_cast<qsizetype>(m_subject.streams->streamCount());
    m_number->setMaximum(static_cast<int>(std::min<qsizetype>(streams, INT_MAX)));
}

FollowLayout FollowWindow::layoutChosen() const
{
    return {static_cast<FollowForm>(m_form->currentData().toInt()), static_cast<FollowSides>(m_sides->currentData().toInt())};
}

void FollowWindow::layOutBytes(bool anew)
{
    if (!m_stream)
        return;
    if (m_building)
        m_building->job->cancel();
    auto building = std::make_shared<Building>();
    building->job = std::make_shared<Job>(wakeFor(this, [this] { takeLines(); }));
    const FollowLayout layout = layoutChosen();
    const bool continues = !anew && m_building && m_building->lines->layout() == layout;
    building->lines = continues ? std::make_shared<FollowLines>(m_stream, *m_building->lines)
                                : std::make_shared<FollowLines>(m_stream, layout);
    m_building = building;
    if (!continues) // a stream that grows shows its former lines until there are more
        m_bytes->setLines(building->lines);
    m_progress->add(tr("Laying out the bytes"), building->job, [job = building->job] { job->cancel(); });
    m_pool.submit([building] {
        building->lines->build(*building->job);
        building->job->finish();
    });
}

void FollowWindow::takeLines()
{
    if (!m_building)
        return;
    m_building->job->taken();
    m_bytes->setLines(m_building->lines);
    m_bytes->linesFound();
}

void FollowWindow::grow()
{
    if (!m_subject.streams || !m_stream || m_growTimer.isActive())
        return;
    if (m_isReplaced) {
        findAgain();
        return;
    }
    if (m_laying) {
        m_growAgain = true;
        return;
    }
    m_growTimer.start();
}

void FollowWindow::tellChosen(const FollowRange &range)
{
    if (range.empty() || range.begin.piece >= m_stream->pieceCount())
        return;
    const FollowPiece piece = m_stream->piece(range.begin.piece);
    const bool endsThere = range.end.piece == range.begin.piece;
    const std::uint64_t end = endsThere ? range.end.offset : piece.bytes.size();
    if (piece.isGap || piece.frame == FollowPiece::noFrame)
        return; // bytes that are not there, or of a message that is not whole yet, are in no frame
    const QScopedValueRollback telling(m_telling, true);
    emit chosen(piece.frame,
                {static_cast<std::size_t>(piece.frameOffset + range.begin.offset),
                 static_cast<std::size_t>(end - range.begin.offset)},
                Dissection::frameSource);
    if (const auto row = m_messages->model().rowOf(piece.direction, piece.offset + range.begin.offset))
        m_messages->select(*row);
}

void FollowWindow::showPlace(std::uint32_t frame, const ByteRange &range)
{
    if (m_telling)
        return;
    m_wanted.reset();
    if (!m_stream || m_isNew) {
        m_wanted.emplace(frame, range);
        return;
    }
    const std::optional<FollowPlace> place = placeOf(*m_stream, frame, range.offset);
    if (!place) {
        if (const std::optional<int> row = m_messages->model().rowOf(frame, range))
            m_messages->select(*row);
        return;
    }
    const FollowPiece piece = m_stream->piece(place->piece);
    if (const std::optional<int> row = m_messages->model().rowOf(piece.direction, piece.offset + place->offset))
        m_messages->select(*row);
    const bool isInPiece = range.size > 0 && piece.frameOffset + place->offset == range.offset;
    const std::uint64_t size = isInPiece ? std::min<std::uint64_t>(range.size, piece.bytes.size() - place->offset)
                                         : piece.bytes.size();
    m_bytes->select({*place, {place->piece, place->offset + size}});
}

void FollowWindow::step(bool forward)
{
    const std::size_t count = m_subject.streams ? m_subject.streams->streamCount() : 0;
    if (forward ? m_index + 1 < count : m_index > 0)
        stepTo(forward ? m_index + 1 : m_index - 1);
    else
        say(forward ? tr("This is the last stream.") : tr("This is the first stream."));
}

void FollowWindow::goToNumber(int number)
{
    if (m_isReplaced || !m_subject.streams || m_index >= m_subject.streams->streamCount())
        return; // being known anew
    const StreamSummary shown = m_subject.streams->stream(m_index);
    if (const auto index = m_subject.streams->find(shown.transport, static_cast<std::uint32_t>(number))) {
        stepTo(*index);
        return;
    }
    say(tr("There is no %1 stream %2.").arg(transportText(shown.transport)).arg(number));
    const QSignalBlocker blocked(m_number);
    m_number->setValue(static_cast<int>(shown.number));
}

void FollowWindow::find()
{
    if (!m_stream)
        return;
    if (m_search)
        m_search->job->cancel();
    const FollowQuery query{.kind = static_cast<FollowFindKind>(m_findKind->currentData().toInt()),
                            .text = m_findText->text(),
                            .matchCase = m_matchCase->isChecked(),
                            .encoding = static_cast<FollowEncoding>(m_encoding->currentData().toInt()),
                            .sides = layoutChosen().sides};
    if (const QString problem = queryProblem(query); !problem.isEmpty()) {
        say(problem);
        return;
    }
    m_modes->setCurrentWidget(m_bytes->parentWidget());
    const FollowRange &selected = m_bytes->selected();
    const FollowPlace from = selected.empty() ? FollowPlace{} : FollowPlace{selected.begin.piece, selected.begin.offset + 1};
    m_search = startFollowSearch(m_pool, m_stream, query, from, wakeFor(this, [this] { takeFound(); }));
    m_progress->add(tr("Finding"), m_search->job, [job = m_search->job] { job->cancel(); });
    say(tr("Searching..."));
}

void FollowWindow::takeFound()
{
    if (!m_search || !m_search->job->finished())
        return;
    const std::shared_ptr<FollowSearch> search = std::exchange(m_search, nullptr);
    if (!search->found.range) {
        say(search->job->cancelled()   ? tr("The search was cancelled.")
                : search->found.gaveUp ? tr("The expression takes too many steps.")
                                       : tr("Not found."));
        return;
    }
    say(search->wrapped ? tr("Found, from the beginning on.") : tr("Found."));
    m_bytes->select(*search->found.range);
    tellChosen(*search->found.range);
}

void FollowWindow::save()
{
    struct Kind
    {
        FollowSaveKind kind;
        QString filter;
    };
    const std::array kinds{
        Kind{FollowSaveKind::Raw, tr("Raw bytes, both directions (*)")},
        Kind{FollowSaveKind::RawToServer, tr("Raw bytes, client to server (*)")},
        Kind{FollowSaveKind::RawToClient, tr("Raw bytes, server to client (*)")},
        Kind{FollowSaveKind::HexDump, tr("Hex dump (*.txt)")},
        Kind{FollowSaveKind::Json, tr("JSON (*.json)")},
    };
    QStringList filters;
    for (const Kind &kind : kinds)
        filters += kind.filter;
    auto *dialog = new QFileDialog(this, tr("Save the Stream"));
    dialog->setObjectName(u"followSaveDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, filters, kinds](const QString &path) {
        const qsizetype chosenKind = std::max<qsizetype>(0, filters.indexOf(dialog->selectedNameFilter()));
        saveAs(kinds[static_cast<std::size_t>(chosenKind)].kind, path);
    });
    dialog->open();
}

void FollowWindow::saveAs(FollowSaveKind kind, const QString &path)
{
    if (!m_stream)
        return;
    if (m_save)
        m_save->job->cancel();
    m_save = startFollowSave(m_pool, m_stream, kind, path, m_subject.keep, wakeFor(this, [this] { takeSaved(); }));
    m_progress->add(tr("Saving"), m_save->job, [job = m_save->job] { job->cancel(); });
}

void FollowWindow::takeSaved()
{
    if (m_save && m_save->job->finished())
        say(saveText(*std::exchange(m_save, nullptr)));
}

void FollowWindow::say(const QString &text)
{
    m_said->setText(text);
}

void FollowWindow::closeEvent(QCloseEvent *event)
{
    QWidget::closeEvent(event);
    deleteLater();
}

void FollowWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        QWidget::keyPressEvent(event);
    else if (!m_progress->cancelOldest())
        close();
}

} // namespace framelens::ui
