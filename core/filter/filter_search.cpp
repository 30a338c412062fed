// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/filter_search.h"

#include "core/filter/frame_test.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace framelens {

namespace {

// Frames that one thread takes at a time: few at first, so that the first matches are seen soon.
constexpr std::uint32_t firstPiece = 512;
constexpr std::uint32_t mostPiece = 8192;
constexpr std::uint32_t mostWithoutLook = 16; // frames until the job is asked whether it was cancelled

std::uint32_t pieceAt(std::uint32_t begin) { return std::clamp(begin / 16, firstPiece, mostPiece); }

} // namespace

struct FilterSearch::Parts
{
    std::shared_ptr<const Filter> filter;
    SearchedFrames frames;
    MatchList matches;
    std::atomic<std::uint32_t> searched{0};
    std::atomic<std::uint64_t> limitsReached{0};

    std::mutex mutex;
    std::uint32_t next = 0; // frames below it were given to a thread
    std::map<std::uint32_t, std::pair<std::uint32_t, std::vector<std::uint32_t>>> done; // by first frame, until those before are
    std::mutex viewing; // of frames.view

    bool needsViews() const { return filter::needsViews(*filter, frames); }
    void finished(std::uint32_t begin, std::uint32_t end, const std::vector<std::uint32_t> &found, Job &job, std::uint32_t total);
};

namespace {

/// One thread's part of the search.
class Seeker
{
public:
    Seeker(const std::shared_ptr<const Filter> &filter, const SearchedFrames &frames, std::mutex &viewing)
        : m_source(*frames.source)
        , m_test(filter, frames, viewing)
    {
    }

    // False: cancelled.
    bool seek(std::uint32_t begin, std::uint32_t end, std::vector<std::uint32_t> &found, const Job &job);
    void setShown(std::int64_t ns) { m_test.setShown(ns); }
    std::uint64_t limitsReached() const { return m_test.limitsReached(); }

private:
    const FrameSource &m_source;
    filter::FrameTest m_test;
};

bool Seeker::seek(std::uint32_t begin, std::uint32_t end, std::vector<std::uint32_t> &found, const Job &job)
{
    const std::uint32_t generation = m_source.generation();
    found.clear();
    for (std::uint32_t frame = begin; frame < end; ++frame) {
        if ((frame % mostWithoutLook == 0 || m_test.limitsReached() != 0) && job.cancelled())
            return false;
        if (m_test.passes(frame))
            found.push_back(frame);
    }
    if (m_source.generation() == generation)
        return true;
    found.clear(); // what was read may have been zeros in place of lost bytes
    for (std::uint32_t frame = begin; frame < end; ++frame)
        if (m_test.passesAsView(frame))
            found.push_back(frame);
    return true;
}

} // namespace

// Pieces become known in order, whichever thread was done first.
void FilterSearch::Parts::finished(std::uint32_t begin, std::uint32_t end, const std::vector<std::uint32_t> &found, Job &job, std::uint32_t total)
{
    const std::scoped_lock lock(mutex);
    std::uint32_t known = searched.load();
    if (begin == known) { // mostly: nothing is allocated for it
        matches.append(found);
        known = end;
    } else {
        done.emplace(begin, std::pair(end, found));
    }
    for (auto first = done.begin(); first != done.end() && first->first == known; first = done.begin()) {
        matches.append(first->second.second);
        known = first->second.first;
        done.erase(first);
    }
    searched.store(known);
    job.report(known, total);
    job.published();
}

FilterSearch::FilterSearch(std::shared_ptr<const Filter> filter, SearchedFrames frames)
    : m_parts(std::make_unique<Parts>())
{
    m_parts->filter = std::move(filter);
    m_parts->frames = std::move(frames);
}

FilterSearch::~FilterSearch() = default;

void FilterSearch::advance(std::uint32_t end, unsigned threads, Job &job)
{
    Parts &parts = *m_parts;
    end = std::min(end, parts.frames.source->count());
    parts.next = parts.searched.load();
    parts.done.clear();
    const auto work = [&] {
        Seeker seeker(parts.filter, parts.frames, parts.viewing);
        if (const std::size_t known = parts.matches.size(); known != 0 && parts.filter->needsNeighbours())
            seeker.setShown(parts.frames.source->frame(parts.matches[known - 1]).info.timeNs);
        std::vector<std::uint32_t> found;
        while (!job.cancelled()) {
            std::unique_lock lock(parts.mutex);
            const std::uint32_t begin = parts.next;
            if (begin >= end)
                break;
            const std::uint32_t behind = std::min(end, begin + pieceAt(begin));
            parts.next = behind;
            lock.unlock();
            if (!seeker.seek(begin, behind, found, job))
                break;
            parts.finished(begin, behind, found, job, end);
        }
        parts.limitsReached += seeker.limitsReached();
    };
    // The frame that passed before is known to one thread alone; views are made one at a time, where nearly all frames need one.
    const bool needsAllViews = parts.needsViews() && parts.filter->messagesOf() == ~std::uint64_t{0};
    const bool isAlone = parts.filter->needsNeighbours() || needsAllViews || end - std::min(end, parts.next) <= firstPiece;
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads && !isAlone; ++i)
        others.emplace_back(work);
    work();
}

std::uint32_t FilterSearch::searched() const { return m_parts->searched.load(std::memory_order_acquire); }
const MatchList &FilterSearch::matches() const & { return m_parts->matches; }
const std::shared_ptr<const Filter> &FilterSearch::filter() const & { return m_parts->filter; }
std::uint64_t FilterSearch::limitsReached() const { return m_parts->limitsReached.load(); }

} // namespace framelens
