// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// pcapng blocks (draft-ietf-opsawg-pcapng) on their way to a file: one section, one Ethernet interface, times in nanoseconds.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/export/target_file.h"
#include "core/export/write_batch.h"

#include <string_view>

namespace framelens {

/// What the comment of a section with made segments says of them, but for the title.
inline constexpr std::string_view madeHeadersText = "bytes as received; Ethernet, IP and TCP headers made by Framelens";

/// The byte order of blocks that are made.
inline constexpr ByteOrder madeOrder = ByteOrder::Little;

/// Blocks of files that are made. Texts of at most 64 KiB, longer ones are cut; empty: none.
std::vector<std::byte> madeSection(std::string_view comment);
/// An Ethernet interface, times in nanoseconds.
std::vector<std::byte> madeInterface(std::string_view description);
/// A custom block that may be copied.
std::vector<std::byte> madeCustomBlock(std::uint32_t enterprise, Bytes content);

/// What stands before and behind the payload of a packet on that interface.
class MadePacketBlock
{
public:
    /// `headers`: the frame's own, at most 82 bytes.
    MadePacketBlock(std::int64_t timeNs, Bytes headers, std::size_t payloadSize);

    Bytes head() const & { return Bytes(m_head).first(m_headSize); }
    Bytes tail() const & { return Bytes(m_tail).first(m_tailSize); }

private:
    std::array<std::byte, WriteBatch::mostHeader> m_head{};
    std::array<std::byte, 8> m_tail{};
    std::size_t m_headSize = 0;
    std::size_t m_tailSize = 0;
};

/// Gathers blocks for vectored writes. Borrows file, ledger and payloads; the latter until flush().
class PcapngWriter
{
public:
    PcapngWriter(TargetFile &file, CopyLedger &ledger)
        : m_file(file)
        , m_ledger(ledger)
    {
    }

    /// Section and interface: the beginning of the file.
    Result<void> begin(std::string_view comment, std::string_view interfaceDescription);
    /// A custom block that may be copied.
    Result<void> custom(std::uint32_t enterprise, Bytes content);
    /// A frame: its headers, at most 82 bytes, and the payload behind them, as it lies.
    Result<void> frame(std::int64_t timeNs, Bytes headers, Bytes payload);
    /// Writes what is gathered.
    Result<void> flush();

    /// Whether frame() will write before it takes another one.
    bool isFull() const { return !m_batch.hasRoom(); }
    /// All blocks so far.
    std::uint64_t bytes() const { return m_bytes; }

private:
    Result<void> writeBlock(Bytes block);

    TargetFile &m_file;
    CopyLedger &m_ledger;
    WriteBatch m_batch;
    std::uint64_t m_bytes = 0;
};

} // namespace framelens
