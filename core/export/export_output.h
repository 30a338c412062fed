// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Where all formats are written to: a file that is whole or not there, compressed or not.
#pragma once

#include "core/export/frame_export.h"
#include "core/export/stream_compressor.h"
#include "core/export/target_file.h"

namespace framelens {

/// Bytes go in as pieces, which are not kept; a compressor writes through one bounded buffer. Borrows the options.
class ExportOutput
{
public:
    /// Reason::Unsupported for a compression that is only read; else as TargetFile::create().
    static Result<ExportOutput> open(const ExportTarget &target, const ExportOptions &options);

    /// Takes all pieces, which are used up.
    Result<void> write(std::span<iovec> pieces);
    /// Whether the system may copy from another file by itself, as far as is known.
    bool canCopy() const { return !m_compressor && m_canCopy; }
    /// As TargetFile::copyFrom(). Once that gave 0 canCopy() is false.
    Result<std::uint64_t> copyFrom(int fd, std::uint64_t offset, std::uint64_t size);
    /// Ends what is compressed and puts the file in place.
    Result<void> commit();

    /// In the file by now.
    std::uint64_t bytes() const { return m_bytes; }

private:
    /// What a compressor writes to the file at a time.
    static constexpr std::size_t bufferBytes = std::size_t{128} * 1024;

    explicit ExportOutput(TargetFile file)
        : m_file(std::move(file))
    {
    }
    Result<void> compress(Bytes bytes, bool last);
    Result<void> writeBuffer();

    TargetFile m_file;
    std::string m_name;
    std::unique_ptr<StreamCompressor> m_compressor; // null: none
    std::vector<std::byte> m_buffer; // of the compressor
    std::size_t m_used = 0;
    bool m_canCopy = true;
    std::uint64_t m_bytes = 0;
};

} // namespace framelens
