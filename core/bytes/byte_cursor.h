// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Direct, bounds-checked access to bytes that somebody else wrote.
#pragma once

#include "core/bytes/load.h"

#include <algorithm>
#include <cassert>

// Checked here; files that include this are not to be blamed for it.
// NOLINTBEGIN(cppcoreguidelines-pro-bounds-pointer-arithmetic, cppcoreguidelines-pro-type-reinterpret-cast)

namespace framelens {

/// Why a read could not be made. Three different things to tell a user.
enum class FaultKind : std::uint8_t {
    None,
    NotCaptured, ///< the capture was cut short before these bytes
    PastDeclared, ///< a length in the packet says that they are not part of it
    InvalidValue, ///< they are there and make no sense
};

/// The first failed read of a cursor. Offsets are the source's.
struct Fault
{
    FaultKind kind = FaultKind::None;
    std::size_t offset = 0;
    std::size_t needed = 0; ///< bytes
    std::size_t available = 0; ///< bytes
};

/// A position between two ends in borrowed bytes: *captured* (where the bytes end) and *declared* (where
/// the packet says it ends, which may be further). It fails once and stays failed: later reads give 0 or
/// empty and do not move. It can never leave its span. A local: valid as long as the source.
class ByteCursor
{
public:
    ByteCursor() = default;
    /// Reads all of `source`; captured and declared end coincide.
    explicit ByteCursor(Bytes source)
        : ByteCursor(source, 0, source.size(), source.size())
    {
    }
    /// Reads from `begin`. Ends are offsets in `source`; they are brought into begin <= captured <= source.size().
    ByteCursor(Bytes source, std::size_t begin, std::size_t capturedEnd, std::size_t declaredEnd)
        : m_source(source.data())
        , m_capturedEnd(std::min(capturedEnd, source.size()))
        , m_position(std::min(begin, m_capturedEnd))
        , m_declaredEnd(std::max(declaredEnd, m_position))
        , m_end(std::min(m_capturedEnd, m_declaredEnd))
    {
    }

    std::size_t position() const { return m_position; }
    std::size_t capturedEnd() const { return m_capturedEnd; }
    std::size_t declaredEnd() const { return m_declaredEnd; }
    /// Bytes that can be read now: up to the nearer end. 0 once failed.
    std::size_t left() const { return failed() ? 0 : m_end - m_position; }
    /// Bytes up to the declared end, captured or not.
    std::size_t declaredLeft() const { return m_declaredEnd - std::min(m_position, m_declaredEnd); }
    bool failed() const { return m_fault.kind != FaultKind::None; }
    explicit operator bool() const { return !failed(); }
    const Fault &fault() const { return m_fault; }

    /// Whether `size` bytes can be read; fails the cursor if not.
    bool need(std::size_t size) { return needAt(m_position, size); }
    /// The same for bytes anywhere behind the start of the source.
    bool needAt(std::size_t offset, std::size_t size)
    {
        if (!failed() && offset <= m_end && size <= m_end - offset) [[likely]]
            return true;
        failAt(offset, size);
        return false;
    }

    /// Whether that can be read, without failing.
    bool canRead(std::size_t offset, std::size_t size) const
    {
        return !failed() && offset <= m_end && size <= m_end - offset;
    }

    std::uint8_t u8() { return static_cast<std::uint8_t>(sized(1, ByteOrder::Big)); }
    std::uint16_t u16(ByteOrder order = ByteOrder::Big) { return static_cast<std::uint16_t>(sized(2, order)); }
    std::uint32_t u24(ByteOrder order = ByteOrder::Big) { return static_cast<std::uint32_t>(sized(3, order)); }
    std::uint32_t u32(ByteOrder order = ByteOrder::Big) { return static_cast<std::uint32_t>(sized(4, order)); }
    std::uint64_t u64(ByteOrder order = ByteOrder::Big) { return sized(8, order); }
    /// An unsigned integer of 1 to 8 bytes; moves behind it. 0 when it is not all there.
    [[gnu::always_inline]] std::uint64_t sized(std::size_t size, ByteOrder order)
    {
        if (!need(size))
            return 0;
        const std::uint64_t value = loadSized(m_source + m_position, size, order);
        m_position += size;
        return value;
    }
    /// An integer at an offset of the source, without moving. Fails the cursor when it is not all there.
    std::uint64_t sizedAt(std::size_t offset, std::size_t size, ByteOrder order)
    {
        return needAt(offset, size) ? loadSized(m_source + offset, size, order) : 0;
    }
    /// The same without failing: 0 when it is not there. For looking ahead.
    std::uint64_t peekAt(std::size_t offset, std::size_t size, ByteOrder order = ByteOrder::Big) const
    {
        return canRead(offset, size) ? loadSized(m_source + offset, size, order) : 0;
    }
    /// The same where needAt() or canRead() have just said that it is there.
    [[gnu::always_inline]] std::uint64_t loadAt(std::size_t offset, std::size_t size, ByteOrder order) const
    {
        assert(canRead(offset, size));
        return loadSized(m_source + offset, size, order);
    }

    /// The next `size` bytes; moves behind them. Empty when they are not all there.
    Bytes take(std::size_t size)
    {
        if (!need(size))
            return {};
        const Bytes bytes(m_source + m_position, size);
        m_position += size;
        return bytes;
    }
    /// Everything up to the nearer end.
    Bytes rest() { return take(left()); }
    void skip(std::size_t size)
    {
        if (need(size))
            m_position += size;
    }
    /// Moves to an offset of the source up to the nearer end, or fails. Also back: who loops must advance.
    void moveTo(std::size_t offset)
    {
        if (needAt(offset, 0))
            m_position = offset;
    }

    /// A cursor of its own over the next `size` bytes, declared so: it may end in *not captured* before
    /// *past the declared end*. This cursor moves behind them, as far as they are there.
    ByteCursor sub(std::size_t size)
    {
        const std::size_t declared = m_position + std::min(size, declaredLeft());
        ByteCursor inner({m_source, m_capturedEnd}, m_position, m_capturedEnd, declared);
        if (failed())
            inner.m_fault = m_fault;
        else
            m_position = std::min(declared, m_end);
        return inner;
    }

    /// Brings the declared end nearer (never further): a length field said so.
    void declareEnd(std::size_t offset)
    {
        m_declaredEnd = std::max(std::min(m_declaredEnd, offset), m_position);
        m_end = std::min(m_capturedEnd, m_declaredEnd);
    }

    /// The bytes are there and make no sense: records where, and fails.
    void invalid(std::size_t offset, std::size_t size);

private:
    void failAt(std::size_t offset, std::size_t size);

    const std::byte *m_source = nullptr;
    std::size_t m_capturedEnd = 0;
    std::size_t m_position = 0;
    std::size_t m_declaredEnd = 0;
    std::size_t m_end = 0; // the nearer of both ends
    Fault m_fault;
};

} // namespace framelens

// NOLINTEND(cppcoreguidelines-pro-bounds-pointer-arithmetic, cppcoreguidelines-pro-type-reinterpret-cast)
