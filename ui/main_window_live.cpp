// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the window does with an attachment: from the dialog to the question whether to keep what was recorded.
#include "ui/capture_document.h"
#include "ui/capture_panes.h"
#include "ui/dialogs/attach_dialog.h"
#include "ui/dialogs/framing_dialog.h"
#include "ui/live_document.h"
#include "ui/live_texts.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/status_texts.h"
#include "ui/text.h"
#include "ui/views/frame_list_view.h"
#include "ui/widgets/progress_widget.h"
#include "ui/widgets/send_bar.h"
#include "ui/widgets/status_line.h"
#include "ui/windows.h"

#include "core/decode/dissector.h"

#include <QPushButton>

#include <cerrno>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

LiveOrder orderOf(const AttachSetup &setup)
{
    return {.options = optionsOf(setup), .framer = framerOf(setup), .title = titleOf(setup), .setup = setup};
}

// Where a mode listens; null for one that does not.
live::PeerAddress *listeningAddress(live::Mode &mode)
{
    if (auto *listen = std::get_if<live::Listen>(&mode))
        return &listen->at;
    if (auto *proxy = std::get_if<live::Proxy>(&mode))
        return &proxy->at;
    if (auto *pcap = std::get_if<live::PcapListen>(&mode))
        return &pcap->at;
    return nullptr;
}

} // namespace

// An attachment that came to nothing: another may take its place.
bool MainWindow::isSpent() const
{
    return m_live != nullptr && !m_live->isRunning() && !m_live->wasRecovered() && m_live->bytes() == 0;
}

void MainWindow::attach(LiveOrder order)
{
    if (m_document && !isSample() && !isSpent()) {
        MainWindow &other = m_windows.add();
        other.attach(std::move(order));
        other.show();
        return;
    }
    auto document = std::make_unique<LiveDocument>(m_services);
    const LiveOrder kept = order;
    if (const Result<void> started = document->attach(std::move(order)); !started) {
        sayLiveFailure(started.error(), kept);
        return;
    }
    if (kept.setup)
        m_services.settings.rememberSetup(*kept.setup);
    showLive(std::move(document));
}

void MainWindow::showLive(std::unique_ptr<LiveDocument> document)
{
    LiveDocument *const live = document.get();
    showDocument(std::move(document));
    m_live = live;
    connect(m_live, &Document::stateChanged, this, &MainWindow::liveChanged);
    connect(m_live, &Document::ended, this, &MainWindow::liveEnded);
    connect(m_live, &LiveDocument::recutStarted, this, [this] {
        const std::shared_ptr<Job> job = m_live->recutJob();
        m_status->progress().add(tr("Cutting messages anew"), job, [job] { job->cancel(); });
    });
    m_panes->list().setFollowing(true);
    m_panes->list().setAutoScroll(true);
    showState();
    liveChanged();
    m_panes->setFocus();
}

void MainWindow::attachSetup(const AttachSetup &setup)
{
    if (problemOf(setup, *m_services.dissector->registry()))
        askToAttach(&setup); // it was possible once: the dialog says what is wrong now
    else
        attach(orderOf(setup));
}

void MainWindow::askToAttach(const AttachSetup *setup)
{
    auto *dialog = new AttachDialog(m_services.settings, m_services.dissector->registry(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (setup != nullptr)
        dialog->setSetup(*setup);
    connect(dialog, &AttachDialog::chosen, this, &MainWindow::attachSetup);
    dialog->open();
}

void MainWindow::tryDemo()
{
    Result<Demo> demo = m_services.startDemo();
    if (!demo) {
        say(failureMessage(demo.error(), tr("The demo")));
        return;
    }
    LiveOrder order{.options = demo->options, .title = tr("Demo")};
    order.keeps = std::move(demo->keeps);
    order.isThrowaway = true;
    attach(std::move(order));
}

void MainWindow::stopOrAttachAgain()
{
    if (m_live == nullptr)
        return;
    if (m_live->isRunning())
        m_live->stop();
    else
        attachAgain();
}

void MainWindow::attachAgain()
{
    if (m_live == nullptr || m_live->isRunning() || m_live->wasRecovered())
        return;
    LiveOrder order = m_live->order();
    order.framer = m_live->framer();
    if (order.setup) // a file of its own name exists now
        attachSetup(*order.setup);
    else
        attach(std::move(order));
}

void MainWindow::pauseView(bool paused)
{
    if (m_live != nullptr)
        m_live->setPaused(paused);
}

void MainWindow::askForFraming()
{
    if (m_live == nullptr || m_live->isPcap())
        return;
    const QString now = m_live->framer() ? QString::fromStdString(framerText(*m_live->framer())) : QString();
    auto *dialog = new FramingDialog(m_services.dissector->registry(), now, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FramingDialog::chosen, this, &MainWindow::recut);
    dialog->open();
}

void MainWindow::recut(const QString &framer)
{
    if (m_live == nullptr)
        return;
    const Result<FramerSpec> spec = parseFramer(framer.toStdString());
    m_live->recut(framer.isEmpty() || !spec ? std::nullopt : std::optional(*spec));
}

void MainWindow::liveChanged()
{
    m_status->setRecord(
        recordText(m_live->status(), m_live->bytes(), m_live->bytesPerSecond(), m_live->isPaused(), m_live->silent()));
    if (m_live->count() == 0)
        m_panes->list().setEmptyState(waitingText(m_live->status()));
    const bool sends = std::holds_alternative<live::Connect>(m_live->order().options.mode) && m_live->isRunning();
    m_sendBar->setVisible(sends);
    m_sendBar->setReady(m_live->canSend());
    if (m_live->status().state == live::State::HalfClosed) // what was given to be sent still goes, and then both have ended
        m_live->endSending();
    sayLiveWarnings();
    updateTitle();
    updateLiveCommands();
}

void MainWindow::sayLiveWarnings()
{
    const live::Status &status = m_live->status();
    const bool isHeld = status.recordingHeld.has_value();
    if (isHeld && !m_saidHeld) {
        Message message = heldMessage(*status.recordingHeld, m_live->bytes());
        message.buttons = {{tr("Retry"), [this] {
                                m_saidHeld = false; // if it is still so, it is said again
                                if (m_live != nullptr)
                                    m_live->retryRecording();
                            }}};
        say(std::move(message));
    } else if (!isHeld && m_saidHeld) {
        m_messages->take(u"held"_s);
    }
    m_saidHeld = isHeld;
    if (status.fewBytesFree && !m_saidFewBytes)
        say({.kind = MessageKind::Warning,
             .topic = u"fewBytes"_s,
             .text = tr("There is little room left on the disk that is recorded to. When it is full, recording waits."),
             .details = visible(m_live->path())});
    m_saidFewBytes = status.fewBytesFree;
}

void MainWindow::liveEnded()
{
    framesAppended();
    m_panes->list().setFollowing(false);
    const live::Status &status = m_live->status();
    Message message = endMessage(status, m_live->order().title, m_live->bytes());
    if (status.state == live::State::Failed && status.error && !status.commandExit) {
        sayLiveFailure(*status.error, m_live->order());
    } else if (!message.text.isEmpty()) {
        addAgainButtons(message);
        say(std::move(message));
    }
    if (status.unsynced)
        say(unsyncedMessage(*status.unsynced));
    if (const std::optional<Error> problem = m_live->captureProblem())
        say(streamProblemMessage(*problem, m_live->order().title, m_live->count()));
    if (const auto &spool = m_live->recovered(); spool && spool->tornBytes > 0)
        say({.kind = MessageKind::Note,
             .topic = u"live"_s,
             .text = tr("The last %1 were not whole on the disk when recording ended, and are left out.")
                         .arg(sizeText(spool->tornBytes)),
             .details = visible(m_live->path())});
    liveChanged();
    emit settled();
}

void MainWindow::sayLiveFailure(const Error &error, const LiveOrder &order)
{
    Message message = failureMessage(error, order.title);
    message.buttons.push_back({tr("Retry"), [this, order] {
                                   if (order.setup)
                                       attachSetup(*order.setup);
                                   else
                                       attach(order);
                               }});
    if (order.setup)
        message.buttons.push_back({tr("Edit"), [this, setup = *order.setup] { askToAttach(&setup); }});
    live::Mode mode = order.options.mode;
    live::PeerAddress *const at = listeningAddress(mode);
    const bool isInUse = error.systemError == EADDRINUSE && at != nullptr;
    if (const std::optional<std::uint16_t> port = isInUse ? live::freePortNear(*at) : std::nullopt) {
        LiveOrder other = order;
        at->port = *port;
        other.options.mode = mode;
        if (other.setup) {
            other.setup->listenPort = QString::number(*port);
            other.options = optionsOf(*other.setup);
            other.title = titleOf(*other.setup);
        }
        message.buttons.push_back({tr("Use Port %1").arg(*port), [this, other] { attach(other); }});
    }
    say(std::move(message));
    emit settled();
}

void MainWindow::addAgainButtons(Message &message)
{
    message.buttons.push_back({tr("Attach Again"), [this] { attachAgain(); }});
    if (m_live->order().setup)
        message.buttons.push_back({tr("Edit"), [this, setup = *m_live->order().setup] { askToAttach(&setup); }});
}

void MainWindow::connectLiveCommands()
{
    onTriggered(Do::Attach, [this] { askToAttach(nullptr); });
    onTriggered(Do::SaveRecording, [this] { askForSave({}); });
    onTriggered(Do::StopLive, [this] { stopOrAttachAgain(); });
    onTriggered(Do::PauseView, [this] { pauseView((*m_actions)[Do::PauseView]->isChecked()); });
    onTriggered(Do::AutoScroll, [this] { m_panes->list().setAutoScroll((*m_actions)[Do::AutoScroll]->isChecked()); });
    onTriggered(Do::SetFraming, [this] { askForFraming(); });
    onTriggered(Do::TryDemo, [this] { tryDemo(); });
    (*m_actions)[Do::TryDemo]->setVisible(m_services.startDemo != nullptr);
    connect(&m_panes->list(), &FrameListView::autoScrollChanged, (*m_actions)[Do::AutoScroll], &QAction::setChecked);
    connect(m_sendBar, &SendBar::sendWanted, this, [this](const std::vector<std::byte> &bytes) {
        if (m_live != nullptr && m_live->send(bytes))
            m_sendBar->takeSent();
        else
            m_sendBar->refuse(tr("there is no connection to send on"));
    });
    connect(m_sendBar, &SendBar::endWanted, this, [this] {
        if (m_live != nullptr)
            m_live->endSending();
    });
}

void MainWindow::updateLiveCommands()
{
    const bool isRunning = m_live != nullptr && m_live->isRunning();
    const bool follows = m_file != nullptr && m_file->loader().isFollowing();
    const Actions &actions = *m_actions;
    actions[Do::SaveRecording]->setEnabled(m_live != nullptr && m_live->bytes() > 0);
    actions[Do::StopLive]->setEnabled(m_live != nullptr && !m_live->wasRecovered());
    actions[Do::StopLive]->setText(m_live != nullptr && !isRunning ? tr("Attach A&gain") : tr("&Stop"));
    actions[Do::PauseView]->setEnabled(isRunning || (m_live != nullptr && m_live->isPaused()));
    actions[Do::PauseView]->setChecked(m_live != nullptr && m_live->isPaused());
    actions[Do::AutoScroll]->setEnabled(isRunning || follows);
    actions[Do::SetFraming]->setEnabled(m_live != nullptr && !m_live->isPcap());
}

} // namespace framelens::ui
