// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/ui/synthetic_source.h"

namespace framelens::test {

SyntheticSource::SyntheticSource(std::uint32_t count, Buffer frame)
    : m_count(count)
    , m_store(std::make_shared<MemoryStore>(std::move(frame)))
{
}

FrameInfo SyntheticSource::info(std::uint32_t frame) const
{
    const auto size = static_cast<std::uint32_t>(m_store->size());
    FrameInfo info;
    info.number = frame + 1;
    info.isLost = m_lost;
    if (m_lost)
        return info;
    info.linkType = 1;
    info.timeNs = firstNs + std::int64_t{frame} * 1'000'000;
    info.capturedLength = size;
    info.originalLength = size;
    info.hasTime = true;
    return info;
}

FrameRef SyntheticSource::frame(std::uint32_t frame) const
{
    ++m_asked;
    waitFor(frame);
    return {info(frame), m_lost ? Bytes() : m_store->bytes()};
}

FrameView SyntheticSource::view(std::uint32_t frame) const
{
    ++m_asked;
    waitFor(frame);
    return {info(frame), m_lost ? ByteView() : ByteView(m_store)};
}

void SyntheticSource::waitFor(std::uint32_t frame) const
{
    for (std::uint32_t held = m_held; frame >= held; held = m_held)
        m_held.wait(held);
}

void SyntheticSource::letGo()
{
    m_held = UINT32_MAX;
    m_held.notify_all();
}

void SyntheticSource::loseBytes()
{
    m_lost = true;
    ++m_generation;
}

} // namespace framelens::test
