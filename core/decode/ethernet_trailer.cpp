// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/decode/ethernet_trailer.h"

#include "core/decode/layer.h"

#include <algorithm>

namespace framelens {

namespace {

constexpr std::size_t leastFrame = 60; // bytes without the check sequence
constexpr std::size_t checkSize = 4;

// How many of the bytes in [begin, end) bring the frame to its least length. All must be zero.
std::size_t paddingOf(Layer &layer, std::size_t begin, std::size_t end, std::size_t declaredEnd)
{
    const std::size_t frame = layer.frame().originalLength;
    const std::size_t payload = frame - std::min(frame, declaredEnd - begin);
    if (frame < leastFrame || payload >= leastFrame)
        return 0;
    const std::size_t size = std::min(leastFrame - payload, end - begin);
    for (std::size_t i = 0; i < size; ++i)
        if (layer.cursor().peekAt(begin + i, 1) != 0)
            return 0;
    return size;
}

bool hasCheck(const Layer &layer, std::size_t layerSize, std::size_t declared)
{
    const FrameInfo &frame = layer.frame();
    if (frame.hasFcsLength)
        return frame.fcsLength == checkSize && declared >= checkSize;
    return layerSize >= leastFrame + checkSize && declared >= checkSize;
}

} // namespace

void addEthernetTrailer(Layer &layer, const TrailerFields &fields)
{
    std::size_t begin = layer.innerEnd();
    const std::size_t declaredEnd = layer.cursor().declaredEnd();
    const std::size_t end = std::min(layer.cursor().capturedEnd(), declaredEnd);
    if (begin >= end)
        return;
    if (const std::size_t padding = paddingOf(layer, begin, end, declaredEnd); padding != 0) {
        layer.add(fields.padding, begin, padding);
        begin += padding;
    }
    const bool checked = fields.check != nullptr && hasCheck(layer, declaredEnd - layer.begin(), declaredEnd - begin);
    const std::size_t trailerEnd = std::min(end, declaredEnd - (checked ? checkSize : 0));
    if (trailerEnd > begin)
        layer.add(fields.trailer, begin, trailerEnd - begin);
    if (!checked || end < declaredEnd)
        return;
    layer.add(*fields.check, trailerEnd, checkSize, layer.cursor().peekAt(trailerEnd, checkSize));
    layer.addGenerated(*fields.checkStatus, 2, trailerEnd);
}

} // namespace framelens
