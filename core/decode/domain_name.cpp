// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/domain_name.h"

#include "core/base/limits.h"
#include "core/decode/dissection.h"

namespace framelens {

namespace {

constexpr std::size_t mostText = 1024; // four times what RFC 1035 allows: odd names are shown as far as possible

// Walks over the labels; each(offset, size) is called for every one. The number of steps is limited, so
// neither a loop nor a long chain of empty jumps can hold it.
template <typename Each>
DomainName walk(const ByteCursor &within, std::size_t message, std::size_t offset, Each &&each)
{
    constexpr std::uint64_t pointer = 0xc0;
    constexpr std::uint64_t lengthBits = 0x3f;
    DomainName name;
    const std::size_t end = std::min(within.capturedEnd(), within.declaredEnd());
    std::size_t at = offset;
    std::size_t jumps = 0;
    while (at < end) {
        const std::uint64_t length = within.peekAt(at, 1);
        const std::uint64_t kind = length & pointer;
        if (kind == pointer) {
            if (end - at < 2)
                break;
            if (jumps == 0)
                name.wireSize = at + 2 - offset;
            if (++jumps > limits::nameJumps) {
                name.status = NameStatus::Loops;
                return name;
            }
            at = message + (within.peekAt(at, 2) & 0x3fffU);
            continue;
        }
        if (kind != 0) {
            name.status = NameStatus::BadLabel;
            return name;
        }
        const std::size_t size = length & lengthBits;
        if (size == 0) {
            if (jumps == 0)
                name.wireSize = at + 1 - offset;
            return name;
        }
        if (size >= end - at)
            break;
        if (name.textSize + size > mostText) {
            name.status = NameStatus::TooLong;
            if (jumps != 0)
                return name; // its end on the wire is known
        } else {
            each(at + 1, size);
            name.textSize += size + (name.labels == 0 ? 0 : 1);
            ++name.labels;
        }
        at += 1 + size;
    }
    name.status = NameStatus::CutOff;
    return name;
}

std::string_view nameOfStatus(NameStatus status)
{
    switch (status) {
    case NameStatus::Good: return "";
    case NameStatus::CutOff: return "<Name cut off>";
    case NameStatus::Loops: return "<Name contains a pointer that loops>";
    case NameStatus::TooLong: return "<Name too long>";
    case NameStatus::BadLabel: return "<Unknown label type>";
    }
    return "";
}

} // namespace

DomainName measureDomainName(const ByteCursor &within, std::size_t message, std::size_t offset)
{
    constexpr std::size_t rootText = 6; // "<Root>"
    DomainName name = walk(within, message, offset, [](std::size_t, std::size_t) {});
    if (name.status == NameStatus::Good && name.labels == 0) {
        name.labels = 1;
        name.textSize = rootText;
    }
    return name;
}

void writeDomainLabels(TextSink &sink, const Dissection &dissection, const Field &field, std::size_t skip,
                       std::size_t count)
{
    const Bytes source = dissection.source(field.source);
    std::size_t number = 0;
    bool isFirst = true;
    const DomainName name
        = walk(ByteCursor(source), nameMessage(field.value), nameOffset(field.value),
               [&](std::size_t at, std::size_t size) {
                   const bool isWanted = number >= skip && (count == 0 || number < skip + count);
                   ++number;
                   if (!isWanted)
                       return;
                   sink << (isFirst ? "" : ".");
                   sink.visible(asText(source.subspan(at, size)));
                   isFirst = false;
               });
    if (number == 0 && name.status == NameStatus::Good)
        sink << "<Root>";
    sink << nameOfStatus(name.status);
}

void writeDomainName(TextSink &sink, const Dissection &dissection, const Field &field)
{
    writeDomainLabels(sink, dissection, field, 0, 0);
}

} // namespace framelens
