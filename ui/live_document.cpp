// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/live_document.h"

#include "core/decode/dissector.h"
#include "core/export/record_walk.h"
#include "ui/capture_document.h"
#include "ui/live_runs.h"
#include "ui/loader.h"
#include "ui/text.h"
#include "ui/user_bindings.h"
#include "ui/wake.h"

#include <QFile>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// One look a picture of a 60 Hz display.
constexpr int lookMs = 16;
// A person sees a frame late, rather than cut wrongly because a peer thinks.
constexpr int idleMs = 300;
constexpr int rateMs = 1000;

/// Before there is anything: no frames.
class NoFrames final : public FrameSource
{
public:
    std::uint32_t count() const override { return 0; }
    FrameRef frame(std::uint32_t /*frame*/) const override { return {}; }
    FrameView view(std::uint32_t /*frame*/) const override { return {}; }
    std::uint32_t generation() const override { return 0; }
    std::int64_t firstTimeNs() const override { return 0; }
};

bool isPcapMode(const live::Mode &mode)
{
    return std::holds_alternative<live::PcapConnect>(mode) || std::holds_alternative<live::PcapListen>(mode)
        || std::holds_alternative<live::PcapPipe>(mode) || std::holds_alternative<live::PcapCommand>(mode);
}

} // namespace

LiveDocument::LiveDocument(const Services &services)
    : m_services(services)
    , m_source(std::make_shared<NoFrames>())
    , m_bindings(userBindings(services.settings, *services.dissector->registry()))
{
    m_lookTimer.setSingleShot(true);
    m_lookTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_lookTimer, &QTimer::timeout, this, &LiveDocument::look);
    m_idleTimer.setSingleShot(true);
    m_idleTimer.setInterval(idleMs);
    connect(&m_idleTimer, &QTimer::timeout, this, [this] { cut(true); });
    m_rateTimer.setInterval(rateMs);
    connect(&m_rateTimer, &QTimer::timeout, this, &LiveDocument::measureRate);
}

LiveDocument::~LiveDocument()
{
    for (const std::shared_ptr<CutRun> &run : {m_run, m_recut})
        if (run)
            run->job->cancel();
    if (m_endCheck)
        m_endCheck->job->cancel();
    m_opening.reset();
    m_captured.reset();
    const bool isWorthless = m_isTemporary && bytes() == 0;
    const bool goes = m_isDiscarded || m_order.isThrowaway || isWorthless
        || (m_isTemporary && m_savedBytes > 0 && bytes() <= m_savedBytes);
    if (m_session) {
        m_session->stop();
        if (goes)
            m_session->discard();
        m_session.reset(); // before what it is attached to
    } else if (m_recovered && m_isDiscarded) {
        // What cannot be removed now is offered again.
        const Result<void> removed = removeSpool(m_log->path());
        static_cast<void>(removed);
    }
}

Result<void> LiveDocument::attach(LiveOrder order)
{
    m_order = std::move(order);
    m_isPcap = isPcapMode(m_order.options.mode);
    m_framer = m_order.framer;
    m_isTemporary = m_order.options.spool.folder.empty();
    live::Options options = m_order.options;
    if (m_isTemporary)
        options.spool.folder = m_services.recordings;
    if (m_isPcap)
        options.spool.notes.emplace_back(modeNote, pcapMode);
    else if (m_framer)
        options.spool.notes.emplace_back(framerNote, framerText(*m_framer));
    Result<std::shared_ptr<live::Session>> started =
        live::Session::start(std::move(options), wakeFor(this, [this] { onWoken(); }));
    if (!started)
        return std::unexpected(started.error());
    m_session = *std::move(started);
    m_log = m_session->log();
    if (!m_isPcap) {
        m_recording = makeRecording(m_framer, m_bindings);
        m_source = m_recording;
        m_streams = m_recording;
    }
    m_rateClock.start();
    m_rateTimer.start();
    onWoken();
    return {};
}

void LiveDocument::show(RecoveredSpool spool)
{
    m_recovered = std::move(spool);
    m_log = m_recovered->log;
    m_isOver = true;
    m_isTemporary = false; // it stays where it is until somebody discards it
    m_status.state = live::State::Stopped;
    m_order.title = visible(m_log->note("title"));
    m_isPcap = m_log->note(modeNote) == pcapMode;
    if (const Result<FramerSpec> framer = parseFramer(m_log->note(framerNote)); framer && !m_log->note(framerNote).empty())
        m_framer = *framer;
    if (!m_isPcap) {
        m_recording = makeRecording(m_framer, m_bindings);
        m_source = m_recording;
        m_streams = m_recording;
    }
    onWoken();
}

std::shared_ptr<Recording> LiveDocument::makeRecording(std::optional<FramerSpec> framer,
                                                       std::shared_ptr<const Bindings> bindings) const
{
    return std::make_shared<Recording>(
        m_log, m_services.dissector->registry(),
        RecordingOptions{.framer = std::move(framer), .bindings = std::move(bindings), .ledger = m_services.ledger});
}

std::shared_ptr<Capture> LiveDocument::capture() const
{
    return m_captured ? m_captured->capture() : nullptr;
}

QString LiveDocument::name() const
{
    const QString title = m_order.title.isEmpty() ? tr("Recording") : m_order.title;
    return wasRecovered() ? tr("%1 (recovered)").arg(title) : isRunning() ? tr("%1 (live)").arg(title) : title;
}

QString LiveDocument::path() const
{
    return m_log ? QFile::decodeName(QByteArray::fromStdString(m_log->path())) : QString();
}

std::vector<FileStatus> LiveDocument::keptFiles() const
{
    return m_log ? exportKeeps(*m_log, {}) : std::vector<FileStatus>();
}

bool LiveDocument::isBusy() const
{
    return m_run || m_opening || m_endCheck || (m_captured && m_captured->isBusy()) || !m_saidEnd;
}

std::uint32_t LiveDocument::count() const
{
    return m_pausedAt ? *m_pausedAt : m_source->count();
}

std::size_t LiveDocument::heapBytes() const
{
    return m_recording ? m_recording->heapBytes() : m_captured ? m_captured->heapBytes() : 0;
}

std::uint64_t LiveDocument::bytes() const
{
    return m_log ? m_log->store()->size() : 0;
}

bool LiveDocument::canSend() const
{
    return isRunning() && std::holds_alternative<live::Connect>(m_order.options.mode)
        && m_status.state == live::State::Connected;
}

void LiveDocument::stop()
{
    if (!m_session)
        return;
    m_session->stop();
    onWoken();
}

void LiveDocument::retryRecording()
{
    if (m_session)
        m_session->retry();
}

bool LiveDocument::send(std::vector<std::byte> bytes)
{
    return m_session && m_session->send(std::move(bytes));
}

void LiveDocument::endSending()
{
    if (m_session)
        m_session->endSending();
}

// Packets that came over a stream wait for the conversation pass, as in a file; a recording knows by itself.
std::uint32_t LiveDocument::framesWithStreams() const
{
    return m_captured ? m_captured->framesWithStreams() : count();
}

std::function<FrameView(std::uint32_t frame)> LiveDocument::wholeViews() const
{
    return m_captured ? m_captured->wholeViews() : nullptr;
}

void LiveDocument::setPaused(bool paused)
{
    if (paused == isPaused())
        return;
    if (paused)
        m_pausedAt = m_source->count();
    else
        m_pausedAt.reset();
    emit stateChanged();
    if (!paused)
        onWoken();
}

bool LiveDocument::isUnsaved() const
{
    return m_session && m_isTemporary && !m_isDiscarded && !m_order.isThrowaway && bytes() > m_savedBytes;
}

// Wake-ups come as often as bytes do: they are looked at at the display's rate, the first at once.
void LiveDocument::onWoken()
{
    if (!m_lookTimer.isActive())
        m_lookTimer.start(m_seen == 0 && !m_run ? 0 : lookMs);
}

void LiveDocument::look()
{
    lookAtStatus();
    lookAtFrames();
    announceEnd();
}

void LiveDocument::lookAtStatus()
{
    if (!m_session)
        return;
    m_session->taken();
    m_status = m_session->status();
    if (!m_isOver && m_session->isOver()) {
        m_isOver = true;
        m_session->stop(); // its thread ends, its port is free
        m_status = m_session->status();
        m_rateTimer.stop();
        m_rate = 0;
        m_silent = {};
    }
    emit stateChanged();
}

void LiveDocument::measureRate()
{
    const std::uint64_t now = bytes();
    const qint64 elapsedMs = std::max<qint64>(1, m_rateClock.restart());
    m_rate = static_cast<double>(now - m_rateBytes) * 1000.0 / static_cast<double>(elapsedMs);
    const bool isSilent = now == m_rateBytes && m_status.connectionsOpen > 0;
    m_silent = isSilent ? m_silent + std::chrono::milliseconds(elapsedMs) : std::chrono::milliseconds(0);
    m_rateBytes = now;
    emit stateChanged();
}

} // namespace framelens::ui
