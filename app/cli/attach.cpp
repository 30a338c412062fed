// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/attach.h"

#include "app/cli/decoding.h"
#include "app/cli/follow.h"
#include "app/cli/output.h"
#include "app/cli/printing.h"
#include "app/cli/saving.h"
#include "app/cli/standard_input.h"
#include "app/exporting/export_run.h"
#include "app/exporting/interrupt.h"
#include "core/base/visible_text.h"
#include "core/capture/capture.h"
#include "core/capture/saved_framings.h"
#include "core/stream/capture_streams.h"
#include "core/stream/recording.h"

#include <algorithm>
#include <atomic>
#include <semaphore>

#include <unistd.h>

namespace framelens::cli {

namespace {

// How long nothing has to come before a stream is taken for idle, and how soon an interrupt is heeded.
constexpr std::chrono::milliseconds patience(200);

// Else it is a capture that comes.
bool isStream(const live::Mode &mode)
{
    return std::holds_alternative<live::Connect>(mode) || std::holds_alternative<live::Listen>(mode)
        || std::holds_alternative<live::Proxy>(mode);
}

/// What of a session is said on standard error: each change once.
class Announcer
{
public:
    void look(const live::Status &status, const std::string &recording);

private:
    std::uint16_t m_port = 0;
    std::string m_peer;
    bool m_held = false;
    bool m_halfClosed = false;
};

void Announcer::look(const live::Status &status, const std::string &recording)
{
    if (status.port != 0 && std::exchange(m_port, status.port) != status.port)
        complain("listening on port " + std::to_string(status.port) + ", recording to " + visibleText(recording));
    else if (status.state == live::State::Connected && m_port == 0 && std::exchange(m_peer, status.peer) != status.peer)
        complain("connected to " + visibleText(status.peer) + ", recording to " + visibleText(recording));
    if (const bool held = status.recordingHeld.has_value(); std::exchange(m_held, held) != held && held)
        complain("recording waits: " + describe(*status.recordingHeld));
    // Who types, or pipes something without end, would wait for an end that is his to make.
    if (status.state == live::State::HalfClosed && !std::exchange(m_halfClosed, true))
        complain("the peer has ended its sending; standard input is still sent, until its end");
}

/// One attachment from its start to its end.
class Attachment
{
public:
    Attachment(const Options &options, Decoding &decoding, Output &output)
        : m_options(options)
        , m_decoding(decoding)
        , m_output(output)
    {
    }

    Exit run();

private:
    std::optional<Error> start();
    template <typename Look>
    void loop(Look look);
    bool keepsUp(const FrameChoice &choice, Printing &printing, std::uint32_t count);
    void runRecording();
    void runCapture();
    Exit finish();

    const Options &m_options;
    Decoding &m_decoding;
    Output &m_output;
    std::counting_semaphore<> m_woken{0};
    exporting::OnInterrupt m_interrupt{[this] { m_woken.release(); }};
    std::shared_ptr<live::Session> m_session;
    std::shared_ptr<const SpoolLog> m_log;
    std::optional<Error> m_problem; // in what came
    Exit m_saved = Exit::Done; // what -w came to
};

std::optional<Error> Attachment::start()
{
    live::Options live{.mode = *m_options.attach.mode,
                       .mostTime = m_options.attach.mostTime,
                       .allowsOthers = m_options.attach.listensToOthers};
    live.spool.folder = m_options.attach.folder;
    if (m_options.attach.mostBytes != 0)
        live.spool.mostBytes = m_options.attach.mostBytes;
    if (m_options.attach.framer)
        live.spool.notes.emplace_back(framerNote, framerText(*m_options.attach.framer));
    if (!isStream(*m_options.attach.mode))
        live.spool.notes.emplace_back(modeNote, pcapMode);
    auto session = live::Session::start(std::move(live), [this] { m_woken.release(); });
    if (!session)
        return session.error();
    m_session = *std::move(session);
    m_log = m_session->log();
    return {};
}

// Calls look(isIdle), which says whether to go on, whenever something came, and after a while of nothing. After the end it
// is called once more.
template <typename Look>
void Attachment::loop(Look look)
{
    Announcer announcer;
    bool isIdle = false;
    while (true) {
        m_session->taken();
        const bool over = m_session->isOver();
        announcer.look(m_session->status(), m_log->path());
        if (!look(isIdle || over) || over)
            return;
        if (exporting::isInterrupted())
            m_session->stop();
        else
            isIdle = !m_woken.try_acquire_for(patience);
    }
}

// Prints what has come. False: there is enough of it, or nobody reads any more.
bool Attachment::keepsUp(const FrameChoice &choice, Printing &printing, std::uint32_t count)
{
    const bool goesOn = printing.upTo(count) && (!m_options.prints || printing.flush());
    return (goesOn || m_options.write) && !choice.hasEnough(count);
}

void Attachment::runRecording()
{
    const auto recording = std::make_shared<Recording>(
        m_log, m_decoding.registry,
        RecordingOptions{.framer = m_options.attach.framer, .bindings = m_decoding.bindings, .ledger = {}});
    Feed feed{.source = recording,
              .view = [recording](std::uint32_t frame) { return recording->view(frame); },
              .check = {}};
    FrameChoice choice(m_options, m_decoding.filter, {.source = recording, .bindings = m_decoding.bindings});
    Printing printing(m_options, std::move(feed), choice, Dissector(m_decoding.registry, m_decoding.dissecting()),
                      *m_decoding.writer, m_output);
    std::optional<InputSender> sender;
    if (std::holds_alternative<live::Connect>(*m_options.attach.mode))
        sender.emplace(*m_session);
    loop([&](bool isIdle) {
        Job job;
        while (recording->advance(job, isIdle)) { }
        return keepsUp(choice, printing, recording->count());
    });
    m_problem = recording->problem();
    if (m_options.prints)
        printing.finish();
    for (const FollowRequest &request : m_options.follows)
        printFollow(request, *recording, m_output);
    if (m_options.write)
        m_saved = saveRecording(m_options, choice, *m_log, *recording);
}

// A capture that is still written, and what is made of its frames.
struct FollowedCapture
{
    FollowedCapture(const Options &options, const Decoding &decoding, std::shared_ptr<Capture> which, Output &output);

    std::shared_ptr<Capture> capture;
    std::shared_ptr<CaptureStreams> streams; // null: nothing that is printed needs them, nor the filter
    FrameChoice choice;
    Printing printing;

private:
    Feed feed() const;
    SearchedFrames searched(const Decoding &decoding) const;
};

std::shared_ptr<CaptureStreams> streamsFor(const Options &options, const Decoding &decoding, const std::shared_ptr<Capture> &capture)
{
    if (options.follows.empty() && !needsStreams(options, decoding))
        return {};
    return std::make_shared<CaptureStreams>(capture, decoding.registry, decoding.bindings, nullptr, savedFramers(capture));
}

FollowedCapture::FollowedCapture(const Options &options, const Decoding &decoding, std::shared_ptr<Capture> which, Output &output)
    : capture(std::move(which))
    , streams(streamsFor(options, decoding, capture))
    , choice(options, decoding.filter, searched(decoding))
    , printing(options, feed(), choice, Dissector(decoding.registry, decoding.dissecting()), *decoding.writer, output)
{
}

Feed FollowedCapture::feed() const
{
    Feed feed{.source = capture, .view = [which = capture](std::uint32_t frame) { return which->view(frame); }, .check = {}};
    if (streams)
        feed.view = [which = streams](std::uint32_t frame) { return which->wholeView(frame); };
    return feed;
}

SearchedFrames FollowedCapture::searched(const Decoding &decoding) const
{
    if (!streams)
        return {.source = capture, .bindings = decoding.bindings};
    return {.source = streams,
            .view = [which = streams](std::uint32_t frame) { return which->wholeView(frame); },
            .namesConversations = true,
            .bindings = decoding.bindings};
}

// The spool's data file is a capture that is still written.
void Attachment::runCapture()
{
    constexpr std::size_t leastHead = 24; // what a format is recognised by
    std::optional<FollowedCapture> followed;
    loop([&](bool /*isIdle*/) {
        if (!followed) {
            if (m_log->store()->size() < leastHead && !m_session->isOver())
                return true;
            Result<std::shared_ptr<Capture>> opened = Capture::open(m_log->path(), {.follow = true});
            if (!opened) {
                m_problem = opened.error();
                return false;
            }
            followed.emplace(m_options, m_decoding, *std::move(opened), m_output);
        }
        Capture &capture = *followed->capture;
        capture.check();
        Job job;
        capture.index(job);
        m_problem = job.failure();
        Job pass;
        while (followed->streams && followed->streams->advance(pass)) { }
        const std::uint32_t count = followed->streams ? followed->streams->known() : capture.count();
        const bool goesOn = keepsUp(followed->choice, followed->printing, count); // the frames before a problem are good
        return goesOn && !m_problem;
    });
    if (followed && m_options.prints)
        followed->printing.finish();
    for (const FollowRequest &request : m_options.follows)
        if (followed)
            printFollow(request, *followed->streams, m_output);
    if (!m_problem && followed && m_session->isOver()) // what a followed file waits for will not come any more
        if (const Result<FrameCount> counted = countFrames(m_log->path()); counted)
            m_problem = counted->problem;
    if (followed && m_options.write)
        m_saved = save(m_options, followed->choice, *followed->capture, exporting::optionsFor(*followed->capture));
}

Exit Attachment::finish()
{
    m_session->stop();
    const live::Status status = m_session->status();
    if (!status.commandOutput.empty())
        complain("the command said: " + visibleText(status.commandOutput));
    const bool failed = status.state == live::State::Failed;
    Exit result = m_saved;
    if (status.error && failed)
        result = fail(*status.error);
    else if (status.error)
        complainAbout(*status.error); // a limit that was asked for, or how the peer ended
    if (status.unsynced && !m_options.attach.folder.empty()) // else it is not to last
        result = fail(*status.unsynced);
    if (m_problem) {
        if (m_problem->subject == m_log->path())
            m_problem->subject = live::titleOf(*m_options.attach.mode);
        result = damaged(m_problem);
    }
    // Without a folder of the user's own, what was printed whole has served.
    if (m_options.attach.folder.empty() && (result == Exit::Done || m_log->store()->size() == 0))
        m_session->discard();
    else if (result != Exit::Done || !m_options.attach.folder.empty())
        complain("the recording is kept: " + visibleText(m_log->path()));
    return result;
}

Exit Attachment::run()
{
    if (const std::optional<Error> failure = start())
        return fail(*failure);
    if (isStream(*m_options.attach.mode))
        runRecording();
    else
        runCapture();
    m_output.flush();
    return end(m_output, finish());
}

Exit list(const std::string &folder)
{
    const std::vector<SpoolListing> left = leftSpools(folder);
    if (left.empty())
        complain("no recording was left in " + visibleText(folder));
    Output output(STDOUT_FILENO);
    for (const SpoolListing &spool : left)
        output.text() += visibleText(spool.path) + "\t" + std::to_string(spool.bytes) + "\t" + visibleText(spool.title) + "\n";
    return end(output, Exit::Done);
}

} // namespace

Exit attach(const Options &options)
{
    auto decoding = decodingFor(options);
    if (!decoding) {
        complain(decoding.error().text);
        return Exit::Usage;
    }
    exporting::catchInterrupts();
    Output output(STDOUT_FILENO);
    return Attachment(options, *decoding, output).run();
}

Exit recover(const Options &options)
{
    if (options.recover->empty())
        return list(options.attach.folder.empty() ? usualSpoolFolder() : options.attach.folder);
    const Result<RecoveredSpool> spool = recoverSpool(*options.recover);
    if (!spool)
        return fail(spool.error());
    if (spool->log->note(modeNote) == pcapMode) { // what was received is a capture by itself
        Options file = options;
        file.read = *std::exchange(file.recover, std::nullopt);
        return run(file);
    }
    Options known = options;
    std::optional<FramerSpec> &framer = known.attach.framer;
    if (const std::string kept = spool->log->note(framerNote); !framer && !kept.empty())
        if (Result<FramerSpec> parsed = parseFramer(kept))
            framer = *std::move(parsed);
    auto decoding = decodingFor(known);
    if (!decoding) {
        complain(decoding.error().text);
        return Exit::Usage;
    }
    const auto recording = std::make_shared<Recording>(
        spool->log, decoding->registry, RecordingOptions{.framer = framer, .bindings = decoding->bindings, .ledger = {}});
    Job job;
    while (recording->advance(job, true)) { }
    Output output(STDOUT_FILENO);
    Feed feed{.source = recording,
              .view = [recording](std::uint32_t frame) { return recording->view(frame); },
              .check = {}};
    FrameChoice choice(options, decoding->filter, {.source = recording, .bindings = decoding->bindings});
    Printing printing(options, std::move(feed), choice, Dissector(decoding->registry, decoding->dissecting()), *decoding->writer,
                      output);
    printing.upTo(recording->count());
    if (options.prints)
        printing.finish();
    for (const FollowRequest &request : options.follows)
        printFollow(request, *recording, output);
    if (spool->tornBytes != 0 || spool->tornRecords != 0)
        complain(visibleText(*options.recover) + ": " + grouped(spool->tornBytes)
                 + " bytes behind the last whole record were not published before the end, and are left out");
    output.flush();
    const Exit whole = damaged(recording->problem());
    const Exit saved = options.write ? saveRecording(options, choice, *spool->log, *recording) : Exit::Done;
    return end(output, saved == Exit::Done ? whole : saved);
}

} // namespace framelens::cli
