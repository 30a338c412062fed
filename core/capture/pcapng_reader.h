// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The pcapng file format: draft-ietf-opsawg-pcapng.
#pragma once

#include "core/capture/record_reader.h"

namespace framelens {

/// Captures made of blocks: sections, each in its byte order, with interfaces and frames. Enhanced, simple
/// and obsolete packet blocks are frames; section headers and interface descriptions are read; all others
/// are noted in the metadata. A section's stated length is not needed and not trusted.
class PcapngReader final : public RecordReader
{
public:
    /// Null when `head` does not begin with a section header block.
    static std::unique_ptr<RecordReader> recognise(Bytes head, std::string path, Metadata &metadata);
    static bool mayBecome(Bytes head);

    ScanResult scan(ReadWindow &window, std::uint64_t end, RecordBatch &batch) override;
    std::uint64_t position() const override { return m_position; }
    FrameRef frameAt(const Store &store, std::uint64_t offset, std::uint32_t frame) const override;
    CaptureFormat format() const override;
    std::optional<Error> passedOver() const override { return m_passedOver; }

    /// Reads every block the careful way. For tests, which compare both ways.
    void forgoFastPath() { m_fast = false; }

    static constexpr std::uint32_t mostHeaderBytes = 1U << 20U; ///< of a section header or interface block
    static constexpr std::uint32_t mostInterfaces = 65'536; ///< in a section
    static constexpr std::size_t mostListed = std::size_t{1} << 20U; ///< sections, interfaces, other blocks

private:
    /// A block's first fields, loaded once.
    struct BlockHead
    {
        std::uint32_t type = 0;
        std::uint32_t length = 0;
        ByteOrder order = ByteOrder::Little;
    };

    PcapngReader(std::string path, ByteOrder order, Metadata &metadata);

    template <ByteOrder order>
    void hopPackets(Bytes bytes, std::uint64_t end, RecordBatch &batch);
    std::optional<ScanResult> readBlock(ReadWindow &window, std::uint64_t end, RecordBatch &batch);
    Result<BlockHead> readHead(Bytes bytes) const;
    std::optional<ScanResult> readSection(const BlockHead &head);
    std::optional<ScanResult> readInterface(const BlockHead &head, Bytes block);
    std::optional<ScanResult> readPacket(const BlockHead &head, Bytes bytes);
    void noteBlock(const BlockHead &head);

    Error damage(Reason reason, std::string detail, std::uint64_t frame = 0) const;
    ScanResult partial(std::uint64_t needed, std::uint64_t end, std::string what, bool isFrame) const;
    void passOver(std::string detail, std::uint64_t frame);

    const SectionRecord &sectionOf(std::uint64_t offset) const;
    const InterfaceRecord *interfaceOf(const SectionRecord &section, std::uint32_t number, std::uint64_t offset) const;
    void describeInterface(FrameInfo &info, const SectionRecord &section, std::uint32_t number,
                           std::uint64_t offset) const;
    void readPacketHead(FrameInfo &info, Bytes head, const SectionRecord &section, std::uint64_t offset) const;
    void readSimpleHead(FrameInfo &info, Bytes head, const SectionRecord &section, std::uint64_t offset) const;

    std::string m_path;
    Metadata &m_metadata;
    ByteOrder m_firstOrder;
    ByteOrder m_order; // of the section that m_position lies in
    bool m_fast = true;
    std::uint32_t m_interfaces = 0; // of this section, so far
    std::uint64_t m_position = 0;
    std::uint64_t m_frames = 0;
    std::optional<Error> m_passedOver;
};

} // namespace framelens
