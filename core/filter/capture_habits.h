// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filters as tcpdump's users write them (pcap-filter(7)), met in a place for display filters.
#pragma once

#include <string>
#include <string_view>

namespace framelens::filter {

/// The display filter that a capture filter of the simple kind means: "tcp port 80 and not host 10.0.0.1" is
/// "tcp.port == 80 and not ip.addr == 10.0.0.1". Knows host, net, port, portrange, src, dst, ether, protocols, len, and, or, not and
/// parentheses. Empty for anything else.
std::string displayFilterFor(std::string_view captureFilter);

} // namespace framelens::filter
