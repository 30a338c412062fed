// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a session does, one class for each way to attach.
#pragma once

#include "core/live/loop.h"

#include <memory>

namespace framelens::live {

/// Used by the session's thread. Destroyed before the loop, after end().
class Attachment
{
public:
    virtual ~Attachment() = default;
    Attachment(const Attachment &) = delete;
    Attachment &operator=(const Attachment &) = delete;

    virtual void begin() = 0;
    /// Closes everything; may be called twice.
    virtual void end() = 0;
    /// After end(): whether all is gone (a command's process may take its time).
    virtual bool hasEnded() const { return true; }
    virtual void send(std::vector<std::byte> /*bytes*/) { }
    virtual void endSending() { }

protected:
    Attachment() = default;
};

/// For the mode of the loop's options.
std::shared_ptr<Attachment> attachmentFor(Loop &loop);

std::shared_ptr<Attachment> makeConnect(Loop &loop, const PeerAddress &to, bool sends);
/// `isOneStream`: one connection is accepted, and then the port is free again.
std::shared_ptr<Attachment> makeListen(Loop &loop, const PeerAddress &at, bool isOneStream);
std::shared_ptr<Attachment> makeProxy(Loop &loop, const Proxy &mode);
std::shared_ptr<Attachment> makePipe(Loop &loop, const PcapPipe &mode);
std::shared_ptr<Attachment> makeCommand(Loop &loop, const PcapCommand &mode);

} // namespace framelens::live
