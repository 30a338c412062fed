// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The fields of TLS: records (tls.cpp), handshake messages (tls_handshake.cpp) and their extensions (tls_extensions.cpp).
//
//  RFC 8446, 5.1, a record:                     4, a handshake message:
//  +------+---------+--------+----------...     +------+----------------+----------...
//  | type | version | length | fragment         | type | length (u24)   | body
//  +------+---------+--------+----------...     +------+----------------+----------...
#pragma once

#include "core/decode/layer.h"
#include "core/decode/protocols/tls_cipher_suites.h"
#include "core/decode/protocols/tls_names.h"

namespace framelens::protocols::tls_detail {

enum Index : std::uint16_t {
    Record,
    ContentType,
    RecordVersion,
    RecordLength,
    ChangeCipherSpec,
    Alert,
    AlertLevel,
    AlertDescription,
    AppData,
    Fragment,
    Handshake,
    HandshakeType,
    HandshakeLength,
    Version,
    Random,
    RandomTime,
    RandomBytes,
    SessionIdLength,
    SessionId,
    CipherSuitesLength,
    CipherSuites,
    CipherSuite,
    CompressionMethodsLength,
    CompressionMethods,
    CompressionMethod,
    ExtensionsLength,
    Extension,
    ExtensionType,
    ExtensionLength,
    ExtensionData,
    ServerNameListLength,
    ServerNameType,
    ServerNameLength,
    ServerName,
    GroupsLength,
    Groups,
    Group,
    PointFormatsLength,
    PointFormats,
    PointFormat,
    SignaturesLength,
    Signatures,
    Signature,
    SignatureHash,
    SignatureKey,
    AlpnLength,
    AlpnList,
    AlpnNameLength,
    AlpnName,
    AlpsLength,
    AlpsList,
    AlpsNameLength,
    AlpsName,
    NpnNameLength,
    NpnName,
    StatusType,
    StatusIdsLength,
    StatusExtensionsLength,
    KeyShareLength,
    KeyShareEntry,
    KeyShareGroup,
    KeyExchangeLength,
    KeyExchange,
    SelectedGroup,
    SupportedVersionsLength,
    SupportedVersion,
    PskModesLength,
    PskMode,
    PskIdentitiesLength,
    PskIdentity,
    PskIdentityLength,
    PskIdentityData,
    PskTicketAge,
    PskBindersLength,
    PskBinders,
    PskSelected,
    PaddingData,
    RenegotiationLength,
    RenegotiationInfo,
    HeartbeatMode,
    CompressorsLength,
    Compressor,
    RecordSizeLimit,
    CookieLength,
    CookieData,
    TicketLifetime,
    TicketAgeAdd,
    TicketNonceLength,
    TicketNonce,
    TicketLength,
    Ticket,
    CertificatesLength,
    Certificates,
    CertificateLength,
    Certificate,
    OcspLength,
    OcspResponse,
    CertificateTypesCount,
    CertificateTypes,
    CertificateType,
    NamesLength,
    Names,
    NameLength,
    Name,
    CurveType,
    NamedCurve,
    ServerPointLength,
    ServerPoint,
    KeySignatureLength,
    KeySignature,
    PrimeLength,
    Prime,
    GeneratorLength,
    Generator,
    ServerKeyLength,
    ServerKey,
    ClientPointLength,
    ClientPoint,
    EncryptedSecretLength,
    EncryptedSecret,
    ClientKeyLength,
    ClientKey,
    VerifySignatureLength,
    VerifySignature,
    VerifyData,
    Count
};

void writeRecord(TextSink &sink, const Dissection &dissection, const Field &field);
void writeHandshake(TextSink &sink, const Dissection &dissection, const Field &field);
void writeAlert(TextSink &sink, const Dissection &dissection, const Field &field);
void writeExtension(TextSink &sink, const Dissection &dissection, const Field &field);
void writeKeyShare(TextSink &sink, const Dissection &dissection, const Field &field);
void writePairs(TextSink &sink, const Dissection &dissection, const Field &field);

constexpr FieldSpec number(Index index, std::string_view name, std::string_view label,
                           std::span<const ValueName> names = {}, Base base = Base::Dec)
{
    return {.index = index, .name = name, .label = label, .base = base, .names = names};
}
constexpr FieldSpec hex(Index index, std::string_view name, std::string_view label, std::span<const ValueName> names)
{
    return number(index, name, label, names, Base::Hex);
}
constexpr FieldSpec bytes(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::ByteString};
}
constexpr FieldSpec text(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Text};
}
constexpr FieldSpec group(Index index, std::string_view name, std::string_view label, TextRule rule = nullptr)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Group, .text = rule};
}

inline constexpr auto fields = fieldTable("tls", {
    group(Record, "tls.record", "Record Layer", writeRecord),
    number(ContentType, "tls.record.content_type", "Content Type", contentTypeNames),
    hex(RecordVersion, "tls.record.version", "Version", versionNames),
    number(RecordLength, "tls.record.length", "Length"),
    group(ChangeCipherSpec, "tls.change_cipher_spec", "Change Cipher Spec Message"),
    group(Alert, "tls.alert_message", "Alert Message", writeAlert),
    number(AlertLevel, "tls.alert_message.level", "Level", alertLevelNames),
    number(AlertDescription, "tls.alert_message.desc", "Description", alertNames),
    bytes(AppData, "tls.app_data", "Encrypted Application Data"),
    bytes(Fragment, "tls.record.fragment", "Fragment"),
    group(Handshake, "tls.handshake", "Handshake Protocol", writeHandshake),
    number(HandshakeType, "tls.handshake.type", "Handshake Type", handshakeNames),
    number(HandshakeLength, "tls.handshake.length", "Length"),
    hex(Version, "tls.handshake.version", "Version", versionNames),
    bytes(Random, "tls.handshake.random", "Random"),
    {.index = RandomTime, .name = "tls.handshake.random_time", .label = "GMT Unix Time", .type = FieldType::AbsoluteTime},
    bytes(RandomBytes, "tls.handshake.random_bytes", "Random Bytes"),
    number(SessionIdLength, "tls.handshake.session_id_length", "Session ID Length"),
    bytes(SessionId, "tls.handshake.session_id", "Session ID"),
    number(CipherSuitesLength, "tls.handshake.cipher_suites_length", "Cipher Suites Length"),
    group(CipherSuites, "tls.handshake.ciphersuites", "Cipher Suites", writePairs),
    hex(CipherSuite, "tls.handshake.ciphersuite", "Cipher Suite", cipherSuiteNames),
    number(CompressionMethodsLength, "tls.handshake.comp_methods_length", "Compression Methods Length"),
    group(CompressionMethods, "tls.handshake.comp_methods", "Compression Methods"),
    number(CompressionMethod, "tls.handshake.comp_method", "Compression Method", compressionNames),
    number(ExtensionsLength, "tls.handshake.extensions_length", "Extensions Length"),
    group(Extension, "tls.handshake.extension", "Extension", writeExtension),
    number(ExtensionType, "tls.handshake.extension.type", "Type", extensionNames),
    number(ExtensionLength, "tls.handshake.extension.len", "Length"),
    bytes(ExtensionData, "tls.handshake.extension.data", "Data"),
    number(ServerNameListLength, "tls.handshake.extensions_server_name_list_len", "Server Name list length"),
    number(ServerNameType, "tls.handshake.extensions_server_name_type", "Server Name Type", nameTypeNames),
    number(ServerNameLength, "tls.handshake.extensions_server_name_len", "Server Name length"),
    text(ServerName, "tls.handshake.extensions_server_name", "Server Name"),
    number(GroupsLength, "tls.handshake.extensions_supported_groups_length", "Supported Groups List Length"),
    group(Groups, "tls.handshake.extensions_supported_groups", "Supported Groups", writePairs),
    hex(Group, "tls.handshake.extensions_supported_group", "Supported Group", groupNames),
    number(PointFormatsLength, "tls.handshake.extensions_ec_point_formats_length", "EC point formats Length"),
    group(PointFormats, "tls.handshake.extensions_ec_point_formats", "Elliptic curves point formats"),
    number(PointFormat, "tls.handshake.extensions_ec_point_format", "EC point format", pointFormatNames),
    number(SignaturesLength, "tls.handshake.sig_hash_alg_len", "Signature Hash Algorithms Length"),
    group(Signatures, "tls.handshake.sig_hash_algs", "Signature Hash Algorithms", writePairs),
    hex(Signature, "tls.handshake.sig_hash_alg", "Signature Algorithm", signatureNames),
    number(SignatureHash, "tls.handshake.sig_hash_hash", "Signature Hash Algorithm Hash", hashNames),
    number(SignatureKey, "tls.handshake.sig_hash_sig", "Signature Hash Algorithm Signature", keyNames),
    number(AlpnLength, "tls.handshake.extensions_alpn_len", "ALPN Extension Length"),
    group(AlpnList, "tls.handshake.extensions_alpn_list", "ALPN Protocol"),
    number(AlpnNameLength, "tls.handshake.extensions_alpn_str_len", "ALPN string length"),
    text(AlpnName, "tls.handshake.extensions_alpn_str", "ALPN Next Protocol"),
    number(AlpsLength, "tls.handshake.extensions_alps_len", "ALPS Extension Length"),
    group(AlpsList, "tls.handshake.extensions_alps_alpn_list", "Supported ALPN List"),
    number(AlpsNameLength, "tls.handshake.extensions_alps_alpn_str_len", "Supported ALPN Length"),
    text(AlpsName, "tls.handshake.extensions_alps_alpn_str", "Supported ALPN"),
    number(NpnNameLength, "tls.handshake.extensions_npn_str_len", "Protocol string length"),
    text(NpnName, "tls.handshake.extensions_npn", "Next Protocol"),
    number(StatusType, "tls.handshake.extensions_status_request_type", "Certificate Status Type", statusTypeNames),
    number(StatusIdsLength, "tls.handshake.extensions_status_request_responder_ids_len", "Responder ID list Length"),
    number(StatusExtensionsLength, "tls.handshake.extensions_status_request_exts_len", "Request Extensions Length"),
    number(KeyShareLength, "tls.handshake.extensions_key_share_client_length", "Client Key Share Length"),
    group(KeyShareEntry, "tls.handshake.extensions_key_share_entry", "Key Share Entry", writeKeyShare),
    number(KeyShareGroup, "tls.handshake.extensions_key_share_group", "Group", groupNames),
    number(KeyExchangeLength, "tls.handshake.extensions_key_share_key_exchange_length", "Key Exchange Length"),
    bytes(KeyExchange, "tls.handshake.extensions_key_share_key_exchange", "Key Exchange"),
    number(SelectedGroup, "tls.handshake.extensions_key_share_selected_group", "Selected Group", groupNames),
    number(SupportedVersionsLength, "tls.handshake.extensions.supported_versions_len", "Supported Versions length"),
    hex(SupportedVersion, "tls.handshake.extensions.supported_version", "Supported Version", versionNames),
    number(PskModesLength, "tls.extension.psk_ke_modes_length", "PSK Key Exchange Modes Length"),
    number(PskMode, "tls.extension.psk_ke_mode", "PSK Key Exchange Mode", pskModeNames),
    number(PskIdentitiesLength, "tls.handshake.extensions.psk.identities.length", "Identities Length"),
    group(PskIdentity, "tls.handshake.extensions.psk.identity", "PSK Identity"),
    number(PskIdentityLength, "tls.handshake.extensions.psk.identity.identity_length", "Identity Length"),
    bytes(PskIdentityData, "tls.handshake.extensions.psk.identity.identity", "Identity"),
    number(PskTicketAge, "tls.handshake.extensions.psk.identity.obfuscated_ticket_age", "Obfuscated Ticket Age"),
    number(PskBindersLength, "tls.handshake.extensions.psk.binders_len", "PSK Binders length"),
    group(PskBinders, "tls.handshake.extensions.psk.binders", "PSK Binders"),
    number(PskSelected, "tls.handshake.extensions.psk.identity.selected", "Selected Identity"),
    bytes(PaddingData, "tls.handshake.extensions_padding_data", "Padding Data"),
    number(RenegotiationLength, "tls.handshake.extensions_reneg_info_len", "Renegotiation info extension length"),
    bytes(RenegotiationInfo, "tls.handshake.extensions_reneg_info", "Renegotiation info"),
    number(HeartbeatMode, "tls.handshake.extension.heartbeat.mode", "Mode", heartbeatNames),
    number(CompressorsLength, "tls.compress_certificate.algorithms_length", "Algorithms Length"),
    number(Compressor, "tls.compress_certificate.algorithm", "Algorithm", compressorNames),
    number(RecordSizeLimit, "tls.record_size_limit", "Record Size Limit"),
    number(CookieLength, "tls.handshake.extensions.cookie_len", "Cookie length"),
    bytes(CookieData, "tls.handshake.extensions.cookie", "Cookie"),
    number(TicketLifetime, "tls.handshake.session_ticket_lifetime_hint", "Session Ticket Lifetime Hint"),
    number(TicketAgeAdd, "tls.handshake.session_ticket_age_add", "Session Ticket Age Add"),
    number(TicketNonceLength, "tls.handshake.session_ticket_nonce_length", "Session Ticket Nonce Length"),
    bytes(TicketNonce, "tls.handshake.session_ticket_nonce", "Session Ticket Nonce"),
    number(TicketLength, "tls.handshake.session_ticket_length", "Session Ticket Length"),
    bytes(Ticket, "tls.handshake.session_ticket", "Session Ticket"),
    number(CertificatesLength, "tls.handshake.certificates_length", "Certificates Length"),
    group(Certificates, "tls.handshake.certificates", "Certificates"),
    number(CertificateLength, "tls.handshake.certificate_length", "Certificate Length"),
    bytes(Certificate, "tls.handshake.certificate", "Certificate"),
    number(OcspLength, "tls.handshake.ocsp_response_len", "OCSP Response Length"),
    bytes(OcspResponse, "tls.handshake.ocsp_response", "OCSP Response"),
    number(CertificateTypesCount, "tls.handshake.cert_types_count", "Certificate types count"),
    group(CertificateTypes, "tls.handshake.cert_types", "Certificate types"),
    number(CertificateType, "tls.handshake.cert_type", "Certificate type", certificateTypeNames),
    number(NamesLength, "tls.handshake.dnames_len", "Distinguished Names Length"),
    group(Names, "tls.handshake.dnames", "Distinguished Names"),
    number(NameLength, "tls.handshake.dname_len", "Distinguished Name Length"),
    bytes(Name, "tls.handshake.dname", "Distinguished Name"),
    hex(CurveType, "tls.handshake.server_curve_type", "Curve Type", curveTypeNames),
    hex(NamedCurve, "tls.handshake.server_named_curve", "Named Curve", groupNames),
    number(ServerPointLength, "tls.handshake.server_point_len", "Pubkey Length"),
    bytes(ServerPoint, "tls.handshake.server_point", "Pubkey"),
    number(KeySignatureLength, "tls.handshake.sig_len", "Signature Length"),
    bytes(KeySignature, "tls.handshake.sig", "Signature"),
    number(PrimeLength, "tls.handshake.p_len", "p Length"),
    bytes(Prime, "tls.handshake.p", "p"),
    number(GeneratorLength, "tls.handshake.g_len", "g Length"),
    bytes(Generator, "tls.handshake.g", "g"),
    number(ServerKeyLength, "tls.handshake.ys_len", "Pubkey Length"),
    bytes(ServerKey, "tls.handshake.ys", "Pubkey"),
    number(ClientPointLength, "tls.handshake.client_point_len", "Pubkey Length"),
    bytes(ClientPoint, "tls.handshake.client_point", "Pubkey"),
    number(EncryptedSecretLength, "tls.handshake.epms_len", "Encrypted PreMaster length"),
    bytes(EncryptedSecret, "tls.handshake.epms", "Encrypted PreMaster"),
    number(ClientKeyLength, "tls.handshake.yc_len", "Pubkey Length"),
    bytes(ClientKey, "tls.handshake.yc", "Pubkey"),
    number(VerifySignatureLength, "tls.handshake.client_cert_vrfy.sig_len", "Signature length"),
    bytes(VerifySignature, "tls.handshake.client_cert_vrfy.sig", "Signature"),
    bytes(VerifyData, "tls.handshake.verify_data", "Verify Data"),
});

/// Bits of a Handshake field's value; the lowest eight are the message's type.
inline constexpr std::uint64_t handshakeIsPlain = 256;
inline constexpr std::uint64_t handshakeIsFragment = 512; ///< goes on in the next record

namespace version {
inline constexpr std::uint64_t tls12 = 0x0303;
inline constexpr std::uint64_t tls13 = 0x0304;
}

/// A list behind its length, which is added as a field: a cursor over what is there of it. `from` moves behind; a length
/// beyond the end is the layer's problem.
ByteCursor vectorOf(Layer &layer, ByteCursor &from, Index length, std::size_t lengthBytes);
/// A length and as many bytes, as two fields; nothing is added for none.
void addOpaque(Layer &layer, ByteCursor &from, Index length, std::size_t lengthBytes, Index data);
/// Numbers of `size` bytes to the end of `list`.
void addNumbers(Layer &layer, ByteCursor &list, Index index, std::size_t size);
void addSignatures(Layer &layer, ByteCursor &from);
/// A Signature with its two halves.
void addSignature(Layer &layer, ByteCursor &from);

/// The extensions of the handshake message of type `message`, up to the end of `from`. RFC 8446, 4.2.
void addExtensions(Layer &layer, ByteCursor &from, std::uint64_t message);
/// Handshake messages to the end of `from`, a record's fragment. RFC 8446, 4; RFC 5246, 7.4.
void addHandshakes(Layer &layer, ByteCursor &from);

} // namespace framelens::protocols::tls_detail
