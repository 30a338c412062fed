// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/live_options.h"

#include "app/cli/option_table.h"
#include "core/base/limits.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace framelens::cli {

namespace {

using command_line::Given;
using command_line::numberOf;
using command_line::Wrong;

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

Wrong readProxy(const Given &given, LiveOptions &live)
{
    const std::string text(given.value(opt("--proxy")));
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
        return "--proxy " + text + ": as [ADDR:]PORT=HOST:PORT";
    live::Proxy proxy;
    if (Wrong wrong = readPeer("--proxy", std::string_view(text).substr(0, equals), proxy.at, false))
        return wrong;
    if (Wrong wrong = readPeer("--proxy", std::string_view(text).substr(equals + 1), proxy.to, true))
        return wrong;
    if (given.has(opt("--stop-after"))) {
        const auto most = command_line::numberBetween("--stop-after", given.value(opt("--stop-after")), 1, UINT32_MAX);
        if (!most)
            return most.error();
        proxy.stopAfter = static_cast<std::uint32_t>(*most);
    }
    proxy.forwardsUnrecorded = given.has(opt("--forward-unrecorded"));
    live.mode = proxy;
    return {};
}

// -i: only a capture that comes over TCP, or from standard input. Interfaces are somebody else's trade.
Wrong readInterface(const std::string &interface, Options &options)
{
    constexpr std::string_view prefix = "TCP@";
    if (interface == "-") {
        options.attach.mode = live::PcapPipe{.path = "-"};
        return {};
    }
    if (!interface.starts_with(prefix))
        return "-i " + interface + ": interfaces are captured by other programs, for instance\n"
            + "    tcpdump -i " + interface + " -U -w - | framelens-cli -i -\nTCP@HOST:PORT takes a capture over TCP";
    std::string peer = interface.substr(prefix.size());
    if (peer.find(':') == std::string::npos)
        peer += ":" + std::to_string(live::pcapPort);
    live::PcapConnect connect;
    Wrong wrong = readPeer("-i", peer, connect.from, true);
    options.attach.mode = connect;
    return wrong;
}

Wrong readMode(const Given &given, Options &options)
{
    LiveOptions &live = options.attach;
    if (given.has(opt("-i")))
        return readInterface(std::string(given.value(opt("-i"))), options);
    if (given.has(opt("--proxy")))
        return readProxy(given, live);
    Wrong wrong;
    if (given.has(opt("--connect"))) {
        live::Connect connect;
        wrong = readPeer("--connect", given.value(opt("--connect")), connect.to, true);
        live.mode = connect;
    } else if (given.has(opt("--listen"))) {
        live::Listen listen;
        wrong = readPeer("--listen", given.value(opt("--listen")), listen.at, false);
        live.mode = listen;
    } else if (given.has(opt("--pcap-listen"))) {
        live::PcapListen listen;
        wrong = readPeer("--pcap-listen", given.value(opt("--pcap-listen")), listen.at, false);
        live.mode = listen;
    } else if (given.has(opt("--command"))) {
        live.mode = live::PcapCommand{.line = std::string(given.value(opt("--command")))};
    }
    return wrong;
}

// "duration:10", "filesize:1000" (kB), "packets:5", as tshark's -a.
Wrong readLimit(const std::string &text, Options &options)
{
    const std::size_t colon = text.find(':');
    const std::string_view all = text;
    const std::optional<std::uint64_t> number
        = colon == std::string::npos ? std::nullopt : numberOf(all.substr(colon + 1));
    const std::string_view what = all.substr(0, colon);
    constexpr std::uint64_t most = std::uint64_t{1} << 40U;
    const bool isFile = !options.attach.mode;
    if (what == "files")
        return "-a " + text + ": one file is written; duration, filesize and packets end it";
    if (!number || *number == 0 || *number >= most || (what != "duration" && what != "filesize" && what != "packets"))
        return "-a " + text + ": as duration:SECONDS, filesize:KILOBYTES or packets:N";
    if (what != "packets" && isFile)
        return "-a " + text + ": goes with --connect, --listen, --proxy, -i, --pcap-listen and --command";
    if (what == "duration")
        options.attach.mostTime = std::chrono::seconds(*number);
    else if (what == "filesize")
        options.attach.mostBytes = *number * 1000;
    else if (options.mostFrames == 0 || *number < options.mostFrames)
        options.mostFrames = static_cast<std::uint32_t>(std::min<std::uint64_t>(*number, limits::frames));
    return {};
}

Wrong checkSources(const Given &given, const Options &options)
{
    const int sources = (options.read.empty() ? 0 : 1) + (options.attach.mode ? 1 : 0) + (options.recover ? 1 : 0)
        + (options.demoServer ? 1 : 0);
    if (sources == 0 && options.names.empty() && !options.checkedFilter)
        return "nothing to read: give -r FILE, or --connect, --listen, --proxy, -i TCP@HOST, --pcap-listen, --command";
    if (sources > 1)
        return "one of -r, --connect, --listen, --proxy, -i, --pcap-listen, --command, --recover and --demo-server at a time";
    if ((given.has(opt("--stop-after")) || given.has(opt("--forward-unrecorded"))) && !given.has(opt("--proxy")))
        return "--stop-after and --forward-unrecorded go with --proxy";
    return {};
}

Wrong readDemoServer(const Given &given, Options &options)
{
    if (!given.has(opt("--demo-server")))
        return {};
    const std::string_view text = given.value(opt("--demo-server"));
    const auto port = command_line::numberBetween("--demo-server", text.empty() ? "0" : text, 0, UINT16_MAX);
    if (!port)
        return port.error();
    options.demoServer = static_cast<std::uint16_t>(*port);
    return {};
}

Wrong readFollows(const Given &given, Options &options)
{
    for (const std::string &text : given.values(opt("-z"))) {
        const Result<FollowRequest> follow = parseFollow(text);
        if (!follow)
            return "-z " + text + ": " + follow.error().detail;
        options.follows.push_back(*follow);
    }
    return {};
}

} // namespace

Wrong readLive(const Given &given, Options &options)
{
    if (given.has(opt("-D")))
        return "-D: interfaces are listed by other programs: tcpdump -D; and captured by them:\n"
               "    tcpdump -i any -U -w - | framelens-cli -i -";
    const std::array modes = {opt("--connect"), opt("--listen"), opt("--proxy"), opt("-i"), opt("--pcap-listen"), opt("--command")};
    if (std::ranges::count_if(modes, [&](std::size_t row) { return given.has(row); }) > 1)
        return "only one of --connect, --listen, --proxy, -i, --pcap-listen and --command at a time";
    for (const auto &read : {readMode, readFollows, readDemoServer})
        if (Wrong wrong = read(given, options))
            return wrong;
    if (given.has(opt("--framer"))) {
        const std::string_view text = given.value(opt("--framer"));
        const Result<FramerSpec> framer = parseFramer(text);
        if (!framer)
            return "--framer " + std::string(text) + ": " + framer.error().detail;
        options.attach.framer = *framer;
    }
    if (given.has(opt("--recover")))
        options.recover = given.value(opt("--recover"));
    for (const std::string &text : given.values(opt("-a")))
        if (Wrong wrong = readLimit(text, options))
            return wrong;
    options.attach.listensToOthers = given.has(opt("--listen-to-others"));
    options.attach.folder = given.value(opt("--record"));
    return checkSources(given, options);
}

} // namespace framelens::cli
