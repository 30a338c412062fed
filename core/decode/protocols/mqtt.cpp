// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// MQTT 3.1, 3.1.1 and 5.0 (OASIS). The drawing stands above the table, in mqtt_fields.h. Only CONNECT says which version
// is spoken: other messages are read as 3.1.1 unless they can only be, or are far likelier to be, 5.0.
#include "core/decode/format.h"
#include "core/decode/framer.h"
#include "core/decode/parse.h"
#include "core/decode/protocols/mqtt_fields.h"

#include <algorithm>

namespace framelens::protocols {

using namespace mqtt_detail;

namespace {

constexpr std::uint64_t version5 = 5;

bool hasFlags(std::uint64_t messageType)
{
    return messageType == type::publish || messageType == type::publishRelease || messageType == type::subscribe
        || messageType == type::unsubscribe;
}

void addHeader(Layer &layer, std::uint64_t messageType)
{
    layer.fixed(fields[HeaderFlags]);
    const Subtree inside = layer.subtree();
    layer.fixed(fields[MessageType]);
    if (!hasFlags(messageType)) {
        layer.fixed(fields[HeaderReserved]);
        return;
    }
    layer.fixed(fields[Dup]);
    const std::uint64_t qos = layer.fixed(fields[Qos]);
    layer.fixed(fields[messageType == type::publish ? Retain : RetainReserved]);
    if (qos == 3)
        layer.problem(Severity::Error, fields[Qos], layer.begin(), 1, "there is no quality of service 3");
}

void addWill(Layer &layer, bool is5)
{
    ByteCursor &cursor = layer.cursor();
    if (is5)
        addProperties(layer, cursor, WillProperties);
    addText(layer, cursor, WillTopicLength, WillTopic);
    addText(layer, cursor, WillMessageLength, WillMessage);
}

void addConnect(Layer &layer)
{
    ByteCursor &cursor = layer.cursor();
    addText(layer, cursor, ProtocolLength, ProtocolName);
    const bool is5 = layer.readSized(cursor, fields[Version], 1, ByteOrder::Big) >= version5;
    layer.setBase(cursor.position());
    const std::uint64_t flags = layer.fixed(fields[ConnectFlags]);
    {
        const Subtree inside = layer.subtree();
        layer.fixedAll(fields[UserNameFlag], fields[PasswordFlag], fields[WillRetain], fields[WillQos], fields[WillFlag],
                       fields[CleanSession], fields[ConnectReserved]);
    }
    cursor.skip(1);
    layer.readSized(cursor, fields[KeepAlive], 2, ByteOrder::Big);
    if (is5 && !cursor.failed())
        addProperties(layer, cursor, Properties);
    addText(layer, cursor, ClientIdLength, ClientId);
    if ((flags & 0x04U) != 0 && !cursor.failed())
        addWill(layer, is5);
    if ((flags & 0x80U) != 0)
        addText(layer, cursor, UserNameLength, UserName);
    if ((flags & 0x40U) != 0)
        addText(layer, cursor, PasswordLength, Password);
}

void addConnectAck(Layer &layer)
{
    ByteCursor &cursor = layer.cursor();
    const bool is5 = cursor.left() > 2;
    layer.setBase(cursor.position());
    layer.fixed(fields[AckFlags]);
    {
        const Subtree inside = layer.subtree();
        layer.fixedAll(fields[AckReserved], fields[SessionPresent]);
    }
    cursor.skip(1);
    layer.readSized(cursor, fields[is5 ? ConnackReason : ReturnCode], 1, ByteOrder::Big);
    if (is5)
        addProperties(layer, cursor, Properties);
}

// Whether what follows a PUBLISH's topic begins with version 5's properties. Some, all known, that fill their length to
// the byte are no accident; none at all is one byte of 0, which before a text is no part of it.
bool hasPublishProperties(const ByteCursor &cursor)
{
    const std::size_t at = cursor.position();
    const std::size_t size = propertiesSize(cursor, at);
    if (size != 1)
        return size != 0;
    ByteCursor rest = cursor;
    rest.skip(1);
    const std::string_view text = asText(rest.rest());
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
    });
}

void addPublish(Layer &layer, std::uint64_t flags)
{
    ByteCursor &cursor = layer.cursor();
    addText(layer, cursor, TopicLength, Topic);
    if ((flags & 0x06U) != 0)
        layer.readSized(cursor, fields[MessageId], 2, ByteOrder::Big);
    if (cursor.left() != 0 && hasPublishProperties(cursor))
        addProperties(layer, cursor, Properties);
    layer.readRest(cursor, fields[Message]);
}

void addAck(Layer &layer, Index reason)
{
    ByteCursor &cursor = layer.cursor();
    layer.readSized(cursor, fields[MessageId], 2, ByteOrder::Big);
    if (cursor.left() == 0)
        return;
    layer.readSized(cursor, fields[reason], 1, ByteOrder::Big);
    if (cursor.left() != 0)
        addProperties(layer, cursor, Properties);
}

// Whether topics, each with `behind` bytes after it, fill the rest of the message.
bool topicsFit(const ByteCursor &cursor, std::size_t at, std::size_t behind)
{
    const std::size_t end = cursor.position() + cursor.left();
    while (at < end) {
        if (!cursor.canRead(at, 2))
            return false;
        const std::size_t size = 2 + static_cast<std::size_t>(cursor.peekAt(at, 2)) + behind;
        if (size > end - at)
            return false;
        at += size;
    }
    return true;
}

void addOptions(Layer &layer)
{
    ByteCursor &cursor = layer.cursor();
    layer.setBase(cursor.position());
    layer.fixed(fields[SubscriptionOptions]);
    {
        const Subtree inside = layer.subtree();
        layer.fixedAll(fields[OptionsReserved], fields[RetainHandling], fields[RetainAsPublished], fields[NoLocal],
                       fields[OptionsQos]);
    }
    cursor.skip(1);
}

void addTopics(Layer &layer, bool subscribes)
{
    ByteCursor &cursor = layer.cursor();
    layer.readSized(cursor, fields[MessageId], 2, ByteOrder::Big);
    const std::size_t behind = subscribes ? 1 : 0;
    const std::size_t properties = propertiesSize(cursor, cursor.position());
    const bool is5 = !topicsFit(cursor, cursor.position(), behind) && properties != 0
        && topicsFit(cursor, cursor.position() + properties, behind);
    if (is5)
        addProperties(layer, cursor, Properties);
    parse::repeat(cursor, limits::items, [&](ByteCursor &, std::size_t) {
        addText(layer, cursor, TopicLength, Topic);
        if (subscribes && is5)
            addOptions(layer);
        else if (subscribes)
            layer.readSized(cursor, fields[RequestedQos], 1, ByteOrder::Big);
        return true;
    });
}

// A code for each topic that was asked for.
void addCodes(Layer &layer, Index code)
{
    parse::repeat(layer.cursor(), limits::items, [&](ByteCursor &cursor, std::size_t) {
        layer.readSized(cursor, fields[code], 1, ByteOrder::Big);
        return true;
    });
}

void addSubscribeAck(Layer &layer)
{
    ByteCursor &cursor = layer.cursor();
    layer.readSized(cursor, fields[MessageId], 2, ByteOrder::Big);
    const bool is5 = std::ranges::any_of(ByteCursor(cursor).rest(), [](std::byte code) {
        return code > std::byte{2} && code != std::byte{128};
    });
    if (is5)
        addProperties(layer, cursor, Properties);
    addCodes(layer, is5 ? SubackReason : GrantedQos);
}

void addUnsubscribeAck(Layer &layer)
{
    ByteCursor &cursor = layer.cursor();
    layer.readSized(cursor, fields[MessageId], 2, ByteOrder::Big);
    if (cursor.left() != 0)
        addProperties(layer, cursor, Properties);
    addCodes(layer, UnsubackReason);
}

void addReason(Layer &layer, Index reason)
{
    ByteCursor &cursor = layer.cursor();
    if (cursor.left() == 0)
        return;
    layer.readSized(cursor, fields[reason], 1, ByteOrder::Big);
    if (cursor.left() != 0)
        addProperties(layer, cursor, Properties);
}

void addBody(Layer &layer, std::uint64_t first)
{
    switch (first >> 4U) {
    case type::connect: addConnect(layer); return;
    case type::connectAck: addConnectAck(layer); return;
    case type::publish: addPublish(layer, first); return;
    case type::publishAck: addAck(layer, PubackReason); return;
    case type::publishReceived: addAck(layer, PubrecReason); return;
    case type::publishRelease: addAck(layer, PubrelReason); return;
    case type::publishComplete: addAck(layer, PubcompReason); return;
    case type::subscribe: addTopics(layer, true); return;
    case type::subscribeAck: addSubscribeAck(layer); return;
    case type::unsubscribe: addTopics(layer, false); return;
    case type::unsubscribeAck: addUnsubscribeAck(layer); return;
    case type::disconnect: addReason(layer, DisconnectReason); return;
    case type::authenticate: addReason(layer, AuthReason); return;
    default: return;
    }
}

void dissect(Layer &layer)
{
    ByteCursor &cursor = layer.cursor();
    const std::uint64_t first = cursor.peekAt(layer.begin(), 1);
    addHeader(layer, first >> 4U);
    cursor.skip(1);
    if (cursor.failed())
        return;
    const std::size_t at = cursor.position();
    const Varint length = varintAt(cursor, at);
    if (length.size == 0) {
        if (cursor.left() >= 4)
            layer.problem(Severity::Error, fields[Length], at, 4, "the length is longer than four bytes");
        else
            cursor.skip(cursor.left() + 1);
        return;
    }
    layer.add(fields[Length], at, length.size, length.value);
    cursor.skip(length.size);
    if (length.value > cursor.declaredLeft())
        layer.problem(Severity::Error, fields[Length], at, length.size, "the length is more than the message has");
    layer.declareEnd(std::min(cursor.position() + static_cast<std::size_t>(length.value), cursor.declaredEnd()), fields[Length]);
    addBody(layer, first);
    if (!cursor.failed() && cursor.left() != 0) {
        layer.problem(Severity::Warning, fields[Length], cursor.position(), cursor.left(), "bytes are left over behind the message");
        cursor.skip(cursor.left());
    }
}

void title(TextSink &sink, const LayerText &text)
{
    if (const Field *field = text.find(fields[MessageType]); field != nullptr)
        sink << ", " << nameOf(typeNames, field->value).value_or("Reserved");
}

void summary(TextSink &sink, const LayerText &text)
{
    const Field *field = text.find(fields[MessageType]);
    if (field == nullptr)
        return;
    sink << nameOf(typeNames, field->value).value_or("Reserved");
    if (const Field *id = text.find(fields[MessageId]); id != nullptr)
        (sink << " (id=").number(id->value) << ')';
    const auto all = text.dissection.fields();
    constexpr std::size_t mostTopics = 16; // in one line
    std::size_t shown = 0;
    for (std::uint32_t i = text.layer.root + 1; i < all[text.layer.root].end && shown < mostTopics; ++i)
        if (all[i].spec == &fields[Topic] && ++shown != 0)
            writeValue(sink << " [", text.dissection, all[i]), sink << ']';
}

// Whether the type and its flags are some that may be (MQTT 5.0, 2.1.3).
bool isFirstByte(std::uint8_t byte)
{
    const std::uint64_t messageType = byte >> 4U;
    const unsigned flags = byte & 0x0fU;
    if (messageType == type::publish)
        return (flags & 0x06U) != 0x06U;
    return messageType != 0 && flags == (hasFlags(messageType) ? 2U : 0U);
}

Cut cut(const StreamBytes &bytes, FramerState & /*state*/, const CutContext & /*context*/)
{
    if (const auto first = bytes.byteAt(0); first && !isFirstByte(*first))
        return Cut::notMine();
    std::uint64_t length = 0;
    for (std::uint64_t i = 1; i <= 4; ++i) {
        const auto byte = bytes.byteAt(i);
        if (!byte)
            return Cut::needMore(std::max<std::uint64_t>(i + 1, 2));
        length |= std::uint64_t{*byte & 0x7fU} << (7 * (i - 1));
        if ((*byte & 0x80U) == 0)
            return Cut::message(1 + i + length);
    }
    return Cut::notMine();
}

// The name of the protocol behind a CONNECT's length, or nothing yet.
Recognised recogniseConnect(const StreamBytes &bytes)
{
    using namespace std::string_view_literals;
    std::uint64_t at = 1;
    for (auto byte = bytes.byteAt(at); at <= 4; byte = bytes.byteAt(at)) {
        if (!byte)
            return Recognised::NeedMore;
        ++at;
        if ((*byte & 0x80U) == 0)
            break;
    }
    for (const std::string_view name : {"\0\4MQTT"sv, "\0\6MQIsdp"sv})
        if (bytes.startsWith(name, at))
            return Recognised::Yes;
    return bytes.size() < at + 8 ? Recognised::NeedMore : Recognised::No;
}

// A client begins with CONNECT, a server with CONNACK: its flags and code are few.
Recognised recognise(const StreamBytes &bytes, Direction /*direction*/)
{
    const auto first = bytes.byteAt(0);
    if (!first)
        return Recognised::NeedMore;
    if (*first == type::connect << 4U)
        return recogniseConnect(bytes);
    if (*first != type::connectAck << 4U)
        return Recognised::No;
    if (bytes.size() < 4)
        return Recognised::NeedMore;
    const unsigned length = *bytes.byteAt(1);
    const unsigned code = *bytes.byteAt(3);
    const bool fits = *bytes.byteAt(2) <= 1 && (length == 2 ? code <= 5 : length >= 3 && (code == 0 || code >= 128));
    return fits ? Recognised::Yes : Recognised::No;
}

constexpr StreamUse streamUse{.cut = cut, .recognise = recognise, .mostBytes = (std::uint64_t{1} << 28U) + 5};

} // namespace

extern const Protocol mqtt;
constexpr Protocol mqtt{.name = "MQTT",
                        .longName = "MQ Telemetry Transport Protocol",
                        .filterName = "mqtt",
                        .fields = fields,
                        .dissect = dissect,
                        .title = title,
                        .summary = summary,
                        .stream = &streamUse};

} // namespace framelens::protocols
