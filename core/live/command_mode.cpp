// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A pcap stream that a command writes (tcpdump, here or through ssh). What it says on its standard error is kept.
#include "core/live/attachment.h"
#include "core/live/child_process.h"
#include "core/live/descriptor_reader.h"

#include <csignal>

namespace framelens::live {

namespace {

constexpr std::size_t mostErrorBytes = std::size_t{64} * 1024;
constexpr std::chrono::milliseconds lookEvery{10};
/// After its output has ended, or it was asked to end: what does not end by then is killed.
constexpr std::chrono::milliseconds patience{1000};

class CommandMode final : public Attachment
{
public:
    CommandMode(Loop &loop, std::string line)
        : m_loop(loop)
        , m_line(std::move(line))
        , m_errors(loop.io)
        , m_look(loop.io)
    {
    }

    void begin() override
    {
        Result<ChildProcess> child = ChildProcess::start(m_line);
        if (!child) {
            m_loop.fail(child.error());
            return;
        }
        m_child.emplace(std::move(*child));
        m_loop.board.change([&](Status &status) {
            status.state = State::Connected;
            status.peer = m_line;
        });
        m_errors.assign(m_child->errors.fd());
        m_child->errors.release();
        m_errors.non_blocking(true);
        readErrors();
        m_reader = std::make_shared<DescriptorReader>(m_loop, m_child->output.fd(), [this](const ErrorCode & /*error*/) {
            m_outputEnded = true;
            waitForEnd();
        });
        m_child->output.release();
        m_reader->begin();
    }

    void end() override
    {
        if (!m_child || m_isStopped || m_hasEnded)
            return;
        m_isStopped = true;
        m_isAskedToEnd = true;
        m_child->signal(SIGTERM);
        waitForEnd();
    }

    bool hasEnded() const override { return !m_child || m_hasEnded; }

private:
    void readErrors()
    {
        m_errors.async_wait(asio::posix::stream_descriptor::wait_read, [this](const ErrorCode &waiting) {
            if (waiting == asio::error::operation_aborted)
                return;
            if (takeErrors())
                readErrors();
        });
    }

    // What is there of it; false at its end. The last 64 KiB are kept.
    bool takeErrors()
    {
        std::array<char, 4096> buffer{};
        ErrorCode error;
        while (!error) {
            const std::size_t size = m_errors.read_some(asio::buffer(buffer), error);
            m_said.append(buffer.data(), size);
            if (m_said.size() > 2 * mostErrorBytes)
                m_said.erase(0, m_said.size() - mostErrorBytes);
        }
        return error == asio::error::would_block;
    }

    // Both the output's end and the process's are waited for; who is late is killed.
    void waitForEnd()
    {
        if (m_isWaiting)
            return;
        m_isWaiting = true;
        m_deadline = std::chrono::steady_clock::now() + patience;
        look();
    }

    void look()
    {
        const std::optional<int> status = m_child->exitStatus();
        if (status && m_outputEnded) {
            finish(*status);
            return;
        }
        if (std::chrono::steady_clock::now() > m_deadline) {
            m_child->signal(m_isAskedToEnd ? SIGKILL : SIGTERM);
            m_isAskedToEnd = true;
            m_deadline += patience;
            if (status) { // its output is held open by somebody outside its group, or cannot be waited for
                if (m_reader)
                    m_reader->end();
                m_outputEnded = true;
            }
        }
        m_look.expires_after(lookEvery);
        m_look.async_wait([this](const ErrorCode &error) {
            if (!error)
                look();
        });
    }

    void finish(int exit)
    {
        takeErrors();
        ErrorCode ignored;
        m_errors.close(ignored);
        m_hasEnded = true;
        if (m_said.size() > mostErrorBytes)
            m_said.erase(0, m_said.size() - mostErrorBytes);
        m_loop.board.change([&](Status &status) {
            status.commandOutput = std::move(m_said);
            status.commandExit = exit;
            if (isOver(status.state) || m_isStopped)
                return;
            const bool isFine = exit == 0 || m_isAskedToEnd; // who was ended by us after his output did not fail
            status.state = isFine ? State::PeerClosed : State::Failed;
            if (!isFine)
                status.error = failure(exit, status.commandOutput);
        });
    }

    // The last line it said is most often the reason.
    Error failure(int exit, const std::string &said) const
    {
        std::string last = said.substr(0, said.find_last_not_of("\r\n") + 1);
        if (const std::size_t line = last.find_last_of('\n'); line != std::string::npos)
            last.erase(0, line + 1);
        return {.action = Action::Run,
                .reason = Reason::BadValue,
                .subject = m_line,
                .detail = "the command ended with status " + std::to_string(exit) + (last.empty() ? "" : ": " + last)};
    }

    Loop &m_loop;
    const std::string m_line;
    std::optional<ChildProcess> m_child;
    std::shared_ptr<DescriptorReader> m_reader;
    asio::posix::stream_descriptor m_errors;
    asio::steady_timer m_look;
    std::chrono::steady_clock::time_point m_deadline;
    std::string m_said;
    bool m_outputEnded = false;
    bool m_isStopped = false; // by end()
    bool m_isAskedToEnd = false; // a signal was sent
    bool m_isWaiting = false;
    bool m_hasEnded = false;
};

} // namespace

std::shared_ptr<Attachment> makeCommand(Loop &loop, const PcapCommand &mode)
{
    return std::make_shared<CommandMode>(loop, mode.line);
}

} // namespace framelens::live
