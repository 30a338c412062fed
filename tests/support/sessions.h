// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Sessions that record into a folder of their own, and what is asked of them again and again.
#pragma once

#include "core/live/live_session.h"
#include "tests/support/peers.h"
#include "tests/support/temp_folder.h"

#include <functional>
#include <memory>

namespace framelens::test {

/// A running session. Its recording is gone with it.
class Attached
{
public:
    /// `change`: other options. Ends the program when the session does not start: see tryStart() for that.
    explicit Attached(const live::Mode &mode, const std::function<void(live::Options &)> &change = {},
                      std::function<void()> wake = {});
    ~Attached();

    live::Session *operator->() const { return m_session.get(); }
    live::Session &session() const & { return *m_session; }
    live::Status status() const { return m_session->status(); }
    /// The port it listens on, once it does.
    std::uint16_t port() const;
    std::vector<std::byte> bytes(std::uint32_t connection, Direction direction) const
    {
        return recordedBytes(*m_session->log(), connection, direction);
    }
    std::string story(std::uint32_t connection) const { return recordedStory(*m_session->log(), connection); }
    const TempFolder &folder() const & { return m_folder; }

private:
    TempFolder m_folder;
    std::shared_ptr<live::Session> m_session;
};

/// Options for a recording in `folder`.
live::Options recordingIn(const std::string &folder, const live::Mode &mode);
/// Until `condition` holds, looked at every millisecond; false after half a minute.
bool eventually(const std::function<bool()> &condition);

} // namespace framelens::test
