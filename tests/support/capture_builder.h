// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Capture files for tests, right or deliberately wrong.
#pragma once

#include "tests/support/byte_writer.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace framelens::test {

/// 2024-03-01 12:00:00 UTC: where the clocks of built captures start.
inline constexpr std::int64_t captureStartNs = 1'709'294'400'000'000'000;

/// A pcap file.
class PcapBuilder
{
public:
    struct Options
    {
        ByteOrder order = ByteOrder::Little;
        bool nanoseconds = false;
        bool modified = false; ///< 24-byte record headers
        std::uint32_t snaplen = 262'144;
        std::uint32_t linkType = 1; ///< the whole word, FCS bits included
        std::uint16_t minorVersion = 4;
    };
    PcapBuilder();
    explicit PcapBuilder(const Options &options);

    /// Appends a record; without a time a millisecond after the last one, without an original length with
    /// the captured one.
    PcapBuilder &frame(Bytes bytes, std::optional<std::int64_t> timeNs = {},
                       std::optional<std::uint32_t> originalLength = {});
    /// Appends a record header alone that claims `captured` bytes.
    PcapBuilder &header(std::uint32_t captured, std::uint32_t original, std::int64_t timeNs = captureStartNs);
    /// Appends bytes as they are.
    PcapBuilder &raw(Bytes bytes);

    const Buffer &bytes() const & { return m_file.buffer(); }
    Buffer bytes() && { return std::move(m_file).buffer(); }
    std::size_t size() const { return m_file.size(); }

private:
    Options m_options;
    ByteWriter m_file;
    std::int64_t m_timeNs = captureStartNs;
};

/// One option of a pcapng block.
struct OptionBytes
{
    std::uint16_t code = 0;
    Buffer value;
};
OptionBytes textOption(std::uint16_t code, std::string_view text);
inline OptionBytes comment(std::string_view text)
{
    return textOption(1, text);
}

/// A pcapng file. Starts empty: section() first.
class PcapngBuilder
{
public:
    using OptionList = std::vector<OptionBytes>;

    /// Section header; what follows is in this byte order. `length`: what the header states (all ones: not known).
    PcapngBuilder &section(ByteOrder order = ByteOrder::Little, const OptionList &options = {},
                           std::uint64_t length = UINT64_MAX);
    PcapngBuilder &interface(std::uint16_t linkType = 1, std::uint32_t snaplen = 262'144,
                             const OptionList &options = {});
    /// Enhanced packet. `time` is in the interface's units, of a microsecond by default.
    PcapngBuilder &enhanced(Bytes frame, std::uint64_t time, std::uint32_t interface = 0,
                            const OptionList &options = {}, std::optional<std::uint32_t> originalLength = {});
    PcapngBuilder &simple(Bytes frame, std::optional<std::uint32_t> originalLength = {});
    /// The packet block of old.
    PcapngBuilder &obsolete(Bytes frame, std::uint64_t time, std::uint16_t interface = 0,
                            const OptionList &options = {});
    PcapngBuilder &names(Bytes address4, std::string_view name);
    PcapngBuilder &statistics(std::uint32_t interface, std::uint64_t received, std::uint64_t dropped);
    PcapngBuilder &secrets(std::uint32_t type, Bytes data);
    PcapngBuilder &custom(std::uint32_t enterprise, Bytes data);
    /// Any block: body padded to 4, both lengths right.
    PcapngBuilder &block(std::uint32_t type, Bytes body);
    /// A block that states `before` and `after` as its lengths.
    PcapngBuilder &wrongBlock(std::uint32_t type, Bytes body, std::uint32_t before, std::uint32_t after);
    PcapngBuilder &raw(Bytes bytes);

    const Buffer &bytes() const & { return m_file; }
    Buffer bytes() && { return std::move(m_file); }
    std::size_t size() const { return m_file.size(); }
    ByteOrder order() const { return m_order; }

private:
    Buffer optionBytes(const OptionList &options) const;
    PcapngBuilder &packet(std::uint32_t type, std::uint64_t interfaceAndDrops, bool wideInterface, Bytes frame,
                          std::uint64_t time, const OptionList &options, std::uint32_t originalLength);

    ByteOrder m_order = ByteOrder::Little;
    Buffer m_file;
};

/// A capture of `count` Ethernet/IPv4/UDP frames of different sizes, the same for the same seed.
Buffer mixedPcap(std::uint32_t count, const PcapBuilder::Options &options = {}, std::uint64_t seed = 1);
Buffer mixedPcapng(std::uint32_t count, ByteOrder order = ByteOrder::Little, std::uint64_t seed = 1);
/// One frame of these: number and seed decide size and content.
Buffer mixedFrame(std::uint64_t seed, std::uint32_t number);

// Whole files compressed.
Buffer gzipped(Bytes bytes);
Buffer zstdCompressed(Bytes bytes);
Buffer lz4Compressed(Bytes bytes);

} // namespace framelens::test
