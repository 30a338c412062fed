// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Options of neighbour discovery (RFC 4861, 4.6; RFC 4191, 6275, 8106, 8781).
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +---------------+---------------+-------------------------------+
//  |     Type      |  Units of 8   |             ...               |
#include "core/decode/format.h"
#include "core/decode/protocols/icmpv6_fields.h"

namespace framelens::protocols::icmpv6_detail {

namespace {

void addPrefix(Layer &layer, ByteCursor &value)
{
    layer.fixed(fields[PrefixLength]);
    layer.fixed(fields[PrefixFlags]);
    {
        const Subtree ofFlags = layer.subtree();
        layer.fixedAll(fields[PrefixOnLink], fields[PrefixAuto], fields[PrefixRouter], fields[PrefixReserved]);
    }
    layer.fixedAll(fields[ValidLifetime], fields[PreferredLifetime]);
    value.skip(10);
    layer.readBytes(value, fields[OptReserved], 4);
    layer.readBytes(value, fields[Prefix], 16);
}

void addRoute(Layer &layer, ByteCursor &value)
{
    layer.fixed(fields[PrefixLength]);
    layer.fixed(fields[RouteFlags]);
    {
        const Subtree ofFlags = layer.subtree();
        layer.fixed(fields[RoutePreference]);
    }
    layer.fixed(fields[RouteLifetime]);
    value.skip(6);
    layer.readRest(value, fields[Prefix]);
}

// Names stand one behind another, each closed by an empty label; an empty name is padding.
void addSearchList(Layer &layer, ByteCursor &value)
{
    layer.readBytes(value, fields[OptReserved], 2);
    layer.read(value, fields[SearchLifetime]);
    parse::repeat(value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        if (cursor.peekAt(cursor.position(), 1) == 0) {
            layer.readRest(cursor, fields[OptPadding]);
            return false;
        }
        ByteCursor name = cursor;
        parse::repeat(name, limits::nameJumps, [](ByteCursor &labels, std::size_t /*label*/) {
            const std::uint8_t length = labels.u8();
            labels.skip(length);
            return length != 0;
        });
        if (name.failed()) {
            layer.noteFault(name);
            return false;
        }
        layer.readBytes(cursor, fields[SearchDomain], name.position() - cursor.position());
        return true;
    });
}

void addServers(Layer &layer, ByteCursor &value)
{
    layer.readBytes(value, fields[OptReserved], 2);
    layer.read(value, fields[DnsLifetime]);
    parse::repeat(value, limits::items, [&](ByteCursor &cursor, std::size_t /*i*/) {
        layer.read(cursor, fields[DnsServer]);
        return true;
    });
}

void addReservedAnd(Layer &layer, ByteCursor &value, const FieldSpec &spec)
{
    layer.readBytes(value, fields[OptReserved], 2);
    layer.read(value, spec);
}

void addOptionValue(Layer &layer, parse::TlvItem &item)
{
    ByteCursor &value = item.value;
    switch (item.type) {
    case 1:
    case 2: layer.readRest(value, fields[LinkAddress]); return;
    case 3: addPrefix(layer, value); return;
    case 4:
        layer.readBytes(value, fields[OptReserved], 6);
        layer.readRest(value, fields[RedirectedPacket]);
        return;
    case 5: addReservedAnd(layer, value, fields[OptMtu]); return;
    case 7: addReservedAnd(layer, value, fields[Interval]); return;
    case 8:
        addReservedAnd(layer, value, fields[HomePreference]);
        layer.read(value, fields[HomeLifetime]);
        return;
    case 14: layer.readRest(value, fields[Nonce]); return;
    case 24: addRoute(layer, value); return;
    case 25: addServers(layer, value); return;
    case 31: addSearchList(layer, value); return;
    case 37: layer.readRest(value, fields[CaptivePortal]); return;
    case 38:
        layer.fixedAll(fields[Pref64Lifetime], fields[Pref64Code]);
        value.skip(2);
        layer.readBytes(value, fields[Pref64Prefix], 12);
        return;
    default: layer.readRest(value, fields[Data]); return;
    }
}

bool addOption(Layer &layer, parse::TlvItem &item)
{
    layer.add(fields[Option], item.offset, item.size);
    const Subtree ofOption = layer.subtree();
    layer.setBase(item.offset);
    layer.fixedAll(fields[OptType], fields[OptLength]);
    if (item.badLength)
        layer.problem(Severity::Malformed, fields[OptLength], item.offset + 1, 1,
                      "an option's length is at least one unit of 8 bytes");
    else
        addOptionValue(layer, item);
    layer.noteFault(item.value);
    return true;
}

} // namespace

void addOptions(Layer &layer)
{
    const parse::TlvShape shape{.lengthUnit = 8, .lengthCountsHeader = true};
    parse::tlv(layer.cursor(), shape, [&](parse::TlvItem &item) { return addOption(layer, item); });
}

void writeOptionName(TextSink &sink, const Dissection &dissection, const Field &field)
{
    ByteCursor option(dissection.bytesOf(field));
    const std::uint8_t type = option.u8();
    (sink << " (" << nameOf(optionNames, type).value_or("Unknown") << ')');
}

void writeLabels(TextSink &sink, const Dissection &dissection, const Field &field)
{
    ByteCursor name(dissection.bytesOf(field));
    parse::repeat(name, limits::nameJumps, [&](ByteCursor &cursor, std::size_t i) {
        const Bytes label = parse::lengthPrefixed(cursor, 1).rest();
        if (label.empty())
            return false;
        sink << (i == 0 ? "" : ".");
        sink.visible(asText(label));
        return true;
    });
}

} // namespace framelens::protocols::icmpv6_detail
