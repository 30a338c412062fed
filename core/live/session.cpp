// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The session as others see it: a thread around a loop, and messages to it.
#include "core/live/attachment.h"

#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

namespace framelens::live {

struct Session::Parts
{
    Parts(Options options, std::unique_ptr<Spool> spool, std::function<void()> wake)
        : loop(std::move(options), std::move(spool), std::move(wake))
        , log(loop.recorder.spool().log())
        , attachment(attachmentFor(loop))
    {
        loop.end = [this] { attachment->end(); };
        post([this] { attachment->begin(); }); // the first thing that the thread does
    }

    void run();
    bool goesToItsEnd();
    void stop();
    template <typename Task>
    void post(Task task)
    {
        asio::post(loop.io, std::move(task));
    }

    Loop loop;
    const std::shared_ptr<const SpoolLog> log;
    std::shared_ptr<Attachment> attachment;
    bool isEnding = false; // the thread's
    std::atomic<std::thread::id> own; // the thread, as soon as it runs
    std::atomic<std::uint64_t> onTheirWay{0}; // bytes that were given to send() and that the thread has not taken yet
    std::mutex stopping;
    std::jthread thread;
};

void Session::Parts::run()
{
    own = std::this_thread::get_id();
    while (!goesToItsEnd()) { }
    loop.recorder.finish();
    loop.makeChanges();
    if (!live::isOver(loop.board.state()))
        loop.setState(State::Stopped);
    loop.board.publish();
    // Who has an answer soon is waited for; a resolver that hangs ends by itself, some day.
    constexpr std::chrono::milliseconds patience(200);
    loop.lookups->wait(patience);
}

// What Asio throws for want of descriptors or memory ends the session, not the program; what it still holds ends in its turn.
bool Session::Parts::goesToItsEnd()
{
    try {
        loop.run([this] { return isEnding && attachment->hasEnded(); });
        return true;
    } catch (const std::system_error &error) {
        loop.fail(systemError(Action::Run, titleOf(loop.options.mode), error.code().value()));
        return false;
    }
}

void Session::Parts::stop()
{
    post([this] {
        isEnding = true;
        attachment->end();
    });
    // Asked for by the wake-up, in the thread itself: it ends without being waited for.
    if (own.load() == std::this_thread::get_id())
        return;
    const std::lock_guard lock(stopping);
    if (thread.joinable())
        thread.join();
}

namespace {

std::optional<PeerAddress> listeningAddress(const Mode &mode)
{
    if (const auto *listen = std::get_if<Listen>(&mode))
        return listen->at;
    if (const auto *proxy = std::get_if<Proxy>(&mode))
        return proxy->at;
    if (const auto *pcap = std::get_if<PcapListen>(&mode))
        return pcap->at;
    return {};
}

std::optional<PeerAddress> remoteAddress(const Mode &mode)
{
    if (const auto *connect = std::get_if<Connect>(&mode))
        return connect->to;
    if (const auto *proxy = std::get_if<Proxy>(&mode))
        return proxy->to;
    if (const auto *pcap = std::get_if<PcapConnect>(&mode))
        return pcap->from;
    return {};
}

Error unusable(std::string subject, std::string detail)
{
    return {.action = Action::Option,
            .reason = Reason::BadValue,
            .subject = std::move(subject),
            .detail = std::move(detail)};
}

std::optional<Error> faultOf(const Options &options)
{
    if (const auto at = listeningAddress(options.mode)) {
        if (!at->host.empty() && at->host != "localhost" && !numericEndpoint(*at))
            return unusable(textOf(*at), "an address to listen on is given in numbers");
        if (!options.allowsOthers && !at->host.empty() && !isLoopback(at->host))
            return unusable(textOf(*at), "other computers could connect to this address; allow that, or listen on 127.0.0.1");
    }
    if (const auto to = remoteAddress(options.mode)) {
        if (to->host.empty())
            return unusable(textOf(*to), "a host is needed: HOST:PORT");
        if (to->port == 0)
            return unusable(textOf(*to), "port must be 1 to 65535");
    }
    if (const auto *pipe = std::get_if<PcapPipe>(&options.mode); pipe != nullptr && pipe->path.empty())
        return unusable({}, "the path of a pipe or file is needed");
    if (const auto *command = std::get_if<PcapCommand>(&options.mode);
        command != nullptr && command->line.find_first_not_of(" \t\n") == std::string::npos)
        return unusable({}, "a command is needed");
    if (options.mostConnections == 0 || options.bufferBytes < blockBytes)
        return unusable({}, "at least one connection and one buffer are needed");
    return {};
}

} // namespace

std::shared_ptr<Attachment> attachmentFor(Loop &loop)
{
    struct Make
    {
        Loop &loop;
        std::shared_ptr<Attachment> operator()(const Connect &mode) const { return makeConnect(loop, mode.to, true); }
        std::shared_ptr<Attachment> operator()(const Listen &mode) const { return makeListen(loop, mode.at, false); }
        std::shared_ptr<Attachment> operator()(const Proxy &mode) const { return makeProxy(loop, mode); }
        std::shared_ptr<Attachment> operator()(const PcapConnect &mode) const
        {
            return makeConnect(loop, mode.from, false);
        }
        std::shared_ptr<Attachment> operator()(const PcapListen &mode) const { return makeListen(loop, mode.at, true); }
        std::shared_ptr<Attachment> operator()(const PcapPipe &mode) const { return makePipe(loop, mode); }
        std::shared_ptr<Attachment> operator()(const PcapCommand &mode) const { return makeCommand(loop, mode); }
    };
    return std::visit(Make{loop}, loop.options.mode);
}

Session::Session(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
    m_parts->thread = std::jthread([parts = m_parts.get()] { parts->run(); });
}

Session::~Session() { stop(); }

Result<std::shared_ptr<Session>> Session::start(Options options, std::function<void()> wake)
{
    if (std::optional<Error> fault = faultOf(options))
        return std::unexpected(std::move(*fault));
    if (options.spool.title.empty())
        options.spool.title = titleOf(options.mode);
    Result<std::unique_ptr<Spool>> spool = Spool::create(options.spool);
    if (!spool)
        return std::unexpected(spool.error());
    const std::string path = (*spool)->log()->path();
    const std::string title = titleOf(options.mode);
    try { // a poll descriptor, a thread
        auto parts = std::make_unique<Parts>(std::move(options), std::move(*spool), std::move(wake));
        return std::shared_ptr<Session>(new Session(std::move(parts)));
    } catch (const std::system_error &error) {
        spool->reset();
        (void)removeSpool(path); // nothing was recorded
        return std::unexpected(systemError(Action::Run, title, error.code().value()));
    }
}

std::shared_ptr<const SpoolLog> Session::log() const { return m_parts->log; }
void Session::taken() { m_parts->loop.board.taken(); }
void Session::stop() { m_parts->stop(); }
bool Session::isOver() const { return live::isOver(m_parts->loop.board.state()); }

Status Session::status() const
{
    const std::uint64_t onTheirWay = m_parts->onTheirWay.load(); // first: what is taken meanwhile counts twice rather than not at all
    Status status = m_parts->loop.board.status();
    status.bytesUnsent += onTheirWay;
    return status;
}

bool Session::send(std::vector<std::byte> bytes)
{
    const State state = m_parts->loop.board.state();
    const bool canSend = state == State::Connected || state == State::HalfClosed;
    if (!canSend || !std::holds_alternative<Connect>(m_parts->loop.options.mode))
        return false;
    m_parts->onTheirWay += bytes.size();
    m_parts->post([parts = m_parts.get(), sent = std::move(bytes)]() mutable {
        const std::size_t size = sent.size();
        parts->attachment->send(std::move(sent));
        parts->onTheirWay -= size;
    });
    return true;
}

void Session::endSending()
{
    m_parts->post([parts = m_parts.get()] { parts->attachment->endSending(); });
}

void Session::retry()
{
    m_parts->post([parts = m_parts.get()] { parts->loop.recorder.retry(); });
}

void Session::setNote(std::string key, std::string value)
{
    m_parts->post([parts = m_parts.get(), key = std::move(key), value = std::move(value)] {
        parts->loop.recorder.setNote(key, value);
    });
}

void Session::discard()
{
    stop();
    (void)removeSpool(m_parts->log->path()); // gone already, or nobody's: both are what was wanted
}

} // namespace framelens::live
