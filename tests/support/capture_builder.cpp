// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/capture_builder.h"

#include "tests/support/packet_builder.h"

namespace framelens::test {

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::int64_t nsPerMillisecond = 1'000'000;

std::uint32_t magicOf(const PcapBuilder::Options &options)
{
    if (options.modified)
        return 0xa1b2cd34;
    return options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
}

} // namespace

PcapBuilder::PcapBuilder()
    : PcapBuilder(Options())
{
}

PcapBuilder::PcapBuilder(const Options &options)
    : m_options(options)
    , m_file(options.order)
{
    m_file.u32(magicOf(options)).u16(2).u16(options.minorVersion).u32(0).u32(0);
    m_file.u32(options.snaplen).u32(options.linkType);
}

PcapBuilder &PcapBuilder::header(std::uint32_t captured, std::uint32_t original, std::int64_t timeNs)
{
    const std::int64_t fraction = timeNs % nsPerSecond / (m_options.nanoseconds ? 1 : 1000);
    m_file.u32(static_cast<std::uint64_t>(timeNs / nsPerSecond)).u32(static_cast<std::uint64_t>(fraction));
    m_file.u32(captured).u32(original);
    if (m_options.modified)
        m_file.u32(2).u16(0x0800).u8(4).u8(0); // interface index, protocol, packet type, padding
    return *this;
}

PcapBuilder &PcapBuilder::frame(Bytes bytes, std::optional<std::int64_t> timeNs,
                                std::optional<std::uint32_t> originalLength)
{
    const auto size = static_cast<std::uint32_t>(bytes.size());
    m_timeNs = timeNs.value_or(m_timeNs);
    header(size, originalLength.value_or(size), m_timeNs);
    m_timeNs += nsPerMillisecond;
    return raw(bytes);
}

PcapBuilder &PcapBuilder::raw(Bytes bytes)
{
    m_file.bytes(bytes);
    return *this;
}

OptionBytes textOption(std::uint16_t code, std::string_view text)
{
    return {code, textBytes(text)};
}

Buffer PcapngBuilder::optionBytes(const OptionList &options) const
{
    ByteWriter list(m_order);
    for (const OptionBytes &option : options) {
        list.u16(option.code).u16(static_cast<unsigned>(option.value.size())).bytes(option.value);
        list.padTo(4);
    }
    if (!options.empty())
        list.u32(0); // opt_endofopt
    return std::move(list).buffer();
}

PcapngBuilder &PcapngBuilder::wrongBlock(std::uint32_t type, Bytes body, std::uint32_t before, std::uint32_t after)
{
    ByteWriter block(m_order);
    block.u32(type).u32(before).bytes(body).padTo(4).u32(after);
    return raw(block.buffer());
}

PcapngBuilder &PcapngBuilder::block(std::uint32_t type, Bytes body)
{
    const auto length = static_cast<std::uint32_t>(12 + (body.size() + 3) / 4 * 4);
    return wrongBlock(type, body, length, length);
}

PcapngBuilder &PcapngBuilder::raw(Bytes bytes)
{
    m_file.insert(m_file.end(), bytes.begin(), bytes.end());
    return *this;
}

PcapngBuilder &PcapngBuilder::section(ByteOrder order, const OptionList &options, std::uint64_t length)
{
    m_order = order;
    ByteWriter body(order);
    body.u32(0x1a2b3c4d).u16(1).u16(0).u64(length).bytes(optionBytes(options));
    return block(0x0a0d0d0a, body.buffer());
}

PcapngBuilder &PcapngBuilder::interface(std::uint16_t linkType, std::uint32_t snaplen, const OptionList &options)
{
    ByteWriter body(m_order);
    body.u16(linkType).u16(0).u32(snaplen).bytes(optionBytes(options));
    return block(1, body.buffer());
}

PcapngBuilder &PcapngBuilder::enhanced(Bytes frame, std::uint64_t time, std::uint32_t interface,
                                       const OptionList &options, std::optional<std::uint32_t> originalLength)
{
    ByteWriter body(m_order);
    body.u32(interface).u32(time >> 32U).u32(time).u32(frame.size());
    body.u32(originalLength.value_or(static_cast<std::uint32_t>(frame.size())));
    body.bytes(frame).padTo(4).bytes(optionBytes(options));
    return block(6, body.buffer());
}

PcapngBuilder &PcapngBuilder::simple(Bytes frame, std::optional<std::uint32_t> originalLength)
{
    ByteWriter body(m_order);
    body.u32(originalLength.value_or(static_cast<std::uint32_t>(frame.size()))).bytes(frame);
    return block(3, body.buffer());
}

PcapngBuilder &PcapngBuilder::obsolete(Bytes frame, std::uint64_t time, std::uint16_t interface,
                                       const OptionList &options)
{
    ByteWriter body(m_order);
    body.u16(interface).u16(0).u32(time >> 32U).u32(time).u32(frame.size()).u32(frame.size());
    body.bytes(frame).padTo(4).bytes(optionBytes(options));
    return block(2, body.buffer());
}

PcapngBuilder &PcapngBuilder::names(Bytes address4, std::string_view name)
{
    ByteWriter body(m_order);
    body.u16(1).u16(static_cast<unsigned>(address4.size() + name.size() + 1)).bytes(address4).text(name).u8(0);
    body.padTo(4).u32(0); // nrb_record_end
    return block(4, body.buffer());
}

PcapngBuilder &PcapngBuilder::statistics(std::uint32_t interface, std::uint64_t received, std::uint64_t dropped)
{
    const auto value = [this](std::uint64_t number) {
        ByteWriter bytes(m_order);
        bytes.u64(number);
        return std::move(bytes).buffer();
    };
    ByteWriter body(m_order);
    body.u32(interface).u32(0).u32(0).bytes(optionBytes({{4, value(received)}, {5, value(dropped)}}));
    return block(5, body.buffer());
}

PcapngBuilder &PcapngBuilder::secrets(std::uint32_t type, Bytes data)
{
    ByteWriter body(m_order);
    body.u32(type).u32(data.size()).bytes(data);
    return block(10, body.buffer());
}

PcapngBuilder &PcapngBuilder::custom(std::uint32_t enterprise, Bytes data)
{
    ByteWriter body(m_order);
    body.u32(enterprise).bytes(data);
    return block(0x0bad, body.buffer());
}

Buffer mixedFrame(std::uint64_t seed, std::uint32_t number)
{
    // SplitMix64: the same everywhere.
    std::uint64_t state = seed * 0x9e3779b97f4a7c15U + number;
    const auto next = [&state] {
        state += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    };
    const std::uint64_t kind = next() % 10; // the mix of a link: acknowledgments, full segments, and between
    const std::size_t size = kind < 4 ? next() % 40 : kind < 7 ? 1380 : next() % 1400;
    ByteWriter payload;
    while (payload.size() + 8 <= size)
        payload.u64(next());
    payload.zeros(size - payload.size());
    const Ends ends{ip4(10, 0, 0, static_cast<unsigned>(next() % 250)), ip4(192, 0, 2, 1),
                    static_cast<std::uint16_t>(1024 + next() % 60'000), 443};
    return udpFrame(ends, payload.buffer());
}

Buffer mixedPcap(std::uint32_t count, const PcapBuilder::Options &options, std::uint64_t seed)
{
    PcapBuilder file(options);
    for (std::uint32_t number = 0; number < count; ++number)
        file.frame(mixedFrame(seed, number));
    return std::move(file).bytes();
}

Buffer mixedPcapng(std::uint32_t count, ByteOrder order, std::uint64_t seed)
{
    PcapngBuilder file;
    file.section(order).interface();
    for (std::uint32_t number = 0; number < count; ++number)
        file.enhanced(mixedFrame(seed, number), static_cast<std::uint64_t>(captureStartNs / 1000) + number * 1000U);
    return std::move(file).bytes();
}

} // namespace framelens::test
