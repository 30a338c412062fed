// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// DHCP options (RFC 2132 and successors): what each holds is a row of a table or a function.
#include "core/decode/parse.h"
#include "core/decode/protocols/dhcp_fields.h"

namespace framelens::protocols::dhcp_fields {

namespace {

constexpr std::uint32_t padding = 0;
constexpr std::uint32_t overloadOption = 52;
constexpr std::uint32_t endOfOptions = 255;
constexpr parse::TlvShape shape{.loneTypes = {padding, endOfOptions}};

struct Option
{
    Layer &layer;
    ByteCursor &value;

    std::uint64_t number(Index field, std::size_t size) const
    {
        return layer.readSized(value, fields[field], size, ByteOrder::Big);
    }
    void rest(Index field) const { layer.readRest(value, fields[field]); }
    /// The same field until the value ends.
    void each(Index field, std::size_t size) const
    {
        parse::repeat(value, limits::items, [&](ByteCursor &, std::size_t) {
            number(field, size);
            return true;
        });
    }
    /// A name whose pointers, if any, count from the value's beginning.
    void name(Index field, std::size_t begin) const
    {
        const std::size_t offset = value.position();
        const DomainName measured = measureDomainName(value, begin, offset);
        if (measured.wireSize == 0) {
            value.skip(value.left() + 1);
            layer.noteFault(value);
            return;
        }
        layer.add(fields[field], offset, measured.wireSize, packName(begin, offset));
        value.skip(measured.wireSize);
    }
};

void readRoutes(const Option &option)
{
    parse::repeat(option.value, limits::items, [&](ByteCursor &, std::size_t) {
        option.number(StaticRouteIp, 4);
        option.number(StaticRouteRouter, 4);
        return true;
    });
}

// RFC 3442: the width of the mask, only as many bytes of the destination as it covers, the router.
void readClasslessRoutes(const Option &option)
{
    parse::repeat(option.value, limits::items, [&](ByteCursor &value, std::size_t) {
        const std::uint64_t width = option.number(RouteMaskWidth, 1);
        const std::size_t size = (std::min<std::uint64_t>(width, 32) + 7) / 8;
        const std::size_t offset = value.position();
        const std::uint64_t start = size == 0 ? 0 : value.sized(size, ByteOrder::Big);
        if (!value.failed())
            option.layer.add(fields[RouteDestination], offset, size, size == 0 ? 0 : start << (8 * (4 - size)));
        option.number(RouteRouter, 4);
        return true;
    });
}

void readClientId(const Option &option)
{
    constexpr std::uint64_t ethernet = 1;
    const bool isMac = option.value.peekAt(option.value.position(), 1) == ethernet && option.value.left() == 7;
    option.number(isMac ? HardwareType : ClientIdType, 1);
    if (isMac)
        option.number(ClientMac, 6);
    else
        option.rest(ClientIdUndefined);
}

void readUserClass(const Option &option)
{
    parse::repeat(option.value, limits::items, [&](ByteCursor &value, std::size_t number) {
        const std::size_t offset = value.position();
        const std::size_t size = value.peekAt(offset, 1);
        option.layer.add(fields[UserClass], offset, size + 1, number);
        const Subtree inside = option.layer.subtree();
        option.number(UserClassLength, 1);
        option.layer.readBytes(value, fields[UserClassData], size);
        return true;
    });
}

void readFqdn(const Option &option)
{
    option.number(FqdnFlags, 1);
    option.number(FqdnRcode1, 1);
    option.number(FqdnRcode2, 1);
    option.rest(FqdnName);
}

void readAgentInformation(const Option &option)
{
    enum Suboptions : std::uint32_t { CircuitId = 1, RemoteId = 2, LinkSelection = 5, SubscriberId = 6 };
    parse::tlv(option.value, {}, [&](parse::TlvItem &item) {
        option.layer.add(fields[AgentSuboption], item.offset, item.size, item.type);
        const Subtree inside = option.layer.subtree();
        option.layer.add(fields[SuboptionLength], item.offset + 1, 1, item.length);
        if (item.value.left() < item.length)
            return false;
        option.layer.addHidden(fields[AgentValue], 0, item.value.position(), item.length);
        const Option inner{option.layer, item.value};
        switch (item.type) {
        case CircuitId: inner.rest(AgentCircuitId); break;
        case RemoteId: inner.rest(AgentRemoteId); break;
        case LinkSelection: inner.number(AgentLinkSelection, 4); break;
        case SubscriberId: inner.rest(AgentSubscriberId); break;
        default: break;
        }
        return true;
    });
}

void readAuthentication(const Option &option)
{
    const std::uint64_t protocol = option.number(AuthProtocol, 1);
    const std::uint64_t algorithm = option.number(AuthAlgorithm, 1);
    option.number(AuthRdm, 1);
    option.number(AuthReplay, 8);
    if (protocol != 1 || algorithm != 1 || option.value.left() == 0)
        return;
    option.number(AuthSecretId, 4);
    if (option.value.left() != 0)
        option.layer.readBytes(option.value, fields[AuthHash], 16);
}

// TR-069 annex F (once TR-111): a device and its gateway tell each other who they are.
void readTr111(const Option &option)
{
    parse::tlv(option.value, {}, [&](parse::TlvItem &item) {
        constexpr std::array<Index, 6> values = {DeviceOui, DeviceSerial, DeviceClass,
                                                 GatewayOui, GatewaySerial, GatewayClass};
        option.layer.add(fields[Tr111Suboption], item.offset + 1, item.size, item.type);
        const Subtree inside = option.layer.subtree();
        option.layer.add(fields[SuboptionLength], item.offset + 1, 1, item.length);
        const std::size_t offset = item.value.position();
        if (item.type >= 1 && item.type <= values.size())
            Option{option.layer, item.value}.rest(values[item.type - 1]);
        option.layer.addHidden(fields[Tr111Value], 0, offset, item.length);
        return true;
    });
}

void readVendors(const Option &option)
{
    constexpr std::uint64_t broadbandForum = 3561;
    parse::repeat(option.value, limits::items, [&](ByteCursor &value, std::size_t) {
        const std::uint64_t enterprise = option.number(Enterprise, 4);
        ByteCursor data = value.sub(static_cast<std::size_t>(option.number(EnterpriseLength, 1)));
        if (enterprise == broadbandForum)
            readTr111({option.layer, data});
        else
            option.layer.readRest(data, fields[EnterpriseData]);
        return true;
    });
}

void readSipServers(const Option &option)
{
    const std::size_t begin = option.value.position();
    const std::uint64_t encoding = option.number(SipEncoding, 1);
    if (encoding == 1) {
        option.each(SipAddress, 4);
        return;
    }
    parse::repeat(option.value, limits::items, [&](ByteCursor &, std::size_t) {
        option.name(SipName, begin);
        return true;
    });
}

void readDomainSearch(const Option &option)
{
    const std::size_t begin = option.value.position();
    parse::repeat(option.value, limits::items, [&](ByteCursor &, std::size_t) {
        option.name(DomainSearch, begin);
        return true;
    });
}

void readNetworkId(const Option &option)
{
    option.value.skip(1);
    option.number(NetworkIdMajor, 1);
    option.number(NetworkIdMinor, 1);
}

void readUuid(const Option &option)
{
    option.value.skip(1);
    option.rest(Uuid);
}

/// What an option holds: items of `size` bytes until its end (0: one item of all its bytes), or what `read` says.
struct Layout
{
    std::uint32_t code = 0;
    Index field = OptionValue;
    std::size_t size = 0;
    void (*read)(const Option &) = nullptr;
};

constexpr Layout layouts[] = {
    {1, SubnetMask, 4},
    {2, TimeOffset, 4},
    {3, Router, 4},
    {4, TimeServer, 4},
    {5, NameServer, 4},
    {6, DomainNameServer, 4},
    {7, LogServer, 4},
    {12, Hostname},
    {13, BootFileSize, 2},
    {15, DomainNameOption},
    {19, IpForwarding, 1},
    {26, InterfaceMtu, 2},
    {28, BroadcastAddress, 4},
    {33, {}, 0, readRoutes},
    {42, NtpServer, 4},
    {44, NetbiosNameServer, 4},
    {45, NetbiosDatagramServer, 4},
    {46, NetbiosNodeType, 1},
    {47, NetbiosScope},
    {50, RequestedIp, 4},
    {51, LeaseTime, 4},
    {overloadOption, Overload, 1},
    {53, MessageType, 1},
    {54, ServerId, 4},
    {55, RequestItem, 1},
    {56, MessageText},
    {57, MaxMessageSize, 2},
    {58, RenewalTime, 4},
    {59, RebindingTime, 4},
    {60, VendorClass},
    {61, {}, 0, readClientId},
    {66, TftpServerName},
    {67, BootFileName},
    {77, {}, 0, readUserClass},
    {81, {}, 0, readFqdn},
    {82, {}, 0, readAgentInformation},
    {90, {}, 0, readAuthentication},
    {91, LastTransaction, 4},
    {92, AssociatedIp, 4},
    {93, SystemArchitecture, 2},
    {94, {}, 0, readNetworkId},
    {97, {}, 0, readUuid},
    {100, TzPosix},
    {101, TzName},
    {116, AutoConfiguration, 1},
    {119, {}, 0, readDomainSearch},
    {120, {}, 0, readSipServers},
    {121, {}, 0, readClasslessRoutes},
    {125, {}, 0, readVendors},
    {145, NonceAlgorithm, 1},
    {150, TftpServerAddress, 4},
    {161, MudUrl},
    {249, {}, 0, readClasslessRoutes},
};

void readValue(const Option &option, std::uint32_t code)
{
    for (const Layout &layout : layouts) {
        if (layout.code != code)
            continue;
        if (layout.read != nullptr)
            layout.read(option);
        else if (layout.size != 0)
            option.each(layout.field, layout.size);
        else
            option.rest(layout.field);
        return;
    }
}

bool isKnown(std::uint32_t code)
{
    return std::ranges::find(layouts, code, &Layout::code) != std::end(layouts);
}

// Padding bytes side by side are one row.
class PaddingRun
{
public:
    explicit PaddingRun(Layer &layer)
        : m_layer(layer)
    {
    }
    void extend(std::size_t offset)
    {
        if (m_size++ == 0)
            m_begin = offset;
    }
    void close()
    {
        if (m_size == 0)
            return;
        m_layer.add(fields[OptionType], m_begin, m_size, padding);
        const Subtree inside = m_layer.subtree();
        m_layer.add(fields[OptionPadding], m_begin, m_size);
        m_size = 0;
    }

private:
    Layer &m_layer;
    std::size_t m_begin = 0;
    std::size_t m_size = 0;
};

void readOption(Layer &layer, parse::TlvItem &item)
{
    layer.add(fields[OptionType], item.offset, item.size, item.type);
    const Subtree inside = layer.subtree();
    if (item.type == endOfOptions) {
        layer.add(fields[OptionEnd], item.offset, 1, item.type);
        return;
    }
    layer.add(fields[OptionLength], item.offset + 1, 1, item.length);
    if (item.value.left() < item.length) {
        item.value.skip(item.length); // fails, and knows which end was met
        layer.noteFault(item.value);
        return;
    }
    if (isKnown(item.type))
        layer.addHidden(fields[OptionValue], 0, item.value.position(), item.length);
    else if (item.length != 0)
        layer.add(fields[OptionValue], item.value.position(), item.length);
    readValue({layer, item.value}, item.type);
}

// The rooms of server name and boot file, when options were put there.
void readRoom(Layer &layer, std::size_t offset, std::size_t size)
{
    ByteCursor room = layer.cursorOver(offset, size);
    readOptions(layer, room, offset, 0);
}

} // namespace

std::uint64_t overloadOf(const ByteCursor &options)
{
    ByteCursor cursor = options;
    std::uint64_t overload = 0;
    parse::tlv(cursor, shape, [&](parse::TlvItem &item) {
        if (item.type == overloadOption)
            overload = item.value.u8();
        return item.type != endOfOptions && overload == 0;
    });
    return overload;
}

void readOptions(Layer &layer, ByteCursor &options, std::size_t message, std::uint64_t overload)
{
    constexpr std::size_t serverNameOffset = 44;
    constexpr std::size_t bootFileOffset = 108;
    PaddingRun paddingRun(layer);
    parse::tlv(options, shape, [&](parse::TlvItem &item) {
        if (item.type == padding) {
            paddingRun.extend(item.offset);
            return true;
        }
        paddingRun.close();
        readOption(layer, item);
        if (item.type == overloadOption && (overload & 2U) != 0)
            readRoom(layer, message + serverNameOffset, 64);
        if (item.type == overloadOption && (overload & 1U) != 0)
            readRoom(layer, message + bootFileOffset, 128);
        return item.type != endOfOptions;
    });
    paddingRun.close();
}

void writeTerminated(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const std::string_view text = asText(dissection.bytesOf(field));
    sink.visible(text.substr(0, text.find('\0')));
}

} // namespace framelens::protocols::dhcp_fields
