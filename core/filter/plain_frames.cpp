// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/plain_frames.h"

#include "core/decode/plain_packet.h"
#include "core/filter/evaluation.h"

#include <algorithm>
#include <bit>

namespace framelens::filter {

namespace {

enum Place : std::uint8_t { Eth, Ip, Ipv6, Tcp, Udp, IpSource, IpDestination, TcpSource, TcpDestination, UdpSource, UdpDestination };

constexpr auto placeNames = std::to_array<std::string_view>(
    {"eth", "ip", "ipv6", "tcp", "udp", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"});

constexpr std::uint32_t bit(Place place) { return 1U << place; }

std::uint32_t u16(Bytes bytes, std::size_t at) { return load<std::uint16_t>(&bytes[at], ByteOrder::Big); }
std::uint32_t u32(Bytes bytes, std::size_t at) { return load<std::uint32_t>(&bytes[at], ByteOrder::Big); }

} // namespace

bool PlainFrames::look(const FrameRef &frame, Found &found)
{
    PlainPacket packet;
    if (!findPlain(frame, packet))
        return false;
    found.places = bit(Eth) | bit(packet.isIpv6 ? Ipv6 : Ip);
    if (!packet.isIpv6) {
        found.places |= bit(IpSource) | bit(IpDestination);
        found.values[IpSource] = u32(frame.bytes, packet.network + 12);
        found.values[IpDestination] = u32(frame.bytes, packet.network + 16);
    }
    const bool isTcp = packet.isTcp;
    found.places |= isTcp ? bit(Tcp) | bit(TcpSource) | bit(TcpDestination) : bit(Udp) | bit(UdpSource) | bit(UdpDestination);
    found.values[isTcp ? TcpSource : UdpSource] = u16(frame.bytes, packet.transport);
    found.values[isTcp ? TcpDestination : UdpDestination] = u16(frame.bytes, packet.transport + 2);
    return true;
}

std::optional<std::uint32_t> PlainFrames::placesOf(const Operand &operand)
{
    static_assert(placeNames.size() == placeCount);
    if (operand.kind != OperandKind::Field || !operand.ranges.empty())
        return {};
    std::uint32_t places = 0;
    for (const FieldSpec *spec : operand.specs) {
        const auto *name = std::ranges::find(placeNames, spec->name);
        if (name == placeNames.end())
            return {};
        places |= 1U << static_cast<unsigned>(name - placeNames.begin());
    }
    return places;
}

std::optional<PlainFrames::Check> PlainFrames::checkOf(const Program &program, const Test &test)
{
    constexpr std::uint32_t layers = bit(Eth) | bit(Ip) | bit(Ipv6) | bit(Tcp) | bit(Udp);
    Check check{.kind = test.kind, .relation = test.relation};
    if (test.kind == TestKind::And || test.kind == TestKind::Or || test.kind == TestKind::Not) {
        check.children = test.children;
        return check;
    }
    const auto places = placesOf(program.operands[test.left]);
    const bool hasValues = test.kind == TestKind::Compare || test.kind == TestKind::In;
    if (!places || (hasValues ? (*places & layers) != 0 : test.kind != TestKind::Exists))
        return {};
    check.places = *places;
    check.type = program.operands[test.left].type;
    check.all = test.all && test.kind == TestKind::Compare;
    if (test.kind == TestKind::In && !test.computed.empty())
        return {};
    check.set = &test.set;
    if (test.kind == TestKind::Compare) {
        const Operand &right = program.operands[test.right];
        if (right.kind != OperandKind::Literal)
            return {};
        check.literal = right.literal;
    }
    return check;
}

std::optional<PlainFrames> PlainFrames::of(const Program &program)
{
    PlainFrames plain;
    for (const Test &test : program.tests) {
        auto check = checkOf(program, test);
        if (!check)
            return {};
        plain.m_checks.push_back(*std::move(check));
    }
    if (plain.m_checks.empty())
        return {};
    return plain;
}

bool PlainFrames::fits(const Check &check, std::uint32_t number)
{
    const Value value{.kind = check.type, .number = number};
    return check.kind == TestKind::Compare ? holds(check.relation, value, check.literal) : check.set->contains(value);
}

bool PlainFrames::holdsFor(std::uint32_t index, const Found &found) const
{
    const Check &check = m_checks[index];
    const auto holdsToo = [&](std::uint32_t child) { return holdsFor(child, found); };
    if (check.kind == TestKind::And)
        return std::ranges::all_of(check.children, holdsToo);
    if (check.kind == TestKind::Or)
        return std::ranges::any_of(check.children, holdsToo);
    if (check.kind == TestKind::Not)
        return !holdsToo(check.children[0]);
    const std::uint32_t there = check.places & found.places;
    if (check.kind == TestKind::Exists || there == 0)
        return there != 0;
    for (std::uint32_t left = there; left != 0; left &= left - 1)
        if (fits(check, found.values[static_cast<std::size_t>(std::countr_zero(left))]) != check.all)
            return !check.all;
    return check.all;
}

std::optional<bool> PlainFrames::passes(const FrameRef &frame) const
{
    Found found;
    if (!look(frame, found))
        return {};
    return holdsFor(static_cast<std::uint32_t>(m_checks.size() - 1), found);
}

} // namespace framelens::filter
