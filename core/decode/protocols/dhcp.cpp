// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Dynamic Host Configuration Protocol (RFC 2131) and the Bootstrap Protocol it grew from (RFC 951). The
// drawing stands above the table, in dhcp_fields.h.
#include "core/decode/format.h"
#include "core/decode/protocols/dhcp_fields.h"

namespace framelens::protocols {

namespace {

using namespace dhcp_fields;

constexpr std::size_t addressRoom = 16;
constexpr std::size_t addressOffset = 28;
constexpr std::size_t serverNameSize = 64;
constexpr std::size_t bootFileSize = 128;
constexpr std::size_t cookieOffset = 236;
constexpr std::uint64_t dhcpCookie = 0x63825363; // RFC 2131, 3

std::uint64_t readHead(Layer &layer)
{
    const std::uint64_t type = layer.fixed(fields[Type]);
    layer.fixed(fields[HardwareType]);
    const std::uint64_t length = layer.fixed(fields[HardwareLength]);
    layer.fixedAll(fields[Hops], fields[Id], fields[Seconds], fields[Flags]);
    if (!layer.cursor().failed()) {
        const Subtree inside = layer.subtree();
        layer.fixedAll(fields[Broadcast], fields[Reserved]);
    }
    layer.fixedAll(fields[ClientIp], fields[YourIp], fields[ServerIp], fields[RelayIp]);
    layer.cursor().skip(addressOffset);
    if (!layer.cursor().failed() && type == 0)
        layer.problem(Severity::Warning, fields[Type], layer.begin(), 1, "neither request nor reply");
    return std::min<std::uint64_t>(length, addressRoom);
}

void readHardwareAddress(Layer &layer, std::uint64_t size)
{
    if (size == 6)
        layer.readSized(layer.cursor(), fields[ClientMac], 6, ByteOrder::Big);
    else if (size != 0)
        layer.readBytes(fields[ClientAddress], size);
    if (size < addressRoom)
        layer.readBytes(fields[AddressPadding], addressRoom - size);
}

void dissect(Layer &layer)
{
    readHardwareAddress(layer, readHead(layer));
    ByteCursor &cursor = layer.cursor();
    ByteCursor ahead = cursor;
    ahead.skip(serverNameSize + bootFileSize);
    const bool hasOptions = ahead.left() >= 4 && ahead.u32() == dhcpCookie;
    const std::uint64_t overload = hasOptions ? overloadOf(ahead) : 0;
    if ((overload & 2U) == 0)
        layer.readBytes(fields[ServerName], serverNameSize);
    else
        cursor.skip(serverNameSize);
    if ((overload & 1U) == 0)
        layer.readBytes(fields[BootFile], bootFileSize);
    else
        cursor.skip(bootFileSize);
    if (!hasOptions)
        return;
    layer.add(fields[Cookie], layer.begin() + cookieOffset, 4, dhcpCookie);
    cursor.skip(4);
    readOptions(layer, cursor, layer.begin(), overload);
    layer.readRest(cursor, fields[OptionPadding]);
}

void title(TextSink &sink, const LayerText &text)
{
    if (const Field *message = text.find(fields[MessageType]))
        sink << " (" << nameOf(messageNames, message->value).value_or("unknown message") << ')';
    else if (const Field *type = text.find(fields[Type]))
        sink << " (" << nameOf(typeNames, type->value).value_or("unknown message") << ')';
}

void writeDhcp(TextSink &sink, const LayerText &text, std::uint64_t message)
{
    constexpr std::size_t width = 8;
    const std::string_view name = nameOf(messageNames, message).value_or("Unknown");
    sink << "DHCP " << name << std::string_view("        ").substr(std::min(name.size(), width));
    (sink << " - Transaction ID 0x").hex(text.value(fields[Id]), 1);
}

void summary(TextSink &sink, const LayerText &text)
{
    constexpr std::uint64_t request = 1;
    const Field *type = text.find(fields[Type]);
    if (const Field *message = text.find(fields[MessageType])) {
        writeDhcp(sink, text, message->value);
    } else if (type != nullptr && type->value == request) {
        const Field *address = text.find(fields[ClientMac]);
        if (address == nullptr)
            address = text.find(fields[ClientAddress]);
        sink << "Boot Request";
        if (address == nullptr)
            return;
        writeValue(sink << " from ", text.dissection, *address);
        writeValue(sink << " (", text.dissection, *address);
        sink << ')';
    } else if (type != nullptr) {
        if (const auto name = nameOf(typeNames, type->value))
            sink << *name;
        else
            (sink << "Unknown BOOTP message type (").number(type->value) << ')';
    }
}

void column(TextSink &sink, const LayerText &text)
{
    sink << (text.find(fields[MessageType]) != nullptr ? "DHCP" : "BOOTP");
}

} // namespace

extern const Protocol dhcp;
constexpr Protocol dhcp{.name = "DHCP",
                        .longName = "Dynamic Host Configuration Protocol",
                        .filterName = "dhcp",
                        .fields = fields,
                        .dissect = dissect,
                        .title = title,
                        .summary = summary,
                        .column = column};

} // namespace framelens::protocols
