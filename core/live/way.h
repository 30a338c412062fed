// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One direction of a connection: read, recorded, and only then sent on, from the same blocks.
#pragma once

#include "core/live/intake.h"

#include <deque>

namespace framelens::live {

class TcpConnection;

/// From a socket, or from what a person typed; to a socket, or to nowhere. At any moment it either waits for input, or for the
/// recorder, or for room at the receiver: it never holds more than one read.
class Way final : public PieceOwner, public Waiting
{
public:
    /// `from`, `to`: null where there is none. They are the connection's, as this is.
    /// A way that nobody will ever feed has ended from the beginning: `isFed` tells.
    Way(Loop &loop, TcpConnection &connection, Direction direction, Tcp::socket *from, Tcp::socket *to, bool isFed);

    /// Begins to read.
    void begin();
    /// Input of a way without `from`.
    void feed(std::vector<std::byte> bytes);
    void endInput();
    /// The receiver is gone: what was to go to it is dropped, and nothing more is read for it.
    void loseReceiver();
    /// Nothing more will be done.
    void end();

    /// Its input has ended and everything was sent on, with its end.
    bool hasEnded() const { return m_hasEnded; }
    bool inputEnded() const { return m_inputEnded; }
    Direction direction() const { return m_direction; }

    void recorded(Piece piece) override;
    void goOn() override;

private:
    std::shared_ptr<TcpConnection> owner() const;
    std::shared_ptr<Way> self() const;
    void waitToRead();
    void readable(const ErrorCode &error);
    void readFed();
    void sendOn();
    void sent(std::size_t bytes);
    void waitToSend();
    void endOfInput();
    void drop();

    Loop &m_loop;
    TcpConnection &m_connection;
    const Direction m_direction;
    Tcp::socket *const m_from;
    Tcp::socket *m_to;
    Intake m_intake;
    std::size_t m_atRecorder = 0; // pieces
    std::vector<Piece> m_toSend;
    std::size_t m_firstToSend = 0;
    std::size_t m_sentOfFirst = 0;
    std::deque<std::vector<std::byte>> m_fed;
    std::size_t m_takenOfFed = 0; // of the first
    std::uint64_t m_unsent = 0; // of what was fed, as the board has it
    bool m_inputEnded = false;
    bool m_hasEnded = false;
    bool m_isOver = false;
};

} // namespace framelens::live
