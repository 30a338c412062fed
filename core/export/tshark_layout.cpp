// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/tshark_layout.h"

#include "core/decode/format.h"
#include "core/export/time_text.h"

#include <algorithm>
#include <array>

namespace framelens {

namespace {

using Shape = TsharkLayout::Shape;

// Without a name in Wireshark: lines of text.
constexpr std::array<std::string_view, 21> headings = {
    "dns.additionals", "dns.answers", "dns.authorities", "dns.queries", "dns.query", "dns.record", "http.chat", "http.chunk",
    "http.chunked", "ip.options", "ip.options.unknown", "resp.attribute", "resp.bulk_error", "resp.map", "resp.null",
    "resp.push", "resp.set", "resp.verbatim_string", "tls.handshake.extension", "tls.handshake.extensions.psk.identity",
    "tls.handshake.extensions_key_share_entry"};

// Bytes that Wireshark gives no value.
constexpr std::array<std::string_view, 5> silent = {"icmpv6.opt.padding", "icmpv6.opt.redirected_packet",
                                                    "icmpv6.opt.reserved", "tls.handshake.dname",
                                                    "tls.handshake.verify_data"};

// Bytes that -T fields writes with colons, too.
constexpr std::array<std::string_view, 3> addresses = {"icmpv6.opt.linkaddr", "icmpv6.opt.src_linkaddr",
                                                       "icmpv6.opt.target_linkaddr"};

// Groups by our tree that have no such name there but those of an option.
constexpr std::array<std::string_view, 2> noOptions = {"tcp.options.tfo.request", "tcp.options"};

struct HexNumber
{
    std::string_view name;
    std::uint8_t digits;
};

// Link types as Wireshark numbers them (frame.encap_type), which are not the LINKTYPE_ numbers of captures.
constexpr std::array<ValueName, 10> encapsulations = {{{0, "15"}, {12, "7"}, {14, "7"}, {101, "7"}, {108, "174"}, {109, "38"},
                                                       {113, "25"}, {228, "129"}, {229, "130"}, {276, "210"}}};

// Numbers that Wireshark keeps in wider types than their bits need.
constexpr std::array<HexNumber, 6> hexNumbers = {{{"icmp.mip.reserved", 4},
                                                  {"icmpv6.opt.pref64.plc", 4},
                                                  {"ip.opt.qs_reserved", 8},
                                                  {"ipv6.tclass", 8},
                                                  {"llc.control", 4},
                                                  {"llc.control.s_ftype", 4}}};

// Halves of a byte that Wireshark takes out by itself, without a mask.
constexpr std::array<std::string_view, 4> wholeBytes = {"ip.hdr_len", "ip.version", "ipv6.version", "tcp.hdr_len"};

std::size_t bytesShown(const FieldSpec &spec) { return spec.shownBytes != 0 ? spec.shownBytes : spec.byteSize(); }

// Lines that our tree shows without their ends.
constexpr std::array<std::string_view, 3> wholeLines = {"http.chunked_trailer_part", "http.request.line", "http.response.line"};

Shape shapeOfSpec(const FieldSpec &spec)
{
    if (std::ranges::find(headings, spec.name) != headings.end())
        return Shape::Heading;
    if (std::ranges::find(silent, spec.name) != silent.end())
        return Shape::Nothing;
    if (spec.type != FieldType::Group)
        return Shape::Value;
    if (spec.name == "tcp.options")
        return Shape::Value;
    const bool isOption = spec.name.starts_with("tcp.options.") || spec.name.starts_with("ip.options.");
    return isOption && std::ranges::find(noOptions, spec.name) == noOptions.end() ? Shape::Option : Shape::Nothing;
}

// "Mar  1, 2024 12:00:00.002007000 UTC"
void writeMoment(TextSink &sink, std::int64_t ns)
{
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const LocalMoment local = localMoment(ns);
    sink << months[static_cast<std::size_t>(local.month - 1)] << ' ';
    sink.padded(static_cast<std::uint64_t>(local.day), 2) << ", ";
    sink.signedNumber(local.year) << ' ';
    writeTimeOfDay(sink, local.ns, 9);
    sink << ' ' << local.zone;
}

} // namespace

TsharkLayout::TsharkLayout(std::shared_ptr<const Registry> registry)
    : m_registry(std::move(registry))
{
    for (const Protocol *protocol : m_registry->protocols()) {
        std::vector<Entry> &entries = m_entries.emplace_back();
        for (const FieldSpec &spec : protocol->fields) {
            const auto *const hex = std::ranges::find(hexNumbers, spec.name, &HexNumber::name);
            const bool isBytes = spec.type == FieldType::ByteString || spec.type == FieldType::Group;
            entries.push_back({.shape = shapeOfSpec(spec),
                               .hexDigits = hex == hexNumbers.end() ? std::uint8_t{0} : hex->digits,
                               .isBare = isBytes && std::ranges::find(addresses, spec.name) == addresses.end(),
                               .isEncapsulation = spec.name == "frame.encap_type",
                               .isWholeLine = std::ranges::find(wholeLines, spec.name) != wholeLines.end(),
                               .isUnscaled = spec.name == "ip.frag_offset"});
        }
    }
}

const TsharkLayout::Entry &TsharkLayout::entryOf(const Dissection &dissection, const Field &field) const
{
    static constexpr Entry other = {};
    const auto &entries = m_entries[dissection.layers()[field.layer].protocol];
    return field.spec->index < entries.size() ? entries[field.spec->index] : other;
}

Shape TsharkLayout::shapeOf(const Dissection &dissection, const Field &field) const
{
    return field.spec->type == FieldType::Protocol ? Shape::Nothing : entryOf(dissection, field).shape;
}

void TsharkLayout::writeValue(TextSink &sink, const Dissection &dissection, const Field &field) const
{
    const FieldSpec &spec = *field.spec;
    const Entry &entry = entryOf(dissection, field);
    const bool isHex = spec.base == Base::Hex || spec.base == Base::HexDec || entry.hexDigits != 0;
    if (spec.type == FieldType::Unsigned && isHex) {
        const int bytes = spec.bits.width != 0 ? (spec.bits.width + 7) / 8 : static_cast<int>(field.size);
        (sink << "0x").hex(field.value, entry.hexDigits != 0 ? entry.hexDigits : 2 * bytes);
    } else if (entry.isEncapsulation) {
        if (const auto number = nameOf(encapsulations, field.value))
            sink << *number;
        else
            sink.number(field.value);
    } else if (entry.isUnscaled) {
        sink.number(spec.onWire(field.value));
    } else if (entry.isWholeLine) {
        sink.visible(asText(dissection.bytesOf(field)));
    } else if (spec.type == FieldType::AbsoluteTime) {
        writeMoment(sink, static_cast<std::int64_t>(field.value));
    } else if (spec.type == FieldType::Group) {
        sink.hexBytes(dissection.bytesOf(field), ':');
    } else {
        writeShow(sink, dissection, field);
    }
}

void TsharkLayout::writeCell(TextSink &sink, const Dissection &dissection, const Field &field) const
{
    const FieldSpec &spec = *field.spec;
    const Shape shape = shapeOf(dissection, field);
    if (spec.type == FieldType::Protocol)
        writeRow(sink, dissection, field);
    else if (shape == Shape::Nothing || shape == Shape::Heading)
        sink << '1'; // it is there
    else if (entryOf(dissection, field).isBare)
        sink.hexBytes(dissection.bytesOf(field));
    else
        writeValue(sink, dissection, field);
}

void TsharkLayout::writeRaw(TextSink &sink, const Dissection &dissection, const Field &field)
{
    if (maskOf(*field.spec) == 0) {
        sink.hexBytes(dissection.bytesOf(field));
        return;
    }
    std::uint64_t left = field.spec->onWire(field.value);
    std::array<char, 16> digits{};
    std::size_t count = 0;
    for (; count == 0 || left != 0; left >>= 4U)
        digits[count++] = "0123456789ABCDEF"[left & 15U];
    while (count != 0)
        sink << digits[--count];
}

std::uint64_t TsharkLayout::maskOf(const FieldSpec &spec)
{
    if (!spec.isBitField() || std::ranges::find(wholeBytes, spec.name) != wholeBytes.end())
        return 0;
    const std::size_t bytes = bytesShown(spec);
    const int firstBit = 8 * (static_cast<int>(spec.byteOffset()) + (spec.shownBytes != 0 ? spec.shownFrom : 0));
    const int behind = 8 * static_cast<int>(bytes) - (spec.bits.offset - firstBit) - spec.bits.width;
    return bytes > 8 || behind < 0 ? 0 : spec.mask() << static_cast<unsigned>(behind);
}

int TsharkLayout::typeNumber(const Field &field)
{
    constexpr int none = 0;
    constexpr int byteString = 30;
    constexpr int boolean = 2;
    constexpr int unsigned8 = 4;
    constexpr int signed8 = 12;
    const FieldSpec &spec = *field.spec;
    const std::size_t bytes = spec.isBitField() ? bytesShown(spec) : spec.bits.width != 0 ? spec.bits.width / 8U : field.size;
    const int wider = std::clamp(static_cast<int>(bytes) - 1, 0, 7);
    switch (spec.type) {
    case FieldType::Group: return shapeOfSpec(spec) == Shape::Option || spec.name == "tcp.options" ? byteString : none;
    case FieldType::Protocol: return 1;
    case FieldType::Boolean: return boolean;
    case FieldType::Unsigned: return unsigned8 + wider;
    case FieldType::Signed: return signed8 + wider;
    case FieldType::AbsoluteTime: return 24;
    case FieldType::Duration: return 25;
    case FieldType::Text: return 26;
    case FieldType::Mac: return 29;
    case FieldType::ByteString: return byteString;
    case FieldType::Ipv4: return 32;
    case FieldType::Ipv6: return 33;
    case FieldType::FrameNumber: return 35;
    }
    return none;
}

} // namespace framelens
