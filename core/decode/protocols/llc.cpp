// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Logical link control (IEEE 802.2, 3 and 5) with the Subnetwork Access Protocol (IEEE 802-2014, 9.2).
//
//  +------+------+-----------+   SNAP:  +-------------------+--------------+
//  | DSAP | SSAP | 1 or 2    |          | organization (3)  | protocol (2) |
//  +------+------+-----------+          +-------------------+--------------+
//
// The control's lowest bits are 0: information, 01: supervisory (both two bytes); 11: unnumbered.
#include "core/decode/format.h"
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    Dsap,
    DsapSap,
    DsapGroup,
    Ssap,
    SsapSap,
    SsapResponse,
    Control,
    Nr,
    Ns,
    Poll,
    Final,
    Supervisory,
    CommandModifier,
    ResponseModifier,
    FrameType,
    Oui,
    Type,
    CiscoPid,
    NortelPid,
    WlccpPid,
    ExtremePid,
    IanaPid,
    BridgedPid,
    Pid,
};

// By the SAP with its lowest bit cleared.
constexpr ValueName sapNames[] = {
    {0x00, "NULL LSAP"},
    {0x02, "LLC Sub-Layer Management"},
    {0x04, "SNA Path Control"},
    {0x06, "TCP/IP"},
    {0x08, "SNA"},
    {0x0c, "SNA"},
    {0x0e, "PROWAY (IEC955) Network Management and Initialization"},
    {0x10, "NetWare (unofficial?)"},
    {0x14, "ISO Network Layer (unofficial?)"},
    {0x42, "Spanning Tree BPDU"},
    {0x4e, "EIA RS-511 Manufacturing Message Service"},
    {0x7e, "ISO 8208 (X.25 over 802.2)"},
    {0x80, "Xerox Network Systems (XNS)"},
    {0x82, "BACnet"},
    {0x86, "Nestar"},
    {0x8e, "PROWAY (IEC955) Active Station List Maintenance"},
    {0x98, "ARP"},
    {0xaa, "SNAP"},
    {0xba, "Banyan Vines"},
    {0xbc, "Banyan Vines"},
    {0xe0, "NetWare"},
    {0xf0, "NetBIOS"},
    {0xf4, "IBM Net Management"},
    {0xf8, "Remote Program Load"},
    {0xfc, "Remote Program Load"},
    {0xfe, "ISO Network Layer"},
};
constexpr std::array<ValueName, 2> groupNames = {{{0, "Individual"}, {1, "Group"}}};
constexpr std::array<ValueName, 2> responseNames = {{{0, "Command"}, {1, "Response"}}};
constexpr std::array<ValueName, 4> supervisoryNames = {{{0, "RR"}, {1, "RNR"}, {2, "REJ"}, {3, "SREJ"}}};
constexpr std::array<ValueName, 4> frameTypeNames = {
    {{0, "Information frame"}, {1, "Supervisory frame"}, {2, "Information frame"}, {3, "Unnumbered frame"}}};
// The five modifier bits, poll bit left out.
constexpr ValueName commandNames[] = {
    {0x00, "UI"},  {0x08, "UP"},   {0x10, "DISC"}, {0x18, "UA"},   {0x20, "SNRM"}, {0x38, "TEST"},
    {0x01, "SIM"}, {0x21, "FRMR"}, {0x31, "CFGR"}, {0x03, "SARM"}, {0x2b, "XID"},  {0x0b, "SABM"},
    {0x1b, "SABME"}, {0x13, "SARME"}, {0x33, "SNRME"}, {0x23, "RESET"},
};
constexpr ValueName responseModifierNames[] = {
    {0x00, "UI"},   {0x18, "UA"},  {0x03, "DM"}, {0x01, "RIM"},  {0x21, "FRMR"}, {0x31, "CFGR"},
    {0x38, "TEST"}, {0x2b, "XID"}, {0x10, "RD"}, {0x3b, "BCN"},
};

constexpr auto fields = fieldTable("llc", {
    {.index = Dsap, .name = "llc.dsap", .label = "DSAP", .base = Base::Hex, .bits = {0, 8}},
    {.index = DsapSap, .name = "llc.dsap.sap", .label = "SAP", .bits = {0, 7}, .parent = Dsap},
    {.index = DsapGroup, .name = "llc.dsap.ig", .label = "IG Bit", .type = FieldType::Boolean, .bits = {7, 1},
     .parent = Dsap, .names = groupNames},
    {.index = Ssap, .name = "llc.ssap", .label = "SSAP", .base = Base::Hex, .bits = {8, 8}},
    {.index = SsapSap, .name = "llc.ssap.sap", .label = "SAP", .bits = {8, 7}, .parent = Ssap},
    {.index = SsapResponse, .name = "llc.ssap.cr", .label = "CR Bit", .type = FieldType::Boolean, .bits = {15, 1},
     .parent = Ssap, .names = responseNames},
    {.index = Control, .name = "llc.control", .label = "Control field", .base = Base::Hex},
    {.index = Nr, .name = "llc.control.n_r", .label = "N(R)", .bits = {24, 7}, .shownBytes = 2, .shownFrom = -1},
    {.index = Ns, .name = "llc.control.n_s", .label = "N(S)", .bits = {16, 7}, .shownBytes = 2},
    {.index = Poll, .name = "llc.control.p", .label = "Poll", .type = FieldType::Boolean, .names = setNotSet},
    {.index = Final, .name = "llc.control.f", .label = "Final", .type = FieldType::Boolean, .names = setNotSet},
    {.index = Supervisory, .name = "llc.control.s_ftype", .label = "Supervisory frame type", .base = Base::Hex,
     .bits = {20, 2}, .shownBytes = 2, .names = supervisoryNames},
    {.index = CommandModifier, .name = "llc.control.u_modifier_cmd", .label = "Command", .base = Base::Hex,
     .names = commandNames},
    {.index = ResponseModifier, .name = "llc.control.u_modifier_resp", .label = "Response", .base = Base::Hex,
     .names = responseModifierNames},
    {.index = FrameType, .name = "llc.control.ftype", .label = "Frame type", .base = Base::Hex,
     .names = frameTypeNames},
    {.index = Oui, .name = "llc.oui", .label = "Organization Code", .bits = {0, 24}},
    {.index = Type, .name = "llc.type", .label = "Type", .base = Base::Hex, .bits = {24, 16}},
    {.index = CiscoPid, .name = "llc.cisco_pid", .label = "PID", .base = Base::Hex, .bits = {24, 16}},
    {.index = NortelPid, .name = "llc.nortel_pid", .label = "PID", .base = Base::Hex, .bits = {24, 16}},
    {.index = WlccpPid, .name = "llc.wlccp_pid", .label = "PID", .base = Base::Hex, .bits = {24, 16}},
    {.index = ExtremePid, .name = "llc.extreme_pid", .label = "PID", .base = Base::Hex, .bits = {24, 16}},
    {.index = IanaPid, .name = "llc.iana_pid", .label = "PID", .base = Base::Hex, .bits = {24, 16}},
    {.index = BridgedPid, .name = "llc.bridged_pid", .label = "PID", .base = Base::Hex, .bits = {24, 16}},
    {.index = Pid, .name = "llc.pid", .label = "Protocol ID", .base = Base::Hex, .bits = {24, 16}},
});

static_assert(tiles(fields, Dsap, SsapResponse, 2), "the addresses are 2 bytes");
static_assert(tiles(fields, Oui, Type, 5), "SNAP is 5 bytes");

constexpr std::uint64_t snap = 0xaa;

bool isUnnumbered(std::uint64_t control) { return (control & 3U) == 3; }
bool isInformation(std::uint64_t control) { return (control & 1U) == 0; }
std::uint64_t modifierOf(std::uint64_t control) { return (control & 0xecU) >> 2U; }

// Returns the control field's number: 8 bits if unnumbered, else 16.
std::uint64_t addControl(Layer &layer, bool isResponse)
{
    const std::size_t offset = layer.cursor().position();
    const std::size_t size = isUnnumbered(layer.cursor().peekAt(offset, 1)) ? 1 : 2;
    const std::uint64_t control = layer.readSized(layer.cursor(), fields[Control], size, ByteOrder::Little);
    if (layer.cursor().failed())
        return 0;
    const Subtree inside = layer.subtree();
    const bool isPoll = (control & (size == 1 ? 0x10U : 0x100U)) != 0;
    if (size == 1)
        layer.add(fields[isResponse ? ResponseModifier : CommandModifier], offset, 1, modifierOf(control));
    else
        layer.fixed(fields[Nr]);
    if (isPoll)
        layer.add(fields[isResponse ? Final : Poll], offset, size, 1);
    if (size == 2)
        layer.fixed(fields[isInformation(control) ? Ns : Supervisory]);
    layer.add(fields[FrameType], offset, size, control & (isInformation(control) ? 1U : 3U));
    return control;
}

struct Organization
{
    std::uint64_t oui;
    Index field;
};
constexpr Organization organizations[] = {{0x000000, Type},       {0x0000f8, Type},      {0x080007, Type},
                                          {0x00000c, CiscoPid},   {0x000081, NortelPid}, {0x004096, WlccpPid},
                                          {0x00e02b, ExtremePid}, {0x00005e, IanaPid},   {0x0080c2, BridgedPid}};

void dissectSnap(Layer &layer)
{
    layer.setBase(layer.cursor().position());
    const std::uint64_t oui = layer.fixed(fields[Oui]);
    Index field = Pid;
    for (const Organization &known : organizations)
        if (known.oui == oui)
            field = known.field;
    const auto type = static_cast<std::uint32_t>(layer.fixed(fields[field]));
    layer.cursor().skip(5);
    if (field == Type)
        layer.next({KeySpace::EtherType, type});
    else
        layer.next({KeySpace::Payload, field == BridgedPid && (type == 1 || type == 7) ? payload::ethernet : payload::data});
}

void dissect(Layer &layer)
{
    const std::uint64_t dsap = layer.fixed(fields[Dsap]);
    {
        const Subtree inside = layer.subtree();
        layer.fixedAll(fields[DsapSap], fields[DsapGroup]);
    }
    const std::uint64_t ssap = layer.fixed(fields[Ssap]);
    {
        const Subtree inside = layer.subtree();
        layer.fixedAll(fields[SsapSap], fields[SsapResponse]);
    }
    layer.cursor().skip(2);
    const std::uint64_t control = addControl(layer, (ssap & 1U) != 0);
    if (layer.cursor().failed())
        return;
    if (dsap == snap && ssap == snap)
        dissectSnap(layer);
    else if (isInformation(control) || (isUnnumbered(control) && modifierOf(control) == 0))
        layer.next({KeySpace::LlcSap, static_cast<std::uint32_t>(dsap)});
    else
        layer.next({KeySpace::Payload, payload::data});
}

void writeControl(TextSink &sink, const LayerText &text)
{
    const std::uint64_t control = text.value(fields[Control]);
    const bool isResponse = (text.value(fields[Ssap]) & 1U) != 0;
    const bool isShort = isUnnumbered(control);
    sink << (isInformation(control) ? "I" : isShort ? "U" : "S");
    if ((control & (isShort ? 0x10U : 0x100U)) != 0)
        sink << (isResponse ? " F" : " P");
    if (isInformation(control)) {
        (sink << ", N(R)=").number(text.value(fields[Nr]));
        (sink << ", N(S)=").number(text.value(fields[Ns]));
        return;
    }
    const std::span<const ValueName> modifiers = isResponse ? std::span<const ValueName>(responseModifierNames) : commandNames;
    sink << ", func="
         << (isShort ? nameOf(modifiers, modifierOf(control)) : nameOf(supervisoryNames, text.value(fields[Supervisory])))
                .value_or("Unknown");
    if (!isShort)
        (sink << ", N(R)=").number(text.value(fields[Nr]));
}

void writeSap(TextSink &sink, std::uint64_t sap)
{
    if (const auto name = nameOf(sapNames, sap & 0xfeU))
        sink << *name;
    else
        (sink << "0x").hex(sap & 0xfeU, 2);
}

void summary(TextSink &sink, const LayerText &text)
{
    if (text.find(fields[Control]) == nullptr)
        return;
    writeControl(sink, text);
    const std::uint64_t dsap = text.value(fields[Dsap]);
    const std::uint64_t ssap = text.value(fields[Ssap]);
    if (dsap == snap && ssap == snap) {
        (sink << "; SNAP, OUI 0x").hex(text.value(fields[Oui]), 6);
        return;
    }
    writeSap(sink << "; DSAP ", dsap);
    sink << ((dsap & 1U) != 0 ? " Group" : " Individual");
    writeSap(sink << ", SSAP ", ssap);
    sink << ((ssap & 1U) != 0 ? " Response" : " Command");
}

} // namespace

extern const Protocol llc;
constexpr Protocol llc{.name = "LLC",
                       .longName = "Logical-Link Control",
                       .filterName = "llc",
                       .fields = fields,
                       .dissect = dissect,
                       .summary = summary};

} // namespace framelens::protocols
