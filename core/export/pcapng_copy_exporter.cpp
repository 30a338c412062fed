// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// pcapng out of pcapng: the capture's own blocks, byte for byte, in the order and the sections in which they lie. What is no frame
// stays, but for what the caller does not want or nobody may copy.
#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_options.h"
#include "core/export/pcapng_copier.h"
#include "core/export/pcapng_exporters.h"
#include "core/export/record_copy.h"

#include <utility>

namespace framelens {

namespace {

class PcapngCopyExporter final : public FormatExporter
{
public:
    explicit PcapngCopyExporter(const ExportInput &input)
        : m_input(input)
        , m_capture(*input.capture)
        , m_others(m_capture.metadata())
        , m_isWhole(input.total() == m_capture.count() && !m_capture.problem() && input.options.comments
                    && !input.options.isEnough)
    {
    }

    Result<std::vector<std::string>> survey(Job &job, std::uint64_t mostFrames) override;
    Result<void> write(RunningExport &run) override;

private:
    /// Progress is told behind each; any size above what the system copies by itself.
    static constexpr std::uint64_t mostGathered = std::uint64_t{1} << 20U;

    bool isDropped(std::uint32_t type) const
    {
        return type == pcapng::customNotCopied || (type == pcapng::decryptionSecrets && !m_input.options.secrets);
    }
    Result<bool> mustChange(RunningExport &run, const OtherBlock &block) const;
    Result<void> writeChanged(RunningExport &run, const OtherBlock &block);
    Result<void> takeOther(RunningExport &run, const OtherBlock &block);
    Result<void> othersBefore(RunningExport &run, std::uint64_t offset);
    Result<void> upTo(RunningExport &run, std::uint64_t offset);
    Result<void> frames(RunningExport &run, RowRange frames, std::uint64_t begin);
    Result<void> withoutComments(RunningExport &run, RowRange frames);

    const ExportInput &m_input;
    const Capture &m_capture;
    OtherBlocks m_others;
    bool m_isWhole; // nothing will be left out: sections are as long as they say
    ByteOrder m_order = ByteOrder::Little; // of the section at hand
    // The run of bytes that is gathered: it ends where the next block must be changed or left out.
    std::uint64_t m_runBegin = 0;
    std::uint64_t m_runEnd = 0;
    std::uint64_t m_runFrames = 0;
    std::vector<std::byte> m_changed;
};

Result<std::vector<std::string>> PcapngCopyExporter::survey(Job & /*job*/, std::uint64_t /*mostFrames*/)
{
    std::uint64_t secrets = 0;
    std::uint64_t notCopied = 0;
    for (OtherBlocks others = m_others; const auto block = others.next(); others.advance()) {
        secrets += static_cast<std::uint64_t>(block->type == pcapng::decryptionSecrets);
        notCopied += static_cast<std::uint64_t>(block->type == pcapng::customNotCopied);
    }
    std::vector<std::string> sentences;
    if (secrets != 0 && !m_input.options.secrets)
        sentences.emplace_back("keys that decrypt the frames are not saved: they were not asked for");
    if (notCopied != 0)
        sentences.push_back(grouped(notCopied) + (notCopied == 1 ? " block" : " blocks")
                            + " left out: their programs do not want them copied");
    m_isWhole = m_isWhole && sentences.empty();
    return sentences;
}

// Writes what is gathered of the store, up to `offset`; what follows begins there.
Result<void> PcapngCopyExporter::upTo(RunningExport &run, std::uint64_t offset)
{
    const StoreRange range{m_runBegin, std::min(m_runEnd, offset)};
    m_runBegin = offset;
    m_runEnd = offset;
    if (range.begin < range.end)
        if (Result<void> copied = run.copy(range.begin, range.end - range.begin, {}); !copied)
            return copied;
    run.added(std::exchange(m_runFrames, 0));
    return {};
}

Result<bool> PcapngCopyExporter::mustChange(RunningExport &run, const OtherBlock &block) const
{
    const bool mayTellLength = block.type == pcapng::sectionHeader && !m_isWhole;
    if (m_input.options.comments && !mayTellLength)
        return false;
    const ByteView bytes = m_capture.bytesOf(block.offset, block.length);
    if (bytes.bytes().size() < pcapng::leastBytes(block.type))
        return run.lost(0);
    return (mayTellLength && tellsLength(bytes.bytes(), block.order))
        || (!m_input.options.comments && hasComment(bytes.bytes(), block.order));
}

Result<void> PcapngCopyExporter::writeChanged(RunningExport &run, const OtherBlock &block)
{
    const ByteView bytes = m_capture.bytesOf(block.offset, block.length);
    m_changed.clear();
    if (m_input.options.comments)
        appendWithoutLength(bytes.bytes(), block.order, m_changed);
    else
        appendWithoutComments(bytes.bytes(), block.order, m_changed);
    return run.addNow(m_changed);
}

Result<void> PcapngCopyExporter::takeOther(RunningExport &run, const OtherBlock &block)
{
    if (block.type == pcapng::sectionHeader)
        m_order = block.order;
    const Result<bool> change = isDropped(block.type) ? Result<bool>(true) : mustChange(run, block);
    if (!change)
        return std::unexpected(change.error());
    const std::uint64_t end = block.offset + block.length;
    if (!*change) {
        if (m_runEnd < block.offset) // frames between were not selected
            if (Result<void> done = upTo(run, block.offset); !done)
                return done;
        m_runEnd = std::max(m_runEnd, end);
        return {};
    }
    const std::uint64_t runEnd = m_runEnd;
    if (Result<void> done = upTo(run, block.offset); !done)
        return done;
    m_runBegin = end;
    m_runEnd = std::max(runEnd, end);
    return isDropped(block.type) ? Result<void>() : writeChanged(run, block);
}

Result<void> PcapngCopyExporter::othersBefore(RunningExport &run, std::uint64_t offset)
{
    for (auto block = m_others.next(); block && block->offset < offset; block = m_others.next()) {
        if (Result<void> taken = takeOther(run, *block); !taken)
            return taken;
        m_others.advance();
    }
    return {};
}

// The blocks between them go along, as their place is in the run of the frames.
Result<void> PcapngCopyExporter::frames(RunningExport &run, RowRange frames, std::uint64_t begin)
{
    if (Result<void> before = othersBefore(run, begin); !before)
        return before;
    if (!m_input.options.comments)
        return withoutComments(run, frames);
    if (m_runEnd != begin)
        if (Result<void> done = upTo(run, begin); !done)
            return done;
    // The last frame may lie in a later section: its order is known once those before are taken, up to it alone.
    const std::uint64_t last = m_capture.recordOffset(frames.end - 1);
    m_runEnd = last;
    if (Result<void> between = othersBefore(run, last); !between)
        return between;
    const auto end = recordEnd(m_capture, frames.end - 1, CaptureKind::Pcapng, m_order);
    if (!end || !m_capture.store()->holds(m_runBegin, *end - m_runBegin))
        return run.lostIn(frames);
    m_runEnd = *end;
    m_runFrames += frames.size();
    return m_runEnd - m_runBegin < mostGathered ? Result<void>() : upTo(run, m_runEnd);
}

Result<void> PcapngCopyExporter::withoutComments(RunningExport &run, RowRange frames)
{
    for (std::uint32_t frame = frames.begin; frame < frames.end; ++frame) {
        const std::uint64_t begin = m_capture.recordOffset(frame);
        if (Result<void> before = othersBefore(run, begin); !before)
            return before;
        const auto end = recordEnd(m_capture, frame, CaptureKind::Pcapng, m_order);
        if (!end)
            return run.lost(frame + 1);
        const Bytes block = m_capture.store()->bytes().subspan(begin, *end - begin);
        const bool change = hasComment(block, m_order);
        if (m_runEnd != begin || change)
            if (Result<void> done = upTo(run, begin); !done)
                return done;
        m_runEnd = *end;
        ++m_runFrames;
        if (!change)
            continue;
        m_runBegin = *end;
        m_changed.clear();
        appendWithoutComments(block, m_order, m_changed);
        if (Result<void> done = run.addNow(m_changed); !done)
            return done;
    }
    return {};
}

Result<void> PcapngCopyExporter::write(RunningExport &run)
{
    const auto each = [&](RowRange frames_, std::uint64_t begin) { return frames(run, frames_, begin); };
    if (Result<void> written = forEachRun(m_input, m_capture, each); !written)
        return written;
    if (Result<void> written = othersBefore(run, UINT64_MAX); !written)
        return written;
    return upTo(run, m_runEnd);
}

} // namespace

std::unique_ptr<FormatExporter> makePcapngCopyExporter(const ExportInput &input)
{
    return std::make_unique<PcapngCopyExporter>(input);
}

} // namespace framelens
