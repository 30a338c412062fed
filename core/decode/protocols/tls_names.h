// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Names for TLS's numbers, after IANA's "TLS Parameters" and "TLS ExtensionType Values".
#pragma once

#include "core/decode/field_spec.h"

namespace framelens::protocols::tls_detail {

/// The rows, and the sixteen numbers that RFC 8701 reserves so that nobody stumbles over unknown ones.
template <std::size_t N>
consteval std::array<ValueName, N + 16> withGrease(const ValueName (&rows)[N])
{
    std::array<ValueName, N + 16> all{};
    for (std::size_t i = 0; i < N; ++i)
        all[i] = rows[i];
    for (std::size_t i = 0; i < 16; ++i)
        all[N + i] = {0x0a0a + i * 0x1010, "Reserved (GREASE)"};
    return all;
}

inline constexpr auto contentTypeNames = std::to_array<ValueName>({
    {20, "Change Cipher Spec"},
    {21, "Alert"},
    {22, "Handshake"},
    {23, "Application Data"},
    {24, "Heartbeat"},
});

inline constexpr auto versionNames = withGrease({
    {0x0002, "SSL 2.0"},
    {0x0300, "SSL 3.0"},
    {0x0301, "TLS 1.0"},
    {0x0302, "TLS 1.1"},
    {0x0303, "TLS 1.2"},
    {0x0304, "TLS 1.3"},
    {0x7f12, "TLS 1.3 (draft 18)"},
    {0x7f17, "TLS 1.3 (draft 23)"},
    {0x7f1a, "TLS 1.3 (draft 26)"},
    {0x7f1b, "TLS 1.3 (draft 27)"},
    {0x7f1c, "TLS 1.3 (draft 28)"},
});

inline constexpr auto handshakeNames = std::to_array<ValueName>({
    {0, "Hello Request"},
    {1, "Client Hello"},
    {2, "Server Hello"},
    {4, "New Session Ticket"},
    {5, "End of Early Data"},
    {6, "Hello Retry Request"},
    {8, "Encrypted Extensions"},
    {11, "Certificate"},
    {12, "Server Key Exchange"},
    {13, "Certificate Request"},
    {14, "Server Hello Done"},
    {15, "Certificate Verify"},
    {16, "Client Key Exchange"},
    {20, "Finished"},
    {21, "Certificate URL"},
    {22, "Certificate Status"},
    {23, "Supplemental Data"},
    {24, "Key Update"},
    {25, "Compressed Certificate"},
});

inline constexpr auto alertLevelNames = std::to_array<ValueName>({{1, "Warning"}, {2, "Fatal"}});

inline constexpr auto alertNames = std::to_array<ValueName>({
    {0, "Close Notify"},
    {10, "Unexpected Message"},
    {20, "Bad Record MAC"},
    {21, "Decryption Failed"},
    {22, "Record Overflow"},
    {30, "Decompression Failure"},
    {40, "Handshake Failure"},
    {41, "No Certificate"},
    {42, "Bad Certificate"},
    {43, "Unsupported Certificate"},
    {44, "Certificate Revoked"},
    {45, "Certificate Expired"},
    {46, "Certificate Unknown"},
    {47, "Illegal Parameter"},
    {48, "Unknown CA"},
    {49, "Access Denied"},
    {50, "Decode Error"},
    {51, "Decrypt Error"},
    {60, "Export Restriction"},
    {70, "Protocol Version"},
    {71, "Insufficient Security"},
    {80, "Internal Error"},
    {86, "Inappropriate Fallback"},
    {90, "User Canceled"},
    {100, "No Renegotiation"},
    {109, "Missing Extension"},
    {110, "Unsupported Extension"},
    {111, "Certificate Unobtainable"},
    {112, "Unrecognized Name"},
    {113, "Bad Certificate Status Response"},
    {114, "Bad Certificate Hash Value"},
    {115, "Unknown PSK Identity"},
    {116, "Certificate Required"},
    {120, "No Application Protocol"},
    {121, "ECH Required"},
});

inline constexpr auto compressionNames = std::to_array<ValueName>({{0, "null"}, {1, "DEFLATE"}, {64, "LZS"}});

namespace extension {
inline constexpr std::uint64_t serverName = 0;
inline constexpr std::uint64_t statusRequest = 5;
inline constexpr std::uint64_t supportedGroups = 10;
inline constexpr std::uint64_t pointFormats = 11;
inline constexpr std::uint64_t signatureAlgorithms = 13;
inline constexpr std::uint64_t heartbeat = 15;
inline constexpr std::uint64_t alpn = 16;
inline constexpr std::uint64_t padding = 21;
inline constexpr std::uint64_t encryptThenMac = 22;
inline constexpr std::uint64_t extendedMasterSecret = 23;
inline constexpr std::uint64_t compressCertificate = 27;
inline constexpr std::uint64_t recordSizeLimit = 28;
inline constexpr std::uint64_t delegatedCredentials = 34;
inline constexpr std::uint64_t sessionTicket = 35;
inline constexpr std::uint64_t preSharedKey = 41;
inline constexpr std::uint64_t supportedVersions = 43;
inline constexpr std::uint64_t cookie = 44;
inline constexpr std::uint64_t pskModes = 45;
inline constexpr std::uint64_t signatureAlgorithmsCert = 50;
inline constexpr std::uint64_t keyShare = 51;
inline constexpr std::uint64_t nextProtocol = 13172;
inline constexpr std::uint64_t applicationSettings = 17513;
inline constexpr std::uint64_t renegotiation = 65281;
}

inline constexpr auto extensionNames = withGrease({
    {extension::serverName, "server_name"},
    {1, "max_fragment_length"},
    {2, "client_certificate_url"},
    {3, "trusted_ca_keys"},
    {4, "truncated_hmac"},
    {extension::statusRequest, "status_request"},
    {extension::supportedGroups, "supported_groups"},
    {extension::pointFormats, "ec_point_formats"},
    {12, "srp"},
    {extension::signatureAlgorithms, "signature_algorithms"},
    {14, "use_srtp"},
    {extension::heartbeat, "heartbeat"},
    {extension::alpn, "application_layer_protocol_negotiation"},
    {17, "status_request_v2"},
    {18, "signed_certificate_timestamp"},
    {19, "client_certificate_type"},
    {20, "server_certificate_type"},
    {extension::padding, "padding"},
    {extension::encryptThenMac, "encrypt_then_mac"},
    {extension::extendedMasterSecret, "extended_master_secret"},
    {24, "token_binding"},
    {25, "cached_info"},
    {extension::compressCertificate, "compress_certificate"},
    {extension::recordSizeLimit, "record_size_limit"},
    {extension::delegatedCredentials, "delegated_credentials"},
    {extension::sessionTicket, "session_ticket"},
    {extension::preSharedKey, "pre_shared_key"},
    {42, "early_data"},
    {extension::supportedVersions, "supported_versions"},
    {extension::cookie, "cookie"},
    {extension::pskModes, "psk_key_exchange_modes"},
    {47, "certificate_authorities"},
    {48, "oid_filters"},
    {49, "post_handshake_auth"},
    {extension::signatureAlgorithmsCert, "signature_algorithms_cert"},
    {extension::keyShare, "key_share"},
    {57, "quic_transport_parameters"},
    {extension::nextProtocol, "next_protocol_negotiation"},
    {extension::applicationSettings, "application_settings"},
    {30032, "channel_id"},
    {65037, "encrypted_client_hello"},
    {extension::renegotiation, "renegotiation_info"},
    {65486, "encrypted_server_name"},
});

inline constexpr auto groupNames = withGrease({
    {1, "sect163k1"},
    {2, "sect163r1"},
    {3, "sect163r2"},
    {4, "sect193r1"},
    {5, "sect193r2"},
    {6, "sect233k1"},
    {7, "sect233r1"},
    {8, "sect239k1"},
    {9, "sect283k1"},
    {10, "sect283r1"},
    {11, "sect409k1"},
    {12, "sect409r1"},
    {13, "sect571k1"},
    {14, "sect571r1"},
    {15, "secp160k1"},
    {16, "secp160r1"},
    {17, "secp160r2"},
    {18, "secp192k1"},
    {19, "secp192r1"},
    {20, "secp224k1"},
    {21, "secp224r1"},
    {22, "secp256k1"},
    {23, "secp256r1"},
    {24, "secp384r1"},
    {25, "secp521r1"},
    {26, "brainpoolP256r1"},
    {27, "brainpoolP384r1"},
    {28, "brainpoolP512r1"},
    {29, "x25519"},
    {30, "x448"},
    {41, "curveSM2"},
    {256, "ffdhe2048"},
    {257, "ffdhe3072"},
    {258, "ffdhe4096"},
    {259, "ffdhe6144"},
    {260, "ffdhe8192"},
    {4587, "SecP256r1MLKEM768"},
    {4588, "X25519MLKEM768"},
    {4589, "SecP384r1MLKEM1024"},
    {25497, "X25519Kyber768Draft00"},
});

inline constexpr auto pointFormatNames = std::to_array<ValueName>({
    {0, "uncompressed"},
    {1, "ansiX962_compressed_prime"},
    {2, "ansiX962_compressed_char2"},
});

inline constexpr auto signatureNames = withGrease({
    {0x0201, "rsa_pkcs1_sha1"},
    {0x0203, "ecdsa_sha1"},
    {0x0401, "rsa_pkcs1_sha256"},
    {0x0403, "ecdsa_secp256r1_sha256"},
    {0x0501, "rsa_pkcs1_sha384"},
    {0x0503, "ecdsa_secp384r1_sha384"},
    {0x0601, "rsa_pkcs1_sha512"},
    {0x0603, "ecdsa_secp521r1_sha512"},
    {0x0708, "sm2sig_sm3"},
    {0x0804, "rsa_pss_rsae_sha256"},
    {0x0805, "rsa_pss_rsae_sha384"},
    {0x0806, "rsa_pss_rsae_sha512"},
    {0x0807, "ed25519"},
    {0x0808, "ed448"},
    {0x0809, "rsa_pss_pss_sha256"},
    {0x080a, "rsa_pss_pss_sha384"},
    {0x080b, "rsa_pss_pss_sha512"},
});

inline constexpr auto hashNames = std::to_array<ValueName>({
    {0, "None"},
    {1, "MD5"},
    {2, "SHA1"},
    {3, "SHA224"},
    {4, "SHA256"},
    {5, "SHA384"},
    {6, "SHA512"},
});

inline constexpr auto keyNames
    = std::to_array<ValueName>({{0, "Anonymous"}, {1, "RSA"}, {2, "DSA"}, {3, "ECDSA"}, {4, "SM2"}});

inline constexpr auto pskModeNames = std::to_array<ValueName>({
    {0, "PSK-only key establishment (psk_ke)"},
    {1, "PSK with (EC)DHE key establishment (psk_dhe_ke)"},
});

inline constexpr auto certificateTypeNames = std::to_array<ValueName>({
    {1, "RSA Sign"},
    {2, "DSS Sign"},
    {3, "RSA Fixed DH"},
    {4, "DSS Fixed DH"},
    {64, "ECDSA Sign"},
    {65, "RSA Fixed ECDH"},
    {66, "ECDSA Fixed ECDH"},
});

inline constexpr auto nameTypeNames = std::to_array<ValueName>({{0, "host_name"}});
inline constexpr auto statusTypeNames = std::to_array<ValueName>({{1, "OCSP"}, {2, "OCSP Multi"}});
inline constexpr auto curveTypeNames
    = std::to_array<ValueName>({{1, "explicit_prime"}, {2, "explicit_char2"}, {3, "named_curve"}});
inline constexpr auto compressorNames = std::to_array<ValueName>({{1, "zlib"}, {2, "brotli"}, {3, "zstd"}});
inline constexpr auto heartbeatNames
    = std::to_array<ValueName>({{1, "Peer allowed to send requests"}, {2, "Peer not allowed to send requests"}});

} // namespace framelens::protocols::tls_detail
