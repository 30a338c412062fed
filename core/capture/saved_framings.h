// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How the conversations of a saved recording were cut: kept in custom blocks of its pcapng file, one a connection.
//
// Custom block (draft-ietf-opsawg-pcapng section 4.8) with the enterprise number 32473, which RFC 5612 sets aside for
// examples: a number of its own has nobody assigned to Framelens. As others may use it too, the content begins with a word
// that tells ours. Content, in network byte order whatever the section's is:
//
//    0  "framelens"        9  version, 1       10  flags: 1 the client's address is IPv6, 2 the server's     11  zero
//   12  conversation (4)  16  address of the client (16)  32  of the server (16)  48  port of the client (2)
//   50  of the server (2) 52  size of the text (4)  56  text, UTF-8
#pragma once

#include "core/bytes/flow.h"
#include "core/bytes/load.h"

#include <optional>
#include <string>
#include <vector>

namespace framelens {

class Capture;

struct SavedFraming
{
    Endpoint client; ///< as its frames have them
    Endpoint server;
    std::uint32_t connection = 0; ///< of the file, counted from 0 in order of first frames: tshark's tcp.stream
    std::string framerText; ///< what framerText() made; unchecked, at most 4 KiB

    friend bool operator==(const SavedFraming &, const SavedFraming &) = default;
};

/// Those of a capture that has been indexed so far, in order of the file. Empty for pcap and for files of others.
std::vector<SavedFraming> savedFramings(const Capture &capture);

inline constexpr std::uint32_t savedFramingEnterprise = 32473; ///< RFC 5612
inline constexpr std::size_t mostFramingText = 4096; ///< bytes

/// The content of a custom block, behind the enterprise number. A text that is too long is cut off.
std::vector<std::byte> savedFramingContent(const SavedFraming &framing);
/// The same read; nothing when it is none of ours. What follows it is padding or options.
std::optional<SavedFraming> readSavedFraming(Bytes content);

} // namespace framelens
