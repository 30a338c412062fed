// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which fields occur in the first frames of a capture, and which values they have there: what is worth offering first.
#pragma once

#include "core/base/job.h"
#include "core/bytes/frame_source.h"
#include "core/decode/dissector.h"

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace framelens::ui {

/// A value of a field as a filter writes it: `31600`, `"example.org"`.
struct SeenValue
{
    std::string literal;
    std::uint64_t number = 0; ///< Field::value
    std::uint32_t count = 0; ///< how often it was met
};

/// Immutable; any thread.
class FieldsSeen
{
public:
    static constexpr std::uint32_t mostFrames = 10'000; ///< that are looked at: decoded within a moment
    static constexpr std::size_t mostValues = 64; ///< kept a field; what comes later is not counted
    static constexpr std::size_t mostLiteral = 64; ///< characters: nobody chooses longer ones from a list

    /// Of the first `frames` (at most mostFrames) that `view` gives. Cancelled: of those before some frame. The job reports frames and
    /// is not finished.
    FieldsSeen(std::uint32_t frames, const std::function<FrameView(std::uint32_t frame)> &view, std::shared_ptr<const Dissector> dissector, Job &job);

    std::uint32_t frames() const { return m_frames; }
    /// A field or protocol, by its name or one that it shares with others ("tcp.port").
    bool has(std::string_view name) const { return m_names.contains(name); }
    /// The most frequent first; empty for protocols and headings.
    const std::vector<SeenValue> &valuesOf(const FieldSpec &spec) const &;

private:
    std::shared_ptr<const Dissector> m_dissector; // the names are its
    std::unordered_map<std::string_view, std::vector<SeenValue>> m_values;
    std::unordered_set<std::string_view> m_names;
    std::uint32_t m_frames = 0;
};

/// What is to the right of "field == " in a filter that finds the field's value; empty: no value is, or too long a one.
std::string valueLiteral(const Dissection &dissection, const Field &field);

} // namespace framelens::ui
