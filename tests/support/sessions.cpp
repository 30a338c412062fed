// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/sessions.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace framelens::test {

live::Options recordingIn(const std::string &folder, const live::Mode &mode)
{
    live::Options options{.mode = mode};
    options.spool.folder = folder;
    options.spool.allowMemory = true; // where tests keep their files may be a tmpfs
    options.spool.syncs = false;
    return options;
}

bool eventually(const std::function<bool()> &condition)
{
    for (int i = 0; i < 30'000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
}

Attached::Attached(const live::Mode &mode, const std::function<void(live::Options &)> &change,
                   std::function<void()> wake)
{
    live::Options options = recordingIn(m_folder.path(), mode);
    if (change)
        change(options);
    auto session = live::Session::start(std::move(options), std::move(wake));
    if (!session) {
        std::fprintf(stderr, "%s\n", describe(session.error()).c_str());
        std::abort();
    }
    m_session = std::move(*session);
}

Attached::~Attached() { m_session->stop(); }

std::uint16_t Attached::port() const
{
    eventually([&] { return status().port != 0 || m_session->isOver(); });
    return status().port;
}

} // namespace framelens::test
