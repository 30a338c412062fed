// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/ip_names.h"

#include "core/decode/format.h"

namespace framelens {

std::string_view ipProtocolName(std::uint64_t protocol)
{
    return nameOf(ipProtocolNames, protocol).value_or("Unknown");
}

void writeTrafficClass(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << ": 0x").hex(field.value, 2) << " (DSCP: ";
    const std::uint64_t dscp = field.value >> 2U;
    if (const auto name = nameOf(dscpShortNames, dscp))
        sink << *name;
    else
        sink.number(dscp);
    sink << ", ECN: " << nameOf(ecnShortNames, field.value & 3U).value_or("") << ')';
}

} // namespace framelens
