// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/stream_views.h"

#include "core/decode/dissector.h"
#include "ui/capture_panes.h"
#include "ui/dialogs/decode_as_dialog.h"
#include "ui/document.h"
#include "ui/follow/follow_window.h"
#include "ui/menus.h"
#include "ui/text.h"
#include "ui/user_bindings.h"
#include "ui/views/frame_list_view.h"
#include "ui/widgets/streams_dock.h"
#include "ui/widgets/value_inspector.h"

#include <QHeaderView>
#include <QMainWindow>
#include <QMenu>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

StreamViews::StreamViews(const Services &services, CapturePanes &panes, Actions &actions, QMainWindow *window)
    : QObject(window)
    , m_services(services)
    , m_panes(panes)
    , m_actions(actions)
    , m_window(window)
    , m_streams(new StreamsDock(&services.pool, window))
    , m_inspector(new ValueInspector(panes.selection(), window))
{
    resetDocks();
    m_selectedTimer.setSingleShot(true);
    m_selectedTimer.setInterval(0);
    connect(&m_selectedTimer, &QTimer::timeout, this, &StreamViews::showSelected);
    connect(&panes.selection(), &Selection::rangeChanged, this, [this] { m_selectedTimer.start(); });
    connect(&panes.selection(), &Selection::frameChanged, this, [this] { m_selectedTimer.start(); });
    connect(m_streams, &StreamsDock::followAsked, this, [this](std::size_t index) { follow(index); });
    connect(m_streams, &StreamsDock::frameAsked, this, [this](quint32 frame) { choose(frame, {}, 0); });
    panes.list().setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&panes.list(), &QWidget::customContextMenuRequested, this, &StreamViews::showListMenu);
    connectActions();
    bind(userBindings(services.settings, *services.dissector->registry()));
}

StreamViews::~StreamViews()
{
    m_panes.selection().disconnect(this); // the panes go after us, and say so
}

// One that is added anew has its first size, too.
void StreamViews::resetDocks()
{
    const auto put = [this](Qt::DockWidgetArea area, QDockWidget *dock) {
        dock->setFloating(false);
        m_window->removeDockWidget(dock);
        m_window->addDockWidget(area, dock);
        dock->hide();
    };
    put(Qt::BottomDockWidgetArea, m_streams);
    put(Qt::RightDockWidgetArea, m_inspector);
}

void StreamViews::connectActions()
{
    connect(m_actions[Do::FollowStream], &QAction::triggered, this, [this] { follow(); });
    connect(m_actions[Do::DecodeAs], &QAction::triggered, this, [this] { decodeAs(); });
    const auto toggles = [this](Do what, QDockWidget *dock) {
        QAction *const action = m_actions[what];
        connect(action, &QAction::triggered, dock, &QWidget::setVisible);
        connect(dock->toggleViewAction(), &QAction::toggled, action, &QAction::setChecked);
    };
    toggles(Do::ShowStreams, m_streams);
    toggles(Do::ShowInspector, m_inspector);
}

void StreamViews::setDocument(Document *document)
{
    if (m_document)
        m_document->disconnect(this);
    for (const QPointer<FollowWindow> &window : std::exchange(m_follows, {}))
        delete window.data();
    m_document = document;
    takeSource();
    if (!document)
        return;
    connect(document, &Document::sourceReplaced, this, &StreamViews::takeSource);
    connect(document, &Document::streamsAppended, this, &StreamViews::knowMore);
    connect(document, &Document::framesAppended, this, &StreamViews::grow);
    connect(document, &Document::ended, this, [this] {
        lookAtIntegers();
        grow();
    });
}

void StreamViews::takeSource()
{
    lookAtIntegers();
    if (!m_document) {
        m_streams->setStreams(nullptr, nullptr);
            return;
    }
    m_streams->setStreams(m_document->streams(), m_document->source());
    for (const QPointer<FollowWindow> &window : m_follows)
        if (window)
            window->replaceSubject(followSubject());
}

FollowSubject StreamViews::followSubject() const
{
    return {.streams = m_document->streams(),
            .source = {m_document->source(), m_panes.model().dissector()},
            .name = m_document->name(),
            .keep = m_document->keptFiles()};
}

void StreamViews::grow()
{
    m_streams->grow();
    for (const QPointer<FollowWindow> &window : m_follows)
        if (window)
            window->grow();
}

void StreamViews::knowMore()
{
    m_panes.knownBetter();
    grow();
}

void StreamViews::bind(std::shared_ptr<const Bindings> bindings)
{
    if (m_bindings == nullptr && bindings->empty()) {
        m_bindings = std::move(bindings);
        return; // as everybody decodes at first
    }
    m_bindings = std::move(bindings);
    m_integers = namedIntegers(*m_bindings); // those of the document come with its source
    decode();
    if (!m_document)
        return;
    m_document->rebind(m_bindings);
    takeSource();
}

// By the bindings, and with fields for the integers that framers name.
void StreamViews::decode()
{
    const std::shared_ptr<const Registry> &registry = m_services.dissector->registry();
    m_panes.setDissector(std::make_shared<Dissector>(m_integers.empty() ? registry : registry->withMessageIntegers(m_integers),
                                                     DissectOptions{.bindings = m_bindings}));
}

// The document's framers, or the bindings, may name others than before.
void StreamViews::lookAtIntegers()
{
    std::vector<NamedInteger> integers = namedIntegers(*m_bindings);
    if (m_document) {
        const std::vector<NamedInteger> more = m_document->namedIntegers();
        integers.insert(integers.end(), more.begin(), more.end());
    }
    if (integers == m_integers)
        return;
    m_integers = std::move(integers);
    decode();
}

void StreamViews::decodeAs()
{
    const auto &shown = m_panes.selection().shown();
    const std::shared_ptr<const Registry> registry = m_services.dissector->registry();
    auto *dialog = new DecodeAsDialog(registry, *m_bindings, shown ? shown->dissection.get() : nullptr, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DecodeAsDialog::bindingsChanged, this, [this, dialog, registry] {
        keepBindings(m_services.settings, *m_bindings, dialog->bindings(), *registry);
        bind(std::make_shared<Bindings>(dialog->bindings()));
    });
    dialog->addRow();
    dialog->open();
}

std::optional<std::size_t> StreamViews::currentStream(QString *why) const
{
    const auto &shown = m_panes.selection().shown();
    const std::shared_ptr<const Streams> streams = m_document ? m_document->streams() : nullptr;
    const auto because = [why](const QString &text) {
        if (why != nullptr)
            *why = text;
        return std::nullopt;
    };
    if (!shown || !streams)
        return because(shown ? tr("Streams are not known here") : tr("No frame is current"));
    if (const std::optional<std::size_t> index = streams->streamOf(shown->frame))
        return index;
    return because(streams->isComplete() ? tr("The current frame belongs to no TCP or UDP stream")
                                         : tr("Streams are still being looked for"));
}

void StreamViews::showSelected()
{
    const Selection &selection = m_panes.selection();
    if (!selection.shown())
        return;
    const ByteRange range = selection.source() == Dissection::frameSource ? selection.range() : ByteRange{};
    for (const QPointer<FollowWindow> &window : m_follows)
        if (window)
            window->showPlace(selection.shown()->frame, range);
    if (const auto index = m_streams->isVisible() ? currentStream(nullptr) : std::nullopt)
        m_streams->select(*index);
}

void StreamViews::choose(quint32 frame, const ByteRange &range, quint8 source)
{
    m_panes.showFrame(frame);
    if (m_panes.list().currentFrame() != frame)
        return;
    if (range.size != 0)
        m_panes.selection().selectBytes(range, Pane::Program, source);
    m_selectedTimer.stop(); // whoever chose knows
}

void StreamViews::follow()
{
    QString why;
    if (const std::optional<std::size_t> index = currentStream(&why)) {
        FollowWindow *const window = follow(*index);
        const Selection &selection = m_panes.selection();
        const bool isOwn = selection.source() == Dissection::frameSource;
        window->showPlace(selection.shown()->frame, isOwn ? selection.range() : ByteRange{});
    } else {
        emit said(why + u'.');
    }
}

FollowWindow *StreamViews::follow(std::size_t index)
{
    std::erase_if(m_follows, [](const QPointer<FollowWindow> &window) { return !window; });
    auto *window = new FollowWindow(m_services.pool, m_panes.paneFont(), m_services.ledger, m_window);
    m_follows.emplace_back(window);
    connect(window, &FollowWindow::chosen, this, &StreamViews::choose);
    connect(window, &FollowWindow::filterAsked, this, &StreamViews::filterAsked);
    window->follow(followSubject(), index);
    window->show();
    return window;
}

void StreamViews::fillListMenu(QMenu &menu, int column)
{
    menu.setObjectName(u"frameListMenu"_s);
    menu.setToolTipsVisible(true);
    menu.addAction(m_actions[Do::Mark]);
    menu.addSeparator();
    emit listMenuAsked(&menu, column);
    menu.addSeparator();
    QString why;
    const bool isStream = currentStream(&why).has_value();
    QAction *followAction = menu.addAction(m_actions[Do::FollowStream]->text(), m_actions[Do::FollowStream]->shortcut(), this,
                                           [this] { follow(); });
    followAction->setObjectName(u"listFollowStream"_s);
    followAction->setEnabled(isStream);
    setPlainToolTip(followAction, isStream ? m_actions[Do::FollowStream]->statusTip() : why);
    menu.addAction(m_actions[Do::DecodeAs]);
    menu.addSeparator();
    addFrameCopies(*menu.addMenu(tr("&Copy")), m_actions);
    QAction *exportAction = menu.addAction(m_actions[Do::Export]->icon(), tr("&Export Selected..."), this, &StreamViews::exportAsked);
    exportAction->setObjectName(u"listExportSelected"_s);
    setPlainToolTip(exportAction, tr("Write the selected frames to a file"));
}

void StreamViews::showListMenu(const QPoint &position)
{
    FrameListView &list = m_panes.list();
    if (!list.currentRow())
        return;
    auto *menu = new QMenu(&list);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillListMenu(*menu, std::max(0, list.header()->logicalIndexAt(position.x())));
    const QRect row = list.cellRect(*list.currentRow(), 0);
    const bool isOnRow = list.rowAt(position.y()).has_value();
    menu->popup(list.viewport()->mapToGlobal(isOnRow ? position : row.bottomLeft()));
}

} // namespace framelens::ui
