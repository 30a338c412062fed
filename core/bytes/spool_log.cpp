// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/spool_log.h"

#include <algorithm>
#include <cassert>

namespace framelens {

MappedSpoolLog::MappedSpoolLog(std::shared_ptr<GrowingFile> data, std::shared_ptr<GrowingFile> journal,
                               const journal::Header &header)
    : m_data(std::move(data))
    , m_journal(std::move(journal))
    , m_store(m_data)
    , m_header(header)
{
}

SpoolRecord MappedSpoolLog::record(std::uint64_t number) const
{
    assert(number < count());
    const Bytes all = m_journal->bytes();
    const auto bytes = all.subspan(journal::offsetOf(number)).first<journal::recordBytes>();
    return journal::decode(bytes, m_header.order);
}

Result<void> MappedSpoolLog::prepare(std::uint64_t bytes, std::uint64_t count) const
{
    if (Result<void> prepared = m_data->prepareUpTo(bytes); !prepared)
        return prepared;
    return m_journal->prepareUpTo(journal::offsetOf(count));
}

void MappedSpoolLog::publish(std::uint64_t bytes, std::uint64_t count)
{
    [[maybe_unused]] const bool all = m_data->publishUpTo(bytes).has_value()
        && m_journal->publishUpTo(journal::offsetOf(count)).has_value();
    assert(all);
    m_count.store(count, std::memory_order_release);
}

std::string MappedSpoolLog::note(std::string_view key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find(m_notes, key, &Note::key);
    return found == m_notes.end() ? std::string() : found->value;
}

void MappedSpoolLog::setNote(std::string_view key, std::string_view value)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find(m_notes, key, &Note::key);
    if (found == m_notes.end())
        m_notes.push_back({std::string(key), std::string(value)});
    else
        found->value = value;
}

} // namespace framelens
