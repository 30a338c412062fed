// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A document without a file: as many frames as a test says, all alike, and what is known of them as the test says.
#pragma once

#include "tests/support/ui/pane_fixture.h"
#include "ui/document.h"

#include <atomic>
#include <optional>

namespace framelens::test {

class FakeDocument final : public ui::Document
{
public:
    explicit FakeDocument(std::uint32_t frames)
        : m_source(std::make_shared<SyntheticSource>(frames, plainUdpFrame(20)))
    {
    }
    std::shared_ptr<const FrameSource> source() const override { return m_source; }
    std::shared_ptr<const Streams> streams() const override { return nullptr; }
    QString name() const override { return QStringLiteral("fake"); }
    QString path() const override { return {}; }
    bool isBusy() const override { return m_isCounting; }
    bool isCounting() const override { return m_isCounting; }
    std::uint32_t framesWithStreams() const override { return m_known.value_or(count()); }
    std::function<FrameView(std::uint32_t frame)> wholeViews() const override
    {
        return [source = m_source, made = m_made](std::uint32_t frame) {
            ++*made;
            return source->view(frame);
        };
    }
    std::size_t heapBytes() const override { return 0; }

    /// How many views wholeViews() has given.
    std::uint32_t wholeViewsMade() const { return *m_made; }
    void append(std::uint32_t frames)
    {
        m_source->append(frames);
        emit framesAppended();
    }

    void holdFrom(std::uint32_t frame) { m_source->holdFrom(frame); }
    void letGo() { m_source->letGo(); }

    std::optional<std::uint32_t> m_known; // frames with conversations
    bool m_isCounting = false;

private:
    std::shared_ptr<SyntheticSource> m_source;
    std::shared_ptr<std::atomic<std::uint32_t>> m_made = std::make_shared<std::atomic<std::uint32_t>>(0U);
};

} // namespace framelens::test
