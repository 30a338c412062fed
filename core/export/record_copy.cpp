// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/export/record_copy.h"

#include "core/capture/pcapng_blocks.h"

namespace framelens {

std::optional<std::uint64_t> recordEnd(const Capture &capture, std::uint32_t frame, CaptureKind kind, ByteOrder order)
{
    constexpr std::uint64_t pcapHeaderBytes = 16;
    const Store &store = *capture.store();
    const std::uint64_t offset = capture.recordOffset(frame);
    if (!store.holds(offset, pcapHeaderBytes))
        return {};
    const Bytes header = store.bytes().subspan(offset, pcapHeaderBytes);
    std::uint64_t length = pcapHeaderBytes + pcapng::u32(header, 8, order);
    if (kind == CaptureKind::Pcapng) {
        const std::uint32_t type = pcapng::u32(header, 0, order);
        length = pcapng::u32(header, 4, order);
        if (!pcapng::isFrame(type) || length < pcapng::leastBytes(type))
            return {};
    }
    if (!store.holds(offset, length))
        return {};
    return offset + length;
}

} // namespace framelens
