// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The journal of a spool, byte by byte: a page of header, then records of one cache line each. Numbers stand in the byte
// order of the machine that recorded, which the header tells.
//
//   header        0 magic (8)  8 order mark (4)  12 version (2)  14 size of a record (2)  16 salt (4)  20 zero (4)
//                24 made at, ns (8)  32 zero (4060)  4092 CRC32C of all before it (4)
//
//   every record  0 CRC32C of salt and bytes 4 to 63 (4)  4 its number (4)  8 time, ns (8)  16 connection (4)
//                20 kind (1)  21 flags (1)
//   open, failed 24 system error (4)  28 port of the client (2)  30 of the server (2)  32 address of the client (16)
//                48 of the server (16)
//   note         22 part, from 0 (2)  24 size of the key (2)  26 size of the value (2)  28 key and value, 36 bytes a part
//   all others   24 size (4)  28 CRC32C of the bytes (4)  32 offset (8)  40 offset in the stream (8)
//                48 number of the chunk before it + 1, or 0 (8)  56 zero (8)
#pragma once

#include "core/bytes/spool.h"

#include <array>

namespace framelens::journal {

inline constexpr std::size_t headerBytes = 4096;
inline constexpr std::size_t recordBytes = 64;
inline constexpr std::uint16_t version = 1;

/// Of a note, together with its key.
inline constexpr std::size_t noteBytesPerRecord = 36;
inline constexpr std::size_t mostKeyBytes = 255;
inline constexpr std::size_t mostValueBytes = std::size_t{3} * 1024;

/// Connections of one recording, numbered from 0. The writer keeps 32 bytes of each, and readers have tables of them.
inline constexpr std::uint32_t mostConnections = 1U << 22U;
/// How far a connection's number may run ahead of the records before it: there is at least one of each connection, and no
/// more are open at once.
inline constexpr std::uint32_t connectionSlack = 65'536;

/// Where record `number` begins.
constexpr std::uint64_t offsetOf(std::uint64_t number) { return headerBytes + number * recordBytes; }

struct Header
{
    ByteOrder order = ByteOrder::Little;
    std::uint32_t salt = 0; ///< enters each record's checksum: one that another journal left on the disk is not believed
    std::int64_t madeNs = 0;
};

void encode(std::span<std::byte, headerBytes> to, const Header &header);
/// Nothing when these are not the first bytes of a journal.
std::optional<Header> decodeHeader(Bytes bytes);

using RecordBytes = std::span<std::byte, recordBytes>;
using ConstRecordBytes = std::span<const std::byte, recordBytes>;

/// `payload`: checksum of a chunk's bytes, where they are wanted.
void encode(RecordBytes to, std::uint64_t number, const SpoolRecord &record, std::optional<std::uint32_t> payload,
            std::uint32_t salt);
/// Whether it is record `number` of the journal with that header, unharmed.
bool isGood(ConstRecordBytes record, std::uint64_t number, const Header &header);
/// Reads any bytes; those that are no record are a Note.
SpoolRecord decode(ConstRecordBytes record, ByteOrder order);
/// Checksum of a chunk's bytes, if the recorder kept it.
std::optional<std::uint32_t> payloadChecksum(ConstRecordBytes record, ByteOrder order);

/// Records that a note takes.
std::size_t recordsOfNote(std::string_view key, std::string_view value);
/// Part `part` of a note.
void encodeNote(RecordBytes to, std::uint64_t number, std::size_t part, std::string_view key, std::string_view value,
                std::int64_t timeNs, std::uint32_t salt);

/// Puts notes together again from their parts, which follow each other.
class NoteReader
{
public:
    /// A note once it is complete: key and value, valid until the next call.
    std::optional<std::pair<std::string_view, std::string_view>> add(ConstRecordBytes record, ByteOrder order);
    /// Another record came: an incomplete note stays one.
    void reset() { m_next = 0; }

private:
    std::array<char, mostKeyBytes + mostValueBytes + noteBytesPerRecord> m_text{};
    std::size_t m_keySize = 0;
    std::size_t m_valueSize = 0;
    std::size_t m_next = 0; // part
};

} // namespace framelens::journal
