// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/capture_parts.h"

#include <algorithm>

#include <unistd.h>

namespace framelens {

namespace {

std::uint64_t halfOfMemory()
{
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long pageBytes = ::sysconf(_SC_PAGESIZE);
    return pages <= 0 || pageBytes <= 0 ? UINT64_MAX
                                        : static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(pageBytes) / 2;
}

} // namespace

Result<void> Capture::Parts::begin(OpenedInput input, const std::string &name)
{
    options.mostFrames = std::min(options.mostFrames, limits::frames);
    mostIndexBytes = options.mostIndexBytes != 0 ? options.mostIndexBytes : halfOfMemory();
    if (!input.mustPump) {
        if (auto result = map(std::move(input), name); !result)
            return result;
        return look();
    }
    auto opened = Pump::open(std::move(input.file), path,
                             {.mostBytes = options.mostDecompressedBytes, .mostRatio = std::max(1U, options.mostRatio)},
                             options.ledger);
    if (!opened)
        return std::unexpected(opened.error());
    pump = *std::move(opened);
    growing = pump->output();
    store = growing;
    while (store->size() < recogniseBytes && !pump->done())
        pump->step();
    compression = pump->compression();
    if (const auto &failure = pump->failure(); failure && store->size() == 0)
        return std::unexpected(*failure);
    return look();
}

Result<void> Capture::Parts::map(OpenedInput input, const std::string &name)
{
    if (!options.follow) {
        if (input.status.size == 0)
            return std::unexpected(Error{.action = Action::Open, .reason = Reason::Empty, .subject = path});
        auto opened = MappedFile::map(std::move(input.file), name);
        if (!opened)
            return std::unexpected(opened.error());
        mapped = *std::move(opened);
        store = mapped;
        return {};
    }
    auto opened = GrowingFile::open(std::move(input.file), name);
    if (!opened)
        return std::unexpected(opened.error());
    growing = *std::move(opened);
    store = growing;
    return growing->publishUpTo(input.status.size);
}

const FileHandle &Capture::Parts::readable() const
{
    return mapped != nullptr ? mapped->file() : growing->file();
}

// Recognises the format. Not yet knowing it is an error only when no more bytes will come.
Result<void> Capture::Parts::look()
{
    ReadWindow window(readable().fd(), path, nullptr);
    const auto head = window.at(0, recogniseBytes, std::min<std::uint64_t>(store->size(), recogniseBytes));
    if (!head)
        return std::unexpected(head.error());
    auto recognised = recognise(*head, path, metadata);
    if (!recognised)
        return std::unexpected(recognised.error());
    ownedReader = *std::move(recognised);
    reader.store(ownedReader.get(), std::memory_order_release);
    if (ownedReader != nullptr || isFollowed())
        return {};
    if (head->empty())
        return std::unexpected(Error{.action = Action::Open, .reason = Reason::Empty, .subject = path});
    return std::unexpected(Error{.action = Action::Open,
                                 .reason = Reason::EndsInside,
                                 .subject = path,
                                 .offset = 0,
                                 .needed = recogniseBytes,
                                 .available = head->size(),
                                 .detail = "the file header"});
}

// Publishes what a followed file has more than before. False when there is nothing.
bool Capture::Parts::takeGrowth()
{
    if (growing->check() != FileChange::Grown)
        return false;
    const std::uint64_t wanted = growing->sizeOnDisk();
    if (const auto published = growing->publishUpTo(wanted); !published) {
        endWith(published.error());
        return false;
    }
    return true;
}

std::optional<Error> Capture::Parts::index(Job &job)
{
    if (!complete) {
        ReadWindow window(readable().fd(), path, options.ledger.get());
        if (isFollowed())
            takeGrowth();
        for (Next next = Next::GoOn; next == Next::GoOn && !complete;) {
            if (job.cancelled())
                return Error{.action = Action::Index, .reason = Reason::Cancelled, .subject = path};
            const std::uint32_t before = frameIndex.count();
            next = step(window);
            reportTo(job);
            if (frameIndex.count() != before)
                job.published();
        }
    }
    const std::scoped_lock lock(mutex);
    return problem;
}

Capture::Parts::Next Capture::Parts::step(ReadWindow &window)
{
    if (pump != nullptr && pumpNext)
        pump->step();
    if (ownedReader == nullptr) {
        if (const auto looked = look(); !looked)
            return endWith(looked.error());
        if (ownedReader == nullptr)
            return Next::Wait;
    }
    if (auto error = limitReached())
        return endWith(std::move(error));
    batch.count = 0;
    batch.most = std::min<std::size_t>(RecordBatch::capacity, options.mostFrames - frameIndex.count());
    if (batch.most == 0)
        return endWith({});
    ScanResult result = ownedReader->scan(window, store->size(), batch);
    keepBatch();
    return atStop(std::move(result));
}

void Capture::Parts::keepBatch()
{
    if (batch.count == 0)
        return;
    findFirstTime(); // before the frames are published: whoever sees them counts times from it
    frameIndex.append(batch.found());
}

// The limits on number and memory; the one on number is a failure only when it is the program's own.
std::optional<Error> Capture::Parts::limitReached() const
{
    const bool isThere = ownedReader->position() < store->size();
    std::string limit;
    if (isThere && frameIndex.count() == limits::frames)
        limit = "frames can be numbered up to " + grouped(limits::frames);
    else if (isThere && frameIndex.heapBytes() + metadata.heapBytes() > mostIndexBytes)
        limit = "the index has taken the " + grouped(mostIndexBytes) + " bytes of memory it may have";
    if (limit.empty())
        return {};
    return Error{.action = Action::Index,
                 .reason = Reason::LimitReached,
                 .subject = path,
                 .offset = ownedReader->position(),
                 .frame = std::uint64_t{frameIndex.count()} + 1,
                 .detail = std::move(limit)};
}

Capture::Parts::Next Capture::Parts::atStop(ScanResult result)
{
    const bool moreWillCome = pump != nullptr && !pump->done();
    pumpNext = result.stop != ScanStop::Step; // what has come is indexed before more is brought
    switch (result.stop) {
    case ScanStop::Step: return Next::GoOn;
    case ScanStop::Damaged: return endWith(std::move(result.problem));
    case ScanStop::AtEnd:
    case ScanStop::Partial: break;
    }
    if (moreWillCome)
        return Next::GoOn;
    if (isFollowed())
        return takeGrowth() ? Next::GoOn : Next::Wait;
    // What stopped the pump is why a record is not whole.
    if (pump != nullptr && pump->failure())
        return endWith(pump->failure());
    return endWith(std::move(result.problem));
}

Capture::Parts::Next Capture::Parts::endWith(std::optional<Error> error)
{
    if (!error && ownedReader != nullptr)
        error = ownedReader->passedOver();
    {
        const std::scoped_lock lock(mutex);
        problem = std::move(error);
    }
    complete.store(true, std::memory_order_release);
    return Next::Complete;
}

void Capture::Parts::findFirstTime()
{
    std::uint32_t frame = frameIndex.count();
    for (const std::uint64_t offset : batch.found()) {
        if (timeFound)
            return;
        const FrameInfo info = ownedReader->frameAt(*store, offset, frame++).info;
        timeFound = info.hasTime;
        if (timeFound)
            firstTimeNs.store(info.timeNs, std::memory_order_relaxed);
    }
}

void Capture::Parts::reportTo(Job &job) const
{
    if (pump != nullptr)
        job.report(pump->consumed(), status.regular ? status.size : 0);
    else
        job.report(ownedReader != nullptr ? ownedReader->position() : 0, store->size());
}

FileChange Capture::Parts::check()
{
    if (mapped != nullptr)
        return mapped->check();
    if (isFollowed())
        return growing->check();
    if (!status.regular)
        return FileChange::None;
    const auto named = statusOf(path);
    return named && named->sameFile(status) ? FileChange::None : FileChange::Replaced;
}

} // namespace framelens
