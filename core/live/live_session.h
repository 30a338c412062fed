// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Attaches to TCP: connects, listens, stands between, or takes a capture that comes over a socket, a pipe or from a command.
// It only records: every byte goes to the spool before anybody sees it. Who cuts and decodes is core/stream.
#pragma once

#include "core/base/error.h"
#include "core/bytes/buffer_pool.h"
#include "core/bytes/spool.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace framelens::live {

inline constexpr std::uint16_t pcapPort = 57012; ///< default of pcap over TCP

struct PeerAddress
{
    std::string host; ///< a name or an address (IPv6 without brackets)
    std::uint16_t port = 0;
};

/// A client that reads, and sends what send() is given.
struct Connect { PeerAddress to; };
/// Accepts, and records each connection as a conversation of its own.
struct Listen { PeerAddress at{.host = "127.0.0.1", .port = 0}; };
/// A recording tap between clients and a server.
struct Proxy
{
    PeerAddress at{.host = "127.0.0.1", .port = 0};
    PeerAddress to;
    std::uint32_t stopAfter = 0; ///< connections; 0: until stopped
    bool forwardsUnrecorded = false; ///< when recording fails (full disk): go on without it; else forwarding stops
};
/// A pcap or pcapng stream: the spool's data file becomes a capture that is still written (OpenOptions::follow).
struct PcapConnect { PeerAddress from; };
struct PcapListen { PeerAddress at{.host = "127.0.0.1", .port = pcapPort}; };
/// A fifo or file, "-" for standard input.
struct PcapPipe { std::string path; };
/// Run by /bin/sh -c; its standard output is the stream, its standard error is kept (the last 64 KiB).
struct PcapCommand { std::string line; };

using Mode = std::variant<Connect, Listen, Proxy, PcapConnect, PcapListen, PcapPipe, PcapCommand>;

struct Options
{
    Mode mode;
    SpoolOptions spool = {};
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::seconds mostTime{0}; ///< 0: no limit
    std::uint32_t mostConnections = 1024; ///< at once; above it accepting waits
    bool allowsOthers = false; ///< listening on other than loopback; without it such an address is refused by name
    std::size_t bufferBytes = BufferPool::usualTotal; ///< for all connections together; used up, reading waits
    /// Gives the addresses of a name, in numbers; called in a thread of its own, may take its time. Empty: the system's resolver.
    std::function<std::vector<PeerAddress>(const PeerAddress &name)> resolve = {};
};

enum class State : std::uint8_t {
    Starting, Resolving, Connecting, Connected, Listening,
    HalfClosed, ///< Connect mode: the peer has ended its sending; what is given to send() still goes to it
    PeerClosed, ///< the stream has ended: all that the peer sends, and what is sent to it
    Reset,
    Failed, ///< Status::error says why; nothing more will come
    Stopped, ///< by stop(), or a limit that Status::error names
};

/// A value, taken at one moment.
struct Status
{
    State state = State::Starting;
    std::optional<Error> error;
    /// Recording is held up (disk full): sockets are not read, retry() tries again.
    std::optional<Error> recordingHeld;
    /// At the end: what was recorded last can be read, but may not be on the disk.
    std::optional<Error> unsynced;
    std::uint16_t port = 0; ///< listening on, once it is; 0 else
    std::string peer; ///< "127.0.0.1:9000", as far as known
    std::uint64_t bytesToServer = 0;
    std::uint64_t bytesToClient = 0;
    std::uint64_t bytesUnrecorded = 0; ///< forwarded without being recorded
    std::uint64_t bytesUnsent = 0; ///< Connect mode: given to send() and not yet recorded and sent
    std::uint64_t bufferBytes = 0; ///< memory of the receive buffers
    std::uint32_t connectionsOpen = 0;
    std::uint32_t connectionsSeen = 0;
    bool fewBytesFree = false; ///< under 5 % or 64 MiB where the spool lies
    std::string commandOutput; ///< PcapCommand: what it said on its standard error, once it has ended
    std::optional<int> commandExit;
};

/// A running attachment, with a thread of its own. Any thread may call.
class Session
{
public:
    /// Makes the spool, starts. Errors here: the spool cannot be made, values that make no sense (Reason::BadValue), an address
    /// that is not loopback without allowsOthers. All that the network says (refused, port in use) comes by status().
    /// `wake`: from the session's thread, at most once until taken() is called, when anything has changed.
    static Result<std::shared_ptr<Session>> start(Options options, std::function<void()> wake);
    /// stop(), and removes nothing.
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    std::shared_ptr<const SpoolLog> log() const;
    Status status() const;
    void taken();
    /// Ends everything, frees ports, joins the thread. What came is recorded. May be called twice. A name that is being looked up is
    /// waited for a moment, no longer.
    void stop();
    /// Nothing more will come: stopped, failed, or the peer has closed.
    bool isOver() const;

    /// Connect mode: sent in order, recorded as the other direction. False when there is no connection to send on. What is not sent
    /// yet is kept in memory: who has much to send looks at Status::bytesUnsent.
    bool send(std::vector<std::byte> bytes);
    /// Connect mode: no more will be sent (half-close).
    void endSending();
    /// After recordingHeld: tries to write again.
    void retry();
    void setNote(std::string key, std::string value);
    /// Removes the spool's files once stopped: saved elsewhere, or not wanted.
    void discard();

private:
    struct Parts;
    explicit Session(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// "HOST:PORT", "[::1]:PORT", ":PORT" and "PORT" (host empty); Reason::BadValue with "port must be 1 to 65535" and its like.
Result<PeerAddress> parsePeer(std::string_view text);
/// A free port near the wanted one on that address, if there is one: offered when the wanted one is in use.
std::optional<std::uint16_t> freePortNear(const PeerAddress &at);
/// Whether an address to listen on is this machine's alone; so is an empty one, which stands for 127.0.0.1.
bool isLoopback(std::string_view host);
/// "Proxy 127.0.0.1:9000 to example.org:80": title of a recording.
std::string titleOf(const Mode &mode);

} // namespace framelens::live
