// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/window/demo.h"

#include "app/demo/demo_peer.h"

namespace framelens::window {

namespace {

constexpr std::uint16_t wantedPort = 9000; // one that people use for such things

struct Running
{
    std::unique_ptr<demo::DemoPeer> server;
    std::unique_ptr<demo::DemoClient> client; // ends first
};

} // namespace

Result<ui::Demo> startDemo()
{
    auto server = demo::DemoPeer::start();
    if (!server)
        return std::unexpected(server.error());
    live::Proxy proxy;
    proxy.to = {.host = "127.0.0.1", .port = (*server)->port()};
    const std::optional<std::uint16_t> port = live::freePortNear({.host = proxy.at.host, .port = wantedPort});
    if (!port)
        return std::unexpected(systemError(Action::Listen, proxy.at.host, EADDRINUSE));
    proxy.at.port = *port;
    auto running = std::make_shared<Running>();
    running->server = *std::move(server);
    // It tries until the window's proxy listens.
    running->client = std::make_unique<demo::DemoClient>(*port);
    return ui::Demo{.options = {.mode = proxy}, .keeps = std::move(running)};
}

} // namespace framelens::window
