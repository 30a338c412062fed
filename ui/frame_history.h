// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The frames that were looked at, for Back and Forward.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace framelens::ui {

/// At most 100 visits. A visit after going back forgets what lay ahead.
class FrameHistory
{
public:
    static constexpr std::size_t most = 100;

    /// The frame that is current already is not entered again.
    void visit(std::uint32_t frame);
    /// The frame to go to, which becomes the current visit; nothing at the ends.
    std::optional<std::uint32_t> back();
    std::optional<std::uint32_t> forward();
    bool hasBack() const { return m_at > 1; }
    bool hasForward() const { return m_at < m_visits.size(); }
    void clear();

private:
    std::vector<std::uint32_t> m_visits;
    std::size_t m_at = 0; // one behind the current visit
};

} // namespace framelens::ui
