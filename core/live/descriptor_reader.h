// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Records what comes out of a pipe, a fifo or a terminal, as one direction of one connection.
#pragma once

#include "core/live/intake.h"

namespace framelens::live {

class DescriptorReader final
    : public PieceOwner
    , public Waiting
    , public std::enable_shared_from_this<DescriptorReader>
{
public:
    /// `descriptor` is owned from now on. `ended` is called once, with an empty code at the end of the stream.
    DescriptorReader(Loop &loop, int descriptor, std::function<void(const ErrorCode &)> ended);

    /// Records the opening, and waits for bytes.
    void begin();
    /// Closes the descriptor and records the end.
    void end();

    void recorded(Piece piece) override;
    void goOn() override;

private:
    void readable(const ErrorCode &waiting);
    void finish(const ErrorCode &error);

    Loop &m_loop;
    asio::posix::stream_descriptor m_from;
    std::function<void(const ErrorCode &)> m_ended;
    Intake m_intake;
    std::size_t m_atRecorder = 0;
    std::uint32_t m_number = 0;
    bool m_isPolled = true; // files are always ready, and no event loop of Linux takes them
    bool m_isOver = false;
};

} // namespace framelens::live
