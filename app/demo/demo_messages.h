// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the demo's two ends say to each other, as bytes: MQTT 3.1.1, HTTP/1.1, and a small protocol of its own.
#pragma once

#include "core/bytes/load.h"

#include <string>
#include <string_view>
#include <vector>

namespace framelens::demo {

using Message = std::vector<std::byte>;

// MQTT 3.1.1 (OASIS), section 3.
Message mqttConnect(std::string_view clientId);
Message mqttConnectAccepted();
Message mqttSubscribe(std::uint16_t id, std::string_view topic);
Message mqttSubscribed(std::uint16_t id);
Message mqttPublish(std::string_view topic, std::string_view payload);
Message mqttPing();
Message mqttPong();
Message mqttDisconnect();

/// A message of the sensors: a length (u16, big endian, of what follows it), then
///
///     type u16be | sensor u32be | value i32be, in thousandths | name, to the end
Message sensorMessage(std::uint16_t type, std::uint32_t sensor, std::int32_t value, std::string_view name);
inline constexpr std::uint16_t sensorHello = 1; ///< the client's first
inline constexpr std::uint16_t sensorReading = 2;
inline constexpr std::uint16_t sensorAsk = 3; ///< the client wants a reading at once
inline constexpr std::uint16_t sensorGoodbye = 4; ///< the server's last, after the client has ended its sending

Message httpRequest(std::string_view path);
/// Status line and headers of an answer whose body comes in chunks.
Message httpChunkedHead();
Message httpChunk(std::string_view body);
Message httpLastChunk();
Message httpNotFound();

Message asMessage(std::string_view text);

} // namespace framelens::demo
