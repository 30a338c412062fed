// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The pcap file format: draft-ietf-opsawg-pcap.
#pragma once

#include "core/capture/record_reader.h"

namespace framelens {

/// Classic captures: a file header of 24 bytes, then records. Micro- and nanoseconds, both byte orders,
/// and the modified form whose records carry eight bytes more.
class PcapReader final : public RecordReader
{
public:
    /// Null when `head` is no whole pcap file header.
    static std::unique_ptr<RecordReader> recognise(Bytes head, std::string path, Metadata &metadata);
    /// Whether more bytes could make `head` a pcap file header.
    static bool mayBecome(Bytes head);

    ScanResult scan(ReadWindow &window, std::uint64_t end, RecordBatch &batch) override;
    std::uint64_t position() const override { return m_position; }
    FrameRef frameAt(const Store &store, std::uint64_t offset, std::uint32_t frame) const override;
    CaptureFormat format() const override { return m_format; }

    static constexpr std::size_t fileHeaderBytes = 24;

private:
    /// Which of a record's two lengths is the captured one: writers before version 2.3 swapped them, those
    /// of 2.3 sometimes.
    enum class Lengths : std::uint8_t { AsNow, Swapped, SmallerFirst };

    PcapReader(std::string path, const CaptureFormat &format, const InterfaceRecord &interface, Lengths lengths);

    template <ByteOrder order>
    std::optional<ScanResult> hop(Bytes bytes, std::uint64_t end, RecordBatch &batch);
    std::uint32_t captured(std::uint32_t first, std::uint32_t second) const;
    ScanResult partial(std::uint64_t needed, std::uint64_t end) const;
    ScanResult tooLong(std::uint32_t length) const;

    std::string m_path;
    CaptureFormat m_format;
    InterfaceRecord m_interface;
    Lengths m_lengths;
    std::uint32_t m_headerBytes; // of a record: 16 or 24
    std::uint32_t m_mostBytes; // of a frame
    std::uint64_t m_position = fileHeaderBytes;
    std::uint64_t m_frames = 0;
};

} // namespace framelens
