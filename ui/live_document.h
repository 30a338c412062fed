// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A live attachment, or a recording that was left by one, as a document.
#pragma once

#include "core/base/job.h"
#include "core/decode/bindings.h"
#include "core/live/live_session.h"
#include "core/stream/recording.h"
#include "ui/document.h"
#include "ui/live_setup.h"
#include "ui/services.h"

#include <QElapsedTimer>
#include <QTimer>

#include <chrono>
#include <optional>

namespace framelens::ui {

class CaptureDocument;
class Loader;
struct CutRun;

/// What to attach to.
struct LiveOrder
{
    live::Options options;
    std::optional<FramerSpec> framer = {}; ///< nothing: automatic
    QString title = {}; ///< visible text
    std::optional<AttachSetup> setup = {}; ///< the dialog's; nothing: it did not come from there
    /// Held as long as the document, and gone after the session.
    std::shared_ptr<void> keeps = {};
    bool isThrowaway = false; ///< nobody is asked whether to keep it
};

class LiveDocument final : public Document
{
    Q_OBJECT

public:
    explicit LiveDocument(const Services &services);
    /// Ends the session and its thread; removes a temporary recording that is not worth keeping.
    ~LiveDocument() override;

    /// Starts the session. What the network says comes later.
    Result<void> attach(LiveOrder order);
    /// Shows a recording that was left, with the framing it was made with.
    void show(RecoveredSpool spool);

    std::shared_ptr<const FrameSource> source() const override { return m_source; }
    std::shared_ptr<const Streams> streams() const override { return m_streams; }
    std::shared_ptr<Capture> capture() const override;
    std::shared_ptr<const Recording> recording() const override { return m_recording; }
    QString name() const override;
    QString path() const override;
    std::vector<FileStatus> keptFiles() const override;
    bool isLive() const override { return true; }
    bool isBusy() const override;
    bool isCounting() const override { return false; }
    std::uint32_t count() const override;
    std::uint32_t framesWithStreams() const override;
    std::function<FrameView(std::uint32_t frame)> wholeViews() const override;
    std::size_t heapBytes() const override;
    void rebind(std::shared_ptr<const Bindings> bindings) override;
    std::uint32_t frameLike(const FrameView &former) const override;

    const LiveOrder &order() const & { return m_order; }
    /// As it was at the last look. A recovered recording is stopped.
    const live::Status &status() const & { return m_status; }
    /// Something may still come.
    bool isRunning() const { return m_session && !m_isOver; }
    bool wasRecovered() const { return m_recovered.has_value(); }
    const std::optional<RecoveredSpool> &recovered() const & { return m_recovered; }
    const std::shared_ptr<const SpoolLog> &log() const & { return m_log; }
    std::uint64_t bytes() const;
    /// Over the last second.
    double bytesPerSecond() const { return m_rate; }
    /// How long nothing came while a connection was open.
    std::chrono::seconds silent() const { return std::chrono::duration_cast<std::chrono::seconds>(m_silent); }
    /// Takes frames of a pcap stream.
    bool isPcap() const { return m_isPcap; }
    /// Connect mode with a connection to send on.
    bool canSend() const;

    void stop();
    void retryRecording();
    bool send(std::vector<std::byte> bytes);
    void endSending();

    bool isPaused() const { return m_pausedAt.has_value(); }
    /// The view stands still, recording goes on.
    void setPaused(bool paused);

    /// What all is cut with, or will be once the re-cut that is going on is done.
    const std::optional<FramerSpec> &framer() const &;
    /// Likewise.
    const std::shared_ptr<const Bindings> &bindings() const &;
    std::vector<NamedInteger> namedIntegers() const override { return m_framer ? m_framer->integers : std::vector<NamedInteger>(); }
    /// Cuts all that was received anew, on a worker; the source is replaced when it is done. Nothing for pcap.
    void recut(std::optional<FramerSpec> framer);
    /// The re-cut that is going on; null: none.
    std::shared_ptr<Job> recutJob() const;

    /// Pcap: why the stream is no capture, or where it ended early. Else why not all that was received is in frames.
    std::optional<Error> captureProblem() const { return m_recording ? m_recording->problem() : m_captureProblem; }

    /// Closing it would lose bytes that nobody saved.
    bool isUnsaved() const;
    /// So many bytes are saved elsewhere.
    void setSaved(std::uint64_t bytes) { m_savedBytes = bytes; }
    /// The files are removed when the document goes.
    void discard() { m_isDiscarded = true; }

signals:
    /// recutJob() is another one: it was asked for by hand, or by what Decode As says.
    void recutStarted();

private:
    void onWoken();
    void look();
    void lookAtStatus();
    void measureRate();
    void lookAtFrames();
    void cut(bool isIdle);
    void startRun(const std::shared_ptr<CutRun> &run, bool isIdle);
    bool isBeingRecut() const;
    void recutWith(std::optional<FramerSpec> framer, std::shared_ptr<const Bindings> bindings);
    void takeRecut();
    void takeRecording(std::shared_ptr<Recording> recording);
    void openCapture();
    void takeCapture();
    void refuseCapture();
    void checkCaptureEnd();
    void announceEnd();
    std::shared_ptr<Recording> makeRecording(std::optional<FramerSpec> framer, std::shared_ptr<const Bindings> bindings) const;

    Services m_services;
    LiveOrder m_order;
    std::shared_ptr<live::Session> m_session;
    std::optional<RecoveredSpool> m_recovered;
    std::shared_ptr<const SpoolLog> m_log;
    live::Status m_status;
    bool m_isOver = false;
    bool m_saidEnd = false;
    bool m_isTemporary = true;
    bool m_isPcap = false;

    std::shared_ptr<const FrameSource> m_source;
    std::shared_ptr<const Streams> m_streams;
    std::shared_ptr<Recording> m_recording;
    std::shared_ptr<CutRun> m_run; // the cutting that is going on
    std::shared_ptr<CutRun> m_recut; // of another framing; m_recording stays until it is done
    std::unique_ptr<Loader> m_opening; // pcap: on its way
    std::unique_ptr<CaptureDocument> m_captured; // pcap: open
    std::shared_ptr<struct EndCheck> m_endCheck; // pcap: whether the stream ended inside a record
    std::optional<Error> m_captureProblem;
    std::uint64_t m_refusedBytes = 0; // pcap: there were so many when they were too few to recognise

    std::optional<FramerSpec> m_framer;
    std::shared_ptr<const Bindings> m_bindings;
    QTimer m_lookTimer;
    QTimer m_idleTimer;
    QTimer m_rateTimer;
    std::uint64_t m_cutRecords = 0; // of the log, when the last run began
    bool m_cutEnd = false; // the log was finished then
    std::uint32_t m_seen = 0; // frames announced
    std::optional<std::uint32_t> m_pausedAt; // frames shown
    std::uint64_t m_savedBytes = 0;
    bool m_isDiscarded = false;
    QElapsedTimer m_rateClock;
    std::uint64_t m_rateBytes = 0; // at the last measurement
    double m_rate = 0;
    std::chrono::milliseconds m_silent{0};
};

} // namespace framelens::ui
