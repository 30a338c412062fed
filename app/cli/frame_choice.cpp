// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/frame_choice.h"

#include "core/decode/format.h"

#include <algorithm>
#include <thread>

namespace framelens::cli {

namespace {

std::uint32_t endOf(const Options &options)
{
    const std::uint32_t behindLast = options.frames ? options.frames->last().value_or(0) + 1 : UINT32_MAX;
    return options.mostFrames != 0 ? std::min(behindLast, options.mostFrames) : behindLast;
}

} // namespace

FrameChoice::FrameChoice(const Options &options, std::shared_ptr<const Filter> filter, SearchedFrames frames)
    : m_frames(options.frames)
    , m_end(endOf(options))
{
    if (filter != nullptr)
        m_search.emplace(std::move(filter), std::move(frames));
}

std::uint32_t FrameChoice::decide(std::uint32_t count)
{
    if (!m_search || m_decided >= m_end) // beyond that it does not matter
        return m_decided = count;
    const std::uint32_t step = std::min(std::min(count, m_end) - m_decided, stepFrames);
    Job job;
    m_search->advance(m_decided + step, std::thread::hardware_concurrency(), job);
    m_decided = m_search->searched();
    return m_decided;
}

RowRanges FrameChoice::listed(RowRange range) const
{
    range.end = std::min(range.end, m_end);
    return m_frames ? m_frames->within(range.begin, range.end) : RowRanges(range.begin, range.end);
}

std::uint64_t FrameChoice::count() const
{
    std::uint64_t frames = 0;
    forEach({0, m_decided}, [&](RowRange part) {
        frames += part.size();
        return true;
    });
    return frames;
}

std::string FrameChoice::remark() const
{
    const std::uint64_t frames = m_search ? m_search->limitsReached() : 0;
    if (frames == 0)
        return {};
    return "the filter gave up on " + grouped(frames) + (frames == 1 ? " value" : " values")
        + ", which a regular expression or a calculation takes too long for: they did not pass";
}

} // namespace framelens::cli
