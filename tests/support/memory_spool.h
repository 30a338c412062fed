// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A spool in memory, for tests of what is made out of spools.
#pragma once

#include "core/base/append_only.h"
#include "core/bytes/spool.h"
#include "tests/support/stream_builder.h"

#include <map>

namespace framelens::test {

/// One thread adds while others read. Records are a microsecond apart.
class MemorySpool final : public SpoolLog
{
public:
    /// Room for so many bytes in all; what is beyond is not added.
    explicit MemorySpool(std::size_t capacity = std::size_t{1} << 20U);

    MemorySpool &open(std::uint32_t connection, std::uint16_t clientPort = 51'000, std::uint16_t serverPort = 52'000);
    MemorySpool &put(std::uint32_t connection, Direction direction, Bytes bytes);
    MemorySpool &put(std::uint32_t connection, Direction direction, std::string_view text)
    {
        return put(connection, direction, asBytes(text));
    }
    MemorySpool &put(std::uint32_t connection, const Talk &talk);
    MemorySpool &tell(SpoolRecordKind kind, std::uint32_t connection, Direction direction = Direction::ToServer, std::uint32_t size = 0);
    /// Time that passes before the next record.
    MemorySpool &pause(std::int64_t ns);
    void finish() { m_isFinished.store(true); }

    const std::shared_ptr<const Store> &store() const & override { return m_store; }
    std::uint64_t count() const override { return m_records.size(); }
    SpoolRecord record(std::uint64_t number) const override { return m_records[number]; }
    std::string note(std::string_view /*key*/) const override { return {}; }
    const std::string &path() const & override { return m_path; }
    bool isFinished() const override { return m_isFinished.load(); }
    std::uint32_t generation() const override { return m_store->generation(); }

private:
    class Memory;
    struct Side
    {
        std::uint64_t size = 0;
        std::optional<std::uint64_t> last;
    };
    Side &sideOf(std::uint32_t connection, Direction direction) { return m_sides[{connection, direction}]; }
    void push(SpoolRecord record);

    std::shared_ptr<Memory> m_memory;
    std::shared_ptr<const Store> m_store;
    AppendOnly<SpoolRecord> m_records;
    std::map<std::pair<std::uint32_t, Direction>, Side> m_sides;
    std::string m_path = "memory";
    std::int64_t m_timeNs = 1'700'000'000'000'000'000;
    std::atomic<bool> m_isFinished{false};
};

} // namespace framelens::test
