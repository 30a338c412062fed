// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a protocol sees while it dissects: its bytes, and where its fields go.
#pragma once

#include "core/decode/dissection.h"
#include "core/decode/key.h"

/// A field costs some ns, and a table's row is a constant where it is used: what GCC does not inline by itself
/// (it counts the call sites) is five times as slow.
#define FRAMELENS_HOT [[gnu::always_inline]] inline

namespace framelens {

class Subtree;

/// One layer under construction. Reading and adding are one call: a field whose bytes are not there is not
/// added, the value is 0, and the first such fault becomes the layer's problem. All offsets are the source's.
class Layer
{
public:
    Layer(Dissection &dissection, LayerInfo &info, std::uint8_t number, Context &context, const std::uint64_t *wanted);

    const FrameInfo &frame() const & { return m_dissection.m_frame; }
    /// The layer's bytes from its first to its nearer end. What stands at its position when dissect()
    /// returns is the payload, and the layer's shown extent ends there unless setEnd() was called.
    ByteCursor &cursor() & { return m_cursor; }
    std::size_t begin() const { return m_info.offset; }
    /// A cursor over `size` bytes anywhere in the layer's source, within the layer's ends.
    ByteCursor cursorOver(std::size_t offset, std::size_t size) const
    {
        return {m_dissection.source(m_info.source), offset, m_cursor.capturedEnd(),
                std::min(offset + size, m_cursor.declaredEnd())};
    }
    /// The layer's protocol as its registry has it.
    const Protocol &protocol() const & { return m_dissection.protocolOf(m_info); }
    /// The key that led here.
    Key enteredBy() const { return m_info.enteredBy; }

    /// A field with a fixed place (spec.bits) in the structure that begins at base(): reads it, adds it,
    /// returns its value. Wider than 64 bits: returns 0.
    FRAMELENS_HOT std::uint64_t fixed(const FieldSpec &spec)
    {
        if (!m_cursor.needAt(m_base + spec.byteOffset(), spec.byteSize())) [[unlikely]] {
            noteFault(m_cursor, spec);
            return 0;
        }
        return addFixed(spec);
    }
    /// Several fixed fields in a row of the table.
    template <typename... Specs>
    FRAMELENS_HOT void fixedAll(const Specs &...specs)
    {
        // One look at all there is to look at, for all of them.
        const std::size_t behind = std::max({(specs.byteOffset() + specs.byteSize())...});
        if (m_cursor.canRead(m_base, behind) && m_wanted == nullptr && m_dissection.hasRoom(sizeof...(specs))) [[likely]]
            (writeFixed(specs), ...);
        else
            (static_cast<void>(fixed(specs)), ...);
    }
    /// Where fixed() counts from: the layer's first byte until setBase() is called.
    std::size_t base() const { return m_base; }
    void setBase(std::size_t offset) { m_base = offset; }

    /// The next field at the layer's cursor: an integer, address or time of the spec's width; moves behind it.
    FRAMELENS_HOT std::uint64_t read(const FieldSpec &spec) { return read(m_cursor, spec); }
    FRAMELENS_HOT std::uint64_t read(ByteCursor &cursor, const FieldSpec &spec)
    {
        const std::size_t size = spec.byteSize();
        const std::size_t offset = cursor.position();
        if (size > 8 || spec.isBitField() || !cursor.canRead(offset, size)) [[unlikely]]
            return readSized(cursor, spec, size, spec.order);
        const std::uint64_t value = cursor.sized(size, spec.order) * spec.scale;
        push(spec, offset, size, value);
        return value;
    }
    /// The same with the size or byte order found on the wire. Sizes above 8 give value 0 (addresses, bytes).
    std::uint64_t readSized(ByteCursor &cursor, const FieldSpec &spec, std::size_t size, ByteOrder order);
    /// `size` bytes or characters as one field; moves behind them. Empty when they are not all there.
    Bytes readBytes(const FieldSpec &spec, std::size_t size) { return readBytes(m_cursor, spec, size); }
    Bytes readBytes(ByteCursor &cursor, const FieldSpec &spec, std::size_t size);
    /// What is left up to the nearer end, as one field; nothing is added when nothing is left.
    Bytes readRest(ByteCursor &cursor, const FieldSpec &spec);

    /// Adds a field over any range of the source, with its value; the caller has read it. The range is
    /// taken as it is: a heading may claim declared bytes that were not captured.
    FRAMELENS_HOT void add(const FieldSpec &spec, std::size_t offset, std::size_t size, std::uint64_t value = 0)
    {
        push(spec, offset, size, value);
    }
    /// A computed field: shown in [ ]. Size 0 when it has no bytes of its own.
    FRAMELENS_HOT void addGenerated(const FieldSpec &spec, std::uint64_t value, std::size_t offset = 0,
                                    std::size_t size = 0)
    {
        push(spec, offset, size, value, static_cast<std::uint16_t>(FieldFlag::Generated));
    }
    /// A field that only filters see.
    void addHidden(const FieldSpec &spec, std::uint64_t value, std::size_t offset, std::size_t size);

    /// A field that lies in another source of the frame (Dissection::optionsSource).
    void addInSource(std::uint8_t source, const FieldSpec &spec, std::size_t offset, std::size_t size,
                     std::uint64_t value = 0);

    /// Fields added while the result lives are children of the field added last (of the layer itself if
    /// that field was not wanted).
    [[nodiscard]] Subtree subtree();

    /// A length field says where this layer ends: `offset` in the source. Brings the declared end nearer,
    /// for this layer and what is inside; the outer end stays the limit,
    /// and a length that claims more is a problem.
    void declareEnd(std::size_t offset, const FieldSpec &by);
    /// The same for what is inside alone: this layer goes on behind it (IEEE 802.3: padding, trailer).
    void declareNextEnd(std::size_t offset, const FieldSpec &by)
    {
        m_nextEnd = offset;
        m_context.limitedBy = &by;
    }
    /// This layer is one message, and what next() finds begins behind it, within the outer ends.
    void declareMessageEnd(std::size_t offset, const FieldSpec &by)
    {
        if (offset < m_cursor.declaredEnd())
            m_context.limitedBy = &by;
        m_cursor.declareEnd(offset);
        m_isMessage = true;
    }
    /// Where the layer's shown extent ends, if not at the cursor.
    void setEnd(std::size_t offset) { m_end = offset; }

    /// The field fills a column of the list (innermost layer wins).
    void column(Column column, const FieldSpec &spec, std::size_t offset, std::size_t size, std::uint64_t value = 0);
    /// Layers inside leave the columns alone (an ICMP error quotes a packet, it is not one).
    void fenceColumns();

    /// Something that is there and makes no sense, or is worth a note. `message` must be constant text.
    void problem(Severity severity, const FieldSpec &field, std::size_t offset, std::size_t size,
                 std::string_view message);
    /// Records the fault of a cursor of the protocol's own (a sub-cursor), once a layer.
    void noteFault(const ByteCursor &cursor);

    /// What the payload is, tried in order; nobody: data. Without any call the layer is the last.
    void next(Key first) { m_next = {first, first}, m_hasNext = true; }
    void next(Key first, Key second) { m_next = {first, second}, m_hasNext = true; }
    /// Ports: the lower first, then the other. Wireshark's rule.
    void nextByPorts(KeySpace space, std::uint64_t source, std::uint64_t destination);

    /// What the layers outside tell; what is changed here the layers inside see.
    Carried &carried() & { return m_context.carried; }
    /// The addresses a pseudo header is made of, source first; empty when there are none or not all captured.
    Bytes carriedAddresses() const;

    /// (finish) what of the stream this layer carries ends in another frame or nowhere; empty if all ends here.
    StreamRest streamRest() const
    {
        return m_dissection.m_rest.layer == m_number ? m_dissection.m_rest : StreamRest{};
    }
    /// The framer of a message whose body next({KeySpace::Payload, payload::body}) leads to; null: it leads nowhere.
    const FramerSpec *framerOfBody() const { return m_context.body.framer; }
    /// (finish) whether this is the layer whose stream FrameInfo::messages speaks of.
    bool carriesStream() const { return m_dissection.m_streamCarrier == m_number; }
    /// (finish) where the layers inside end: the innermost declared end, or the layer's own.
    std::size_t innerEnd() const { return m_innerEnd; }

private:
    friend class Dissector;
    friend class MessageLayers;
    friend class Subtree;
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Fixed
    {
        std::uint64_t value;
        std::size_t offset; // shown
        std::size_t size;
    };
    // A field with a fixed place, whose bytes are there.
    FRAMELENS_HOT Fixed loadFixed(const FieldSpec &spec) const
    {
        const std::size_t offset = m_base + spec.byteOffset();
        const std::size_t size = spec.byteSize();
        const std::uint64_t word = size <= 8 ? m_cursor.loadAt(offset, size, spec.order) : 0;
        const std::uint64_t value = size <= 8 ? ((word >> spec.shift()) & spec.mask()) * spec.scale : 0;
        if (spec.shownBytes == 0)
            return {value, offset, size};
        return {value, offset + static_cast<std::size_t>(static_cast<std::ptrdiff_t>(spec.shownFrom)), spec.shownBytes};
    }
    FRAMELENS_HOT std::uint64_t addFixed(const FieldSpec &spec)
    {
        const Fixed field = loadFixed(spec);
        push(spec, field.offset, field.size, field.value);
        return field.value;
    }
    FRAMELENS_HOT void writeFixed(const FieldSpec &spec)
    {
        const Fixed field = loadFixed(spec);
        write(spec, field.offset, field.size, field.value, 0);
    }
    bool isWanted(const FieldSpec &spec) const
    {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): a bit for each field of the table
        return m_wanted == nullptr || ((m_wanted[spec.index / 64U] >> (spec.index % 64U)) & 1U) != 0;
    }
    FRAMELENS_HOT void push(const FieldSpec &spec, std::size_t offset, std::size_t size, std::uint64_t value,
                            std::uint16_t flags = 0)
    {
        if (!isWanted(spec)) {
            m_last = none;
        } else if (m_dissection.hasRoom(1)) [[likely]] {
            write(spec, offset, size, value, flags);
        } else {
            m_last = none;
            limitReached();
        }
    }
    FRAMELENS_HOT void write(const FieldSpec &spec, std::size_t offset, std::size_t size, std::uint64_t value,
                             std::uint16_t flags)
    {
        const auto index = static_cast<std::uint32_t>(m_dissection.m_fieldCount);
        Field &field = m_dissection.append();
        field.spec = &spec;
        field.value = value;
        field.offset = static_cast<std::uint32_t>(offset);
        field.size = static_cast<std::uint32_t>(size);
        field.end = index + 1;
        field.source = m_info.source;
        field.layer = m_number;
        field.flags = flags;
        m_last = index;
    }
    void noteFault(const ByteCursor &cursor, const FieldSpec &field);
    void noteLyingLength(std::size_t offset, std::size_t outer, const FieldSpec &by);
    void limitReached();

    Dissection &m_dissection;
    LayerInfo &m_info;
    Context &m_context;
    ByteCursor m_cursor;
    std::size_t m_base;
    std::size_t m_end = SIZE_MAX;
    std::size_t m_innerEnd = 0;
    std::size_t m_nextEnd = SIZE_MAX;
    const std::uint64_t *m_wanted;
    std::array<Key, 2> m_next{};
    std::uint32_t m_destination = 0; // port
    std::uint32_t m_last = none;
    std::uint8_t m_number;
    std::uint8_t m_depth = 0;
    bool m_hasNext = false;
    bool m_isMessage = false;
    bool m_faultNoted = false;
    bool m_limitNoted = false;
};

/// While it lives, fields that are added become children of the field it was opened over.
class Subtree
{
public:
    explicit Subtree(Layer &layer)
        : m_layer(layer)
        , m_parent(layer.m_last)
    {
    }
    ~Subtree()
    {
        if (m_parent != Layer::none)
            m_layer.m_dissection.m_fields[m_parent].end
                = static_cast<std::uint32_t>(m_layer.m_dissection.m_fieldCount);
        m_layer.m_last = m_parent;
    }
    Subtree(const Subtree &) = delete;
    Subtree &operator=(const Subtree &) = delete;

    /// The heading's extent when it was not known before its children.
    void setRange(std::size_t offset, std::size_t size);
    void setValue(std::uint64_t value);

private:
    Layer &m_layer;
    std::uint32_t m_parent;
};

inline Subtree Layer::subtree() { return Subtree(*this); }

} // namespace framelens
