// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Frames -> fields: runs one protocol after another over a frame.
#pragma once

#include "core/decode/dissection.h"

namespace framelens {

class Bindings;
class Layer;

/// How far and what to dissect. A value.
struct DissectOptions
{
    /// Layers to go through, the frame's own not counted; at most limits::layers.
    std::size_t depth = 64;
    /// Fields to store; null: all. Must outlive the Dissector.
    const WantedFields *wanted = nullptr;
    /// Whether to go on into what a TCP or UDP port leads to; false: whoever asks about transports alone pays for them alone.
    bool beyondPorts = true;
    /// Asked before the registry; null: none.
    std::shared_ptr<const Bindings> bindings = nullptr;
};

/// Holds no state of a frame: one serves any number of threads.
class Dissector
{
public:
    explicit Dissector(std::shared_ptr<const Registry> registry, DissectOptions options = {});

    /// Decodes `frame` into `into`, whose earlier content is gone. Never fails: what is wrong with the bytes
    /// stands in into.problems(). `into` borrows the frame's bytes.
    void dissect(const FrameRef &frame, Dissection &into) const;
    /// The same for bytes that may be lost while they are read: false, and nothing in `into` but a problem,
    /// if the store's generation changed meanwhile or the bytes were lost before.
    bool dissect(const FrameView &frame, Dissection &into) const;

    const std::shared_ptr<const Registry> &registry() const & { return m_registry; }
    const DissectOptions &options() const & { return m_options; }

private:
    // Each writes the next layer's description behind those that are there; false: there is none.
    void setFirstLayer(Dissection &into) const;
    bool runLayer(Dissection &into, Context &context) const;
    bool setNextLayer(Layer &layer, Dissection &into, Context &context) const;
    bool setInnerLayer(Layer &layer, Dissection &into) const;
    bool openStream(const Layer &layer, Dissection &into, Context &context) const;
    bool setRecorded(const Layer &layer, Dissection &into, Context &context) const;
    bool setBody(const Layer &layer, Dissection &into, Context &context) const;
    std::optional<ProtocolId> claimant(Key key) const;
    // The layer added last is part of the header outside it, as long as the protocols say so.
    void extendCarriers(Dissection &into, std::size_t end) const;
    void finishLayers(Dissection &into) const;
    const std::uint64_t *wantedOf(ProtocolId protocol) const;

    std::shared_ptr<const Registry> m_registry;
    DissectOptions m_options;
};

} // namespace framelens
