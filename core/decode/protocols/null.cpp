// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// BSD loopback (LINKTYPE_NULL, LINKTYPE_LOOP): four bytes with the address family. LINKTYPE_NULL has them in
// the byte order of the machine that captured, so the order is guessed: a family is a small number.
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { Family, Type };

constexpr std::array<ValueName, 10> familyNames = {{{2, "IP"},
                                                    {7, "OSI"},
                                                    {10, "IPv6"},
                                                    {16, "AppleTalk"},
                                                    {23, "IPv6"},
                                                    {24, "IPv6 BSD"},
                                                    {25, "OSI"},
                                                    {28, "IPv6 FreeBSD"},
                                                    {29, "IPX"},
                                                    {30, "IPv6 Darwin"}}};

constexpr auto fields = fieldTable("null", {
    {.index = Family, .name = "null.family", .label = "Family", .names = familyNames},
    {.index = Type, .name = "null.type", .label = "Type", .base = Base::Hex},
});

constexpr std::uint32_t mostFamily = 1500; // above it the number is an EtherType

// Some systems write only 16 of the 32 bits, into either half.
std::uint32_t familyOf(std::uint32_t bigEndian)
{
    if ((bigEndian & 0xffff0000U) != 0) {
        const bool isUpperHalf = (bigEndian & 0xff000000U) == 0 && (bigEndian & 0x00ff0000U) < 0x00060000U;
        return isUpperHalf ? bigEndian >> 16U : std::byteswap(bigEndian);
    }
    const bool isSwappedHalf = (bigEndian & 0xffU) == 0 && (bigEndian & 0xff00U) < 0x600U;
    return isSwappedHalf ? std::byteswap(static_cast<std::uint16_t>(bigEndian)) : bigEndian;
}

std::uint32_t payloadOf(std::uint32_t family)
{
    switch (family) {
    case 2: return payload::ipv4;
    case 10:
    case 23:
    case 24:
    case 28:
    case 30: return payload::ipv6;
    default: return payload::data;
    }
}

void dissect(Layer &layer)
{
    constexpr std::uint32_t ciscoUnicast = 0x0f000000; // a Cisco HDLC header taken for a loopback header
    const std::uint32_t word = layer.cursor().u32();
    const std::uint32_t family = familyOf(word);
    if (layer.cursor().failed())
        return;
    if (family > mostFamily) {
        const std::uint32_t type = ((word & 0xffff0000U) == ciscoUnicast ? word : family) & 0xffffU;
        layer.add(fields[Type], layer.begin(), 4, type);
        layer.next({KeySpace::EtherType, type});
    } else {
        layer.add(fields[Family], layer.begin(), 4, family);
        layer.next({KeySpace::Payload, payloadOf(family)});
    }
}

// Nothing of its own: what is inside says it.
void summary(TextSink & /*sink*/, const LayerText & /*text*/) {}

} // namespace

extern const Protocol null;
constexpr Protocol null{.name = "Null/Loopback",
                        .longName = "Null/Loopback",
                        .filterName = "null",
                        .fields = fields,
                        .dissect = dissect,
                        .summary = summary};

} // namespace framelens::protocols
