// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/run.h"

#include "app/cli/attach.h"
#include "app/cli/decoding.h"
#include "app/cli/demo_server.h"
#include "app/cli/filtering.h"
#include "app/cli/follow.h"
#include "app/cli/names.h"
#include "app/cli/output.h"
#include "app/cli/printing.h"
#include "app/cli/saving.h"
#include "app/exporting/export_run.h"
#include "app/exporting/interrupt.h"
#include "core/base/visible_text.h"
#include "core/capture/capture.h"
#include "core/capture/saved_framings.h"
#include "core/stream/capture_streams.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <semaphore>
#include <thread>

#include <unistd.h>

namespace framelens::cli {

namespace {

Exit count(const Options &options)
{
    const Result<FrameCount> counted = countFrames(options.read, openOptions(options));
    if (!counted)
        return fail(counted.error());
    Output output(STDOUT_FILENO);
    output.text() = std::to_string(counted->frames) + "\n";
    return end(output, damaged(counted->problem));
}

/// Prints a file while it is indexed, and saves it then. What a stream says needs all of it, so a regular file is indexed first.
class FileRun
{
public:
    FileRun(const Options &options, const Decoding &decoding, std::shared_ptr<Capture> capture, Output &output)
        : m_options(options)
        , m_capture(std::move(capture))
        , m_streams(makeStreams(options, decoding, m_capture))
        , m_choice(options, decoding.filter, searched(decoding))
        , m_output(output)
        , m_printing(options, feed(), m_choice, Dissector(decoding.registry, decoding.dissecting()), *decoding.writer, output)
    {
    }

    Exit run();

private:
    static std::shared_ptr<CaptureStreams> makeStreams(const Options &options, const Decoding &decoding,
                                                       const std::shared_ptr<Capture> &capture);
    Feed feed() const;
    SearchedFrames searched(const Decoding &decoding) const;
    bool print(bool finished);
    bool printAll(Job &job, std::counting_semaphore<> &published);
    std::optional<Error> printWhileIndexing();
    void finishPrinting();
    Exit saved();

    const Options &m_options;
    std::shared_ptr<Capture> m_capture;
    std::shared_ptr<CaptureStreams> m_streams; // null: nothing that is printed needs it, nor the filter
    FrameChoice m_choice;
    Output &m_output;
    Printing m_printing;
};

std::shared_ptr<CaptureStreams> FileRun::makeStreams(const Options &options, const Decoding &decoding,
                                                     const std::shared_ptr<Capture> &capture)
{
    if (options.follows.empty() && !needsStreams(options, decoding))
        return {};
    return std::make_shared<CaptureStreams>(capture, decoding.registry, decoding.bindings, nullptr, savedFramers(capture));
}

Feed FileRun::feed() const
{
    Feed feed{.source = m_capture,
              .view = [capture = m_capture](std::uint32_t frame) { return capture->view(frame); },
              .check = [capture = m_capture] { capture->check(); }};
    if (m_streams)
        feed.view = [streams = m_streams](std::uint32_t frame) { return streams->wholeView(frame); };
    return feed;
}

SearchedFrames FileRun::searched(const Decoding &decoding) const
{
    SearchedFrames frames{.source = m_capture, .bindings = decoding.bindings};
    if (m_streams) {
        frames.source = m_streams;
        frames.namesConversations = true;
        frames.view = [streams = m_streams](std::uint32_t frame) { return streams->wholeView(frame); };
    }
    return frames;
}

bool FileRun::print(bool finished)
{
    if (m_streams && !finished && !exporting::isInterrupted() && m_capture->status().regular)
        return true;
    if (m_streams) {
        Job pass;
        while (m_streams->advance(pass)) { }
    }
    return m_printing.upTo(m_streams ? m_streams->known() : m_capture->count()) && (!m_options.prints || m_printing.flush());
}

bool FileRun::printAll(Job &job, std::counting_semaphore<> &published)
{
    while (true) {
        job.taken();
        const bool finished = job.finished();
        const bool printed = print(finished);
        if (m_output.isClosed() && !m_options.write)
            end(m_output, Exit::Done);
        if (finished || exporting::isInterrupted() || !(printed || m_options.write))
            return printed;
        published.acquire();
    }
}

std::optional<Error> FileRun::printWhileIndexing()
{
    std::counting_semaphore<> published(0);
    Job job([&] { published.release(); });
    std::jthread indexer([&] { m_capture->index(job); });
    const exporting::OnInterrupt interrupt([&] { published.release(); });
    printAll(job, published);
    job.cancel();
    if (exporting::isInterrupted() && !job.finished()) { // it may wait for a pipe that nobody writes to
        indexer.detach();
        finishPrinting();
        std::_Exit(static_cast<int>(m_options.write ? saved() : Exit::Done));
    }
    job.wait();
    finishPrinting();
    if (m_output.failure())
        return {};
    if (m_printing.lostFrame() != 0)
        return Error{.action = Action::Read,
                     .reason = Reason::SourceLost,
                     .subject = m_capture->path(),
                     .frame = m_printing.lostFrame()};
    return job.failure();
}

void FileRun::finishPrinting()
{
    if (m_options.prints)
        m_printing.finish();
    for (const FollowRequest &request : m_options.follows)
        if (m_printing.lostFrame() == 0 && m_output.isOpen())
            printFollow(request, *m_streams, m_output);
    if (m_options.countOnly)
        m_output.text() += std::to_string(m_choice.count()) + "\n";
    if (const std::string remark = m_choice.remark(); !remark.empty())
        complain(remark);
}

Exit FileRun::saved()
{
    return save(m_options, m_choice, *m_capture, exporting::optionsFor(*m_capture));
}

Exit FileRun::run()
{
    const std::optional<Error> problem = printWhileIndexing();
    m_output.flush(); // the frames stand before the message about what follows them
    const Exit saving = m_options.write ? saved() : Exit::Done;
    if (saving != Exit::Done)
        return saving;
    return m_output.isClosed() && m_options.write ? damaged(problem) : end(m_output, damaged(problem));
}

// What framers of a saved recording name, which may stand anywhere in the file: it is indexed for them. What comes through a pipe cannot
// be waited for.
std::vector<NamedInteger> integersIn(Capture &capture)
{
    if (!capture.status().regular || capture.format().kind != CaptureKind::Pcapng)
        return {};
    Job job;
    const exporting::OnInterrupt interrupt([&] { job.cancel(); });
    capture.index(job);
    std::vector<NamedInteger> integers;
    for (const SavedFraming &framing : savedFramings(capture))
        if (const Result<FramerSpec> framer = parseFramer(framing.framerText))
            integers.insert(integers.end(), framer->integers.begin(), framer->integers.end());
    return integers;
}

Exit mistaken(const Answer &answer)
{
    complain(answer.text);
    return Exit::Usage;
}

Exit readFile(const Options &options)
{
    auto decoding = decodingFor(options);
    std::error_code unknown;
    if (!decoding && !std::filesystem::is_regular_file(options.read, unknown))
        return mistaken(decoding.error());
    Result<std::shared_ptr<Capture>> capture = Capture::open(options.read, openOptions(options));
    if (!capture)
        return decoding ? fail(capture.error()) : mistaken(decoding.error());
    exporting::catchInterrupts();
    // A name that nobody knows may be one that the file gives; what needs streams has the file indexed first in any case.
    if (!decoding || needsStreams(options, *decoding))
        if (const std::vector<NamedInteger> integers = integersIn(**capture); !integers.empty())
            decoding = decodingFor(options, integers);
    if (!decoding)
        return mistaken(decoding.error());
    Output output(STDOUT_FILENO);
    return FileRun(options, *decoding, *capture, output).run();
}

} // namespace

Exit fail(const Error &error)
{
    complainAbout(error);
    return Exit::CannotOpenOrWrite;
}

Exit damaged(const std::optional<Error> &problem)
{
    if (!problem)
        return Exit::Done;
    complainAbout(*problem);
    return Exit::DamagedInput;
}

Exit end(Output &output, Exit otherwise)
{
    output.flush();
    if (output.isClosed())
        std::_Exit(static_cast<int>(Exit::Done));
    return output.failure() ? fail(*output.failure()) : otherwise;
}

void complainAbout(Error error)
{
    if (error.subject == "-") // as the capture was named
        error.subject = "standard input";
    complain(describe(error));
}

void complain(const std::string &text)
{
    const std::string line = "framelens-cli: " + text + "\n";
    for (std::string_view left = line; !left.empty();) {
        const ssize_t written = ::write(STDERR_FILENO, left.data(), left.size());
        if (written <= 0)
            return;
        left.remove_prefix(static_cast<std::size_t>(written));
    }
}

Exit run(const Options &options)
{
    if (!options.names.empty())
        return printNames(options.names);
    if (options.checkedFilter)
        return checkFilter(*options.checkedFilter);
    if (options.demoServer)
        return runDemoServer(*options.demoServer);
    if (options.recover)
        return recover(options);
    if (options.attach.mode)
        return attach(options);
    if (options.countOnly && options.displayFilter.empty() && options.readFilter.empty())
        return count(options);
    return readFile(options);
}

} // namespace framelens::cli
