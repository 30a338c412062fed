// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "app/demo/demo_messages.h"

#include <array>
#include <bit>
#include <charconv>
#include <concepts>

namespace framelens::demo {

namespace {

template <std::unsigned_integral T>
void put(Message &message, T value)
{
    for (std::size_t i = sizeof(T); i-- > 0;)
        message.push_back(static_cast<std::byte>(std::uint64_t{value} >> (i * 8)));
}

void put(Message &message, std::string_view text)
{
    const Bytes bytes = asBytes(text);
    message.insert(message.end(), bytes.begin(), bytes.end());
}

void putMqttText(Message &message, std::string_view text)
{
    put(message, static_cast<std::uint16_t>(text.size()));
    put(message, text);
}

// The fixed header (section 2.2): type and flags, then the length of the rest, seven bits a byte.
Message mqttPacket(std::uint8_t typeAndFlags, const Message &rest)
{
    Message packet{std::byte{typeAndFlags}};
    std::size_t left = rest.size();
    do {
        const std::size_t low = left % 128;
        left /= 128;
        packet.push_back(static_cast<std::byte>(left > 0 ? low | 0x80U : low));
    } while (left > 0);
    packet.insert(packet.end(), rest.begin(), rest.end());
    return packet;
}

} // namespace

Message asMessage(std::string_view text)
{
    Message message;
    put(message, text);
    return message;
}

Message mqttConnect(std::string_view clientId)
{
    constexpr std::uint8_t level = 4; // 3.1.1
    constexpr std::uint8_t cleanSession = 0x02;
    constexpr std::uint16_t keepAliveSeconds = 60;
    Message rest;
    putMqttText(rest, "MQTT");
    put(rest, level);
    put(rest, cleanSession);
    put(rest, keepAliveSeconds);
    putMqttText(rest, clientId);
    return mqttPacket(0x10, rest);
}

Message mqttConnectAccepted() { return mqttPacket(0x20, {std::byte{0}, std::byte{0}}); }

Message mqttSubscribe(std::uint16_t id, std::string_view topic)
{
    Message rest;
    put(rest, id);
    putMqttText(rest, topic);
    put(rest, std::uint8_t{0}); // at most once
    return mqttPacket(0x82, rest);
}

Message mqttSubscribed(std::uint16_t id)
{
    Message rest;
    put(rest, id);
    put(rest, std::uint8_t{0});
    return mqttPacket(0x90, rest);
}

Message mqttPublish(std::string_view topic, std::string_view payload)
{
    Message rest;
    putMqttText(rest, topic);
    put(rest, payload);
    return mqttPacket(0x30, rest);
}

Message mqttPing() { return mqttPacket(0xc0, {}); }
Message mqttPong() { return mqttPacket(0xd0, {}); }
Message mqttDisconnect() { return mqttPacket(0xe0, {}); }

Message sensorMessage(std::uint16_t type, std::uint32_t sensor, std::int32_t value, std::string_view name)
{
    Message message;
    put(message, static_cast<std::uint16_t>(2 + 4 + 4 + name.size()));
    put(message, type);
    put(message, sensor);
    put(message, std::bit_cast<std::uint32_t>(value));
    put(message, name);
    return message;
}

Message httpRequest(std::string_view path)
{
    return asMessage("GET " + std::string(path)
                     + " HTTP/1.1\r\nHost: demo.framelens\r\nUser-Agent: framelens-demo\r\nAccept: application/json\r\n\r\n");
}

Message httpChunkedHead()
{
    return asMessage("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
}

Message httpChunk(std::string_view body)
{
    std::array<char, 16> size{};
    const auto end = std::to_chars(size.begin(), size.end(), body.size(), 16);
    return asMessage(std::string(size.begin(), end.ptr) + "\r\n" + std::string(body) + "\r\n");
}

Message httpLastChunk() { return asMessage("0\r\n\r\n"); }

Message httpNotFound()
{
    return asMessage("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nno such thing\n");
}

} // namespace framelens::demo
