// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/pump.h"

#include "core/capture/compression.h"

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace framelens {

namespace {

constexpr std::size_t windowBytes = std::size_t{256} * 1024;
constexpr std::size_t magicBytes = 4;
constexpr int waitMs = 100;
constexpr std::uint64_t ratioBytes = std::uint64_t{64} << 20U;
// Concatenated members are legal; a million of them is a way to burn time.
constexpr std::uint32_t mostMembers = 1'000'000;

// Nine tenths of what is free where `file` lies.
std::uint64_t mayTake(const FileHandle &file)
{
    struct statvfs status = {};
    if (::fstatvfs(file.fd(), &status) != 0)
        return UINT64_MAX;
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize / 10 * 9;
}

} // namespace

Result<std::unique_ptr<Pump>> Pump::open(FileHandle input, const std::string &path, const PumpLimits &limits,
                                         std::shared_ptr<CopyLedger> ledger)
{
    auto file = openUnlinked();
    if (!file)
        return std::unexpected(file.error());
    std::unique_ptr<Pump> pump(new Pump(std::move(input), path, limits, std::move(ledger)));
    pump->m_limits.mostBytes = std::min(limits.mostBytes, mayTake(*file));
    auto output = GrowingFile::open(*std::move(file), path,
                                    std::max<std::uint64_t>(limits.mostBytes, std::uint64_t{64} << 30U));
    if (!output)
        return std::unexpected(output.error());
    pump->m_output = *std::move(output);
    return pump;
}

Pump::Pump(FileHandle input, std::string path, const PumpLimits &limits, std::shared_ptr<CopyLedger> ledger)
    : m_input(std::move(input))
    , m_path(std::move(path))
    , m_limits(limits)
    , m_ledger(std::move(ledger))
    , m_in(windowBytes)
{
}

void Pump::fail(Error error)
{
    m_failure = std::move(error);
    m_done = true;
}

void Pump::failDamaged(const std::string &what)
{
    fail({.action = Action::Decompress,
          .reason = Reason::BadValue,
          .subject = m_path,
          .offset = m_consumed,
          .detail = "the " + std::string(nameOf(m_compression)) + " data " + what});
}

void Pump::step()
{
    if (m_done)
        return;
    if (m_inBegin == m_inEnd && !m_codecHolds && !m_inputEnded && !read())
        return;
    if (!m_chosen && !chooseCodec())
        return;
    if (m_codec != nullptr && (m_inBegin != m_inEnd || m_codecHolds)) {
        decompress();
    } else if (m_inBegin != m_inEnd) {
        const Bytes bytes = Bytes(m_in).subspan(m_inBegin, m_inEnd - m_inBegin);
        m_consumed += bytes.size();
        m_inBegin = m_inEnd;
        write(bytes, CopyReason::Spool);
    } else if (m_inputEnded && m_insideMember) {
        failDamaged("is cut short");
    } else if (m_inputEnded) {
        m_done = true;
    }
}

// True when there is something new to look at, be it the end.
bool Pump::read()
{
    struct pollfd waiting = {.fd = m_input.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, waitMs) == 0)
        return false;
    const std::span<std::byte> room = std::span(m_in).subspan(m_chosen ? 0 : m_inEnd);
    const ssize_t got = ::read(m_input.fd(), room.data(), room.size());
    if (got < 0) {
        if (errno != EINTR && errno != EAGAIN)
            fail(systemError(Action::Read, m_path, errno));
        return false;
    }
    if (m_chosen)
        m_inBegin = m_inEnd = 0;
    m_inEnd += static_cast<std::size_t>(got);
    m_inputEnded = got == 0;
    return true;
}

// A pipe may give its first bytes one at a time.
bool Pump::chooseCodec()
{
    while (m_inEnd < magicBytes && !m_inputEnded) {
        if (!read())
            return false;
    }
    m_compression = compressionOf(Bytes(m_in).first(m_inEnd));
    m_codec = makeCodec(m_compression);
    m_chosen = true;
    if (m_codec == nullptr && m_compression != Compression::None)
        fail(systemError(Action::Decompress, m_path, ENOMEM));
    if (m_codec != nullptr)
        m_out.resize(windowBytes);
    return !m_done;
}

void Pump::decompress()
{
    const CodecStep step = m_codec->step(Bytes(m_in).subspan(m_inBegin, m_inEnd - m_inBegin), m_out);
    m_inBegin += step.consumed;
    m_consumed += step.consumed;
    m_insideMember = !step.memberEnded;
    const bool stuck = step.consumed == 0 && step.produced == 0 && !m_codecHolds;
    m_codecHolds = step.produced == m_out.size() && !step.memberEnded; // it may hold more than there was room for
    if (step.produced != 0 && !write(Bytes(m_out).first(step.produced), CopyReason::Decompress))
        return;
    if (!step.failure.empty())
        failDamaged("is damaged (" + step.failure + ")");
    else if (step.memberEnded && ++m_members == mostMembers)
        fail({.action = Action::Decompress,
              .reason = Reason::LimitReached,
              .subject = m_path,
              .offset = m_consumed,
              .detail = "more than 1,000,000 compressed members"});
    else if (stuck)
        failDamaged("is damaged (no progress)");
}

bool Pump::withinLimits(std::size_t more)
{
    std::string limit;
    if (more > m_limits.mostBytes - std::min(m_limits.mostBytes, m_written))
        limit = "it grows beyond the " + grouped(m_limits.mostBytes) + " bytes it may have when decompressed";
    const std::uint64_t out = m_written - m_ratioOutput;
    const std::uint64_t in = m_consumed - m_ratioInput;
    if (m_codec != nullptr && out >= ratioBytes) {
        if (out / m_limits.mostRatio > in)
            limit = "it grows more than " + grouped(m_limits.mostRatio) + " times when decompressed";
        m_ratioInput = m_consumed;
        m_ratioOutput = m_written;
    }
    if (limit.empty())
        return true;
    fail({.action = Action::Decompress,
          .reason = Reason::LimitReached,
          .subject = m_path,
          .offset = m_consumed,
          .detail = std::move(limit)});
    return false;
}

bool Pump::write(Bytes bytes, CopyReason reason)
{
    if (!withinLimits(bytes.size()))
        return false;
    while (!bytes.empty()) {
        const ssize_t put
            = ::pwrite(m_output->file().fd(), bytes.data(), bytes.size(), static_cast<off_t>(m_written));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            Error error = systemError(Action::Write, m_path, errno);
            error.detail = "into a temporary file";
            fail(std::move(error));
            return false;
        }
        m_written += static_cast<std::uint64_t>(put);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        if (m_ledger != nullptr)
            m_ledger->add(reason, static_cast<std::uint64_t>(put));
    }
    if (const auto published = m_output->publishUpTo(m_written); !published) {
        fail(published.error());
        return false;
    }
    return true;
}

} // namespace framelens
