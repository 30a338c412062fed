// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/run.h"

#include "app/cli/output.h"
#include "app/cli/printer.h"
#include "core/base/visible_text.h"
#include "core/capture/capture.h"
#include "core/export/pcap_export.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <semaphore>
#include <thread>

#include <unistd.h>

namespace framelens::cli {

namespace {

OpenOptions openOptions(const Options &options)
{
    OpenOptions open;
    if (options.mostFrames != 0)
        open.mostFrames = options.mostFrames;
    if (options.frames) // nothing behind the last one is asked for
        open.mostFrames = std::min(open.mostFrames, options.frames->last().value_or(0) + 1);
    if (options.mostDecompressedBytes != 0)
        open.mostDecompressedBytes = options.mostDecompressedBytes;
    if (options.mostRatio != 0)
        open.mostRatio = options.mostRatio;
    return open;
}

void complainAbout(Error error)
{
    if (error.subject == "-") // as the capture was named
        error.subject = "standard input";
    complain(describe(error));
}

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

// Writes the rest. Nobody may be joined when the reader went away: the worker may wait for a pipe that never ends.
Exit end(Output &output, Exit otherwise)
{
    output.flush();
    if (output.isClosed())
        std::_Exit(static_cast<int>(Exit::Done));
    return output.failure() ? fail(*output.failure()) : otherwise;
}

Exit count(const Options &options)
{
    const Result<FrameCount> counted = countFrames(options.read, openOptions(options));
    if (!counted)
        return fail(counted.error());
    Output output(STDOUT_FILENO);
    output.text() = std::to_string(counted->frames) + "\n";
    return end(output, damaged(counted->problem));
}

/// Prints what the index worker publishes while it goes on.
class Printing
{
public:
    Printing(const Options &options, std::shared_ptr<Capture> capture, Dissector dissector, Printer &printer,
             Output &output)
        : m_options(options)
        , m_capture(std::move(capture))
        , m_printer(printer)
        , m_output(output)
        , m_dissector(std::move(dissector))
    {
    }

    std::optional<Error> run();

private:
    bool printUpTo(std::uint32_t count);
    bool printRange(RowRange range);
    bool append(std::uint32_t frame);
    bool flush();
    bool appendAgain();
    RowRanges chosen(std::uint32_t begin, std::uint32_t end) const;

    const Options &m_options;
    std::shared_ptr<Capture> m_capture;
    Printer &m_printer;
    Output &m_output;
    Dissector m_dissector;
    Dissection m_dissection;
    std::uint32_t m_next = 0; // frames below it have been seen
    std::uint32_t m_pieceBegin = 0; // the text not yet written is of frames from here...
    std::uint32_t m_pieceEnd = 0; // ...to here
    bool m_isFirstPiece = true;
    std::uint32_t m_generation = 0; // of the source when the first of them was looked at
    std::uint32_t m_lostFrame = 0; // number of the first one whose bytes had gone
};

// False when the frame's bytes are lost, and with them all behind it.
bool Printing::append(std::uint32_t frame)
{
    // What is lost meanwhile may be other bytes than this frame's: a second look tells.
    if (!m_dissector.dissect(m_capture->view(frame), m_dissection)
        && !m_dissector.dissect(m_capture->view(frame), m_dissection)) {
        m_lostFrame = frame + 1;
        return false;
    }
    m_printer.frame(m_dissection, m_capture->firstTimeNs(), m_output.text());
    return true;
}

RowRanges Printing::chosen(std::uint32_t begin, std::uint32_t end) const
{
    return m_options.frames ? m_options.frames->within(begin, end) : RowRanges(begin, end);
}

bool Printing::appendAgain()
{
    m_output.text().clear();
    if (m_isFirstPiece)
        m_printer.begin(m_output.text());
    const RowRanges frames = chosen(m_pieceBegin, m_pieceEnd);
    for (const RowRange &range : frames.ranges())
        for (std::uint32_t frame = range.begin; frame < range.end; ++frame)
            if (!append(frame))
                return false;
    return true;
}

// A file that is cut within a page shows zeros there, and nothing but a look at its size tells. So what is
// about to be written is made again when the look finds a cut.
bool Printing::flush()
{
    m_capture->check();
    bool isWhole = m_lostFrame == 0;
    if (const std::uint32_t now = m_capture->generation(); std::exchange(m_generation, now) != now)
        isWhole = appendAgain();
    m_pieceBegin = m_pieceEnd;
    m_isFirstPiece = false;
    return m_output.flush() && isWhole;
}

bool Printing::printRange(RowRange range)
{
    for (std::uint32_t frame = range.begin; frame < range.end; ++frame) {
        if (!append(frame)) {
            flush();
            return false;
        }
        m_pieceEnd = frame + 1;
        if (m_output.isLarge() && !flush())
            return false;
    }
    return true;
}

bool Printing::printUpTo(std::uint32_t count)
{
    const RowRanges frames = chosen(std::exchange(m_next, count), count);
    return std::ranges::all_of(frames.ranges(), [&](RowRange range) { return printRange(range); });
}

std::optional<Error> Printing::run()
{
    std::counting_semaphore<> published(0);
    Job job([&] { published.release(); });
    const std::jthread indexer([&] { m_capture->index(job); });
    m_generation = m_capture->generation();
    m_printer.begin(m_output.text());
    while (true) {
        job.taken();
        const bool finished = job.finished();
        const std::uint32_t count = m_capture->count();
        const bool printed = printUpTo(count) && flush();
        if (m_output.isClosed())
            end(m_output, Exit::Done);
        if (!printed || finished)
            break;
        published.acquire();
    }
    job.cancel();
    job.wait();
    if (m_output.failure())
        return {};
    if (m_lostFrame != 0)
        return Error{.action = Action::Read,
                     .reason = Reason::SourceLost,
                     .subject = m_capture->path(),
                     .frame = m_lostFrame};
    return job.failure();
}

std::expected<std::unique_ptr<Printer>, Answer> printerFor(const Options &options,
                                                           std::shared_ptr<const Registry> registry)
{
    switch (options.form) {
    case Form::Summary: return textPrinter(options.tree, options.hex);
    case Form::Fields: return fieldsPrinter(std::move(registry), options.fields, options.style);
    case Form::Ndjson: return ndjsonPrinter();
    }
    return {};
}

Exit print(const Options &options)
{
    const auto registry = Registry::builtIn();
    auto printer = printerFor(options, registry);
    if (!printer) {
        complain(printer.error().text);
        return Exit::Usage;
    }
    Result<std::shared_ptr<Capture>> capture = Capture::open(options.read, openOptions(options));
    if (!capture)
        return fail(capture.error());
    Output output(STDOUT_FILENO);
    const std::optional<Error> problem = Printing(options, *capture, Dissector(registry, {.wanted = (*printer)->wanted()}), **printer, output).run();
    output.flush(); // the frames stand before the message about what follows them
    return end(output, damaged(problem));
}

Result<PcapExport> exportTo(const std::string &target, Capture &capture, const RowRanges &frames)
{
    PcapExportOptions options{.sourceName = capture.path(), .keep = {capture.status()}};
    options.checkSource = [&capture] { capture.check(); };
    if (capture.metadata().interfaces.size() != 0)
        options.linkTypeIfEmpty = capture.metadata().interfaces[0].linkType;
    Job job;
    if (target == "-")
        return exportPcap(capture, frames, STDOUT_FILENO, "standard output", job, options);
    return exportPcap(capture, frames, target, job, options);
}

Exit save(const Options &options)
{
    const Result<std::shared_ptr<Capture>> capture = Capture::open(options.read, openOptions(options));
    if (!capture)
        return fail(capture.error());
    Job indexing;
    (*capture)->index(indexing);
    const RowRanges frames = options.frames.value_or(RowRanges(0, (*capture)->count()));
    const Result<PcapExport> done = exportTo(*options.write, **capture, frames);
    if (!done) {
        const bool readerIsGone = done.error().reason == Reason::System && done.error().systemError == EPIPE;
        return readerIsGone ? Exit::Done : fail(done.error());
    }
    for (const std::string &loss : losses(*done))
        complain(visibleText(*options.write) + ": " + loss);
    return damaged(indexing.failure());
}

} // namespace

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
    if (options.countOnly)
        return count(options);
    if (options.write)
        return save(options);
    return print(options);
}

} // namespace framelens::cli
