// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames without a file: as many as wanted, all alike, and a count of how often they were asked for.
#pragma once

#include "core/bytes/frame_source.h"
#include "tests/support/byte_writer.h"

#include <atomic>
#include <memory>

namespace framelens::test {

class SyntheticSource final : public FrameSource
{
public:
    SyntheticSource(std::uint32_t count, Buffer frame);

    std::uint32_t count() const override { return m_count; }
    FrameRef frame(std::uint32_t frame) const override;
    FrameView view(std::uint32_t frame) const override;
    std::uint32_t generation() const override { return m_generation; }
    std::int64_t firstTimeNs() const override { return firstNs; }

    void append(std::uint32_t frames) { m_count += frames; }
    /// From now on frames have no bytes, as if the file under them was cut.
    void loseBytes();
    /// Whoever asks for that frame or one behind it waits for letGo(): what a worker has done by then does not hang on its speed.
    void holdFrom(std::uint32_t frame) { m_held = frame; }
    void letGo();
    /// How often frame() or view() was called since the last look.
    std::size_t takeAsked() { return m_asked.exchange(0); }

private:
    static constexpr std::int64_t firstNs = 1'709'294'400'000'000'000;
    FrameInfo info(std::uint32_t frame) const;
    void waitFor(std::uint32_t frame) const;

    std::atomic<std::uint32_t> m_count; // workers look at these, too
    std::atomic<std::uint32_t> m_generation = 1;
    std::atomic<bool> m_lost = false;
    std::atomic<std::uint32_t> m_held = UINT32_MAX;
    std::shared_ptr<const Store> m_store;
    mutable std::atomic<std::size_t> m_asked{0};
};

} // namespace framelens::test
