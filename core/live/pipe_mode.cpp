// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A pcap stream from a fifo, a file or standard input. Opening a fifo never waits for its writer.
#include "core/live/attachment.h"
#include "core/live/descriptor_reader.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace framelens::live {

namespace {

/// Standard input, without making the program that shares it with us not blocking: where the system gives a description of
/// its own for the same pipe or terminal, that is taken.
int openStandardInput()
{
    struct stat status = {};
    if (::fstat(STDIN_FILENO, &status) == 0 && !S_ISREG(status.st_mode)) {
        const int own = ::open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (own >= 0)
            return own;
    }
    return ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
}

class PipeMode final : public Attachment
{
public:
    PipeMode(Loop &loop, std::string path)
        : m_loop(loop)
        , m_path(std::move(path))
    {
    }

    void begin() override
    {
        const int descriptor
            = m_path == "-" ? openStandardInput() : ::open(m_path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (descriptor < 0) {
            m_loop.fail(systemError(Action::Open, name(), errno));
            return;
        }
        struct stat status = {};
        if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
            ::close(descriptor);
            m_loop.fail({.action = Action::Open, .reason = Reason::Directory, .subject = name()});
            return;
        }
        m_loop.board.change([&](Status &now) {
            now.state = State::Connected;
            now.peer = name();
        });
        m_reader = std::make_shared<DescriptorReader>(m_loop, descriptor, [this](const ErrorCode &error) { ended(error); });
        m_reader->begin();
    }

    void end() override
    {
        if (m_reader)
            m_reader->end();
    }

private:
    std::string name() const { return m_path == "-" ? "standard input" : m_path; }

    void ended(const ErrorCode &error)
    {
        m_loop.onceRecorded([error, name = name()](Status &status) {
            status.state = error ? State::Failed : State::PeerClosed;
            if (error)
                status.error = systemError(Action::Read, name, numberOf(error));
        });
    }

    Loop &m_loop;
    const std::string m_path;
    std::shared_ptr<DescriptorReader> m_reader;
};

} // namespace

std::shared_ptr<Attachment> makePipe(Loop &loop, const PcapPipe &mode)
{
    return std::make_shared<PipeMode>(loop, mode.path);
}

} // namespace framelens::live
