// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Raw IP: the packet begins with its IP header, whose first four bits are the version (LINKTYPE_RAW).
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

void dissect(Layer &layer)
{
    layer.setEnd(layer.cursor().capturedEnd());
    const std::uint64_t version = layer.cursor().sizedAt(layer.begin(), 1, ByteOrder::Big) >> 4U;
    layer.next({KeySpace::Payload, version == 4 ? payload::ipv4 : version == 6 ? payload::ipv6 : payload::data});
}

void title(TextSink &sink, const LayerText & /*text*/) { sink << " (no link-layer header)"; }

void summary(TextSink &sink, const LayerText & /*text*/) { sink << "Raw packet data"; }

} // namespace

extern const Protocol raw;
constexpr Protocol raw{.name = "Raw",
                       .longName = "Raw packet data",
                       .filterName = "raw",
                       .dissect = dissect,
                       .title = title,
                       .summary = summary};

} // namespace framelens::protocols
