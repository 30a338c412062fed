// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/export_output.h"

#include "core/bytes/vectored_write.h"

#include <array>
#include <cerrno>

namespace framelens {

namespace {

Result<TargetFile> openedFile(const ExportTarget &target, const ExportOptions &options)
{
    if (target.fd >= 0)
        return TargetFile::onDescriptor(target.fd, target.path, options.calls);
    return TargetFile::create(target.path, options.keep, options.calls);
}

} // namespace

Result<ExportOutput> ExportOutput::open(const ExportTarget &target, const ExportOptions &options)
{
    if (options.compression != Compression::None && !canCompress(options.compression))
        return std::unexpected(Error{.action = Action::Create,
                                     .reason = Reason::Unsupported,
                                     .detail = std::string(nameOf(options.compression)) + " is read, but not written"});
    Result<TargetFile> file = openedFile(target, options);
    if (!file)
        return std::unexpected(file.error());
    ExportOutput output(*std::move(file));
    output.m_name = target.path;
    if (options.compression == Compression::None)
        return output;
    output.m_compressor = makeCompressor(options.compression);
    if (!output.m_compressor)
        return std::unexpected(systemError(Action::Create, target.path, ENOMEM));
    output.m_buffer.resize(bufferBytes);
    return output;
}

Result<void> ExportOutput::write(std::span<iovec> pieces)
{
    if (!m_compressor) {
        std::uint64_t size = 0;
        for (const iovec &piece : pieces)
            size += piece.iov_len;
        Result<void> written = m_file.write(pieces);
        m_bytes += written ? size : 0;
        return written;
    }
    for (const iovec &piece : pieces)
        if (Result<void> done = compress(bytesOf(piece), false); !done)
            return done;
    return {};
}

Result<std::uint64_t> ExportOutput::copyFrom(int fd, std::uint64_t offset, std::uint64_t size)
{
    Result<std::uint64_t> copied = m_file.copyFrom(fd, offset, size);
    m_canCopy = copied.value_or(0) != 0;
    m_bytes += copied.value_or(0);
    return copied;
}

Result<void> ExportOutput::compress(Bytes bytes, bool last)
{
    for (;;) {
        const CompressorStep step = m_compressor->step(bytes, std::span(m_buffer).subspan(m_used), last);
        if (step.failed)
            return std::unexpected(systemError(Action::Write, m_name, ENOMEM));
        bytes = bytes.subspan(step.consumed);
        m_used += step.produced;
        if (m_used == m_buffer.size() || step.ended)
            if (Result<void> written = writeBuffer(); !written)
                return written;
        if (step.ended || (!last && bytes.empty()))
            return {};
    }
}

Result<void> ExportOutput::writeBuffer()
{
    std::array pieces = {piece(Bytes(m_buffer).first(m_used))};
    Result<void> written = m_file.write(pieces);
    m_bytes += written ? m_used : 0;
    m_used = 0;
    return written;
}

Result<void> ExportOutput::commit()
{
    if (m_compressor)
        if (Result<void> ended = compress({}, true); !ended)
            return ended;
    return m_file.commit();
}

} // namespace framelens
