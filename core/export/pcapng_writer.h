// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// pcapng blocks (draft-ietf-opsawg-pcapng) on their way to a file: one section, one Ethernet interface, times in nanoseconds.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/export/target_file.h"
#include "core/export/write_batch.h"

#include <string_view>

namespace framelens {

/// Gathers blocks for vectored writes. Borrows file, ledger and payloads; the latter until flush().
class PcapngWriter
{
public:
    PcapngWriter(TargetFile &file, CopyLedger &ledger)
        : m_file(file)
        , m_ledger(ledger)
    {
    }

    /// Section and interface: the beginning of the file. Texts of at most 64 KiB, longer ones are cut; empty: none.
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
    Result<void> add(Bytes header, Bytes payload);

    TargetFile &m_file;
    CopyLedger &m_ledger;
    WriteBatch m_batch;
    std::uint64_t m_bytes = 0;
};

} // namespace framelens
