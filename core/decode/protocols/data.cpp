// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What nobody claims.
#include "core/decode/layer.h"

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t { Data, Length, Count };

constexpr auto fields = fieldTable("data", {
    {.index = Data, .name = "data.data", .label = "Data", .type = FieldType::ByteString},
    {.index = Length, .name = "data.len", .label = "Length", .unit = " bytes"},
});

void dissect(Layer &layer)
{
    const std::size_t size = layer.cursor().left();
    layer.readRest(layer.cursor(), fields[Data]);
    layer.addGenerated(fields[Length], size);
}

void title(TextSink &sink, const LayerText &text)
{
    const std::uint64_t size = text.value(fields[Length]);
    (sink << " (").number(size) << (size == 1 ? " byte)" : " bytes)");
}

} // namespace

extern const Protocol data;
constexpr Protocol data{.name = "Data",
                        .longName = "Data",
                        .filterName = "data",
                        .fields = fields,
                        .dissect = dissect,
                        .title = title,
                        .anonymous = true};

} // namespace framelens::protocols
