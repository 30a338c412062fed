// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What all formats do alike while they write: gather pieces, tell progress, heed a cancel, notice what was lost.
#pragma once

#include "core/export/chosen_frames.h"
#include "core/export/export_output.h"
#include "core/export/write_batch.h"

#include <algorithm>
#include <array>

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

    /// Appends a record: at most WriteBatch::mostHeader bytes of header, which are copied, and a body that is as long as it may be.
    Result<void> add(Bytes header, Bytes body);
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
    // Frames that are looked at together: their headers and first bytes are on the way while others are dealt with.
    static constexpr std::uint32_t blockFrames = 32;
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

template <typename Take>
Result<void> RunningExport::forEachFrame(const Take &take)
{
    std::array<FrameRef, blockFrames> block;
    for (const RowRange all : m_input.frames) {
        RowRange range = m_input.within(all);
        while (range.begin < range.end) {
            if (m_input.isEnough())
                return {};
            const std::uint32_t count = std::min(range.size(), blockFrames);
            for (std::uint32_t i = 0; i < count; ++i) {
                block[i] = m_input.source.frame(range.begin + i);
                __builtin_prefetch(block[i].bytes.data());
            }
            for (std::uint32_t i = 0; i < count; ++i) {
                if (block[i].info.isLost || block[i].bytes.size() != block[i].info.capturedLength)
                    return lost(block[i].info.number);
                if (Result<void> taken = take(block[i]); !taken)
                    return taken;
                ++m_added;
            }
            range.begin += count;
        }
    }
    return {};
}

} // namespace framelens
