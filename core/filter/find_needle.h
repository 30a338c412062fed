// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What Find looks for: bytes, text, a regular expression or a display filter, made ready once.
#pragma once

#include "core/bytes/byte_search.h"
#include "core/filter/filter.h"
#include "core/filter/regular_expression.h"

namespace framelens {

enum class FindKind : std::uint8_t { Hex, Text, Expression, Display };

/// What somebody typed. A value.
struct FindQuery
{
    FindKind kind = FindKind::Text;
    std::string text = {}; ///< pairs of hex digits; UTF-8; an expression of PCRE2 over bytes; a display filter
    bool heedsCase = false; ///< Text and Expression: letters in one case are not those in the other
    bool alsoUtf16 = false; ///< Text: in UTF-16 too, in either byte order

    friend bool operator==(const FindQuery &, const FindQuery &) = default;
};

/// Immutable; shared by threads.
class FindNeedle
{
public:
    /// A text longer than this is none: see BytePattern for why.
    static constexpr std::size_t mostBytes = 1024;

    /// Never throws; any bytes give a needle or a mistake with its place.
    static FilterResult<std::shared_ptr<const FindNeedle>> compile(const FindQuery &query, std::shared_ptr<const Registry> registry);

    const FindQuery &query() const & { return m_query; }
    const std::shared_ptr<const Registry> &registry() const & { return m_registry; }
    /// Hex and Text: what to look for, each as good as the others. Empty for the other kinds.
    std::span<const BytePattern> patterns() const & { return m_patterns; }
    /// Expression alone.
    const std::shared_ptr<const RegularExpression> &expression() const & { return m_expression; }
    /// Display alone.
    const std::shared_ptr<const Filter> &filter() const & { return m_filter; }

private:
    FindNeedle(FindQuery query, std::shared_ptr<const Registry> registry);
    FilterResult<void> takeBytes();
    FilterResult<void> takeText();
    FilterResult<void> takeExpression();
    FilterResult<void> takeFilter();

    FindQuery m_query;
    std::shared_ptr<const Registry> m_registry;
    std::vector<BytePattern> m_patterns;
    std::shared_ptr<const RegularExpression> m_expression;
    std::shared_ptr<const Filter> m_filter;
};

} // namespace framelens
