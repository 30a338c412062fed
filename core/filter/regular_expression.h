// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Regular expressions over bytes, within limits (PCRE2, compiled to machine code where it can be).
#pragma once

#include "core/bytes/load.h"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

namespace framelens {

/// Why a pattern is none.
struct RegularExpressionError
{
    std::string message; ///< PCRE2's
    std::size_t offset = 0; ///< in the pattern, bytes
};

/// Where a match lies, bytes.
struct RegularExpressionMatch
{
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// What a search came to.
enum class SearchOutcome : std::uint8_t { Found, NotFound, LimitReached };

/// Immutable and shared by threads; each searches with a RegularExpressionSearch of its own.
class RegularExpression
{
public:
    /// Matches bytes, not characters; letters of ASCII in either case unless `heedsCase`.
    static std::expected<std::shared_ptr<const RegularExpression>, RegularExpressionError> compile(std::string_view pattern,
                                                                                                   bool heedsCase = false);
    ~RegularExpression();
    RegularExpression(const RegularExpression &) = delete;
    RegularExpression &operator=(const RegularExpression &) = delete;

    /// Steps that one search may take before it gives up (LimitReached): a pattern can need 2^n of them for n bytes.
    static constexpr std::uint32_t mostSteps = 1'000'000;
    /// Nested groups and stack that it may take.
    static constexpr std::uint32_t mostDepth = 10'000;

private:
    friend class RegularExpressionSearch;
    struct Code;
    explicit RegularExpression(std::unique_ptr<Code> code);
    std::unique_ptr<Code> m_code;
};

/// One thread's searches. Allocates when it is made, not when it searches.
class RegularExpressionSearch
{
public:
    explicit RegularExpressionSearch(std::shared_ptr<const RegularExpression> expression);
    ~RegularExpressionSearch();
    RegularExpressionSearch(RegularExpressionSearch &&) noexcept;
    RegularExpressionSearch &operator=(RegularExpressionSearch &&) noexcept;

    /// The first match that begins at `from` or behind.
    SearchOutcome search(Bytes bytes, std::size_t from, RegularExpressionMatch &match);

private:
    struct State;
    std::shared_ptr<const RegularExpression> m_expression;
    std::unique_ptr<State> m_state;
};

} // namespace framelens
