// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which frames of a source pass a filter: found by several threads, published in order as they are found.
#pragma once

#include "core/base/job.h"
#include "core/bytes/frame_source.h"
#include "core/filter/filter.h"
#include "core/filter/match_list.h"

#include <functional>
#include <memory>

namespace framelens {

/// Where frames come from, and what is known beside them.
struct SearchedFrames
{
    std::shared_ptr<const FrameSource> source;
    /// A frame with its conversation and messages, for filters that need streams; called by one thread at a time. Empty: the
    /// source's own frames, as those of a recording.
    std::function<FrameView(std::uint32_t frame)> view = {};
    /// Whether source->frame() itself tells the conversation of each frame: then only frames of TCP are asked for by `view`, and only for
    /// filters that need messages.
    bool namesConversations = false;
    /// Whether a frame is marked; any thread. Empty: none is.
    std::function<bool(std::uint32_t frame)> isMarked = {};
    std::function<bool(std::uint32_t frame)> isIgnored = {}; ///< likewise
    std::function<bool(std::uint32_t frame)> isReference = {}; ///< whether times count from it; likewise
    std::shared_ptr<const Bindings> bindings = {}; ///< may be null
};

/// What a filter has found so far. Anything may be asked from any thread while one thread is in advance().
class FilterSearch
{
public:
    FilterSearch(std::shared_ptr<const Filter> filter, SearchedFrames frames);
    ~FilterSearch();
    FilterSearch(const FilterSearch &) = delete;
    FilterSearch &operator=(const FilterSearch &) = delete;

    /// Looks at the frames below `end` that were not looked at yet, with `threads` threads of which the caller's is one. job.published()
    /// wakes whoever watches when more is known, job.report() counts frames. Ends within 1,024 frames a thread when the job is
    /// cancelled; what was found stays, and the next call goes on there. The job is not finished.
    void advance(std::uint32_t end, unsigned threads, Job &job);

    /// Frames below it are decided: matches() holds those of them that pass, and no others.
    std::uint32_t searched() const;
    const MatchList &matches() const &;
    const std::shared_ptr<const Filter> &filter() const &;
    /// Values on which a regular expression or a calculation gave up; they did not pass.
    std::uint64_t limitsReached() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace framelens
