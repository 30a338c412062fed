// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Extensions of TLS's handshake messages (RFC 8446, 4.2; RFC 6066; RFC 7301; RFC 8422).
#include "core/decode/parse.h"
#include "core/decode/protocols/tls_fields.h"

namespace framelens::protocols::tls_detail {

namespace {

constexpr std::uint64_t clientHello = 1;

void addServerNames(Layer &layer, ByteCursor &body)
{
    if (body.left() == 0)
        return;
    ByteCursor list = vectorOf(layer, body, ServerNameListLength, 2);
    parse::repeat(list, limits::items, [&](ByteCursor &, std::size_t) {
        layer.readSized(list, fields[ServerNameType], 1, ByteOrder::Big);
        addOpaque(layer, list, ServerNameLength, 2, ServerName);
        return true;
    });
    layer.noteFault(list);
}

void addGroups(Layer &layer, ByteCursor &body)
{
    ByteCursor list = vectorOf(layer, body, GroupsLength, 2);
    layer.add(fields[Groups], list.position(), list.left());
    const Subtree inside = layer.subtree();
    addNumbers(layer, list, Group, 2);
}

void addPointFormats(Layer &layer, ByteCursor &body)
{
    ByteCursor list = vectorOf(layer, body, PointFormatsLength, 1);
    layer.add(fields[PointFormats], list.position(), list.left());
    const Subtree inside = layer.subtree();
    addNumbers(layer, list, PointFormat, 1);
}

void addNames(Layer &layer, ByteCursor &body, Index listLength, Index list, Index length, Index name)
{
    ByteCursor names = vectorOf(layer, body, listLength, 2);
    layer.add(fields[list], names.position(), names.left());
    const Subtree inside = layer.subtree();
    parse::repeat(names, limits::items, [&](ByteCursor &, std::size_t) {
        addOpaque(layer, names, length, 1, name);
        return true;
    });
    layer.noteFault(names);
}

void addNextProtocols(Layer &layer, ByteCursor &body)
{
    parse::repeat(body, limits::items, [&](ByteCursor &, std::size_t) {
        addOpaque(layer, body, NpnNameLength, 1, NpnName);
        return true;
    });
}

void addStatusRequest(Layer &layer, ByteCursor &body, std::uint64_t message)
{
    if (body.left() == 0 || message != clientHello)
        return;
    layer.readSized(body, fields[StatusType], 1, ByteOrder::Big);
    ByteCursor ids = vectorOf(layer, body, StatusIdsLength, 2);
    layer.readRest(ids, fields[ExtensionData]);
    ByteCursor extensions = vectorOf(layer, body, StatusExtensionsLength, 2);
    layer.readRest(extensions, fields[ExtensionData]);
}

void addKeyShareEntry(Layer &layer, ByteCursor &body)
{
    const std::size_t size = 4 + body.peekAt(body.position() + 2, 2);
    layer.add(fields[KeyShareEntry], body.position(), std::min<std::size_t>(size, body.left()));
    const Subtree inside = layer.subtree();
    layer.readSized(body, fields[KeyShareGroup], 2, ByteOrder::Big);
    addOpaque(layer, body, KeyExchangeLength, 2, KeyExchange);
}

// A client offers several, a server one, or (asking for another hello) the group alone.
void addKeyShare(Layer &layer, ByteCursor &body, std::uint64_t message)
{
    if (message != clientHello) {
        if (body.left() == 2)
            layer.readSized(body, fields[SelectedGroup], 2, ByteOrder::Big);
        else
            addKeyShareEntry(layer, body);
        return;
    }
    ByteCursor shares = vectorOf(layer, body, KeyShareLength, 2);
    parse::repeat(shares, limits::items, [&](ByteCursor &, std::size_t) {
        addKeyShareEntry(layer, shares);
        return true;
    });
    layer.noteFault(shares);
}

void addVersions(Layer &layer, ByteCursor &body, std::uint64_t message)
{
    if (message != clientHello) {
        layer.readSized(body, fields[SupportedVersion], 2, ByteOrder::Big);
        return;
    }
    ByteCursor list = vectorOf(layer, body, SupportedVersionsLength, 1);
    addNumbers(layer, list, SupportedVersion, 2);
}

void addPreSharedKey(Layer &layer, ByteCursor &body, std::uint64_t message)
{
    if (message != clientHello) {
        layer.readSized(body, fields[PskSelected], 2, ByteOrder::Big);
        return;
    }
    ByteCursor identities = vectorOf(layer, body, PskIdentitiesLength, 2);
    parse::repeat(identities, limits::items, [&](ByteCursor &, std::size_t) {
        addOpaque(layer, identities, PskIdentityLength, 2, PskIdentityData);
        layer.readSized(identities, fields[PskTicketAge], 4, ByteOrder::Big);
        return true;
    });
    layer.noteFault(identities);
    ByteCursor binders = vectorOf(layer, body, PskBindersLength, 2);
    layer.add(fields[PskBinders], binders.position(), binders.left());
}

void addCompressors(Layer &layer, ByteCursor &body)
{
    ByteCursor list = vectorOf(layer, body, CompressorsLength, 1);
    addNumbers(layer, list, Compressor, 2);
}

void addPskModes(Layer &layer, ByteCursor &body)
{
    ByteCursor list = vectorOf(layer, body, PskModesLength, 1);
    addNumbers(layer, list, PskMode, 1);
}

void addBody(Layer &layer, ByteCursor &body, std::uint64_t type, std::uint64_t message)
{
    switch (type) {
    case extension::serverName: addServerNames(layer, body); return;
    case extension::statusRequest: addStatusRequest(layer, body, message); return;
    case extension::supportedGroups: addGroups(layer, body); return;
    case extension::pointFormats: addPointFormats(layer, body); return;
    case extension::signatureAlgorithms:
    case extension::signatureAlgorithmsCert:
    case extension::delegatedCredentials: addSignatures(layer, body); return;
    case extension::heartbeat: layer.readSized(body, fields[HeartbeatMode], 1, ByteOrder::Big); return;
    case extension::alpn: addNames(layer, body, AlpnLength, AlpnList, AlpnNameLength, AlpnName); return;
    case extension::applicationSettings: addNames(layer, body, AlpsLength, AlpsList, AlpsNameLength, AlpsName); return;
    case extension::nextProtocol: addNextProtocols(layer, body); return;
    case extension::padding: layer.readRest(body, fields[PaddingData]); return;
    case extension::encryptThenMac:
    case extension::extendedMasterSecret: return;
    case extension::compressCertificate: addCompressors(layer, body); return;
    case extension::recordSizeLimit: layer.readSized(body, fields[RecordSizeLimit], 2, ByteOrder::Big); return;
    case extension::preSharedKey: addPreSharedKey(layer, body, message); return;
    case extension::supportedVersions: addVersions(layer, body, message); return;
    case extension::cookie: addOpaque(layer, body, CookieLength, 2, CookieData); return;
    case extension::pskModes: addPskModes(layer, body); return;
    case extension::keyShare: addKeyShare(layer, body, message); return;
    case extension::renegotiation: addOpaque(layer, body, RenegotiationLength, 1, RenegotiationInfo); return;
    default: layer.readRest(body, fields[ExtensionData]); return;
    }
}

} // namespace

void addSignature(Layer &layer, ByteCursor &from)
{
    const std::size_t offset = from.position();
    layer.readSized(from, fields[Signature], 2, ByteOrder::Big);
    if (from.failed())
        return;
    const Subtree inside = layer.subtree();
    layer.add(fields[SignatureHash], offset, 1, from.peekAt(offset, 1));
    layer.add(fields[SignatureKey], offset + 1, 1, from.peekAt(offset + 1, 1));
}

void addSignatures(Layer &layer, ByteCursor &from)
{
    ByteCursor list = vectorOf(layer, from, SignaturesLength, 2);
    layer.add(fields[Signatures], list.position(), list.left());
    const Subtree inside = layer.subtree();
    parse::repeat(list, limits::items, [&](ByteCursor &, std::size_t) {
        addSignature(layer, list);
        return true;
    });
    layer.noteFault(list);
}

void addExtensions(Layer &layer, ByteCursor &from, std::uint64_t message)
{
    if (from.left() == 0) // hellos before TLS 1.2 may have none
        return;
    ByteCursor list = vectorOf(layer, from, ExtensionsLength, 2);
    parse::repeat(list, limits::items, [&](ByteCursor &, std::size_t) {
        const std::size_t size = 4 + list.peekAt(list.position() + 2, 2);
        layer.add(fields[Extension], list.position(), std::min<std::size_t>(size, list.left()));
        const Subtree inside = layer.subtree();
        const std::uint64_t type = layer.readSized(list, fields[ExtensionType], 2, ByteOrder::Big);
        ByteCursor body = vectorOf(layer, list, ExtensionLength, 2);
        if (list.failed())
            return false;
        addBody(layer, body, type, message);
        layer.noteFault(body);
        return true;
    });
    layer.noteFault(list);
}

} // namespace framelens::protocols::tls_detail
