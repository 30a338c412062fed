// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/pcapng_writer.h"

#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_options.h"
#include "core/export/header_writer.h"

#include <array>

namespace framelens {

namespace {

std::string_view cut(std::string_view text) { return text.substr(0, 65'535); }

std::size_t optionBytes(std::string_view text) { return text.empty() ? 0 : 4 + pcapng::padded(text.size()); }

void putOption(HeaderWriter &block, std::uint16_t code, std::string_view text)
{
    if (!text.empty())
        block.put(code, 2).put(text.size(), 2).put(asBytes(text)).pad();
}

} // namespace

std::vector<std::byte> madeSection(std::string_view text)
{
    const std::string_view comment = cut(text);
    constexpr std::string_view program = "Framelens";
    const std::size_t size = 24 + optionBytes(comment) + optionBytes(program) + 4 + 4;
    std::vector<std::byte> bytes(size);
    HeaderWriter block(bytes, madeOrder);
    block.put(pcapng::sectionHeader, 4).put(size, 4).put(pcapng::byteOrderMagic, 4).put(1, 2).put(0, 2);
    block.put(UINT64_MAX, 8); // how long the section is, is not known
    putOption(block, pcapng_option::comment, comment);
    putOption(block, pcapng_option::sectionProgram, program);
    block.put(0, 4).put(size, 4);
    return bytes;
}

std::vector<std::byte> madeInterface(std::string_view text)
{
    const std::string_view description = cut(text);
    constexpr unsigned ethernet = 1; // LINKTYPE_
    constexpr unsigned nanoseconds = 9; // 10^-9 s
    const std::size_t size = 16 + optionBytes(description) + 8 + 4 + 4;
    std::vector<std::byte> bytes(size);
    HeaderWriter block(bytes, madeOrder);
    block.put(pcapng::interfaceDescription, 4).put(size, 4).put(ethernet, 2).put(0, 2).put(0, 4); // no snaplen
    putOption(block, pcapng_option::interfaceDescription, description);
    block.put(pcapng_option::interfaceTimeResolution, 2).put(1, 2).put(nanoseconds, 1).pad();
    block.put(0, 4).put(size, 4);
    return bytes;
}

std::vector<std::byte> madeCustomBlock(std::uint32_t enterprise, Bytes content)
{
    const std::size_t size = 12 + pcapng::padded(content.size()) + 4;
    std::vector<std::byte> bytes(size);
    HeaderWriter block(bytes, madeOrder);
    block.put(pcapng::custom, 4).put(size, 4).put(enterprise, 4).put(content).pad().put(size, 4);
    return bytes;
}

MadePacketBlock::MadePacketBlock(std::int64_t timeNs, Bytes headers, std::size_t payloadSize)
{
    const std::size_t captured = headers.size() + payloadSize;
    const std::size_t size = pcapng::packetHeaderBytes + pcapng::padded(captured) + 4;
    const auto time = static_cast<std::uint64_t>(timeNs);
    HeaderWriter begin(m_head, madeOrder);
    begin.put(pcapng::enhancedPacket, 4).put(size, 4).put(0, 4).put(time >> 32U, 4).put(time, 4);
    begin.put(captured, 4).put(captured, 4).put(headers);
    m_headSize = begin.size();
    HeaderWriter end(m_tail, madeOrder);
    end.put(0, static_cast<unsigned>(pcapng::padded(captured) - captured)).put(size, 4);
    m_tailSize = end.size();
}

Result<void> PcapngWriter::flush()
{
    if (m_batch.empty())
        return {};
    Result<void> written = m_file.write(m_batch.pieces());
    m_batch.clear();
    return written;
}

// Blocks of any size, which are few.
Result<void> PcapngWriter::writeBlock(Bytes block)
{
    if (Result<void> flushed = flush(); !flushed)
        return flushed;
    m_bytes += block.size();
    std::array pieces = {piece(block)};
    return m_file.write(pieces);
}

Result<void> PcapngWriter::begin(std::string_view comment, std::string_view interfaceDescription)
{
    if (Result<void> written = writeBlock(madeSection(comment)); !written)
        return written;
    return writeBlock(madeInterface(interfaceDescription));
}

Result<void> PcapngWriter::custom(std::uint32_t enterprise, Bytes content)
{
    return writeBlock(madeCustomBlock(enterprise, content));
}

Result<void> PcapngWriter::frame(std::int64_t timeNs, Bytes headers, Bytes payload)
{
    if (isFull())
        if (Result<void> flushed = flush(); !flushed)
            return flushed;
    const MadePacketBlock block(timeNs, headers, payload.size());
    m_batch.add(block.head(), payload, block.tail(), m_ledger);
    m_bytes += block.head().size() + payload.size() + block.tail().size();
    return {};
}

} // namespace framelens
