// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Files on their way into the window: opened, refused, changed on disk, opened again.
#include "resources/resources.h"
#include "ui/capture_document.h"
#include "ui/capture_panes.h"
#include "ui/main_window.h"
#include "ui/open_options.h"
#include "ui/recent_files.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/status_line.h"
#include "ui/windows.h"

#include <QFile>
#include <QPointer>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// The user said that a compressed file may be that large.
OpenOptions raised(OpenOptions options)
{
    constexpr std::uint32_t factor = 16;
    options.mostDecompressedBytes *= factor;
    options.mostRatio = options.mostRatio > UINT32_MAX / factor ? UINT32_MAX : options.mostRatio * factor;
    return options;
}

bool isDecompressionLimit(const Error &error)
{
    return error.reason == Reason::LimitReached && error.action == Action::Decompress;
}

} // namespace

void MainWindow::open(const QString &path)
{
    const std::string name = QFile::encodeName(path).toStdString();
    start(path, openOptions(m_services.settings, name, m_services.ledger));
}

void MainWindow::start(const QString &path, const OpenOptions &options)
{
    adopt(Opening::start(m_services.pool, QFile::encodeName(path).toStdString(), options));
}

void MainWindow::adopt(std::shared_ptr<Opening> opening)
{
    m_pending.push_back(std::make_unique<Loader>(m_services.pool, std::move(opening)));
    Loader *const pending = m_pending.back().get();
    connect(pending, &Loader::opened, this, [this, pending] { accept(pending); });
    connect(pending, &Loader::refused, this, [this, pending] { refuse(pending); });
    m_status->progress().add(tr("Opening %1").arg(CaptureDocument::nameOf(*pending)), pending->job(),
                             [this, pending = QPointer(pending)] { stopOpening(pending); });
    showState();
}

// Before there is a capture the worker may wait for a pipe that nobody writes to: it is left alone.
void MainWindow::stopOpening(Loader *loader)
{
    if (loader == nullptr)
        return;
    loader->cancel();
    const bool waits = std::ranges::find(m_pending, loader, &std::unique_ptr<Loader>::get) != m_pending.end();
    if (!waits)
        return;
    m_status->progress().drop(*loader->job());
    if (m_replacement == loader)
        m_replacement = nullptr;
    say({.kind = MessageKind::Note,
         .topic = u"stopped"_s,
         .text = tr("Opening %1 was stopped before anything was read.").arg(CaptureDocument::nameOf(*loader)),
         .details = visible(CaptureDocument::pathOf(*loader))});
    takePending(loader).release()->deleteLater();
    showState();
    emit settled();
}

std::unique_ptr<Loader> MainWindow::takePending(Loader *pending)
{
    const auto found = std::ranges::find(m_pending, pending, &std::unique_ptr<Loader>::get);
    std::unique_ptr<Loader> taken = std::move(*found);
    m_pending.erase(found);
    taken->disconnect(this);
    return taken;
}

void MainWindow::accept(Loader *pending)
{
    std::unique_ptr<Loader> loader = takePending(pending);
    const bool replaces = m_replacement == pending;
    if (replaces)
        m_replacement = nullptr;
    if (!m_document || isSample() || isSpent() || replaces) {
        showCapture(std::move(loader));
        return;
    }
    m_status->progress().drop(*loader->job());
    MainWindow &other = m_windows.add();
    other.adopt(loader->release());
    other.show();
    loader.release()->deleteLater(); // it is on the stack: it told us
    showState();
}

void MainWindow::refuse(Loader *pending)
{
    std::unique_ptr<Loader> loader = takePending(pending);
    if (m_replacement == pending)
        m_replacement = nullptr;
    if (const std::optional<Error> why = loader->job()->failure(); why && why->reason != Reason::Cancelled) {
        Message message = refusal(*why, m_document != nullptr);
        if (isDecompressionLimit(*why))
            message.buttons.push_back({tr("Raise the Limit"), [this, path = CaptureDocument::pathOf(*loader),
                                                               options = raised(loader->options())] {
                                           start(path, options);
                                       }});
        else
            message.buttons.push_back({tr("Open..."), [this] { (*m_actions)[Do::Open]->trigger(); }});
        say(std::move(message));
    }
    loader.release()->deleteLater(); // as above
    showState();
    emit settled();
}

void MainWindow::showCapture(std::unique_ptr<Loader> loader)
{
    auto document = std::make_unique<CaptureDocument>(m_services, std::move(loader));
    connect(document.get(), &CaptureDocument::fileChanged, this, &MainWindow::fileChanged);
    connect(document.get(), &Document::ended, this, &MainWindow::indexEnded);
    CaptureDocument *const file = document.get();
    showDocument(std::move(document));
    m_file = file;
    m_panes->list().setFollowing(m_file->loader().isFollowing());
    if (!isSample())
        m_windows.recentFiles().remember(m_file->path());
    sayGreeting();
    showState();
    m_panes->setFocus();
}

void MainWindow::indexEnded()
{
    framesAppended();
    const std::uint32_t frames = m_document->count();
    if (frames == 0)
        m_panes->list().setEmptyState(tr("This capture holds no frames."));
    if (const std::optional<Error> why = m_file->loader().job()->failure()) {
        Message message = earlyEnd(*why, frames);
        if (why->reason == Reason::Cancelled)
            message.buttons = {{tr("Continue"), [this] { resume(); }}, {tr("Reload"), [this] { reload(false); }}};
        else if (isDecompressionLimit(*why))
            message.buttons = {{tr("Raise the Limit"), [this] { reload(true); }}};
        say(std::move(message));
    }
    emit settled();
}

void MainWindow::fileChanged(FileChange change)
{
    const QString name = m_file->name();
    Message message{.kind = MessageKind::Warning,
                    .topic = u"file"_s,
                    .text = {},
                    .details = visible(m_file->path()),
                    .buttons = {{tr("Reload"), [this] { reload(false); }}}};
    switch (change) {
    case FileChange::None: return;
    case FileChange::Grown:
        message.kind = MessageKind::Note;
        message.text = tr("%1 has grown since it was opened. Reload it to see what was added.").arg(name);
        break;
    case FileChange::Cut:
        m_panes->bytesLost();
        message.text = tr("%1 was cut while it was open. Frames behind the cut are no longer in the file; "
                          "all before it stay usable.").arg(name);
        break;
    case FileChange::Replaced:
        message.text = tr("%1 was replaced or removed while it was open. The frames shown are those of the file as "
                          "it was.").arg(name);
        break;
    }
    say(std::move(message));
}

void MainWindow::reload(bool raiseLimits)
{
    if (m_file == nullptr || m_replacement != nullptr) // on its way already
        return;
    OpenOptions options = m_file->loader().options();
    if (raiseLimits)
        options = raised(options);
    options.follow = wantsFollow(m_services.settings, m_file->loader().path());
    start(m_file->path(), options);
    m_replacement = m_pending.back().get();
}

void MainWindow::resume()
{
    if (m_file == nullptr)
        return;
    m_file->loader().resume();
    m_status->progress().add(tr("Opening %1").arg(m_file->name()), m_file->loader().job(),
                             [job = m_file->loader().job()] { job->cancel(); });
    showCount();
}

} // namespace framelens::ui
