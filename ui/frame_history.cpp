// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/frame_history.h"

namespace framelens::ui {

void FrameHistory::visit(std::uint32_t frame)
{
    if (m_at > 0 && m_visits[m_at - 1] == frame)
        return;
    m_visits.resize(m_at);
    if (m_visits.size() == most)
        m_visits.erase(m_visits.begin());
    m_visits.push_back(frame);
    m_at = m_visits.size();
}

std::optional<std::uint32_t> FrameHistory::back()
{
    if (!hasBack())
        return {};
    --m_at;
    return m_visits[m_at - 1];
}

std::optional<std::uint32_t> FrameHistory::forward()
{
    if (!hasForward())
        return {};
    ++m_at;
    return m_visits[m_at - 1];
}

void FrameHistory::clear()
{
    m_visits.clear();
    m_at = 0;
}

} // namespace framelens::ui
