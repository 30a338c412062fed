// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/live_options.h"

#include "core/base/visible_text.h"

#include <charconv>
#include <string_view>

#include <CLI/CLI.hpp>

namespace framelens::cli {

namespace {

using Wrong = std::optional<std::string>;

std::optional<std::uint64_t> numberOf(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    return error == std::errc() && end == text.end() && !text.empty() ? std::optional(number) : std::nullopt;
}

// "HOST:PORT" for an option; what is wrong names the option. To listen, port 0 is any that is free.
Wrong readPeer(std::string_view option, std::string_view text, live::PeerAddress &peer, bool needsHost)
{
    const bool isAnyPort = !needsHost && (text == "0" || text.ends_with(":0"));
    Result<live::PeerAddress> parsed = live::parsePeer(isAnyPort ? std::string(text.substr(0, text.size() - 1)) + "1" : std::string(text));
    if (isAnyPort && parsed)
        parsed->port = 0;
    if (!parsed)
        return std::string(option) + " " + std::string(text) + ": " + parsed.error().detail;
    if (needsHost && parsed->host.empty())
        return std::string(option) + " " + std::string(text) + ": a host is missing before the port";
    peer.port = parsed->port;
    if (!parsed->host.empty())
        peer.host = parsed->host;
    return {};
}

Wrong readProxy(const RawLive &raw, LiveOptions &live)
{
    const std::size_t equals = raw.proxy.find('=');
    if (equals == std::string::npos)
        return "--proxy " + raw.proxy + ": as [ADDR:]PORT=HOST:PORT";
    live::Proxy proxy;
    if (Wrong wrong = readPeer("--proxy", raw.proxy.substr(0, equals), proxy.at, false))
        return wrong;
    if (Wrong wrong = readPeer("--proxy", raw.proxy.substr(equals + 1), proxy.to, true))
        return wrong;
    proxy.stopAfter = raw.stopAfter;
    proxy.forwardsUnrecorded = raw.forwardsUnrecorded;
    live.mode = proxy;
    return {};
}

// -i: only a capture that comes over TCP, or from standard input. Interfaces are somebody else's trade.
Wrong readInterface(const RawLive &raw, Options &options)
{
    constexpr std::string_view prefix = "TCP@";
    if (raw.interface == "-") {
        options.attach.mode = live::PcapPipe{.path = "-"};
        return {};
    }
    if (!raw.interface.starts_with(prefix))
        return "-i " + raw.interface + ": interfaces are captured by other programs, for instance\n"
            + "    tcpdump -i " + raw.interface + " -U -w - | framelens-cli -i -\nTCP@HOST:PORT takes a capture over TCP";
    std::string peer = raw.interface.substr(prefix.size());
    if (peer.find(':') == std::string::npos)
        peer += ":" + std::to_string(live::pcapPort);
    live::PcapConnect connect;
    Wrong wrong = readPeer("-i", peer, connect.from, true);
    options.attach.mode = connect;
    return wrong;
}

Wrong readMode(const RawLive &raw, Options &options)
{
    LiveOptions &live = options.attach;
    if (!raw.interface.empty())
        return readInterface(raw, options);
    if (!raw.proxy.empty())
        return readProxy(raw, live);
    Wrong wrong;
    if (!raw.connect.empty()) {
        live::Connect connect;
        wrong = readPeer("--connect", raw.connect, connect.to, true);
        live.mode = connect;
    } else if (!raw.listen.empty()) {
        live::Listen listen;
        wrong = readPeer("--listen", raw.listen, listen.at, false);
        live.mode = listen;
    } else if (!raw.pcapListen.empty()) {
        live::PcapListen listen;
        wrong = readPeer("--pcap-listen", raw.pcapListen, listen.at, false);
        live.mode = listen;
    } else if (!raw.command.empty()) {
        live.mode = live::PcapCommand{.line = raw.command};
    }
    return wrong;
}

// "duration:10", "filesize:1000" (kB), as tshark's -a.
Wrong readLimit(const std::string &text, LiveOptions &live)
{
    const std::size_t colon = text.find(':');
    const std::string_view all = text;
    const std::optional<std::uint64_t> number
        = colon == std::string::npos ? std::nullopt : numberOf(all.substr(colon + 1));
    const std::string_view what = all.substr(0, colon);
    constexpr std::uint64_t most = std::uint64_t{1} << 40U;
    if (number && *number != 0 && *number < most && what == "duration")
        live.mostTime = std::chrono::seconds(*number);
    else if (number && *number != 0 && *number < most && what == "filesize")
        live.mostBytes = *number * 1000;
    else
        return "-a " + text + ": as duration:SECONDS or filesize:KILOBYTES";
    return {};
}

Wrong checkSources(const RawLive &raw, const Options &options)
{
    const int sources = (options.read.empty() ? 0 : 1) + (options.attach.mode ? 1 : 0) + (options.recover ? 1 : 0)
        + (options.demoServer ? 1 : 0);
    if (sources == 0)
        return "nothing to read: give -r FILE, or --connect, --listen, --proxy, -i TCP@HOST, --pcap-listen, --command";
    if (sources > 1)
        return "one of -r, --connect, --listen, --proxy, -i, --pcap-listen, --command, --recover and --demo-server at a time";
    const bool isProxy = !raw.proxy.empty();
    if ((raw.stopAfter != 0 || raw.forwardsUnrecorded) && !isProxy)
        return "--stop-after and --forward-unrecorded go with --proxy";
    return {};
}

} // namespace

void declareLive(CLI::App &app, RawLive &raw)
{
    const char *const live = "Attaching";
    app.add_option("--connect", raw.connect, "Connect, and read; standard input is sent")
        ->type_name("HOST:PORT")->group(live);
    app.add_option("--listen", raw.listen, "Accept connections, and read")->type_name("[ADDR:]PORT")->group(live);
    app.add_option("--proxy", raw.proxy, "Stand between clients and a server, and record both")
        ->type_name("[ADDR:]PORT=HOST:PORT")->group(live);
    app.add_option("-i", raw.interface, "A capture over TCP (port 57012 unless given), or - for standard input")
        ->type_name("TCP@HOST[:PORT]")->group(live);
    app.add_flag("-D", raw.listsInterfaces, "Interfaces are listed by other programs: says which")->group(live);
    app.add_option("--pcap-listen", raw.pcapListen, "Wait for a capture over TCP")->type_name("[ADDR:]PORT")->group(live);
    app.add_option("--command", raw.command, "Run this, and read the capture it prints: 'ssh HOST tcpdump -U -w -'")
        ->type_name("LINE")->group(live);
    app.add_option("--framer", raw.framer,
                   "How a stream is cut: none, line, u32be, u16le@2, varint, delimiter:0d0a, fixed:188, http, ...\n"
                   "(default: by a look at its first bytes)")
        ->type_name("FRAMER")->group(live);
    app.add_flag("--listen-to-others", raw.listensToOthers, "Allow listening on an address that others can reach")->group(live);
    app.add_option("--stop-after", raw.stopAfter, "With --proxy: end after N connections")->type_name("N")->group(live);
    app.add_flag("--forward-unrecorded", raw.forwardsUnrecorded,
                 "With --proxy: go on forwarding when recording fails (default: forwarding stops)")->group(live);
    app.add_option("--record", raw.record, "Keep the recording in this folder (default: removed at a good end)")
        ->type_name("FOLDER")->group(live);
    app.add_option("-a", raw.limits, "End after duration:SECONDS or filesize:KILOBYTES")
        ->type_name("LIMIT")->allow_extra_args(false)->group(live);
    app.add_option("-z", raw.follows, "Print a conversation's bytes: follow,tcp|udp,ascii|hex|raw,NUMBER[,FIRST-LAST]")
        ->type_name("FOLLOW")->allow_extra_args(false);
    raw.recoverGiven = app.add_option("--recover", raw.recover,
                                      "List the recordings that a program left when it ended early, or open one")
        ->type_name("FILE")->expected(0, 1)->group(live);
    raw.demoGiven = app.add_option("--demo-server", raw.demoPort, "Run the demo's server and say how to attach to it")
        ->type_name("PORT")->expected(0, 1)->group(live);
}

Wrong readLive(const RawLive &raw, Options &options)
{
    if (raw.listsInterfaces)
        return "-D: interfaces are listed by other programs: tcpdump -D; and captured by them:\n"
               "    tcpdump -i any -U -w - | framelens-cli -i -";
    const auto given = {!raw.connect.empty(), !raw.listen.empty(), !raw.proxy.empty(), !raw.interface.empty(),
                        !raw.pcapListen.empty(), !raw.command.empty()};
    if (std::ranges::count(given, true) > 1)
        return "only one of --connect, --listen, --proxy, -i, --pcap-listen and --command at a time";
    if (Wrong wrong = readMode(raw, options))
        return wrong;
    if (!raw.framer.empty()) {
        const Result<FramerSpec> framer = parseFramer(raw.framer);
        if (!framer)
            return "--framer " + raw.framer + ": " + framer.error().detail;
        options.attach.framer = *framer;
    }
    for (const std::string &text : raw.follows) {
        const Result<FollowRequest> follow = parseFollow(text);
        if (!follow)
            return "-z " + text + ": " + follow.error().detail;
        options.follows.push_back(*follow);
    }
    for (const std::string &text : raw.limits)
        if (Wrong wrong = readLimit(text, options.attach))
            return wrong;
    if (raw.recoverGiven->count() > 0)
        options.recover = raw.recover;
    if (raw.demoGiven->count() > 0)
        options.demoServer = raw.demoPort;
    options.attach.listensToOthers = raw.listensToOthers;
    options.attach.folder = raw.record;
    return checkSources(raw, options);
}

} // namespace framelens::cli
