// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/way.h"

#include "core/live/tcp_connection.h"

#include <algorithm>

namespace framelens::live {

Way::Way(Loop &loop, TcpConnection &connection, Direction direction, Tcp::socket *from, Tcp::socket *to, bool isFed)
    : m_loop(loop)
    , m_connection(connection)
    , m_direction(direction)
    , m_from(from)
    , m_to(to)
    , m_hasEnded(from == nullptr && !isFed)
{
}

std::shared_ptr<TcpConnection> Way::owner() const { return m_connection.shared_from_this(); }
std::shared_ptr<Way> Way::self() const { return {owner(), const_cast<Way *>(this)}; } // NOLINT: shared by the connection

void Way::begin()
{
    if (m_from != nullptr)
        waitToRead();
}

void Way::goOn()
{
    if (m_isOver)
        return;
    if (m_from != nullptr)
        waitToRead();
    else
        readFed();
}

void Way::waitToRead()
{
    m_from->async_wait(Tcp::socket::wait_read, m_loop.kept([way = self()](const ErrorCode &error) {
        way->readable(error);
    }));
}

void Way::readable(const ErrorCode &waiting)
{
    if (m_isOver || m_hasEnded || waiting == asio::error::operation_aborted)
        return;
    if (!m_loop.recorder.accepts() || !m_intake.prepare(m_loop)) {
        m_loop.wait(self());
        return;
    }
    ErrorCode error;
    m_atRecorder = m_intake.read(m_loop, *m_from, error, self(), m_connection.number(), m_direction);
    if (error == asio::error::eof)
        endOfInput();
    else if (error == asio::error::would_block || error == asio::error::interrupted)
        waitToRead();
    else if (error)
        m_connection.broken(m_from, error);
}

void Way::feed(std::vector<std::byte> bytes)
{
    if (m_isOver || m_hasEnded || m_inputEnded || bytes.empty())
        return;
    m_unsent += bytes.size();
    m_loop.board.change([&](Status &status) { status.bytesUnsent += bytes.size(); });
    m_fed.push_back(std::move(bytes));
    if (m_fed.size() == 1)
        readFed();
}

void Way::endInput()
{
    if (m_inputEnded)
        return;
    m_inputEnded = true;
    readFed();
}

// As readable(), from what was fed.
void Way::readFed()
{
    if (m_isOver || m_hasEnded || m_atRecorder > 0 || !m_toSend.empty())
        return;
    if (m_fed.empty()) {
        if (m_inputEnded)
            endOfInput();
        return;
    }
    BufferPool::Block block = m_loop.recorder.accepts() ? m_loop.pool.take() : BufferPool::Block();
    if (!block) {
        m_loop.wait(self());
        return;
    }
    const Bytes rest = Bytes(m_fed.front()).subspan(m_takenOfFed);
    const std::size_t size = std::min(rest.size(), block.bytes().size());
    std::ranges::copy(rest.first(size), block.bytes().begin());
    m_takenOfFed += size;
    if (m_takenOfFed == m_fed.front().size()) {
        m_fed.pop_front();
        m_takenOfFed = 0;
    }
    m_atRecorder = 1;
    m_loop.recorder.add(self(), {std::move(block), size}, m_connection.number(), m_direction);
}

void Way::recorded(Piece piece)
{
    if (m_isOver)
        return;
    if (m_to != nullptr)
        m_toSend.push_back(std::move(piece));
    if (--m_atRecorder == 0)
        sendOn();
}

// All that was recorded, until the receiver takes no more.
void Way::sendOn()
{
    std::array<asio::const_buffer, Intake::mostBlocks> buffers;
    while (m_firstToSend < m_toSend.size()) {
        const std::size_t count = std::min(buffers.size(), m_toSend.size() - m_firstToSend);
        for (std::size_t i = 0; i < count; ++i) {
            const Bytes bytes = m_toSend[m_firstToSend + i].bytes().subspan(i == 0 ? m_sentOfFirst : 0);
            buffers.at(i) = asio::buffer(bytes.data(), bytes.size());
        }
        ErrorCode error;
        sent(m_to->write_some(std::span(buffers).first(count), error));
        if (error == asio::error::would_block) {
            waitToSend();
            return;
        }
        if (error && error != asio::error::interrupted) {
            m_connection.sendingBroken(*this, error);
            return;
        }
    }
    m_toSend.clear();
    m_firstToSend = 0;
    goOn();
}

// Blocks that were sent go back to the pool at once.
void Way::sent(std::size_t bytes)
{
    if (m_from == nullptr) {
        m_unsent -= bytes;
        m_loop.board.change([&](Status &status) { status.bytesUnsent -= bytes; });
    }
    m_sentOfFirst += bytes;
    while (m_firstToSend < m_toSend.size() && m_sentOfFirst >= m_toSend[m_firstToSend].size) {
        m_sentOfFirst -= m_toSend[m_firstToSend].size;
        m_toSend[m_firstToSend++].block = BufferPool::Block();
    }
}

void Way::waitToSend()
{
    m_to->async_wait(Tcp::socket::wait_write, m_loop.kept([way = self()](const ErrorCode &error) {
        if (error != asio::error::operation_aborted && !way->m_isOver && !way->m_hasEnded)
            way->sendOn();
    }));
}

void Way::endOfInput()
{
    m_inputEnded = true;
    m_connection.inputEnded(*this);
    if (m_isOver)
        return;
    ErrorCode ignored; // a receiver that is gone is found out by who reads from it
    if (m_to != nullptr)
        m_to->shutdown(Tcp::socket::shutdown_send, ignored);
    m_hasEnded = true;
    m_connection.wayEnded();
}

void Way::loseReceiver()
{
    drop();
    m_hasEnded = true;
}

void Way::end()
{
    m_isOver = true;
    drop();
}

// Who waits until less is unsent need not wait for what nobody will send.
void Way::drop()
{
    m_toSend.clear();
    m_fed.clear();
    const std::uint64_t dropped = std::exchange(m_unsent, 0);
    m_loop.board.change([&](Status &status) { status.bytesUnsent -= dropped; });
}

} // namespace framelens::live
