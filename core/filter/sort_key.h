// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What frames are put into order by.
#pragma once

#include "core/filter/filter_search.h"

#include <string>

namespace framelens {

enum class SortBy : std::uint8_t {
    Number, Time,
    Delta, ///< time since the frame before in the capture
    Length, ///< on the wire
    Source, Destination, ///< by kind (IPv4, IPv6, MAC, others), then by value
    Protocol, Info, ///< by their texts
    Field, ///< the first value that SortKey::field has
};

/// A value.
struct SortKey
{
    SortBy by = SortBy::Number;
    bool isDescending = false;
    /// Of SortBy::Field: a filter that asks whether something is there, compiled from a field's name ("tcp.port", "ip.src#2",
    /// "frame[0:2]"); its values are what is compared, each by its type.
    std::shared_ptr<const Filter> field = {};

    friend bool operator==(const SortKey &, const SortKey &) = default;
};

/// SortBy::Field for a field's name, or for what a filter may compute from fields.
FilterResult<SortKey> sortKeyOf(std::string_view field, std::shared_ptr<const Registry> registry);

/// Makes keys of frames: bytes that compare, the shorter first, as the values do. One thread's; its memory is reused.
class SortKeyMaker
{
public:
    /// `frames` and what it holds are borrowed; `registry` decodes.
    SortKeyMaker(const SortKey &key, const SearchedFrames &frames, const std::shared_ptr<const Registry> &registry);
    ~SortKeyMaker();
    SortKeyMaker(SortKeyMaker &&) noexcept;

    /// Texts and bytes count up to here; what is equal so far stands in the order of the capture.
    static constexpr std::size_t mostBytes = 1024;

    /// False: the frame has nothing there, and `key` is empty.
    bool make(std::uint32_t frame, std::string &key);

    /// Whether frames have to be asked for by one thread at a time (SearchedFrames::view).
    static bool needsViews(const SortKey &key, const SearchedFrames &frames);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace framelens
