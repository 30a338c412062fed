// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A protocol: constant data and a few functions. One file each in protocols/, one line in registry.cpp.
#pragma once

#include "core/decode/field_spec.h"

namespace framelens {

class Layer;
struct LayerInfo;
struct StreamUse;

/// What a title or summary is written from.
struct LayerText
{
    const Dissection &dissection;
    const LayerInfo &layer;

    /// The layer's first field of this spec, null when there is none.
    const Field *find(const FieldSpec &spec) const;
    /// Its number, or 0.
    std::uint64_t value(const FieldSpec &spec) const;
    /// Whether all bytes the layer asked for were there.
    bool isWhole() const;
    /// The field of that name in the nearest layer outside that has one: a hop limit, for instance.
    const Field *outer(std::string_view name) const;
};

struct Protocol
{
    std::string_view name; ///< in the Protocol column: "TCP"
    std::string_view longName; ///< "Transmission Control Protocol"
    std::string_view filterName; ///< "tcp"
    std::span<const FieldSpec> fields = {};

    /// Moves the layer's cursor over the header, adds fields, and says what comes next. Never throws;
    /// may be given any bytes.
    void (*dissect)(Layer &layer) = nullptr;
    /// Runs after the layers inside, if set: the layer's cursor stands where the next inner layer's
    /// declared bytes end (Ethernet: padding, trailer, FCS).
    void (*finish)(Layer &layer) = nullptr;
    /// What follows the long name in the tree: ", Src Port: 80, ...".
    void (*title)(TextSink &sink, const LayerText &text) = nullptr;
    /// The Info column. Null: an outer layer's Info stays.
    void (*summary)(TextSink &sink, const LayerText &text) = nullptr;
    /// The Protocol column where it is not `name`.
    void (*column)(TextSink &sink, const LayerText &text) = nullptr;
    /// In frame.protocols where it is not the filter name: "eth:ethertype". Constant text.
    std::string_view (*stackName)(const LayerText &text) = nullptr;
    /// How it is cut out of a stream of bytes; null: it is not one that runs over streams.
    const StreamUse *stream = nullptr;
    /// Not a protocol of its own in the columns: what nobody claims (data).
    bool anonymous = false;
    /// A part of the header outside it (IPv6 extension headers): that layer's shown extent grows over it.
    bool extendsCarrier = false;
};

} // namespace framelens
