// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/cli/demo_server.h"

#include "app/exporting/interrupt.h"
#include "app/cli/output.h"
#include "app/demo/demo_peer.h"

#include <chrono>
#include <thread>

#include <unistd.h>

namespace framelens::cli {

namespace {

constexpr std::chrono::milliseconds betweenLooks(100);

std::string commandsFor(std::uint16_t port)
{
    const std::string at = "127.0.0.1:" + std::to_string(port);
    return "The demo's server listens on " + at + ". It speaks MQTT, HTTP/1.1 and a length-prefixed protocol. To attach:\n"
        + "    framelens-cli --connect " + at + "\n"
        + "    framelens-cli --proxy 9000=" + at + "        (and let a client connect to port 9000)\n"
        + "    printf 'GET / HTTP/1.1\\r\\nHost: demo\\r\\n\\r\\n' | framelens-cli --connect " + at + "\n"
        + "Ctrl+C ends it.\n";
}

} // namespace

Exit runDemoServer(std::uint16_t port)
{
    const auto peer = demo::DemoPeer::start(port);
    if (!peer)
        return fail(peer.error());
    exporting::catchInterrupts();
    Output output(STDOUT_FILENO);
    output.text() = commandsFor((*peer)->port());
    if (!output.flush())
        return end(output, Exit::Done);
    while (!exporting::isInterrupted())
        std::this_thread::sleep_for(betweenLooks);
    return Exit::Done;
}

} // namespace framelens::cli
