// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// All protocols, and who claims which key. Built at start, immutable, shared.
#pragma once

#include "core/decode/key.h"
#include "core/decode/protocol.h"

#include <memory>
#include <optional>
#include <vector>

namespace framelens {

struct NamedInteger;

/// Index of a protocol in its registry.
using ProtocolId = std::uint16_t;

/// A protocol in a set of 64 bits: those numbered 63 and above share the last.
constexpr std::uint64_t protocolBit(ProtocolId id)
{
    return std::uint64_t{1} << (id < 63U ? id : 63U);
}

/// A field by its registry's numbers.
struct FieldId
{
    ProtocolId protocol = 0;
    std::uint16_t field = 0;
};

/// Immutable; safe from any thread. Kept by shared_ptr in every Dissection made with it.
class Registry
{
public:
    /// The compiled protocols.
    static std::shared_ptr<const Registry> builtIn();
    /// The same registry where messages that no protocol decodes (msg) have these integers as fields too: "msg.NAME". A
    /// name that is there already stays one field. Ids stay as they are.
    std::shared_ptr<const Registry> withMessageIntegers(std::span<const NamedInteger> integers) const;

    std::span<const Protocol *const> protocols() const & { return m_protocols; }
    const Protocol &protocol(ProtocolId id) const & { return *m_protocols[id]; }
    /// The layer's root in the tape: type Protocol, named as the protocol.
    const FieldSpec &root(ProtocolId id) const & { return m_roots[id]; }
    /// Who claims the key, if anybody.
    std::optional<ProtocolId> claimant(Key key) const
    {
        const auto space = static_cast<std::size_t>(key.space);
        const ProtocolId id = key.value < smallKeys ? m_small[space][key.value] : claimantOfLarge(key);
        return id == nobody ? std::nullopt : std::optional(id);
    }
    std::optional<ProtocolId> find(std::string_view filterName) const;
    /// Whether it is met only behind a TCP or UDP header, in what these carry.
    bool isBeyondPorts(ProtocolId id) const { return m_beyondPorts[id]; }
    /// Every field of that name, or having it as an alias ("tcp.port": both ports).
    std::vector<FieldId> fieldsNamed(std::string_view name) const;
    const FieldSpec &spec(FieldId id) const & { return m_protocols[id.protocol]->fields[id.field]; }

    /// The layer every frame begins with, and what nobody claims.
    ProtocolId frameProtocol() const { return m_frame; }
    ProtocolId dataProtocol() const { return m_data; }

private:
    Registry();
    static constexpr ProtocolId nobody = 0xffff;
    // Link types, IP protocols, payloads and well-known ports are found without a search.
    static constexpr std::size_t smallKeys = 256;
    void addClaim(Key key, ProtocolId id);
    ProtocolId claimantOfLarge(Key key) const;
    struct Claim
    {
        std::uint32_t value;
        ProtocolId protocol;
    };
    struct MessageFields;
    std::shared_ptr<const MessageFields> m_messageFields; // what is not constant data
    std::vector<const Protocol *> m_protocols;
    std::vector<FieldSpec> m_roots;
    std::vector<bool> m_beyondPorts;
    std::array<std::vector<Claim>, static_cast<std::size_t>(KeySpace::Count_)> m_claims; // large keys, sorted by value
    std::array<std::array<ProtocolId, smallKeys>, static_cast<std::size_t>(KeySpace::Count_)> m_small;
    ProtocolId m_frame = 0;
    ProtocolId m_data = 0;
};

/// Which fields a caller wants stored: one bit each. Kept as long as dissections are made with it.
class WantedFields
{
public:
    explicit WantedFields(const Registry &registry);
    void want(FieldId id);
    /// The bits of one protocol's table.
    const std::uint64_t *bitsOf(ProtocolId id) const & { return &m_words[m_begin[id]]; }

private:
    std::vector<std::size_t> m_begin;
    std::vector<std::uint64_t> m_words;
};

} // namespace framelens
