// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A client and a server on loopback: with nothing between them, with the recording proxy, and with socat where that is installed.
// All take turns within one measurement. FRAMELENS_BENCH_BYTES says how much goes through each time (256 MB).
#include "tests/bench/bare_recording.h"
#include "tests/support/sessions.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <thread>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace framelens;
using namespace framelens::test;

namespace {

/// socat between a port of its own and the given one, as long as this lives.
class Socat
{
public:
    explicit Socat(std::uint16_t to)
        : m_port(live::freePortNear({.host = "127.0.0.1", .port = 20'000}).value_or(0))
    {
        const std::string from = "TCP-LISTEN:" + std::to_string(m_port) + ",bind=127.0.0.1,reuseaddr,nodelay";
        const std::string target = "TCP:127.0.0.1:" + std::to_string(to) + ",nodelay";
        m_child = ::fork();
        if (m_child == 0) {
            ::execlp("socat", "socat", from.c_str(), target.c_str(), nullptr);
            ::_exit(127);
        }
    }
    ~Socat()
    {
        ::kill(m_child, SIGKILL);
        ::waitpid(m_child, nullptr, 0);
    }
    Socat(const Socat &) = delete;
    Socat &operator=(const Socat &) = delete;
    static bool isInstalled() { return std::filesystem::exists("/usr/bin/socat"); }
    std::uint16_t port() const { return m_port; }

private:
    std::uint16_t m_port;
    pid_t m_child = -1;
};

enum class Between { Nothing, Proxy, Socat };

/// A connection from `client` to `server` through one of them.
struct Through
{
    explicit Through(Between between)
    {
        std::uint16_t port = server.port();
        if (between == Between::Proxy) {
            proxy = std::make_unique<Attached>(live::Proxy{.to = {.host = "127.0.0.1", .port = port}},
                                               [](live::Options &options) { options.spool.syncs = true; });
            port = proxy->port();
        } else if (between == Between::Socat) {
            socat = std::make_unique<Socat>(port);
            port = socat->port();
        }
        eventually([&] { // socat takes its time to listen
            client = Peer::connectTo(port);
            return client.isOpen();
        });
        accepted = server.accept();
        const int yes = 1;
        for (const Peer *peer : {&client, &accepted})
            ::setsockopt(peer->fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }

    PeerServer server;
    std::unique_ptr<Attached> proxy;
    std::unique_ptr<Socat> socat;
    Peer client;
    Peer accepted;
};

double flood(Between between, std::uint64_t bytes)
{
    Through through(between);
    const auto begin = std::chrono::steady_clock::now();
    const std::jthread sender([&] {
        const auto pattern = patternBytes(std::size_t{256} * 1024);
        for (std::uint64_t sent = 0; sent < bytes; sent += pattern.size())
            if (!through.client.send(Bytes(pattern).first(std::min<std::uint64_t>(pattern.size(), bytes - sent))))
                return;
        through.client.endSending();
    });
    std::vector<std::byte> buffer(std::size_t{256} * 1024);
    std::uint64_t arrived = 0;
    for (ssize_t got = 0; (got = ::recv(through.accepted.fd(), buffer.data(), buffer.size(), 0)) > 0;)
        arrived += static_cast<std::uint64_t>(got);
    return arrived == bytes ? secondsSince(begin) : 0;
}

/// What each round took, in microseconds.
std::vector<double> pingPong(Between between, int rounds)
{
    Through through(between);
    std::vector<double> took;
    took.reserve(static_cast<std::size_t>(rounds));
    const auto ping = patternBytes(64);
    std::vector<std::byte> buffer(64);
    const std::jthread echo([&] {
        std::vector<std::byte> got(64);
        while (::recv(through.accepted.fd(), got.data(), got.size(), MSG_WAITALL) == 64)
            if (!through.accepted.send(got))
                return;
    });
    for (int i = 0; i < rounds; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        if (!through.client.send(ping) || ::recv(through.client.fd(), buffer.data(), buffer.size(), MSG_WAITALL) != 64)
            return {};
        took.push_back(secondsSince(begin) * 1e6);
    }
    through.client.endSending();
    return took;
}

void throughput(benchmark::State &state)
{
    const std::uint64_t bytes = bytesSent();
    std::array<double, 3> took{};
    for (auto _ : state) {
        for (const Between between : {Between::Nothing, Between::Proxy, Between::Socat})
            if (between != Between::Socat || Socat::isInstalled())
                took.at(static_cast<std::size_t>(between)) += flood(between, bytes);
        state.SetIterationTime(took[1] / static_cast<double>(state.iterations() + 1));
    }
    const double all = static_cast<double>(bytes) * static_cast<double>(state.iterations()) / 1e9;
    state.counters["bare GB/s"] = all / took[0];
    state.counters["proxy GB/s"] = all / took[1];
    if (took[2] > 0) {
        state.counters["socat GB/s"] = all / took[2];
        state.counters["of socat"] = took[2] / took[1];
    }
}

// A machine's own wake-ups are most of it: what is compared is the median, of turns that are taken round about.
void latency(benchmark::State &state)
{
    constexpr int rounds = 2'000;
    constexpr int turns = 5;
    std::array<std::vector<double>, 3> took;
    for (auto _ : state) {
        for (int turn = 0; turn < turns; ++turn)
            for (const Between between : {Between::Nothing, Between::Proxy, Between::Socat})
                if (between != Between::Socat || Socat::isInstalled())
                    std::ranges::copy(pingPong(between, rounds), std::back_inserter(took.at(static_cast<std::size_t>(between))));
    }
    constexpr std::array names = {"bare", "proxy", "socat"};
    for (std::size_t i = 0; i < took.size(); ++i) {
        std::vector<double> &all = took.at(i);
        std::ranges::sort(all);
        if (all.empty())
            continue;
        state.counters[std::string(names.at(i)) + " p50 us"] = all[all.size() / 2];
        state.counters[std::string(names.at(i)) + " mean us"] = std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
        state.counters[std::string(names.at(i)) + " p99 us"] = all[all.size() / 100 * 99];
    }
}

} // namespace

BENCHMARK(throughput)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK(latency)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
