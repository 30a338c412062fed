// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The fields of MQTT 3.1, 3.1.1 and 5.0.
//
//  fixed header (MQTT 5.0, 2.1)
//  +-------------+-------------------+-------------------------------+----------------- - -
//  | type (4)    | flags (4)         | remaining length, 1 to 4      | variable header, payload
//  |             | DUP QoS QoS RETAIN| bytes of 7 bits, lowest first |
//  +-------------+-------------------+-------------------------------+----------------- - -
#pragma once

#include "core/decode/layer.h"

namespace framelens::protocols::mqtt_detail {

enum Index : std::uint16_t {
    HeaderFlags,
    MessageType,
    HeaderReserved,
    Dup,
    Qos,
    Retain,
    RetainReserved,
    Length,
    ProtocolLength,
    ProtocolName,
    Version,
    ConnectFlags,
    UserNameFlag,
    PasswordFlag,
    WillRetain,
    WillQos,
    WillFlag,
    CleanSession,
    ConnectReserved,
    KeepAlive,
    ClientIdLength,
    ClientId,
    WillTopicLength,
    WillTopic,
    WillMessageLength,
    WillMessage,
    UserNameLength,
    UserName,
    PasswordLength,
    Password,
    AckFlags,
    AckReserved,
    SessionPresent,
    ReturnCode,
    MessageId,
    TopicLength,
    Topic,
    Message,
    RequestedQos,
    GrantedQos,
    SubscriptionOptions,
    OptionsReserved,
    RetainHandling,
    RetainAsPublished,
    NoLocal,
    OptionsQos,
    ConnackReason,
    PubackReason,
    PubrecReason,
    PubrelReason,
    PubcompReason,
    SubackReason,
    UnsubackReason,
    DisconnectReason,
    AuthReason,
    Properties,
    WillProperties,
    PropertiesLength,
    PropertyId,
    PropertyNumber,
    PropertyMaximumQos,
    PropertyTopicAlias,
    PropertyTextLength,
    PropertyText,
    PropertyKeyLength,
    PropertyKey,
    PropertyValueLength,
    PropertyValue,
    UnknownProperty,
    Count
};

namespace type {
inline constexpr std::uint64_t connect = 1;
inline constexpr std::uint64_t connectAck = 2;
inline constexpr std::uint64_t publish = 3;
inline constexpr std::uint64_t publishAck = 4;
inline constexpr std::uint64_t publishReceived = 5;
inline constexpr std::uint64_t publishRelease = 6;
inline constexpr std::uint64_t publishComplete = 7;
inline constexpr std::uint64_t subscribe = 8;
inline constexpr std::uint64_t subscribeAck = 9;
inline constexpr std::uint64_t unsubscribe = 10;
inline constexpr std::uint64_t unsubscribeAck = 11;
inline constexpr std::uint64_t disconnect = 14;
inline constexpr std::uint64_t authenticate = 15;
}

inline constexpr auto typeNames = std::to_array<ValueName>({
    {0, "Reserved"},
    {type::connect, "Connect Command"},
    {type::connectAck, "Connect Ack"},
    {type::publish, "Publish Message"},
    {type::publishAck, "Publish Ack"},
    {type::publishReceived, "Publish Received"},
    {type::publishRelease, "Publish Release"},
    {type::publishComplete, "Publish Complete"},
    {type::subscribe, "Subscribe Request"},
    {type::subscribeAck, "Subscribe Ack"},
    {type::unsubscribe, "Unsubscribe Request"},
    {type::unsubscribeAck, "Unsubscribe Ack"},
    {12, "Ping Request"},
    {13, "Ping Response"},
    {type::disconnect, "Disconnect Req"},
    {type::authenticate, "Authentication Exchange"},
});

inline constexpr auto qosNames = std::to_array<ValueName>({
    {0, "At most once delivery"},
    {1, "At least once delivery"},
    {2, "Exactly once delivery"},
    {3, "Reserved"},
});

inline constexpr auto grantedQosNames = std::to_array<ValueName>({
    {0, "At most once delivery"},
    {1, "At least once delivery"},
    {2, "Exactly once delivery"},
    {128, "Failure"},
});

inline constexpr auto versionNames = std::to_array<ValueName>({{3, "MQTT v3.1"}, {4, "MQTT v3.1.1"}, {5, "MQTT v5.0"}});

inline constexpr auto returnCodeNames = std::to_array<ValueName>({
    {0, "Connection Accepted"},
    {1, "Connection Refused: unacceptable protocol version"},
    {2, "Connection Refused: identifier rejected"},
    {3, "Connection Refused: server unavailable"},
    {4, "Connection Refused: bad user name or password"},
    {5, "Connection Refused: not authorized"},
});

/// MQTT 5.0, 2.4: one list for all messages; 0 and what is below 128 mean different things.
inline constexpr auto reasonNames = std::to_array<ValueName>({
    {0, "Success"},
    {4, "Disconnect with Will Message"},
    {16, "No matching subscribers"},
    {17, "No subscription existed"},
    {24, "Continue authentication"},
    {25, "Re-authenticate"},
    {128, "Unspecified error"},
    {129, "Malformed Packet"},
    {130, "Protocol Error"},
    {131, "Implementation specific error"},
    {132, "Unsupported Protocol Version"},
    {133, "Client Identifier not valid"},
    {134, "Bad User Name or Password"},
    {135, "Not authorized"},
    {136, "Server unavailable"},
    {137, "Server busy"},
    {138, "Banned"},
    {139, "Server shutting down"},
    {140, "Bad authentication method"},
    {141, "Keep Alive timeout"},
    {142, "Session taken over"},
    {143, "Topic Filter invalid"},
    {144, "Topic Name invalid"},
    {145, "Packet Identifier in use"},
    {146, "Packet Identifier not found"},
    {147, "Receive Maximum exceeded"},
    {148, "Topic Alias invalid"},
    {149, "Packet too large"},
    {150, "Message rate too high"},
    {151, "Quota exceeded"},
    {152, "Administrative action"},
    {153, "Payload format invalid"},
    {154, "Retain not supported"},
    {155, "QoS not supported"},
    {156, "Use another server"},
    {157, "Server moved"},
    {158, "Shared Subscription not supported"},
    {159, "Connection rate exceeded"},
    {160, "Maximum connect time"},
    {161, "Subscription Identifiers not supported"},
    {162, "Wildcard Subscription not supported"},
});

inline constexpr auto grantedNames = std::to_array<ValueName>({
    {0, "Granted QoS 0"},
    {1, "Granted QoS 1"},
    {2, "Granted QoS 2"},
    {128, "Unspecified error"},
    {131, "Implementation specific error"},
    {135, "Not authorized"},
    {143, "Topic Filter invalid"},
    {145, "Packet Identifier in use"},
    {151, "Quota exceeded"},
    {158, "Shared Subscription not supported"},
    {161, "Subscription Identifiers not supported"},
    {162, "Wildcard Subscription not supported"},
});

inline constexpr auto retainHandlingNames = std::to_array<ValueName>({
    {0, "Send msgs at subscription time"},
    {1, "Send msgs if subscription does not exist"},
    {2, "Do not send msgs at subscription time"},
    {3, "Reserved"},
});

/// How a property's value is laid out (MQTT 5.0, 2.2.2.2).
enum class Shape : std::uint8_t { One, Two, Four, Varint, Text, Binary, Pair };

struct PropertyKind
{
    std::uint64_t id;
    Shape shape;
};

inline constexpr auto propertyKinds = std::to_array<PropertyKind>({
    {0x01, Shape::One},    {0x02, Shape::Four}, {0x03, Shape::Text}, {0x08, Shape::Text}, {0x09, Shape::Binary},
    {0x0b, Shape::Varint}, {0x11, Shape::Four}, {0x12, Shape::Text}, {0x13, Shape::Two},  {0x15, Shape::Text},
    {0x16, Shape::Binary}, {0x17, Shape::One},  {0x18, Shape::Four}, {0x19, Shape::One},  {0x1a, Shape::Text},
    {0x1c, Shape::Text},   {0x1f, Shape::Text}, {0x21, Shape::Two},  {0x22, Shape::Two},  {0x23, Shape::Two},
    {0x24, Shape::One},    {0x25, Shape::One},  {0x26, Shape::Pair}, {0x27, Shape::Four}, {0x28, Shape::One},
    {0x29, Shape::One},    {0x2a, Shape::One},
});

inline constexpr auto propertyNames = std::to_array<ValueName>({
    {0x01, "Payload Format Indicator"},
    {0x02, "Publication Expiry Interval"},
    {0x03, "Content Type"},
    {0x08, "Response Topic"},
    {0x09, "Correlation Data"},
    {0x0b, "Subscription Identifier"},
    {0x11, "Session Expiry Interval"},
    {0x12, "Assigned Client Identifier"},
    {0x13, "Server Keep Alive"},
    {0x15, "Authentication Method"},
    {0x16, "Authentication Data"},
    {0x17, "Request Problem Information"},
    {0x18, "Will Delay Interval"},
    {0x19, "Request Response Information"},
    {0x1a, "Response Information"},
    {0x1c, "Server Reference"},
    {0x1f, "Reason String"},
    {0x21, "Receive Maximum"},
    {0x22, "Topic Alias Maximum"},
    {0x23, "Topic Alias"},
    {0x24, "Maximum QoS"},
    {0x25, "Retain Available"},
    {0x26, "User Property"},
    {0x27, "Maximum Packet Size"},
    {0x28, "Wildcard Subscription Available"},
    {0x29, "Subscription Identifier Available"},
    {0x2a, "Shared Subscription Available"},
});

constexpr FieldSpec bit(Index index, std::string_view name, std::string_view label, Bits bits)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Boolean, .bits = bits, .names = setNotSet};
}
constexpr FieldSpec number(Index index, std::string_view name, std::string_view label,
                           std::span<const ValueName> names = {}, Bits bits = {})
{
    return {.index = index, .name = name, .label = label, .bits = bits, .names = names};
}
constexpr FieldSpec hex(Index index, std::string_view name, std::string_view label, Bits bits,
                        std::span<const ValueName> names = {})
{
    return {.index = index, .name = name, .label = label, .base = Base::Hex, .bits = bits, .names = names};
}
constexpr FieldSpec text(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Text};
}
constexpr FieldSpec bytes(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::ByteString};
}
constexpr FieldSpec group(Index index, std::string_view name, std::string_view label)
{
    return {.index = index, .name = name, .label = label, .type = FieldType::Group};
}

// Bits have no parent in the table: which of them there are goes by the message's type, and some overlap.
inline constexpr auto fields = fieldTable("mqtt", {
    hex(HeaderFlags, "mqtt.hdrflags", "Header Flags", {0, 8}),
    number(MessageType, "mqtt.msgtype", "Message Type", typeNames, {0, 4}),
    number(HeaderReserved, "mqtt.hdr_reserved", "Reserved", {}, {4, 4}),
    bit(Dup, "mqtt.dupflag", "DUP Flag", {4, 1}),
    number(Qos, "mqtt.qos", "QoS Level", qosNames, {5, 2}),
    bit(Retain, "mqtt.retain", "Retain", {7, 1}),
    number(RetainReserved, "mqtt.retain_reserved", "Reserved", {}, {7, 1}),
    number(Length, "mqtt.len", "Msg Len"),
    number(ProtocolLength, "mqtt.proto_len", "Protocol Name Length"),
    text(ProtocolName, "mqtt.protoname", "Protocol Name"),
    number(Version, "mqtt.ver", "Version", versionNames),
    hex(ConnectFlags, "mqtt.conflags", "Connect Flags", {0, 8}),
    bit(UserNameFlag, "mqtt.conflag.uname", "User Name Flag", {0, 1}),
    bit(PasswordFlag, "mqtt.conflag.passwd", "Password Flag", {1, 1}),
    bit(WillRetain, "mqtt.conflag.retain", "Will Retain", {2, 1}),
    number(WillQos, "mqtt.conflag.qos", "QoS Level", qosNames, {3, 2}),
    bit(WillFlag, "mqtt.conflag.willflag", "Will Flag", {5, 1}),
    bit(CleanSession, "mqtt.conflag.cleansess", "Clean Session Flag", {6, 1}),
    bit(ConnectReserved, "mqtt.conflag.reserved", "(Reserved)", {7, 1}),
    number(KeepAlive, "mqtt.kalive", "Keep Alive"),
    number(ClientIdLength, "mqtt.clientid_len", "Client ID Length"),
    text(ClientId, "mqtt.clientid", "Client ID"),
    number(WillTopicLength, "mqtt.willtopic_len", "Will Topic Length"),
    text(WillTopic, "mqtt.willtopic", "Will Topic"),
    number(WillMessageLength, "mqtt.willmsg_len", "Will Message Length"),
    bytes(WillMessage, "mqtt.willmsg", "Will Message"),
    number(UserNameLength, "mqtt.username_len", "User Name Length"),
    text(UserName, "mqtt.username", "User Name"),
    number(PasswordLength, "mqtt.passwd_len", "Password Length"),
    text(Password, "mqtt.passwd", "Password"),
    hex(AckFlags, "mqtt.conack.flags", "Acknowledge Flags", {0, 8}),
    number(AckReserved, "mqtt.conack.flags.reserved", "Reserved", {}, {0, 7}),
    bit(SessionPresent, "mqtt.conack.flags.sp", "Session Present", {7, 1}),
    number(ReturnCode, "mqtt.conack.val", "Return Code", returnCodeNames),
    number(MessageId, "mqtt.msgid", "Message Identifier"),
    number(TopicLength, "mqtt.topic_len", "Topic Length"),
    text(Topic, "mqtt.topic", "Topic"),
    bytes(Message, "mqtt.msg", "Message"),
    number(RequestedQos, "mqtt.sub.qos", "Requested QoS", qosNames),
    number(GrantedQos, "mqtt.suback.qos", "Granted QoS", grantedQosNames),
    hex(SubscriptionOptions, "mqtt.subscription_options", "Subscription Options", {0, 8}),
    hex(OptionsReserved, "mqtt.subscription_options_reserved", "Reserved", {0, 2}),
    number(RetainHandling, "mqtt.subscription_options_retain", "Retain Handling", retainHandlingNames, {2, 2}),
    bit(RetainAsPublished, "mqtt.subscription_options_rap", "Retain As Published", {4, 1}),
    bit(NoLocal, "mqtt.subscription_options_nl", "No Local", {5, 1}),
    number(OptionsQos, "mqtt.subscription_options_qos", "QoS", qosNames, {6, 2}),
    number(ConnackReason, "mqtt.connack.reason_code", "Reason Code", reasonNames),
    number(PubackReason, "mqtt.puback.reason_code", "Reason Code", reasonNames),
    number(PubrecReason, "mqtt.pubrec.reason_code", "Reason Code", reasonNames),
    number(PubrelReason, "mqtt.pubrel.reason_code", "Reason Code", reasonNames),
    number(PubcompReason, "mqtt.pubcomp.reason_code", "Reason Code", reasonNames),
    number(SubackReason, "mqtt.suback.reason_code", "Reason Code", grantedNames),
    number(UnsubackReason, "mqtt.unsuback.reason_code", "Reason Code", reasonNames),
    number(DisconnectReason, "mqtt.disconnect.reason_code", "Reason Code", reasonNames),
    number(AuthReason, "mqtt.auth.reason_code", "Reason Code", reasonNames),
    group(Properties, "mqtt.properties", "Properties"),
    group(WillProperties, "mqtt.will_properties", "Will Properties"),
    number(PropertiesLength, "mqtt.property_len", "Total Length"),
    hex(PropertyId, "mqtt.property_id", "ID", {}, propertyNames),
    number(PropertyNumber, "mqtt.prop_number", "Value"),
    number(PropertyMaximumQos, "mqtt.property.max_qos", "QoS", qosNames),
    number(PropertyTopicAlias, "mqtt.property.topic_alias", "Topic Alias"),
    number(PropertyTextLength, "mqtt.prop_string_len", "Length"),
    text(PropertyText, "mqtt.prop_string", "Value"),
    number(PropertyKeyLength, "mqtt.prop_key_len", "Key Length"),
    text(PropertyKey, "mqtt.prop_key", "Key"),
    number(PropertyValueLength, "mqtt.prop_value_len", "Value Length"),
    text(PropertyValue, "mqtt.prop_value", "Value"),
    text(UnknownProperty, "mqtt.prop_unknown", "Unknown Property"),
});

/// A number of 1 to 4 bytes of 7 bits, lowest first (MQTT 5.0, 1.5.5).
struct Varint
{
    std::uint64_t value = 0;
    std::size_t size = 0; ///< bytes; 0: it is not all there, or longer than four bytes
};
Varint varintAt(const ByteCursor &within, std::size_t offset);

/// A length of two bytes and as many bytes, as two fields. Bytes of no length are no field.
void addText(Layer &layer, ByteCursor &from, Index length, Index content);
/// A property list with its length under a heading; `from` moves behind. MQTT 5.0, 2.2.2.
void addProperties(Layer &layer, ByteCursor &from, Index heading);
/// Whether properties that could be ones stand there: 0 if not, else the bytes of their length and of them.
std::size_t propertiesSize(const ByteCursor &within, std::size_t offset);

} // namespace framelens::protocols::mqtt_detail
