// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Names of numbers that IPv4 and IPv6 share.
#pragma once

#include "core/decode/field_spec.h"

namespace framelens {

/// IANA, Assigned Internet Protocol Numbers.
inline constexpr std::array<ValueName, 45> ipProtocolNames = {{
    {0, "IPv6 Hop-by-Hop Option"},
    {1, "ICMP"},
    {2, "IGMP"},
    {3, "GGP"},
    {4, "IPIP"},
    {6, "TCP"},
    {8, "EGP"},
    {9, "IGRP"},
    {17, "UDP"},
    {27, "Reliable Data"},
    {33, "Datagram Congestion Control Protocol"},
    {41, "IPv6"},
    {43, "Routing Header for IPv6"},
    {44, "Fragment Header for IPv6"},
    {46, "Reservation Protocol"},
    {47, "Generic Routing Encapsulation"},
    {50, "Encap Security Payload"},
    {51, "Authentication Header"},
    {55, "IP Mobility"},
    {58, "ICMPv6"},
    {59, "No Next Header for IPv6"},
    {60, "Destination Options for IPv6"},
    {80, "ISO Internet Protocol"},
    {88, "EIGRP"},
    {89, "OSPF IGP"},
    {94, "IP in IP"},
    {97, "Ether in IP"},
    {98, "ENCAP"},
    {103, "PIM"},
    {108, "IPComp"},
    {112, "VRRP"},
    {113, "PGM"},
    {115, "Layer 2 Tunneling"},
    {124, "ISIS over IP"},
    {132, "SCTP"},
    {133, "Fibre Channel"},
    {135, "Mobile IPv6"},
    {136, "UDPLite"},
    {137, "MPLS in IP"},
    {138, "MANET"},
    {139, "HIP"},
    {140, "Shim6 header"},
    {141, "WESP"},
    {142, "ROHC"},
    {143, "Ethernet"},
}};

/// IANA, Differentiated Services Field Codepoints (RFC 2474, 2597, 3246, 5865, 8622).
inline constexpr std::array<ValueName, 23> dscpNames = {{
    {0, "Default"},
    {1, "Lower Effort"},
    {8, "Class Selector 1"},
    {10, "Assured Forwarding 11"},
    {12, "Assured Forwarding 12"},
    {14, "Assured Forwarding 13"},
    {16, "Class Selector 2"},
    {18, "Assured Forwarding 21"},
    {20, "Assured Forwarding 22"},
    {22, "Assured Forwarding 23"},
    {24, "Class Selector 3"},
    {26, "Assured Forwarding 31"},
    {28, "Assured Forwarding 32"},
    {30, "Assured Forwarding 33"},
    {32, "Class Selector 4"},
    {34, "Assured Forwarding 41"},
    {36, "Assured Forwarding 42"},
    {38, "Assured Forwarding 43"},
    {40, "Class Selector 5"},
    {44, "Voice Admit"},
    {46, "Expedited Forwarding"},
    {48, "Class Selector 6"},
    {56, "Class Selector 7"},
}};

/// The same in short.
inline constexpr std::array<ValueName, 23> dscpShortNames = {{
    {0, "CS0"},
    {1, "LE"},
    {8, "CS1"},
    {10, "AF11"},
    {12, "AF12"},
    {14, "AF13"},
    {16, "CS2"},
    {18, "AF21"},
    {20, "AF22"},
    {22, "AF23"},
    {24, "CS3"},
    {26, "AF31"},
    {28, "AF32"},
    {30, "AF33"},
    {32, "CS4"},
    {34, "AF41"},
    {36, "AF42"},
    {38, "AF43"},
    {40, "CS5"},
    {44, "VOICE-ADMIT"},
    {46, "EF PHB"},
    {48, "CS6"},
    {56, "CS7"},
}};

/// RFC 3168, section 5.
inline constexpr std::array<ValueName, 4> ecnNames = {{
    {0, "Not ECN-Capable Transport"},
    {1, "ECN-Capable Transport codepoint '01'"},
    {2, "ECN-Capable Transport codepoint '10'"},
    {3, "Congestion Experienced"},
}};

/// The same in short.
inline constexpr std::array<ValueName, 4> ecnShortNames = {{
    {0, "Not-ECT"},
    {1, "ECT(1)"},
    {2, "ECT(0)"},
    {3, "CE"},
}};

/// "TCP", or "Unknown".
std::string_view ipProtocolName(std::uint64_t protocol);
/// For a byte of six bits DSCP and two bits ECN: ": 0x00 (DSCP: CS0, ECN: Not-ECT)".
void writeTrafficClass(TextSink &sink, const Dissection &dissection, const Field &field);

} // namespace framelens
