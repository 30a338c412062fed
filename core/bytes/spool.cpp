// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/spool.h"

#include "core/bytes/address_range.h"
#include "core/bytes/spool_writer.h"
#include "core/bytes/vectored_write.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <random>
#include <system_error>

namespace framelens {

namespace {

std::int64_t nowNs()
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

// "2026-03-01-123456", local time; ":" would trouble other systems' disks.
std::string nameOfNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts = {};
    ::localtime_r(&now, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d-%H%M%S", &parts)};
}

Error notUsable(const std::string &subject, std::string detail)
{
    return {.action = Action::Create, .reason = Reason::BadValue, .subject = subject, .detail = std::move(detail)};
}

Result<std::string> usableFolder(const SpoolOptions &options)
{
    std::string folder = options.folder.empty() ? usualSpoolFolder() : options.folder;
    if (const auto made = makeFolder(folder, options.calls); !made)
        return std::unexpected(made.error());
    const Result<bool> isMemory = isMemoryFolder(folder);
    if (!isMemory)
        return std::unexpected(isMemory.error());
    if (*isMemory && !options.allowMemory)
        return std::unexpected(Error{.action = Action::Create,
                                     .reason = Reason::Unsupported,
                                     .subject = folder,
                                     .detail = "files here lie in memory (tmpfs), where a recording would not last; "
                                               "choose a folder on a disk"});
    return folder;
}

// With the name that was asked for, or the first free one of now.
Result<SpoolFiles> createFiles(const SpoolOptions &options, const std::string &folder)
{
    constexpr int mostNames = 1000; // in one second
    const std::string name = options.name.empty() ? nameOfNow() : options.name;
    if (name.find('/') != std::string::npos || name.find('\0') != std::string::npos || name == "." || name == "..")
        return std::unexpected(notUsable(name, "this is no name for a recording"));
    const std::string base = folder + "/" + name;
    for (int i = 1;; ++i) {
        const std::string suffix = i == 1 ? std::string() : "-" + std::to_string(i);
        Result<SpoolFiles> files = SpoolFiles::create(spoolPaths(base + suffix), options.calls);
        const bool isTaken = !files && files.error().systemError == EEXIST;
        if (!isTaken || !options.name.empty() || i == mostNames)
            return files;
    }
}

Result<void> writeHeader(const SpoolFiles &files, const journal::Header &header, const FileCalls &calls)
{
    std::vector<std::byte> bytes(journal::headerBytes);
    journal::encode(std::span(bytes).first<journal::headerBytes>(), header);
    std::array pieces = {piece(bytes)};
    if (const int error = writeAllAt(files.journal(), 0, pieces, calls); error != 0)
        return std::unexpected(systemError(Action::Create, files.paths().journal, error));
    return {};
}

// A map's own descriptor can only read: what outlives the recorder cannot write.
Result<std::shared_ptr<GrowingFile>> mapped(const std::string &path, std::uint64_t mostBytes)
{
    // Address space costs nothing; more than this no process can count on.
    constexpr std::uint64_t usual = std::uint64_t{64} << 30U;
    constexpr std::uint64_t most = std::uint64_t{1} << 40U;
    Result<FileHandle> file = openForReading(path);
    if (!file)
        return std::unexpected(file.error());
    return GrowingFile::open(std::move(*file), path, roundUpToPage(std::clamp(mostBytes, usual, most)));
}

Result<std::shared_ptr<MappedSpoolLog>> openLog(const SpoolFiles &files, const journal::Header &header,
                                               std::uint64_t mostBytes)
{
    auto data = mapped(files.paths().data, mostBytes);
    if (!data)
        return std::unexpected(data.error());
    auto journal = mapped(files.paths().journal, 0);
    if (!journal)
        return std::unexpected(journal.error());
    auto log = std::make_shared<MappedSpoolLog>(std::move(*data), std::move(*journal), header);
    if (const auto room = log->prepare(0, 0); !room)
        return std::unexpected(room.error());
    log->publish(0, 0);
    return log;
}

// What is too long for a note is left out.
Result<void> setNotes(Spool &spool, const SpoolOptions &options)
{
    if (!options.title.empty())
        if (auto noted = spool.setNote("title", std::string_view(options.title).substr(0, journal::mostValueBytes)); !noted)
            return noted;
    for (const auto &[key, value] : options.notes)
        if (auto noted = spool.setNote(key, value); !noted && noted.error().reason == Reason::System)
            return noted;
    return {};
}

} // namespace

Spool::Spool(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

Spool::~Spool() = default;

Result<std::unique_ptr<Spool>> Spool::create(const SpoolOptions &options)
{
    const Result<std::string> folder = usableFolder(options);
    if (!folder)
        return std::unexpected(folder.error());
    // The parts keep the calls, and the files point to those.
    auto kept = std::make_unique<SpoolOptions>(options);
    Result<SpoolFiles> files = createFiles(*kept, *folder);
    if (!files)
        return std::unexpected(files.error());
    const journal::Header header{.order = std::endian::native == std::endian::big ? ByteOrder::Big : ByteOrder::Little,
                                 .salt = std::random_device()(),
                                 .madeNs = nowNs()};
    if (const auto written = writeHeader(*files, header, options.calls); !written)
        return std::unexpected(written.error());
    auto log = openLog(*files, header, options.mostBytes);
    if (!log)
        return std::unexpected(log.error());
    std::unique_ptr<Spool> spool;
    try { // a thread that syncs
        spool.reset(new Spool(std::make_unique<Parts>(std::move(kept), std::move(*files), std::move(*log))));
    } catch (const std::system_error &error) {
        return std::unexpected(systemError(Action::Create, *folder, error.code().value()));
    }
    if (const auto noted = setNotes(*spool, options); !noted) {
        spool->discard();
        return std::unexpected(noted.error());
    }
    return spool;
}

Result<void> Spool::append(std::span<const SpoolChunk> chunks)
{
    Parts &parts = *m_parts;
    if (chunks.size() > mostPieces)
        return std::unexpected(notUsable(parts.files.paths().data, "more chunks in one batch than one write takes"));
    std::uint64_t total = 0;
    for (const SpoolChunk &chunk : chunks) {
        if (chunk.bytes.size() > UINT32_MAX)
            return std::unexpected(notUsable(parts.files.paths().data, "a chunk of 4 GiB or more"));
        if (const auto usable = parts.useConnection(chunk.connection); !usable)
            return usable;
        total += chunk.bytes.size();
    }
    if (Result<void> prepared = parts.prepare(total, chunks.size()); !prepared)
        return prepared;
    for (const SpoolChunk &chunk : chunks)
        if (!chunk.bytes.empty())
            parts.encode(chunk);
    return parts.encoded == 0 ? Result<void>() : parts.write();
}

Result<void> Spool::append(const SpoolRecord &event)
{
    Parts &parts = *m_parts;
    if (event.kind == SpoolRecordKind::Chunk || event.kind == SpoolRecordKind::Note)
        return std::unexpected(notUsable(parts.files.paths().data, "this record is no event"));
    if (Result<void> usable = parts.useConnection(event.connection); !usable)
        return usable;
    if (Result<void> prepared = parts.prepare(0, 1); !prepared)
        return prepared;
    parts.encode(event);
    return parts.write();
}

Result<void> Spool::setNote(std::string_view key, std::string_view value)
{
    Parts &parts = *m_parts;
    if (key.size() > journal::mostKeyBytes || value.size() > journal::mostValueBytes)
        return std::unexpected(notUsable(parts.files.paths().data, "a note of more than 3 KiB"));
    if (Result<void> prepared = parts.prepare(0, journal::recordsOfNote(key, value)); !prepared)
        return prepared;
    parts.encodeNote(key, value);
    if (Result<void> written = parts.write(); !written)
        return written;
    parts.log->setNote(key, value);
    return {};
}

Result<void> Spool::close()
{
    if (!m_parts->sync)
        return {};
    m_parts->sync->finish();
    const int error = m_parts->sync->takeError();
    return error == 0 ? Result<void>() : std::unexpected(systemError(Action::Sync, m_parts->files.paths().data, error));
}

void Spool::discard()
{
    m_parts->files.remove();
    m_parts->nextLook = {};
    if (m_parts->sync)
        m_parts->sync->forgo();
}

std::shared_ptr<const SpoolLog> Spool::log() const { return m_parts->log; }

std::uint64_t Spool::bytes() const { return m_parts->bytes; }

std::uint64_t Spool::freeBytes() const { return freeBytesAt(m_parts->files.data()); }

FileChange Spool::check() const
{
    for (GrowingFile *file : {&m_parts->log->data(), &m_parts->log->journal()})
        if (const FileChange change = file->check(); change == FileChange::Cut || change == FileChange::Replaced) {
            m_parts->nextLook = {}; // the next batch looks for itself
            return change;
        }
    return FileChange::None;
}

} // namespace framelens
