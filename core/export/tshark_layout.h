// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How tshark names and writes values, as far as it is not how our tree has them.
#pragma once

#include "core/decode/dissection.h"

#include <memory>
#include <vector>

namespace framelens {

/// Knows the fields of one registry.
class TsharkLayout
{
public:
    explicit TsharkLayout(std::shared_ptr<const Registry> registry);

    /// What stands in JSON for the field.
    enum class Shape : std::uint8_t {
        Value,
        Nothing, ///< a heading over its children, named as the field
        Heading, ///< a line of text, named by its row
        Option, ///< bytes, and a protocol by itself: ek names it without its carrier
    };
    Shape shapeOf(const Dissection &dissection, const Field &field) const;

    /// The value of a field that has one: "Aug  1, 2024 12:00:00.000000001 UTC", "0x0018", "00:11", text as the sink takes it.
    void writeValue(TextSink &sink, const Dissection &dissection, const Field &field) const;
    /// The same for a cell (-T fields): bytes have no colons, a heading is 1.
    void writeCell(TextSink &sink, const Dissection &dissection, const Field &field) const;
    /// Its bytes in hex; of less than bytes, the number in upper-case hex (-x).
    static void writeRaw(TextSink &sink, const Dissection &dissection, const Field &field);
    /// tshark's number for the field's type (enum ftenum of Wireshark 4.0), and its mask within its bytes.
    static int typeNumber(const Field &field);
    static std::uint64_t maskOf(const FieldSpec &spec);

private:
    struct Entry
    {
        Shape shape = Shape::Value;
        std::uint8_t hexDigits = 0; // 0: as many as its whole bytes have
        bool isBare = false; // no colons between its bytes in a cell
        bool isEncapsulation = false; // a link type, which has another number there
        bool isWholeLine = false; // with its line end, which is not shown elsewhere
        bool isUnscaled = false; // the number on the wire: 8-byte units
    };
    const Entry &entryOf(const Dissection &dissection, const Field &field) const;

    std::shared_ptr<const Registry> m_registry;
    std::vector<std::vector<Entry>> m_entries; // by protocol and field
};

} // namespace framelens
