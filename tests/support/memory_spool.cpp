// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/memory_spool.h"

#include "tests/support/spool_support.h"

#include <algorithm>

namespace framelens::test {

class MemorySpool::Memory final : public Store
{
public:
    explicit Memory(std::size_t capacity)
        : m_bytes(capacity)
    {
        publish(m_bytes.data(), 0);
    }
    bool add(Bytes bytes)
    {
        if (bytes.size() > m_bytes.size() - m_used)
            return false;
        std::ranges::copy(bytes, m_bytes.begin() + static_cast<std::ptrdiff_t>(m_used));
        m_used += bytes.size();
        publishMore(m_used);
        return true;
    }

private:
    std::vector<std::byte> m_bytes;
    std::size_t m_used = 0;
};

MemorySpool::MemorySpool(std::size_t capacity)
    : m_memory(std::make_shared<Memory>(capacity))
    , m_store(m_memory)
{
}

void MemorySpool::push(SpoolRecord record)
{
    record.timeNs = m_timeNs += 1000;
    m_records.push(record);
}

MemorySpool &MemorySpool::open(std::uint32_t connection, std::uint16_t clientPort, std::uint16_t serverPort)
{
    SpoolRecord record{.kind = SpoolRecordKind::Open, .connection = connection};
    record.client = loopback(1, clientPort);
    record.server = loopback(2, serverPort);
    push(record);
    return *this;
}

MemorySpool &MemorySpool::put(std::uint32_t connection, Direction direction, Bytes bytes)
{
    const std::uint64_t offset = m_store->size();
    if (!m_memory->add(bytes))
        return *this;
    Side &side = sideOf(connection, direction);
    SpoolRecord record{.kind = SpoolRecordKind::Chunk, .direction = direction, .connection = connection};
    record.offset = offset;
    record.size = static_cast<std::uint32_t>(bytes.size());
    record.streamOffset = side.size;
    record.previous = side.last;
    side.size += bytes.size();
    side.last = m_records.size();
    push(record);
    return *this;
}

MemorySpool &MemorySpool::put(std::uint32_t connection, const Talk &talk)
{
    for (const Turn &turn : talk)
        put(connection, turn.direction, turn.bytes);
    return *this;
}

MemorySpool &MemorySpool::tell(SpoolRecordKind kind, std::uint32_t connection, Direction direction, std::uint32_t size)
{
    Side &side = sideOf(connection, direction);
    SpoolRecord record{.kind = kind, .direction = direction, .connection = connection};
    record.streamOffset = side.size;
    record.previous = side.last;
    record.size = size;
    side.size += size;
    push(record);
    return *this;
}

MemorySpool &MemorySpool::pause(std::int64_t ns)
{
    m_timeNs += ns;
    return *this;
}

} // namespace framelens::test
