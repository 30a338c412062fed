// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/capture.h"

#include "core/capture/capture_parts.h"

#include <cassert>

#include <unistd.h>

namespace framelens {

namespace {

constexpr std::size_t headBytes = 24;

Error openError(Reason reason, const std::string &path)
{
    return {.action = Action::Open, .reason = reason, .subject = path};
}

// As many bytes as there are, up to headBytes, without moving the file's position.
std::vector<std::byte> firstBytes(const FileHandle &file)
{
    std::vector<std::byte> bytes(headBytes);
    const ssize_t got = ::pread(file.fd(), bytes.data(), bytes.size(), 0);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
}

Result<FileHandle> openInput(const std::string &path)
{
    if (path != "-")
        return openForReading(path);
    const int fd = ::dup(STDIN_FILENO);
    if (fd < 0)
        return std::unexpected(systemError(Action::Open, path, errno));
    return FileHandle(fd);
}

} // namespace

Capture::Capture(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

Capture::~Capture() = default;

Result<OpenedInput> openAndLook(const std::string &path)
{
    auto file = openInput(path);
    if (!file)
        return std::unexpected(file.error());
    const auto status = statusOf(*file, path);
    if (!status)
        return std::unexpected(status.error());
    if (status->directory)
        return std::unexpected(openError(Reason::Directory, path));
    OpenedInput input{.file = *std::move(file), .status = *status};
    if (!status->regular) {
        input.mustPump = true;
        return input;
    }
    const std::vector<std::byte> head = firstBytes(input.file);
    // Files of the kernel have content and no size.
    input.mustPump = compressionOf(head) != Compression::None || (status->size == 0 && !head.empty());
    return input;
}

Result<std::shared_ptr<Capture>> Capture::open(const std::string &path, OpenOptions options)
{
    auto input = openAndLook(path);
    if (!input)
        return std::unexpected(input.error());
    auto parts = std::make_unique<Parts>();
    parts->path = path;
    parts->status = input->status;
    parts->options = std::move(options);
    // Standard input that is a file can be looked at by this name later.
    const std::string name = path == "-" ? "/dev/stdin" : path;
    if (auto begun = parts->begin(*std::move(input), name); !begun)
        return std::unexpected(begun.error());
    return std::shared_ptr<Capture>(new Capture(std::move(parts)));
}

void Capture::index(Job &job)
{
    job.finish(m_parts->index(job));
}

std::uint32_t Capture::count() const
{
    return m_parts->frameIndex.count();
}

FrameRef Capture::frame(std::uint32_t frame) const
{
    assert(frame < count());
    const RecordReader &reader = *m_parts->reader.load(std::memory_order_acquire);
    return reader.frameAt(*m_parts->store, m_parts->frameIndex[frame], frame);
}

void Capture::prefetch(std::uint32_t frame) const
{
    if (frame >= m_parts->frameIndex.count())
        return;
    const std::uint64_t offset = m_parts->frameIndex[frame];
    if (const Bytes all = m_parts->store->bytes(); offset < all.size())
        __builtin_prefetch(&all[offset]);
}

FrameView Capture::view(std::uint32_t frame) const
{
    const FrameRef ref = this->frame(frame);
    if (ref.bytes.data() == nullptr)
        return {ref.info, {}};
    return {ref.info, ByteView::within(m_parts->store, ref.bytes)};
}

std::uint32_t Capture::generation() const
{
    return m_parts->store->generation();
}

std::int64_t Capture::firstTimeNs() const
{
    return m_parts->firstTimeNs.load(std::memory_order_relaxed);
}

std::uint64_t Capture::recordOffset(std::uint32_t frame) const
{
    assert(frame < count());
    return m_parts->frameIndex[frame];
}

std::shared_ptr<const Store> Capture::recordStore() const
{
    return m_parts->store;
}

const std::shared_ptr<const Store> &Capture::store() const &
{
    return m_parts->store;
}

CaptureFormat Capture::format() const
{
    const RecordReader *reader = m_parts->reader.load(std::memory_order_acquire);
    CaptureFormat format = reader != nullptr ? reader->format() : CaptureFormat();
    format.compression = m_parts->compression;
    return format;
}

const Metadata &Capture::metadata() const &
{
    return m_parts->metadata;
}

ByteView Capture::bytesOf(std::uint64_t offset, std::uint32_t length) const
{
    return m_parts->store->holds(offset, length) ? ByteView(m_parts->store, offset, length) : ByteView();
}

FileChange Capture::check()
{
    return m_parts->check();
}

std::optional<Error> Capture::problem() const
{
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->problem;
}

bool Capture::isComplete() const
{
    return m_parts->complete.load(std::memory_order_acquire);
}

std::size_t Capture::heapBytes() const
{
    return m_parts->frameIndex.heapBytes() + m_parts->metadata.heapBytes();
}

const std::string &Capture::path() const &
{
    return m_parts->path;
}

const FileStatus &Capture::status() const &
{
    return m_parts->status;
}

} // namespace framelens
