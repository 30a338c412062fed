// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/running_export.h"

#include "core/capture/capture.h"

namespace framelens {

std::uint64_t ExportInput::total() const
{
    std::uint64_t frames_ = 0;
    for (const RowRange range : frames)
        frames_ += within(range).size();
    return frames_;
}

RunningExport::RunningExport(const ExportInput &input, Job &job, ExportOutput &output)
    : m_input(input)
    , m_job(job)
    , m_output(output)
    , m_ledger(input.options.ledger ? *input.options.ledger : m_ownLedger)
    , m_generation(input.source.generation())
    , m_total(input.total())
{
}

std::unexpected<Error> RunningExport::lost(std::uint32_t number) const
{
    return std::unexpected(Error{.action = Action::Read,
                                 .reason = Reason::SourceLost,
                                 .subject = m_input.options.sourceName,
                                 .frame = number});
}

// How far it got belongs to why it ended.
Error RunningExport::told(Error error) const
{
    error.detail = "after " + grouped(m_written) + " of " + grouped(m_total) + (m_total == 1 ? " frame" : " frames");
    return error;
}

Result<void> RunningExport::checked(std::uint64_t pending)
{
    if (m_input.source.generation() != m_generation)
        return lost(0);
    m_job.report(m_added + pending, m_total);
    if (m_job.cancelled())
        return std::unexpected(told({.action = Action::Write, .reason = Reason::Cancelled}));
    return {};
}

// Bytes that were lost meanwhile were written as zeros, or not at all.
Result<void> RunningExport::written(Result<void> result)
{
    if (!result && result.error().reason == Reason::SourceLost)
        return lost(0);
    if (!result)
        return m_input.source.generation() != m_generation ? lost(0) : Result<void>(std::unexpected(told(result.error())));
    m_written = m_added;
    return checked();
}

Result<void> RunningExport::flush()
{
    if (m_batch.empty())
        return {};
    Result<void> result = m_output.write(m_batch.pieces());
    m_batch.clear();
    return written(std::move(result));
}

Result<void> RunningExport::add(Bytes header, Bytes body, Bytes tail)
{
    if (!m_batch.hasRoom())
        if (Result<void> flushed = flush(); !flushed)
            return flushed;
    m_batch.add(header, body, tail, m_ledger);
    return {};
}

Result<void> RunningExport::addNow(Bytes bytes)
{
    if (Result<void> flushed = flush(); !flushed)
        return flushed;
    std::array pieces = {piece(bytes)};
    return written(m_output.write(pieces));
}

// As far as the system does it.
Result<void> RunningExport::copyBySystem(std::uint64_t &offset, std::uint64_t end)
{
    while (offset < end && m_output.canCopy()) {
        const auto copied = m_output.copyFrom(m_input.capture->store()->fd(), offset, std::min(end - offset, copyStep));
        if (Result<void> done = written(copied ? Result<void>() : std::unexpected(copied.error())); !done)
            return done;
        offset += *copied;
    }
    return {};
}

Result<void> RunningExport::copy(std::uint64_t offset, std::uint64_t size, RowRange frames)
{
    const Store &store = *m_input.capture->store();
    if (!store.holds(offset, size))
        return lostIn(frames);
    const std::uint64_t end = offset + size;
    if (size >= copiedBySystem && store.fd() >= 0 && m_output.canCopy()) {
        if (Result<void> flushed = flush(); !flushed)
            return flushed;
        if (Result<void> copied = copyBySystem(offset, end); !copied)
            return copied;
    }
    for (std::uint64_t step = 0; offset < end; offset += step) {
        step = std::min<std::uint64_t>(end - offset, WriteBatch::mostBytes);
        if (Result<void> done = add({}, store.bytes().subspan(offset, step)); !done)
            return done;
    }
    m_added += frames.size();
    return {};
}

std::unexpected<Error> RunningExport::lostIn(RowRange frames) const
{
    for (std::uint32_t frame = frames.begin; frame < frames.end; ++frame)
        if (m_input.source.frame(frame).info.isLost)
            return lost(frame + 1);
    return lost(0);
}

Result<ExportReport> RunningExport::finish()
{
    if (Result<void> flushed = flush(); !flushed)
        return std::unexpected(flushed.error());
    m_written = m_added;
    if (m_input.options.checkSource)
        m_input.options.checkSource();
    if (Result<void> whole = checked(); !whole)
        return std::unexpected(whole.error());
    if (const auto committed = m_output.commit(); !committed)
        return std::unexpected(committed.error().reason == Reason::System ? told(committed.error()) : committed.error());
    return ExportReport{.frames = m_written, .bytes = m_output.bytes()};
}

} // namespace framelens
