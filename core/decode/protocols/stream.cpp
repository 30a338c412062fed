// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A frame of a recording: which connection and direction it belongs to. It has no bytes of its own; what is known of the
// connection stands under the names that captured frames have it under.
#include "core/decode/format.h"
#include "core/decode/layer.h"

#include <utility>

namespace framelens::protocols {

namespace {

enum Index : std::uint16_t {
    DirectionField,
    SourceAddress,
    DestinationAddress,
    SourceAddress6,
    DestinationAddress6,
    SourcePort,
    DestinationPort,
    Stream,
    Count
};

constexpr std::array<ValueName, 2> directions = {{{0, "client to server"}, {1, "server to client"}}};
constexpr std::array<std::string_view, 1> addressAlias = {"ip.addr"};
constexpr std::array<std::string_view, 1> address6Alias = {"ipv6.addr"};
constexpr std::array<std::string_view, 1> portAlias = {"tcp.port"};

// All but the first are other protocols' fields.
constexpr std::array<FieldSpec, Count> fields = {{
    {.index = DirectionField, .name = "stream.direction", .label = "Direction", .names = directions},
    {.index = SourceAddress, .name = "ip.src", .label = "Source Address", .type = FieldType::Ipv4, .aliases = addressAlias},
    {.index = DestinationAddress, .name = "ip.dst", .label = "Destination Address", .type = FieldType::Ipv4, .aliases = addressAlias},
    {.index = SourceAddress6, .name = "ipv6.src", .label = "Source Address", .type = FieldType::Ipv6, .aliases = address6Alias},
    {.index = DestinationAddress6, .name = "ipv6.dst", .label = "Destination Address", .type = FieldType::Ipv6,
     .aliases = address6Alias},
    {.index = SourcePort, .name = "tcp.srcport", .label = "Source Port", .aliases = portAlias},
    {.index = DestinationPort, .name = "tcp.dstport", .label = "Destination Port", .aliases = portAlias},
    {.index = Stream, .name = "tcp.stream", .label = "Stream index"},
}};

consteval bool isInOrder()
{
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].index != i)
            return false;
    return true;
}
static_assert(isInOrder(), "index is the row's place in the table");

struct Ends
{
    const Endpoint &source;
    const Endpoint &destination;
};

Ends endsOf(const Flow &flow)
{
    return flow.direction == Direction::ToServer ? Ends{flow.client, flow.server} : Ends{flow.server, flow.client};
}

std::uint32_t ipv4Of(const Endpoint &endpoint)
{
    return static_cast<std::uint32_t>(loadSized(endpoint.address.data(), 4, ByteOrder::Big));
}

// An address of IPv6 does not fit into a value: the flow has it, and the value says which of the two it is.
void addAddress(Layer &layer, const Endpoint &endpoint, bool isSource)
{
    const Flow &flow = *layer.frame().flow;
    const FieldSpec &spec = endpoint.isIpv6 ? fields[isSource ? SourceAddress6 : DestinationAddress6]
                                            : fields[isSource ? SourceAddress : DestinationAddress];
    const std::uint64_t value = endpoint.isIpv6 ? (&endpoint == &flow.client ? 0U : 1U) : ipv4Of(endpoint);
    layer.addGenerated(spec, value);
    layer.column(isSource ? Column::Source : Column::Destination, spec, 0, 0, value);
}

void noteKind(Layer &layer, const FrameInfo &frame)
{
    const std::size_t size = frame.capturedLength;
    switch (frame.kind) {
    case FrameKind::Incomplete:
        layer.problem(Severity::Warning, fields[DirectionField], 0, size, "the stream ended inside this message");
        return;
    case FrameKind::TooLong:
        layer.problem(Severity::Warning, fields[DirectionField], 0, size, "part of a message longer than the framer's maximum");
        return;
    case FrameKind::Unframed:
        if (frame.flow->framer != nullptr)
            layer.problem(Severity::Warning, fields[DirectionField], 0, size, "the framer could not go on here");
        return;
    case FrameKind::Record:
    case FrameKind::Message:
    case FrameKind::Reset:
    case FrameKind::Failed: return;
    }
}

void dissect(Layer &layer)
{
    const FrameInfo &frame = layer.frame();
    if (frame.flow == nullptr)
        return;
    const Ends ends = endsOf(*frame.flow);
    layer.addGenerated(fields[DirectionField], std::to_underlying(frame.flow->direction));
    if (ends.source != Endpoint())
        addAddress(layer, ends.source, true);
    if (ends.destination != Endpoint())
        addAddress(layer, ends.destination, false);
    layer.addGenerated(fields[SourcePort], ends.source.port);
    layer.addGenerated(fields[DestinationPort], ends.destination.port);
    layer.addGenerated(fields[Stream], frame.flow->connection);
    noteKind(layer, frame);
    layer.next({KeySpace::Payload, payload::message});
}

void writeEnd(TextSink &sink, const Endpoint &endpoint)
{
    if (endpoint.isIpv6) {
        writeIpv6(sink << '[', endpoint.address);
        sink << ']';
    } else {
        writeIpv4(sink, ipv4Of(endpoint));
    }
    (sink << ':').number(endpoint.port);
}

void title(TextSink &sink, const LayerText &text)
{
    const Flow *flow = text.dissection.frame().flow;
    if (flow == nullptr)
        return;
    const Ends ends = endsOf(*flow);
    (sink << ' ').number(flow->connection) << ", ";
    writeEnd(sink, ends.source);
    writeEnd(sink << " -> ", ends.destination);
    sink << ", " << directions[std::to_underlying(flow->direction)].name;
}

void summary(TextSink &sink, const LayerText &text)
{
    const FrameInfo &frame = text.dissection.frame();
    const bool byClient = frame.flow != nullptr && frame.flow->direction == Direction::ToServer;
    if (frame.kind == FrameKind::Reset)
        sink << "Connection reset by the " << (byClient ? "client" : "server");
    else if (frame.kind == FrameKind::Failed)
        sink << "Connection failed";
}

} // namespace

extern const Protocol stream;
constexpr Protocol stream{.name = "TCP",
                          .longName = "TCP stream",
                          .filterName = "stream",
                          .fields = fields,
                          .dissect = dissect,
                          .title = title,
                          .summary = summary};

} // namespace framelens::protocols
