// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A mapped file that is truncated, or whose disk fails, raises SIGBUS when its lost pages are touched.
// The guard turns that into data: zero pages are mapped in place and the mapping is marked as damaged,
// so that whoever decoded from it can drop the result. The one global of core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace framelens::fault_guard {

/// Installs the SIGBUS handler; once, at start, before threads. Called by `app` and by tests, never by
/// the library itself. False if the system refused.
bool install();

/// One guarded range of address space that shows a file from its offset 0. At most 64 at a time.
class Guarded
{
public:
    /// `fd` must stay open as long as this lives. ok() is false when all places are taken.
    Guarded(const std::byte *begin, std::size_t size, int fd);
    ~Guarded();
    Guarded(const Guarded &) = delete;
    Guarded &operator=(const Guarded &) = delete;

    bool ok() const { return m_slot >= 0; }
    /// Rises each time part of the range is lost. Compare before and after a read: unequal means that
    /// what was read may be replacement zeros.
    std::uint32_t generation() const;
    /// First offset that is no longer the file's, nothing while all is there.
    std::optional<std::uint64_t> lostFrom() const;
    /// Says what fstat saw: everything from `offset` on is gone (a cut inside a page raises no signal).
    void markLost(std::uint64_t offset);

private:
    int m_slot = -1;
};

} // namespace framelens::fault_guard
