// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One frame decoded: the tape of its fields, its layers, its problems, and what the columns show.
#pragma once

#include "core/base/limits.h"
#include "core/bytes/arena.h"
#include "core/bytes/byte_cursor.h"
#include "core/bytes/frame_view.h"
#include "core/decode/field.h"
#include "core/decode/registry.h"
#include "core/decode/stream_payload.h"

#include <array>
#include <optional>

namespace framelens {

/// What a layer tells those inside it.
struct Carried
{
    std::uint32_t addressesOffset = 0; ///< source and destination address side by side, in the layers' source
    std::uint8_t addressesSize = 0; ///< 8 (IPv4), 32 (IPv6), 0 (none)
    bool isFragment = false; ///< the first of several: lengths inside speak of more than is here
    bool isQuoted = false; ///< the start of a packet quoted by an error message
};

/// Who decodes what stands behind the length of the message at hand, where that is not the message itself.
struct MessageBody
{
    ProtocolId protocol = 0xffff;
    std::uint16_t port = 0; ///< that the protocol is bound to
    const FramerSpec *framer = nullptr; ///< that cut the message; null: nobody does
};

/// What goes from layer to layer while a frame is dissected.
struct Context
{
    const FieldSpec *limitedBy = nullptr; ///< the length that set the declared end; null: the frame's own
    Carried carried = {};
    StreamPayload stream = {};
    MessageBody body = {};
    std::uint8_t depth = 0; ///< of the layer at hand
};

/// One protocol's part of a frame. Offsets are the source's.
struct LayerInfo
{
    ProtocolId protocol = 0;
    std::uint8_t source = 0;
    std::uint32_t root = 0; ///< index of its root field in the tape
    std::uint32_t offset = 0;
    std::uint32_t capturedEnd = 0;
    std::uint32_t declaredEnd = 0; ///< may lie behind capturedEnd
    Key enteredBy = {}; ///< the key its carrier offered, and this protocol claims
    bool beginsMessage = false; ///< of a stream; its layers reach to the next that does
};

/// Payload of a stream in this frame that belongs to no message which ends in it.
struct StreamRest
{
    std::uint8_t layer = 0; ///< that carries it
    std::uint32_t offset = 0; ///< in the layer's source
    std::uint32_t size = 0; ///< bytes, 0: none
};

enum class Severity : std::uint8_t { Note, Warning, Error, Malformed, Truncated };

/// Something wrong at a place: bad input is data.
struct Problem
{
    FaultKind kind = FaultKind::InvalidValue;
    Severity severity = Severity::Warning;
    std::uint8_t layer = 0;
    std::uint8_t source = 0;
    std::uint32_t offset = 0;
    std::uint32_t needed = 0; ///< bytes
    std::uint32_t available = 0; ///< bytes
    const FieldSpec *limitedBy = nullptr; ///< the length that set the limit; null: the capture or the frame
    const FieldSpec *field = nullptr; ///< the field concerned, if known
    std::string_view message; ///< constant text, may be empty
};

/// The columns of the frame list that a field fills.
enum class Column : std::uint8_t { Source, Destination };

/// The result of a Dissector. Reused for frame after frame in loops (nothing is freed), or shared, immutable,
/// with the FrameView whose bytes it speaks of. Everything borrowed from it is valid until it is reused.
class Dissection
{
public:
    /// Bytes a field's `source` refers to: 0 the frame, 1 the options of its record in the capture.
    static constexpr std::uint8_t frameSource = 0;
    static constexpr std::uint8_t optionsSource = 1;
    /// The first of those that were gathered out of several segments: MessageList::gathered, in that order.
    static constexpr std::uint8_t gatheredSource = 2;

    Dissection() = default;
    Dissection(const Dissection &) = delete;
    Dissection &operator=(const Dissection &) = delete;

    const FrameInfo &frame() const & { return m_frame; }
    const Registry &registry() const & { return *m_registry; }
    std::span<const Field> fields() const & { return {m_fields.data(), m_fieldCount}; }
    std::span<const Field> fields() const && = delete;
    std::span<const LayerInfo> layers() const & { return {m_layers.data(), m_layerCount}; }
    std::span<const Problem> problems() const & { return {m_problems.data(), m_problemCount}; }

    Bytes source(std::uint8_t number) const &
    {
        return number < m_sourceCount ? m_sources[number] : Bytes();
    }
    /// Sources 0 to sourceCount() - 1.
    std::size_t sourceCount() const { return m_sourceCount; }
    /// A field's own bytes; empty when it has none or they are not captured.
    Bytes bytesOf(const Field &field) const &;
    const Protocol &protocolOf(const LayerInfo &layer) const & { return m_registry->protocol(layer.protocol); }

    /// The field that fills a column, if any did.
    const Field *column(Column column) const &
    {
        const Field &field = m_columns[static_cast<std::size_t>(column)];
        return field.spec == nullptr ? nullptr : &field;
    }
    /// The Info column, the Protocol column, and a layer's line in the tree.
    void writeInfo(TextSink &sink) const;
    void writeProtocol(TextSink &sink) const;
    void writeTitle(TextSink &sink, const LayerInfo &layer) const;
    /// "eth:ethertype:ip:tcp".
    void writeProtocols(TextSink &sink) const;

    /// Index of the smallest field that holds the byte of that source; a layer's root if no field of it does.
    std::optional<std::uint32_t> smallestFieldAt(std::uint32_t offset, std::uint8_t source = frameSource) const;
    /// What of the frame's stream ends in another frame or nowhere.
    const StreamRest &streamRest() const & { return m_rest; }
    /// The field around it in the tree, nothing for a root.
    std::optional<std::uint32_t> parentOf(std::uint32_t field) const;

private:
    friend class Dissector;
    friend class Layer;
    friend class MessageLayers;
    friend class Subtree;

    void start(const std::shared_ptr<const Registry> &registry, const FrameRef &frame);
    // Whether there is room for `count` more fields; false when the frame's budget of fields is used up.
    [[gnu::always_inline]] bool hasRoom(std::size_t count)
    {
        return count <= m_fields.size() - m_fieldCount || (grow() && count <= m_fields.size() - m_fieldCount);
    }
    // The next field, to be written at once and in place: a Field built elsewhere and copied costs more than all else
    // (what was stored in small pieces cannot be loaded in large ones before it is in the cache). After hasRoom().
    [[gnu::always_inline]] Field &append() { return m_fields[m_fieldCount++]; }
    bool grow();
    bool writeSummary(TextSink &sink, std::size_t begin, std::size_t end) const;
    bool writeMessageSummaries(TextSink &sink, std::size_t first, std::size_t end) const;
    void writeInfoSuffix(TextSink &sink) const;
    void add(const Problem &problem);
    // Fields [from, count) were added for a layer that others had followed: they become its last children.
    void moveIntoLayer(std::size_t number, std::size_t from);

    std::shared_ptr<const Registry> m_registry;
    FrameInfo m_frame;
    Arena m_arena;
    std::span<Field> m_fields;
    std::span<Problem> m_problems;
    std::array<LayerInfo, limits::layersPerFrame + 2> m_layers; // the frame itself, and the one that comes next
    std::size_t m_fieldCount = 0;
    std::size_t m_problemCount = 0;
    std::size_t m_layerCount = 0;
    std::array<Bytes, gatheredSource + limits::gatheredPerFrame> m_sources;
    std::size_t m_sourceCount = 0;
    StreamRest m_rest;
    std::uint8_t m_streamCarrier = 255; // layer number of the transport whose stream is known
    std::array<Field, 2> m_columns;
    bool m_isFragment = false;
    std::uint8_t m_columnFence = 255; // layers from this number on leave the columns alone
};

} // namespace framelens
