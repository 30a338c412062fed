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

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
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

/// The same, found for one conversation at a time while the capture is still being indexed. Any thread. Keeps places, no texts.
class SavedFramers
{
public:
    explicit SavedFramers(std::shared_ptr<const Capture> capture);

    /// What was saved of a conversation that has a frame in the index, by its ends and its number in the file. Numbers are others
    /// once frames were taken away or files joined: then what was saved last of these ends. Empty: nothing.
    std::string of(const Endpoint &client, const Endpoint &server, std::uint32_t connection) const;

private:
    struct Places
    {
        std::size_t seen = 0; // blocks of the metadata
        std::unordered_map<std::uint64_t, std::size_t> byNumber; // hash of ends and number -> block
        std::unordered_map<std::uint64_t, std::size_t> byEnds;
    };
    void look() const;

    std::shared_ptr<const Capture> m_capture;
    mutable std::mutex m_mutex;
    mutable Places m_places;
};

/// SavedFramers::of() of a capture, which it keeps.
std::function<std::string(const Endpoint &client, const Endpoint &server, std::uint32_t connection)>
savedFramers(std::shared_ptr<const Capture> capture);

inline constexpr std::uint32_t savedFramingEnterprise = 32473; ///< RFC 5612
inline constexpr std::size_t mostFramingText = 4096; ///< bytes

/// The content of a custom block, behind the enterprise number. A text that is too long is cut off.
std::vector<std::byte> savedFramingContent(const SavedFraming &framing);
/// The same read; nothing when it is none of ours. What follows it is padding or options.
std::optional<SavedFraming> readSavedFraming(Bytes content);

} // namespace framelens
