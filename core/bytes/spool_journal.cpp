// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/spool_journal.h"

#include "core/bytes/spool_checksum.h"

#include <algorithm>
#include <cstring>

namespace framelens::journal {

namespace {

constexpr std::array<char, 8> magic = {'\x89', 'F', 'L', 's', 'p', 'o', 'o', 'l'};
constexpr std::uint32_t orderMark = 0x01020304U;
constexpr std::uint8_t firstKind = 1; // zeros are no record

// Flags.
constexpr std::uint8_t toClient = 1;
constexpr std::uint8_t clientIsIpv6 = 2;
constexpr std::uint8_t serverIsIpv6 = 4;
constexpr std::uint8_t hasPayloadChecksum = 8;

template <typename T>
void store(std::span<std::byte> to, std::size_t offset, T value)
{
    std::memcpy(to.subspan(offset, sizeof value).data(), &value, sizeof value);
}

template <std::unsigned_integral T>
T get(Bytes from, std::size_t offset, ByteOrder order)
{
    return load<T>(from.subspan(offset, sizeof(T)).data(), order);
}

std::uint32_t checksum(ConstRecordBytes record, std::uint32_t salt) { return crc32c(record.subspan<4>(), salt); }

std::uint8_t kindNumber(ConstRecordBytes record)
{
    return static_cast<std::uint8_t>(loadOnce<std::uint8_t>(&record[20]) - firstKind);
}

constexpr bool hasEndpoints(SpoolRecordKind kind)
{
    return kind == SpoolRecordKind::Open || kind == SpoolRecordKind::Failed;
}

std::uint8_t flagsOf(const SpoolRecord &record, bool withPayload)
{
    unsigned flags = record.direction == Direction::ToClient ? toClient : 0U;
    if (hasEndpoints(record.kind)) {
        flags |= record.client.isIpv6 ? clientIsIpv6 : 0U;
        flags |= record.server.isIpv6 ? serverIsIpv6 : 0U;
    }
    return static_cast<std::uint8_t>(flags | (withPayload ? hasPayloadChecksum : 0U));
}

void encodeCommon(RecordBytes to, std::uint64_t number, std::int64_t timeNs, SpoolRecordKind kind)
{
    std::ranges::fill(to, std::byte{0});
    store(to, 4, static_cast<std::uint32_t>(number));
    store(to, 8, timeNs);
    store(to, 20, static_cast<std::uint8_t>(std::to_underlying(kind) + firstKind));
}

void encodeEndpoints(RecordBytes to, const SpoolRecord &record)
{
    store(to, 24, static_cast<std::int32_t>(record.systemError));
    store(to, 28, record.client.port);
    store(to, 30, record.server.port);
    std::ranges::copy(record.client.address, to.subspan(32).begin());
    std::ranges::copy(record.server.address, to.subspan(48).begin());
}

void encodePlace(RecordBytes to, const SpoolRecord &record, std::optional<std::uint32_t> payload)
{
    store(to, 24, record.size);
    store(to, 28, payload.value_or(0));
    store(to, 32, record.offset);
    store(to, 40, record.streamOffset);
    store(to, 48, record.previous ? *record.previous + 1 : std::uint64_t{0});
}

Endpoint endpoint(ConstRecordBytes record, std::size_t portAt, std::size_t addressAt, bool isIpv6, ByteOrder order)
{
    Endpoint read{.port = get<std::uint16_t>(record, portAt, order), .isIpv6 = isIpv6};
    std::memcpy(read.address.data(), record.subspan(addressAt).data(), read.address.size());
    return read;
}

void decodePlace(ConstRecordBytes from, ByteOrder order, SpoolRecord &record)
{
    record.size = get<std::uint32_t>(from, 24, order);
    record.offset = get<std::uint64_t>(from, 32, order);
    record.streamOffset = get<std::uint64_t>(from, 40, order);
    if (const auto previous = get<std::uint64_t>(from, 48, order); previous != 0)
        record.previous = previous - 1;
}

} // namespace

void encode(std::span<std::byte, headerBytes> to, const Header &header)
{
    std::ranges::fill(to, std::byte{0});
    store(to, 0, magic);
    store(to, 8, orderMark);
    store(to, 12, version);
    store(to, 14, static_cast<std::uint16_t>(recordBytes));
    store(to, 16, header.salt);
    store(to, 24, header.madeNs);
    store(to, headerBytes - 4, crc32c(to.first<headerBytes - 4>()));
}

std::optional<Header> decodeHeader(Bytes bytes)
{
    if (bytes.size() < headerBytes || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0)
        return {};
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        if (get<std::uint32_t>(bytes, 8, order) != orderMark)
            continue;
        const bool isKnown = get<std::uint16_t>(bytes, 12, order) == version
            && get<std::uint16_t>(bytes, 14, order) == recordBytes
            && get<std::uint32_t>(bytes, headerBytes - 4, order) == crc32c(bytes.first(headerBytes - 4));
        if (!isKnown)
            return {};
        return Header{.order = order,
                      .salt = get<std::uint32_t>(bytes, 16, order),
                      .madeNs = static_cast<std::int64_t>(get<std::uint64_t>(bytes, 24, order))};
    }
    return {};
}

void encode(RecordBytes to, std::uint64_t number, const SpoolRecord &record, std::optional<std::uint32_t> payload,
            std::uint32_t salt)
{
    encodeCommon(to, number, record.timeNs, record.kind);
    store(to, 16, record.connection);
    store(to, 21, flagsOf(record, payload.has_value()));
    if (hasEndpoints(record.kind))
        encodeEndpoints(to, record);
    else
        encodePlace(to, record, payload);
    store(to, 0, checksum(to, salt));
}

bool isGood(ConstRecordBytes record, std::uint64_t number, const Header &header)
{
    return get<std::uint32_t>(record, 0, header.order) == checksum(record, header.salt)
        && get<std::uint32_t>(record, 4, header.order) == static_cast<std::uint32_t>(number)
        && kindNumber(record) <= std::to_underlying(SpoolRecordKind::Note);
}

SpoolRecord decode(ConstRecordBytes record, ByteOrder order)
{
    SpoolRecord read{.kind = SpoolRecordKind::Note};
    const std::uint8_t kind = kindNumber(record);
    read.timeNs = static_cast<std::int64_t>(get<std::uint64_t>(record, 8, order));
    if (kind >= std::to_underlying(SpoolRecordKind::Note))
        return read;
    const auto flags = loadOnce<std::uint8_t>(&record[21]);
    read.kind = static_cast<SpoolRecordKind>(kind);
    read.direction = (flags & toClient) != 0 ? Direction::ToClient : Direction::ToServer;
    read.connection = get<std::uint32_t>(record, 16, order);
    if (!hasEndpoints(read.kind)) {
        decodePlace(record, order, read);
        return read;
    }
    read.systemError = static_cast<int>(get<std::uint32_t>(record, 24, order));
    read.client = endpoint(record, 28, 32, (flags & clientIsIpv6) != 0, order);
    read.server = endpoint(record, 30, 48, (flags & serverIsIpv6) != 0, order);
    return read;
}

std::optional<std::uint32_t> payloadChecksum(ConstRecordBytes record, ByteOrder order)
{
    if ((loadOnce<std::uint8_t>(&record[21]) & hasPayloadChecksum) == 0)
        return {};
    return get<std::uint32_t>(record, 28, order);
}

std::size_t recordsOfNote(std::string_view key, std::string_view value)
{
    return std::max<std::size_t>((key.size() + value.size() + noteBytesPerRecord - 1) / noteBytesPerRecord, 1);
}

void encodeNote(RecordBytes to, std::uint64_t number, std::size_t part, std::string_view key, std::string_view value,
                std::int64_t timeNs, std::uint32_t salt)
{
    encodeCommon(to, number, timeNs, SpoolRecordKind::Note);
    store(to, 22, static_cast<std::uint16_t>(part));
    store(to, 24, static_cast<std::uint16_t>(key.size()));
    store(to, 26, static_cast<std::uint16_t>(value.size()));
    const std::size_t first = part * noteBytesPerRecord;
    for (std::size_t i = 0; i < noteBytesPerRecord && first + i < key.size() + value.size(); ++i) {
        const std::size_t at = first + i;
        store(to, 28 + i, at < key.size() ? key[at] : value[at - key.size()]);
    }
    store(to, 0, checksum(to, salt));
}

std::optional<std::pair<std::string_view, std::string_view>> NoteReader::add(ConstRecordBytes record, ByteOrder order)
{
    const std::size_t part = get<std::uint16_t>(record, 22, order);
    if (part == 0) {
        m_next = 0;
        m_keySize = get<std::uint16_t>(record, 24, order);
        m_valueSize = get<std::uint16_t>(record, 26, order);
    }
    const std::size_t size = m_keySize + m_valueSize;
    const std::size_t begin = part * noteBytesPerRecord;
    if (part != m_next || m_keySize > mostKeyBytes || m_valueSize > mostValueBytes || begin > size) {
        m_next = SIZE_MAX; // waits for a first part
        return {};
    }
    std::memcpy(&m_text[begin], record.subspan(28).data(), noteBytesPerRecord);
    ++m_next;
    if (begin + noteBytesPerRecord < size)
        return {};
    m_next = SIZE_MAX;
    const std::string_view text(m_text.data(), size);
    return std::pair(text.substr(0, m_keySize), text.substr(m_keySize));
}

} // namespace framelens::journal
