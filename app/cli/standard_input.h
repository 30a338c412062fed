// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Standard input on its way to a peer, as nc sends it.
#pragma once

#include "core/live/live_session.h"

#include <thread>

namespace framelens::cli {

/// Sends what comes on standard input, and its end as a half-close. Ends when it is destroyed.
class InputSender
{
public:
    explicit InputSender(live::Session &session);

private:
    std::jthread m_thread;
};

} // namespace framelens::cli
