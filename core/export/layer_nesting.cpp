// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/layer_nesting.h"

namespace framelens {

std::size_t endOfNested(const Dissection &dissection, std::size_t layer, std::size_t end)
{
    const auto layers = dissection.layers();
    const auto protocol = [&](std::size_t number) -> const Protocol & { return dissection.protocolOf(layers[number]); };
    std::size_t next = layer + 1;
    const std::string_view name = protocol(layer).filterName;
    if (name == "icmp" || name == "icmpv6") { // what a quoted transport carries stands outside
        for (bool isTransport = false; next < end && !isTransport; ++next)
            isTransport = protocol(next).filterName == "tcp" || protocol(next).filterName == "udp";
        return next;
    }
    if (!protocol(layer).extendsCarrier)
        while (next < end && protocol(next).extendsCarrier)
            ++next;
    return next;
}

} // namespace framelens
