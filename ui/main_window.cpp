// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The window and what is open in it. How a file comes into it is in main_window_files.cpp, what its commands do in
// main_window_{commands,view,go,export}.cpp.
#include "ui/main_window.h"

#include "resources/resources.h"
#include "ui/capture_document.h"
#include "ui/capture_panes.h"
#include "ui/copy_run.h"
#include "ui/export_run.h"
#include "ui/frame_find.h"
#include "ui/filter_views.h"
#include "ui/left_recordings.h"
#include "ui/list_sort.h"
#include "ui/live_document.h"
#include "ui/mark_moves.h"
#include "ui/problem_search.h"
#include "ui/save_run.h"
#include "ui/settings.h"
#include "ui/status_texts.h"
#include "ui/stream_views.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/widgets/find_bar.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/send_bar.h"
#include "ui/widgets/start_page.h"
#include "ui/widgets/status_line.h"
#include "ui/windows.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize smallest(800, 500);
constexpr QSize usual(1280, 800);
constexpr int frameHeightPx = 40;

} // namespace

MainWindow::MainWindow(const Services &services, Windows &windows)
    : m_services(services)
    , m_windows(windows)
    , m_actions(new Actions(services.settings, this))
{
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    setMinimumSize(smallest);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_messages = new MessageBar(centre);
    m_stack = new QStackedWidget(centre);
    m_stack->setObjectName(u"pages"_s);
    m_actions->operator[](Do::OpenSample)->setEnabled(!samplePath().isEmpty());
    m_left = new LeftRecordings(services.pool, services.recordings, this);
    m_startPage = new StartPage(services.settings, windows.recentFiles(), *m_actions, m_stack);
    m_startPage->setHasDemo(services.startDemo != nullptr);
    m_sendBar = new SendBar(services.settings, centre);
    m_sendBar->hide();
    m_panes = new CapturePanes(services.dissector, services.ledger, m_stack);
    m_stack->addWidget(m_startPage);
    m_stack->addWidget(m_panes);
    m_findBar = new FindBar(centre);
    m_findBar->hide();
    m_status = new StatusLine(m_panes->selection(), services.ledger, this);
    m_filterViews = new FilterViews(services, *m_panes, *m_actions, m_status->progress(), centre);
    layout->addWidget(&m_filterViews->line());
    layout->addWidget(m_messages);
    layout->addWidget(m_findBar);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_sendBar);
    setCentralWidget(centre);
    m_status->setIndexBytes([this] { return m_document ? m_document->heapBytes() : 0; });
    setStatusBar(m_status);
    m_sort = new ListSort(services.pool, *m_panes, this);
    m_filterViews->search().setTaker([this](const RowMap &rows, bool areComplete) { m_sort->setRows(rows, areComplete); });
    m_toolBar = addToolBar(tr("Tool Bar"));
    connect(m_startPage, &StartPage::chosen, this, &MainWindow::open);
    connect(m_startPage, &StartPage::attachChosen, this, &MainWindow::attachSetup);
    connect(m_startPage, &StartPage::leftChosen, this, &MainWindow::openLeft);
    connect(m_startPage, &StartPage::leftDiscarded, this, &MainWindow::discardLeft);
    connect(m_startPage, &StartPage::shown, m_left, &LeftRecordings::refresh);
    connect(m_left, &LeftRecordings::changed, this, &MainWindow::offerLeft);
    buildMenus();
    buildToolBar();
    connectCommands();
    makeFind();
    m_streamViews = new StreamViews(services, *m_panes, *m_actions, this);
    connect(this, &MainWindow::documentChanged, m_streamViews, [this] { m_streamViews->setDocument(m_document.get()); });
    connect(this, &MainWindow::documentChanged, m_filterViews, [this] { m_filterViews->setDocument(m_document.get()); });
    connect(m_streamViews, &StreamViews::listMenuAsked, m_filterViews,
            [this](QMenu *menu, int column) { m_filterViews->fillListMenu(*menu, column); });
    connect(m_streamViews, &StreamViews::filterAsked, m_filterViews, &FilterViews::apply);
    connect(m_filterViews, &FilterViews::countChanged, this, &MainWindow::showCount);
    connect(m_panes, &CapturePanes::hiddenFrameAsked, this, &MainWindow::sayHidden);
    connect(m_streamViews, &StreamViews::said, this, [this](const QString &text) {
        say({.kind = MessageKind::Note, .topic = u"streams"_s, .text = text, .details = {}});
    });
    connect(&m_panes->list(), &FrameListView::dragAsked, this, &MainWindow::startDrag);
    connect(m_streamViews, &StreamViews::exportAsked, this, [this] { askForExport(true); });
    // Room for the frame that the desktop puts around the window.
    resize(usual.boundedTo(screen()->availableSize() - QSize(0, frameHeightPx)).expandedTo(smallest));
    restoreLayout();
    checkInitially();
    takeColours();
    showState();
}

MainWindow::~MainWindow()
{
    m_panes->selection().disconnect(this); // the panes go after us, and say so
    m_filterViews->disconnect(this);
    delete m_filterViews; // as it, and searches
    delete m_streamViews; // looks at the panes
    delete m_sort;
    delete m_find; // so does this
    delete m_markMoves;
    dropRecoveries();
    if (m_search)
        m_search->job->cancel();
    if (m_copy)
        m_copy->job->cancel();
    for (const std::shared_ptr<ExportRun> &run : m_exports)
        run->job->cancel();
    for (const std::shared_ptr<SaveRun> &run : m_saves)
        run->job->cancel();
}

bool MainWindow::isSettled() const
{
    return !isOpening() && (!m_document || !m_document->isBusy());
}

std::shared_ptr<const Capture> MainWindow::capture() const
{
    return m_document ? m_document->capture() : nullptr;
}

void MainWindow::showDocument(std::unique_ptr<Document> document)
{
    if (m_document)
        closeCapture();
    m_messages->clear();
    m_document = std::move(document);
    m_saidHeld = false;
    m_saidFewBytes = false;
    connect(m_document.get(), &Document::framesAppended, this, &MainWindow::framesAppended);
    connect(m_document.get(), &Document::streamsAppended, m_find, &FrameFind::streamsAppended);
    connect(m_document.get(), &Document::sourceReplaced, this, &MainWindow::replaceSource);
    m_panes->setSource(m_document->source());
    m_sort->setDocument(m_document.get());
    emit documentChanged();
}

void MainWindow::replaceSource()
{
    m_find->stop();
    const std::shared_ptr<const FrameSource> former = m_panes->model().source();
    m_panes->replaceSource(m_document->source(), [this](const FrameView &frame) { return m_document->frameLike(frame); });
    m_markMoves->move(former, m_document->source());
    m_sort->forget();
    showCount();
    updateCommands();
}

void MainWindow::closeCapture()
{
    if (m_search)
        m_search->job->cancel();
    m_search.reset(); // what it finds is not of the next capture
    m_sort->sortBy({});
    m_find->close();
    m_find->stop(); // a search for a time has no bar
    m_markMoves->stop();
    m_panes->setSource(nullptr);
    m_sort->setDocument(nullptr);
    m_file = nullptr;
    m_live = nullptr;
    m_document.reset();
    m_status->setRecord({});
    m_sendBar->hide();
    m_panes->list().setFollowing(false);
    m_history.clear();
    m_messages->clear();
    showState();
    emit documentChanged();
}

void MainWindow::framesAppended()
{
    m_panes->framesAppended();
    showCount();
    updateCommands();
}

bool MainWindow::cancelWork()
{
    return m_status->progress().cancelOldest();
}

bool MainWindow::isSample() const
{
    return m_file && QFileInfo(m_file->path()).canonicalFilePath() == QFileInfo(samplePath()).canonicalFilePath();
}

void MainWindow::showState()
{
    const bool opening = !m_document && isOpening();
    if (!m_document)
        m_panes->list().setEmptyState(opening ? tr("Opening %1").arg(nameOfOpening()) : QString());
    m_filterViews->line().setVisible(m_document || opening);
    m_stack->setCurrentWidget(m_document || opening ? static_cast<QWidget *>(m_panes) : m_startPage);
    updateTitle();
    showCount();
    updateCommands();
}

void MainWindow::showCount()
{
    if (!m_document) {
        m_status->setCount({});
        return;
    }
    m_status->setCount(countText({.frames = m_document->count(),
                                  .isCounting = m_document->isCounting(),
                                  .shown = m_filterViews->shownCount(),
                                  .isStopped = m_filterViews->isStopped(),
                                  .marked = m_panes->marks().frames().count()}));
}

void MainWindow::updateTitle()
{
    setWindowTitle(m_document ? u"[*]%1 - Framelens"_s.arg(m_document->name()) : u"Framelens"_s);
    setWindowFilePath(m_document ? m_document->path() : QString());
}

void MainWindow::sayGreeting()
{
    if (!isSample())
        return;
    say({.kind = MessageKind::Note,
         .topic = u"sample"_s,
         .text = tr("This is the sample capture that comes with Framelens: everyday protocols, and some frames that "
                    "are damaged on purpose. Click a byte or a field to see what belongs to it."),
         .details = {},
         .buttons = {{tr("Open a Capture..."), [this] { (*m_actions)[Do::Open]->trigger(); }}}});
}

void MainWindow::say(Message message)
{
    m_messages->say(std::move(message));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (askedToKeep([this] { close(); })) {
        event->ignore();
        return;
    }
    saveLayout();
    m_pending.clear();
    dropRecoveries();
    closeCapture();
    event->accept();
    emit closed();
}

// Rows of our own lists are for others: their file is written as soon as somebody looks at its name.
void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->source() != nullptr || !event->mimeData()->hasUrls())
        return;
    const QList<QUrl> urls = event->mimeData()->urls();
    if (std::ranges::any_of(urls, &QUrl::isLocalFile))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl &url : urls)
        if (url.isLocalFile())
            open(url.toLocalFile());
    event->acceptProposedAction();
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && (m_find->close() || cancelWork()))
        return;
    if (event->key() == Qt::Key_Escape && m_panes->list().hasFocus() && m_sort->column()) {
        m_sort->sortBy({});
        return;
    }
    QMainWindow::keyPressEvent(event);
}

} // namespace framelens::ui
