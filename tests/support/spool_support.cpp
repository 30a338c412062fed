// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/spool_support.h"

#include <array>

namespace framelens::test {

namespace {

std::string_view nameOf(SpoolRecordKind kind)
{
    switch (kind) {
    case SpoolRecordKind::Chunk: return "chunk";
    case SpoolRecordKind::Open: return "open";
    case SpoolRecordKind::HalfClose: return "half-close";
    case SpoolRecordKind::Close: return "close";
    case SpoolRecordKind::Reset: return "reset";
    case SpoolRecordKind::Failed: return "failed";
    case SpoolRecordKind::Dropped: return "dropped";
    case SpoolRecordKind::Note: return "note";
    }
    return "?";
}

} // namespace

SpoolOptions spoolOptions(const TempFolder &folder)
{
    return {.folder = folder.path(), .name = "s", .allowMemory = true, .syncs = false};
}

std::unique_ptr<Spool> newSpool(const TempFolder &folder, SpoolOptions options)
{
    options.folder = folder.path();
    if (options.name.empty())
        options.name = "s";
    options.allowMemory = true;
    options.syncs = false;
    return Spool::create(options).value_or(nullptr);
}

bool put(Spool &spool, std::uint32_t connection, Direction direction, std::string_view text, std::int64_t timeNs)
{
    const std::array chunks = {SpoolChunk{asBytes(text), connection, direction, timeNs}};
    return spool.append(chunks).has_value();
}

bool tell(Spool &spool, SpoolRecordKind kind, std::uint32_t connection, Direction direction, std::int64_t timeNs)
{
    SpoolRecord event{.kind = kind, .direction = direction, .connection = connection, .timeNs = timeNs};
    event.client = loopback(1, static_cast<std::uint16_t>(40'000 + connection));
    event.server = loopback(2, 80);
    return spool.append(event).has_value();
}

Endpoint loopback(std::uint8_t last, std::uint16_t port)
{
    Endpoint endpoint{.port = port};
    endpoint.address[0] = std::byte{127};
    endpoint.address[3] = static_cast<std::byte>(last);
    return endpoint;
}

std::string streamOf(const SpoolLog &log, std::uint32_t connection, Direction direction)
{
    std::string all;
    const Bytes bytes = log.store()->bytes();
    for (std::uint64_t i = 0; i < log.count(); ++i) {
        const SpoolRecord record = log.record(i);
        if (record.kind == SpoolRecordKind::Chunk && record.connection == connection && record.direction == direction)
            all += asText(bytes.subspan(record.offset, record.size));
    }
    return all;
}

std::string textOf(const SpoolLog &log)
{
    std::string text;
    for (std::uint64_t i = 0; i < log.count(); ++i) {
        const SpoolRecord record = log.record(i);
        text += "#" + std::to_string(i) + " " + std::string(nameOf(record.kind));
        if (record.kind != SpoolRecordKind::Note) {
            text += " " + std::to_string(record.connection) + (record.direction == Direction::ToServer ? ">" : "<");
            text += " " + std::to_string(record.size) + " @" + std::to_string(record.offset);
            text += " stream " + std::to_string(record.streamOffset) + " time " + std::to_string(record.timeNs);
            text += record.previous ? " after #" + std::to_string(*record.previous) : "";
        }
        text += "\n";
    }
    return text;
}

} // namespace framelens::test
