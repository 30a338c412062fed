// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A frame of a test, dissected, and asked for what the test claims.
#pragma once

#include "core/decode/dissector.h"
#include "tests/support/byte_writer.h"

#include <string>
#include <vector>

namespace framelens::test {

/// Owns the bytes and their dissection.
class Decoded
{
public:
    /// `info` is completed: lengths that are 0 become those of `bytes`.
    Decoded(std::uint32_t linkType, Buffer bytes, FrameInfo info = {}, DissectOptions options = {});
    Decoded(const Decoded &) = delete;
    Decoded &operator=(const Decoded &) = delete;

    const Dissection &dissection() const & { return m_dissection; }

    /// "eth:ethertype:ip:udp:dns".
    std::string protocols() const;
    std::string info() const;
    std::string protocolColumn() const;
    /// The shown values of all fields of the name in order of the tape, with | between; "" when there is none.
    std::string show(std::string_view name) const;
    /// "14+2": place and size of all fields of the name, with | between.
    std::string place(std::string_view name) const;
    /// The rows of one layer with its title, indented by two spaces a level, a line each.
    std::string tree(std::string_view filterName) const;
    /// "dns: Truncated dns.resp.len: needs 2 bytes, 1 captured", a line each.
    std::string problems() const;

private:
    Buffer m_bytes;
    Dissection m_dissection;
};

} // namespace framelens::test
