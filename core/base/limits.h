// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every limit on what input may ask of us, with its reason. A limit that is hit is shown, never silent.
#pragma once

#include <cstddef>
#include <cstdint>

namespace framelens::limits {

/// Frames are numbered by u32 and Qt's rows are int: 2^31 - 1.
inline constexpr std::uint32_t frames = 0x7fffffffU;

/// A record longer than this is taken for damage, not for a frame (libpcap's MAXIMUM_SNAPLEN).
inline constexpr std::uint32_t recordBytes = 256U * 1024;
/// D-Bus and USB link types carry larger records (libpcap: 128 MiB).
inline constexpr std::uint32_t largeRecordBytes = 128U * 1024 * 1024;

/// Layers inside each other: tunnels in tunnels end here.
inline constexpr std::size_t layers = 64;
/// Layers in one frame, the messages of a stream that stand beside each other counted; numbered by one byte.
inline constexpr std::size_t layersPerFrame = 250;
/// Messages of one frame that lay in several segments, each bytes of its own.
inline constexpr std::size_t gatheredPerFrame = 14;
/// Fields in one frame: 100,000 of 32 bytes are 3.2 MB, far above any honest frame.
inline constexpr std::size_t fieldsPerFrame = 100'000;
/// Nesting of field subtrees within one frame.
inline constexpr std::size_t fieldDepth = 64;
/// Items of one option list or repetition: each is at least a byte of a frame under 256 KiB.
inline constexpr std::size_t items = 65'536;
/// Jumps and labels while one compressed DNS name is followed (RFC 1035: names have at most 127 labels).
inline constexpr std::size_t nameJumps = 128;

/// Characters of one text from outside that are shown at a time.
inline constexpr std::size_t visibleCharacters = 4096;
/// The same where it leaves for a file or the clipboard, or is searched: as long as a message is by default.
inline constexpr std::size_t wholeCharacters = std::size_t{16} << 20U;

} // namespace framelens::limits
