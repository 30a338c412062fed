// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What all formats do alike while they write: gather pieces, tell progress, heed a cancel, notice what was lost.
#pragma once

#include "core/export/chosen_frames.h"
#include "core/export/export_output.h"
#include "core/export/frame_walk.h"
#include "core/export/write_batch.h"

#include <algorithm>

namespace framelens {

/// What is exported. Borrowed.
struct ExportInput
{
    const FrameSource &source;
    ChosenFrames frames;
    const ExportOptions &options;
    const Capture *capture; ///< behind the source, if any
    std::uint32_t count; ///< of the source, when the export began

    /// The part of a range that was there then.
    RowRange within(RowRange range) const { return {std::min(range.begin, count), std::min(range.end, count)}; }
    std::uint64_t total() const;
    bool isEnough() const { return options.isEnough && options.isEnough(); }
};

/// What the caller gave, and the capture behind it.
ExportInput exportInput(const FrameSource &source, const ChosenFrames &frames, const ExportOptions &options);

/// One export, from its first byte to its last. Frames and pieces are borrowed until they are written.
class RunningExport
{
public:
    RunningExport(const ExportInput &input, Job &job, ExportOutput &output);

    /// Calls `take` with each frame's FrameRef, as long as it succeeds and there is not enough. SourceLost when one has no bytes.
    template <typename Take>
    Result<void> forEachFrame(const Take &take);

    /// Appends a record: at most WriteBatch::mostHeader bytes of header and WriteBatch::mostTail of tail, which are copied, and
    /// between them a body that is as long as it may be.
    Result<void> add(Bytes header, Bytes body, Bytes tail = {});
    /// The same; `write` is given the places of header and tail (see WriteBatch::Around), and nothing is copied twice.
    template <typename Write>
    Result<void> add(std::size_t headerBytes, Bytes body, std::size_t tailBytes, const Write &write);
    /// Appends bytes of any size that need not stay.
    Result<void> addNow(Bytes bytes);
    /// Appends [offset, offset + size) of the capture's store, in which these frames lie.
    Result<void> copy(std::uint64_t offset, std::uint64_t size, RowRange frames);
    /// So many frames more were added.
    void added(std::uint64_t frames) { m_added += frames; }
    /// Tells progress, with so many frames that were not added yet; fails after a cancel, and when bytes were lost.
    Result<void> checked(std::uint64_t pending = 0);
    /// Writes what is left and puts the file in place.
    Result<ExportReport> finish();

    /// `number` counts from 1; 0 when it is not known.
    std::unexpected<Error> lost(std::uint32_t number) const;
    /// With the number of the first of them that is lost.
    std::unexpected<Error> lostIn(RowRange frames) const;
    CopyLedger &ledger() const { return m_ledger; }

private:
    /// From here on the system copies a run by itself: below, a call costs more than a place among the pieces of another.
    static constexpr std::uint64_t copiedBySystem = std::uint64_t{256} * 1024;
    /// What it copies at a time: how long a cancel may take to be heeded.
    static constexpr std::uint64_t copyStep = std::uint64_t{32} * 1024 * 1024;

    Result<void> flush();
    Result<void> copyBySystem(std::uint64_t &offset, std::uint64_t end);
    Result<void> written(Result<void> result);
    Error told(Error error) const;

    const ExportInput &m_input;
    Job &m_job;
    ExportOutput &m_output;
    CopyLedger m_ownLedger;
    CopyLedger &m_ledger;
    std::uint32_t m_generation;
    std::uint64_t m_total;
    std::uint64_t m_added = 0;
    std::uint64_t m_written = 0;
    WriteBatch m_batch;
};

template <typename Write>
Result<void> RunningExport::add(std::size_t headerBytes, Bytes body, std::size_t tailBytes, const Write &write)
{
    if (!m_batch.hasRoom())
        if (Result<void> flushed = flush(); !flushed)
            return flushed;
    write(m_batch.add(headerBytes, body, tailBytes, m_ledger));
    return {};
}

template <typename Take>
Result<void> RunningExport::forEachFrame(const Take &take)
{
    FrameWalk walk(m_input.source, m_input.frames, m_input.count);
    for (auto frames = walk.next(); !frames.empty() && !m_input.isEnough(); frames = walk.next()) {
        for (const FrameRef &frame : frames) {
            if (frame.info.isLost || frame.bytes.size() != frame.info.capturedLength)
                return lost(frame.info.number);
            if (Result<void> taken = take(frame); !taken)
                return taken;
            ++m_added;
        }
    }
    return {};
}

} // namespace framelens
