// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// TLS's handshake messages (RFC 8446, 4; RFC 5246, 7.4).
#include "core/decode/format.h"
#include "core/decode/parse.h"
#include "core/decode/protocols/tls_fields.h"

#include <algorithm>

namespace framelens::protocols::tls_detail {

namespace {

constexpr std::size_t messageHeader = 4;
/// Bytes of a handshake message that goes on in further records: more than a chain of certificates has. What claims
/// more is taken for encrypted bytes.
constexpr std::uint64_t mostMessage = 128U * 1024;

enum Type : std::uint8_t {
    HelloRequest = 0,
    ClientHello = 1,
    ServerHello = 2,
    NewSessionTicket = 4,
    EncryptedExtensions = 8,
    CertificateMessage = 11,
    ServerKeyExchange = 12,
    CertificateRequest = 13,
    CertificateVerify = 15,
    ClientKeyExchange = 16,
    Finished = 20,
    CertificateStatus = 22,
};

// Encrypted messages look like any bytes: only what is made of known messages up to its end is taken for plain.
bool isPlain(ByteCursor from)
{
    bool plain = true;
    parse::repeat(from, limits::items, [&](ByteCursor &, std::size_t number) {
        const std::uint64_t type = from.peekAt(from.position(), 1);
        const std::uint64_t length = from.peekAt(from.position() + 1, 3);
        const bool isAlone = number == 0 && from.left() == messageHeader;
        plain = nameOf(handshakeNames, type).has_value() && (type != HelloRequest || (length == 0 && isAlone));
        if (!plain)
            return false;
        if (from.left() < messageHeader) {
            plain = number != 0 || from.capturedEnd() < from.declaredEnd();
            return false;
        }
        if (length > from.left() - messageHeader) {
            plain = length <= mostMessage;
            return false;
        }
        from.skip(messageHeader + static_cast<std::size_t>(length));
        return true;
    });
    return plain;
}

void addRandom(Layer &layer, ByteCursor &body, bool hasTime)
{
    constexpr std::size_t size = 32;
    constexpr std::uint64_t nsPerSecond = 1'000'000'000;
    const std::size_t offset = body.position();
    const std::uint64_t seconds = body.peekAt(offset, 4);
    layer.readBytes(body, fields[Random], size);
    if (body.failed() || !hasTime)
        return;
    const Subtree inside = layer.subtree();
    layer.add(fields[RandomTime], offset, 4, seconds * nsPerSecond);
    layer.add(fields[RandomBytes], offset + 4, size - 4);
}

void addList(Layer &layer, ByteCursor &body, Index length, std::size_t lengthBytes, Index list, Index item, std::size_t size)
{
    ByteCursor items = vectorOf(layer, body, length, lengthBytes);
    if (body.failed())
        return;
    layer.add(fields[list], items.position(), items.left());
    const Subtree inside = layer.subtree();
    addNumbers(layer, items, item, size);
}

void addClientHello(Layer &layer, ByteCursor &body)
{
    layer.readSized(body, fields[Version], 2, ByteOrder::Big);
    addRandom(layer, body, true);
    addOpaque(layer, body, SessionIdLength, 1, SessionId);
    addList(layer, body, CipherSuitesLength, 2, CipherSuites, CipherSuite, 2);
    addList(layer, body, CompressionMethodsLength, 1, CompressionMethods, CompressionMethod, 1);
    addExtensions(layer, body, ClientHello);
}

// Whether the server chose TLS 1.3 or later: its random has no time in it then. Looks ahead, changes nothing.
bool choosesTls13(ByteCursor body)
{
    body.skip(2 + 32);
    body.skip(body.u8());
    body.skip(2 + 1);
    ByteCursor extensions = body.sub(body.u16());
    bool found = false;
    parse::tlv(extensions, {.typeBytes = 2, .lengthBytes = 2}, [&](parse::TlvItem &item) {
        found = item.type == extension::supportedVersions && item.length == 2 && item.value.u16() >= version::tls13;
        return !found;
    });
    return found;
}

void addServerHello(Layer &layer, ByteCursor &body)
{
    const bool isTls13 = choosesTls13(body);
    layer.readSized(body, fields[Version], 2, ByteOrder::Big);
    addRandom(layer, body, !isTls13);
    addOpaque(layer, body, SessionIdLength, 1, SessionId);
    layer.readSized(body, fields[CipherSuite], 2, ByteOrder::Big);
    layer.readSized(body, fields[CompressionMethod], 1, ByteOrder::Big);
    addExtensions(layer, body, ServerHello);
}

void addTicket(Layer &layer, ByteCursor &body)
{
    layer.readSized(body, fields[TicketLifetime], 4, ByteOrder::Big);
    addOpaque(layer, body, TicketLength, 2, Ticket);
}

void addCertificates(Layer &layer, ByteCursor &body)
{
    ByteCursor list = vectorOf(layer, body, CertificatesLength, 3);
    if (body.failed())
        return;
    if (list.left() == 0)
        return;
    layer.add(fields[Certificates], list.position(), list.left());
    const Subtree inside = layer.subtree();
    parse::repeat(list, limits::items, [&](ByteCursor &, std::size_t) {
        addOpaque(layer, list, CertificateLength, 3, Certificate);
        return true;
    });
    layer.noteFault(list);
}

void addSignatureOf(Layer &layer, ByteCursor &body, Index length, Index signature)
{
    // From TLS 1.2 on an algorithm stands before it; then the length two bytes later fits.
    const std::size_t at = body.position();
    const bool hasAlgorithm = body.left() >= 4 && body.peekAt(at + 2, 2) == body.left() - 4;
    if (hasAlgorithm)
        addSignature(layer, body);
    addOpaque(layer, body, length, 2, signature);
}

// The message does not say of which kind it is: the cipher suite does, in another message. A named curve is told by its
// first byte, finite fields by three lengths that fit.
void addServerKey(Layer &layer, ByteCursor &body)
{
    constexpr std::uint64_t namedCurve = 3;
    if (body.peekAt(body.position(), 1) == namedCurve) {
        layer.readSized(body, fields[CurveType], 1, ByteOrder::Big);
        layer.readSized(body, fields[NamedCurve], 2, ByteOrder::Big);
        addOpaque(layer, body, ServerPointLength, 1, ServerPoint);
    } else {
        addOpaque(layer, body, PrimeLength, 2, Prime);
        addOpaque(layer, body, GeneratorLength, 2, Generator);
        addOpaque(layer, body, ServerKeyLength, 2, ServerKey);
    }
    if (body.left() != 0)
        addSignatureOf(layer, body, KeySignatureLength, KeySignature);
}

// The same for the client: a point's length is one byte; RSA's and a finite field's are two and look alike.
void addClientKey(Layer &layer, ByteCursor &body)
{
    const std::size_t at = body.position();
    const std::size_t size = body.left();
    if (size == 0)
        return;
    if (body.peekAt(at, 1) == size - 1)
        addOpaque(layer, body, ClientPointLength, 1, ClientPoint);
    else if (size >= 2 && body.peekAt(at, 2) == size - 2 && size - 2 >= 128)
        addOpaque(layer, body, EncryptedSecretLength, 2, EncryptedSecret);
    else if (size >= 2 && body.peekAt(at, 2) == size - 2)
        addOpaque(layer, body, ClientKeyLength, 2, ClientKey);
    else
        layer.readRest(body, fields[EncryptedSecret]);
}

void addCertificateRequest(Layer &layer, ByteCursor &body)
{
    addList(layer, body, CertificateTypesCount, 1, CertificateTypes, CertificateType, 1);
    // TLS 1.2 has signature algorithms in between: then two lists fill the message, else one does.
    if (body.left() > 2 && body.peekAt(body.position(), 2) != body.left() - 2)
        addSignatures(layer, body);
    ByteCursor names = vectorOf(layer, body, NamesLength, 2);
    if (names.left() == 0)
        return;
    layer.add(fields[Names], names.position(), names.left());
    const Subtree inside = layer.subtree();
    parse::repeat(names, limits::items, [&](ByteCursor &, std::size_t) {
        addOpaque(layer, names, NameLength, 2, Name);
        return true;
    });
    layer.noteFault(names);
}

void addStatus(Layer &layer, ByteCursor &body)
{
    layer.readSized(body, fields[StatusType], 1, ByteOrder::Big);
    addOpaque(layer, body, OcspLength, 3, OcspResponse);
}

void addBody(Layer &layer, ByteCursor &body, std::uint64_t type)
{
    switch (type) {
    case ClientHello: addClientHello(layer, body); return;
    case ServerHello: addServerHello(layer, body); return;
    case NewSessionTicket: addTicket(layer, body); return;
    case EncryptedExtensions: addExtensions(layer, body, type); return;
    case CertificateMessage: addCertificates(layer, body); return;
    case ServerKeyExchange: addServerKey(layer, body); return;
    case CertificateRequest: addCertificateRequest(layer, body); return;
    case CertificateVerify: addSignatureOf(layer, body, VerifySignatureLength, VerifySignature); return;
    case ClientKeyExchange: addClientKey(layer, body); return;
    case CertificateStatus: addStatus(layer, body); return;
    case Finished: layer.readRest(body, fields[VerifyData]); return;
    default: layer.readRest(body, fields[Fragment]); return;
    }
}

void addHandshake(Layer &layer, ByteCursor &from)
{
    const std::size_t begin = from.position();
    const std::uint64_t type = from.peekAt(begin, 1);
    const std::uint64_t length = from.peekAt(begin + 1, 3);
    const bool isCaptured = from.capturedEnd() >= from.declaredEnd();
    const bool goesOn = from.left() < messageHeader || length > from.left() - messageHeader;
    layer.add(fields[Handshake], begin, from.left() < messageHeader ? from.left() : std::min(messageHeader + length, std::uint64_t{from.left()}),
              type | handshakeIsPlain | (goesOn && isCaptured ? handshakeIsFragment : 0));
    const Subtree inside = layer.subtree();
    layer.readSized(from, fields[HandshakeType], 1, ByteOrder::Big);
    if (from.left() < 3 && isCaptured) {
        layer.readRest(from, fields[Fragment]);
        return;
    }
    layer.readSized(from, fields[HandshakeLength], 3, ByteOrder::Big);
    if (from.failed())
        return;
    if (goesOn && isCaptured) { // in the next record: not malformed
        layer.readRest(from, fields[Fragment]);
        return;
    }
    ByteCursor body = from.sub(static_cast<std::size_t>(length));
    addBody(layer, body, type);
    if (body.left() != 0)
        layer.problem(Severity::Warning, fields[HandshakeLength], body.position(), body.left(),
                      "bytes are left over behind the message");
    layer.noteFault(body);
}

} // namespace

void addHandshakes(Layer &layer, ByteCursor &from)
{
    if (!isPlain(from)) {
        layer.add(fields[Handshake], from.position(), from.left());
        return;
    }
    parse::repeat(from, limits::items, [&](ByteCursor &, std::size_t) {
        addHandshake(layer, from);
        return true;
    });
}

} // namespace framelens::protocols::tls_detail
