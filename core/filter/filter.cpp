// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/filter.h"

#include "core/filter/capture_habits.h"
#include "core/filter/compiler.h"

#include <algorithm>
#include <array>

namespace framelens {

using namespace filter;

namespace {

// The protocols that have the field in their table, which some share; of a layer's root, its own.
std::vector<ProtocolId> protocolsOf(const Registry &registry, const FieldSpec *spec)
{
    std::vector<ProtocolId> found;
    const auto protocols = registry.protocols();
    for (std::size_t id = 0; id < protocols.size(); ++id) {
        const auto fields = protocols[id]->fields;
        const bool isRoot = &registry.root(static_cast<ProtocolId>(id)) == spec;
        if (isRoot || (spec->index < fields.size() && &fields[spec->index] == spec))
            found.push_back(static_cast<ProtocolId>(id));
    }
    return found;
}

constexpr std::uint64_t everyProtocol = ~std::uint64_t{0};

bool isOfStreams(const Protocol &protocol, const FieldSpec *spec)
{
    constexpr auto names = std::to_array<std::string_view>({"tcp.stream", "udp.stream", "tcp.segment", "tcp.reassembled", "frame.protocols"});
    return protocol.stream != nullptr || protocol.filterName == "msg"
        || std::ranges::any_of(names, [&](std::string_view name) { return spec->name.starts_with(name); });
}

} // namespace

Filter::Filter(std::string_view text, std::shared_ptr<const Registry> registry)
    : m_text(text)
    , m_registry(std::move(registry))
    , m_program(std::make_unique<Program>())
    , m_wanted(*m_registry)
{
}

Filter::~Filter() = default;

FilterResult<std::shared_ptr<const Filter>> Filter::compile(std::string_view text, std::shared_ptr<const Registry> registry)
{
    const std::shared_ptr<Filter> made(new Filter(text, std::move(registry)));
    const auto syntax = parseFilter(text);
    auto program = syntax ? compileFilter(*syntax, *made->m_registry)
                          : FilterResult<std::unique_ptr<Program>>(std::unexpected(syntax.error()));
    if (!program) {
        if (auto meant = displayFilterFor(text); !meant.empty() && parseFilter(meant))
            return std::unexpected(FilterError{.length = static_cast<std::uint32_t>(text.size()),
                                               .message = "this is a capture filter; as a display filter: " + meant,
                                               .suggestion = meant,
                                               .replacesAll = true});
        return std::unexpected(program.error());
    }
    made->m_program = *std::move(program);
    made->m_normalText = textOf(*syntax);
    made->findNeeds();
    return made;
}

bool Filter::isEmpty() const { return m_program->tests.empty(); }

void Filter::findNeeds()
{
    for (const Operand &operand : m_program->operands) {
        if (operand.kind == OperandKind::Special) {
            const bool isOfTime = operand.special <= SpecialField::Reference;
            m_wantsAll = m_wantsAll || !isOfTime; // columns and problems come from everything
            m_needsStreams = m_needsStreams || !isOfTime;
            m_needsMessages = m_needsMessages || !isOfTime;
            m_isBehindPorts = false;
            m_messagesOf |= isOfTime ? 0 : everyProtocol;
            m_needsNeighbours = m_needsNeighbours || operand.special == SpecialField::TimeDelta || operand.special == SpecialField::TimeDeltaShown;
        }
        for (const FieldSpec *spec : operand.specs)
            for (const ProtocolId protocol : protocolsOf(*m_registry, spec))
                need(*spec, protocol);
    }
    m_isBehindPorts = m_isBehindPorts && m_beyondPorts;
}

void Filter::need(const FieldSpec &spec, ProtocolId protocol)
{
    if (spec.type != FieldType::Protocol)
        m_wanted.want({protocol, spec.index});
    const bool isStack = spec.name == "frame.protocols"; // written from fields of the layers
    m_wantsAll = m_wantsAll || isStack;
    const bool isOfStream = isOfStreams(m_registry->protocol(protocol), &spec);
    m_needsStreams = m_needsStreams || isOfStream;
    m_needsMessages = m_needsMessages || (isOfStream && spec.name != "tcp.stream" && spec.name != "udp.stream");
    m_beyondPorts = m_beyondPorts || m_registry->isBeyondPorts(protocol);
    // What nobody decodes is what it is by the messages of others.
    const Registry &registry = *m_registry;
    const bool isRest = protocol == registry.dataProtocol() || protocol == registry.claimant({KeySpace::Payload, payload::message});
    m_isBehindPorts = m_isBehindPorts && !isRest && registry.isBeyondPorts(protocol);
    const bool isOfMessages = registry.protocol(protocol).stream != nullptr && !isRest && !isStack;
    if (isOfMessages)
        m_messagesOf |= protocolBit(protocol);
    else if (isRest || isStack || (isOfStream && spec.name != "tcp.stream" && spec.name != "udp.stream"))
        m_messagesOf = everyProtocol;
    if (protocol != m_registry->frameProtocol())
        m_depth = limits::layers;
}

DissectOptions Filter::dissecting(std::shared_ptr<const Bindings> bindings) const
{
    return {.depth = m_wantsAll ? limits::layers : m_depth,
            .wanted = m_wantsAll ? nullptr : &m_wanted,
            .beyondPorts = m_wantsAll || m_beyondPorts,
            .bindings = std::move(bindings)};
}

} // namespace framelens
