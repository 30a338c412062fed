// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Transport Layer Security, versions 1.0 to 1.3 (RFC 8446, RFC 5246). Each record is a layer of its own; what is
// encrypted stays so. The drawing stands above the table, in tls_fields.h.
#include "core/decode/format.h"
#include "core/decode/parse.h"
#include "core/decode/protocols/tls_fields.h"
#include "core/decode/protocols/tls_framer.h"

#include <algorithm>

namespace framelens::protocols {

using namespace tls_detail;

namespace tls_detail {

ByteCursor vectorOf(Layer &layer, ByteCursor &from, Index length, std::size_t lengthBytes)
{
    const std::uint64_t size = layer.readSized(from, fields[length], lengthBytes, ByteOrder::Big);
    if (size > from.left()) {
        ByteCursor beyond = from;
        beyond.skip(static_cast<std::size_t>(size));
        layer.noteFault(beyond);
    }
    return from.sub(static_cast<std::size_t>(size));
}

void addOpaque(Layer &layer, ByteCursor &from, Index length, std::size_t lengthBytes, Index data)
{
    const std::uint64_t size = layer.readSized(from, fields[length], lengthBytes, ByteOrder::Big);
    if (size != 0)
        layer.readBytes(from, fields[data], static_cast<std::size_t>(size));
}

void addNumbers(Layer &layer, ByteCursor &list, Index index, std::size_t size)
{
    parse::repeat(list, limits::items, [&](ByteCursor &, std::size_t) {
        layer.readSized(list, fields[index], size, ByteOrder::Big);
        return true;
    });
}

} // namespace tls_detail

namespace {

namespace content {
constexpr std::uint64_t changeCipherSpec = 20;
constexpr std::uint64_t alert = 21;
constexpr std::uint64_t handshake = 22;
constexpr std::uint64_t applicationData = 23;
}

void addAlert(Layer &layer, ByteCursor &fragment)
{
    const std::size_t offset = fragment.position();
    const std::size_t size = fragment.left();
    const std::uint64_t level = fragment.peekAt(offset, 1);
    const bool isPlain = size == 2 && (level == 1 || level == 2);
    layer.add(fields[Alert], offset, size, isPlain ? (level << 8U | fragment.peekAt(offset + 1, 1)) : 0);
    const Subtree inside = layer.subtree();
    if (isPlain) {
        layer.readSized(fragment, fields[AlertLevel], 1, ByteOrder::Big);
        layer.readSized(fragment, fields[AlertDescription], 1, ByteOrder::Big);
    }
}

void addFragment(Layer &layer, ByteCursor &fragment, std::uint64_t type)
{
    const std::size_t offset = fragment.position();
    const std::size_t size = fragment.left();
    switch (type) {
    case content::changeCipherSpec:
        layer.add(fields[ChangeCipherSpec], offset, size);
        layer.problem(Severity::Note, fields[ChangeCipherSpec], offset, size,
                      "what follows in this direction is encrypted");
        return;
    case content::alert: addAlert(layer, fragment); return;
    case content::handshake: addHandshakes(layer, fragment); return;
    case content::applicationData: layer.add(fields[AppData], offset, size); return;
    default: layer.add(fields[Fragment], offset, size); return;
    }
}

// RFC 8446, 5.1: only application data may be empty, and nothing longer than a record can be.
void checkLength(Layer &layer, std::uint64_t type, std::uint64_t length)
{
    const std::size_t offset = layer.begin() + 3;
    if (length == 0 && type != content::applicationData)
        layer.problem(Severity::Warning, fields[RecordLength], offset, 2, "a record of this type is not empty");
    else if (length > mostFragment)
        layer.problem(Severity::Error, fields[RecordLength], offset, 2, "the length is more than 2^14 + 2048 bytes");
}

void dissect(Layer &layer)
{
    ByteCursor &cursor = layer.cursor();
    layer.add(fields[Record], layer.begin(), cursor.left());
    Subtree inside = layer.subtree();
    const std::uint64_t type = layer.readSized(cursor, fields[ContentType], 1, ByteOrder::Big);
    layer.readSized(cursor, fields[RecordVersion], 2, ByteOrder::Big);
    const std::uint64_t length = layer.readSized(cursor, fields[RecordLength], 2, ByteOrder::Big);
    if (cursor.failed())
        return;
    checkLength(layer, type, length);
    inside.setRange(layer.begin(), recordHeader + std::min<std::size_t>(length, cursor.left()));
    const bool isAllThere = length <= cursor.left();
    ByteCursor fragment = cursor.sub(static_cast<std::size_t>(length));
    if (fragment.left() != 0)
        addFragment(layer, fragment, type);
    layer.noteFault(fragment);
    if (!isAllThere)
        cursor.skip(cursor.left() + 1);
}

void writeVersion(TextSink &sink, std::uint64_t number)
{
    switch (number) {
    case 0x0300: sink << "SSLv3"; return;
    case 0x0301: sink << "TLSv1"; return;
    case 0x0302: sink << "TLSv1.1"; return;
    case 0x0303: sink << "TLSv1.2"; return;
    case 0x0304: sink << "TLSv1.3"; return;
    default: sink << "TLS"; return;
    }
}

void writeHandshakeName(TextSink &sink, const Field &field)
{
    if ((field.value & handshakeIsPlain) == 0) {
        sink << "Encrypted Handshake Message";
        return;
    }
    sink << nameOf(handshakeNames, field.value & 0xffU).value_or("Unknown");
    if ((field.value & handshakeIsFragment) != 0)
        sink << " (fragment)";
}

void writeAlertName(TextSink &sink, const Field &field)
{
    if (field.value == 0) {
        sink << "Encrypted Alert";
        return;
    }
    sink << "Alert (Level: " << nameOf(alertLevelNames, field.value >> 8U).value_or("Unknown")
         << ", Description: " << nameOf(alertNames, field.value & 0xffU).value_or("Unknown") << ')';
}

// What the Info column says of one field; true when it says something.
bool writeKind(TextSink &sink, const Field &field, std::string_view separator)
{
    switch (field.spec->index) {
    case ChangeCipherSpec: sink << separator << "Change Cipher Spec"; return true;
    case Alert: writeAlertName(sink << separator, field); return true;
    case AppData: sink << separator << "Application Data"; return true;
    case Handshake: writeHandshakeName(sink << separator, field); return true;
    case Fragment: sink << separator << "Encrypted Data"; return true;
    default: return false;
    }
}

void summary(TextSink &sink, const LayerText &text)
{
    const auto all = text.dissection.fields();
    const std::uint32_t end = all[text.layer.root].end;
    std::string_view separator;
    for (std::uint32_t i = text.layer.root + 1; i < end;) {
        const bool isTold = writeKind(sink, all[i], separator);
        separator = isTold ? ", " : separator;
        i = isTold ? all[i].end : i + 1;
    }
}

// A server's hello names the version that is spoken; other records bear that of TLS 1.2 or 1.0 for old devices' sake.
void column(TextSink &sink, const LayerText &text)
{
    const Field *handshake = text.find(fields[Handshake]);
    const Field *chosen = text.find(fields[SupportedVersion]);
    const bool isServerHello = handshake != nullptr && (handshake->value & 0xffU) == 2;
    if (isServerHello && chosen != nullptr && chosen->value >= version::tls13)
        sink << "TLSv1.3";
    else if (const Field *record = text.find(fields[RecordVersion]); record != nullptr)
        writeVersion(sink, record->value);
    else
        sink << "TLS";
}

} // namespace

namespace tls_detail {

// "TLSv1.2 Handshake": the record's own five bytes say so.
void writeRecord(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const ByteCursor header(dissection.bytesOf(field));
    sink << ": ";
    writeVersion(sink, header.peekAt(1, 2));
    sink << ' ' << nameOf(contentTypeNames, header.peekAt(0, 1)).value_or("Unknown");
}

void writeHandshake(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    writeHandshakeName(sink << ": ", field);
}

void writeAlert(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    writeAlertName(sink << ": ", field);
}

void writeExtension(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const ByteCursor bytes(dissection.bytesOf(field));
    const std::uint64_t type = bytes.peekAt(0, 2);
    sink << ": ";
    if (const auto name = nameOf(extensionNames, type))
        sink << *name;
    else
        (sink << "Unknown type ").number(type);
    (sink << " (len=").number(bytes.peekAt(2, 2)) << ')';
}

void writeKeyShare(TextSink &sink, const Dissection &dissection, const Field &field)
{
    const ByteCursor bytes(dissection.bytesOf(field));
    sink << ": Group: " << nameOf(groupNames, bytes.peekAt(0, 2)).value_or("Unknown") << ", Key Exchange length: ";
    sink.number(bytes.peekAt(2, 2));
}

void writePairs(TextSink &sink, const Dissection & /*dissection*/, const Field &field)
{
    (sink << " (").number(field.size / 2) << ')';
}

} // namespace tls_detail

extern const Protocol tls;
constexpr Protocol tls{.name = "TLS",
                       .longName = "Transport Layer Security",
                       .filterName = "tls",
                       .fields = fields,
                       .dissect = dissect,
                       .summary = summary,
                       .column = column,
                       .stream = &streamUse};

} // namespace framelens::protocols
