// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What readers see of a spool, growing or recovered: two mapped files and a count.
#pragma once

#include "core/bytes/spool_journal.h"

#include <atomic>
#include <mutex>

namespace framelens {

class MappedSpoolLog final : public SpoolLog
{
public:
    MappedSpoolLog(std::shared_ptr<GrowingFile> data, std::shared_ptr<GrowingFile> journal, const journal::Header &header);

    const std::shared_ptr<const Store> &store() const & override { return m_store; }
    std::uint64_t count() const override { return m_count.load(std::memory_order_acquire); }
    SpoolRecord record(std::uint64_t number) const override;
    std::string note(std::string_view key) const override;
    const std::string &path() const & override { return m_data->path(); }
    bool isFinished() const override { return m_isFinished.load(std::memory_order_acquire); }
    std::uint32_t generation() const override { return m_data->generation() + m_journal->generation(); }

    // For the one writer.
    GrowingFile &data() const { return *m_data; }
    GrowingFile &journal() const { return *m_journal; }
    const journal::Header &header() const & { return m_header; }
    /// Room in both maps for what is about to be written.
    Result<void> prepare(std::uint64_t bytes, std::uint64_t count) const;
    /// What was prepared is there: the bytes first, then the records, then their count.
    void publish(std::uint64_t bytes, std::uint64_t count);
    void setNote(std::string_view key, std::string_view value);
    void finish() { m_isFinished.store(true, std::memory_order_release); }

private:
    struct Note
    {
        std::string key;
        std::string value;
    };

    std::shared_ptr<GrowingFile> m_data;
    std::shared_ptr<GrowingFile> m_journal;
    std::shared_ptr<const Store> m_store; // m_data as readers get it
    journal::Header m_header;
    std::atomic<std::uint64_t> m_count{0};
    std::atomic<bool> m_isFinished{false};
    mutable std::mutex m_mutex;
    std::vector<Note> m_notes;
};

} // namespace framelens
