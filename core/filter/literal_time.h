// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Times as people write them in filters.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace framelens::filter {

/// "2026-01-31[ T]12:34[:56[.789]]", "2026-01-31", "Jan 31, 2026 12:34:56": ns since 1970. Local time, or UTC with Z or UTC behind it.
std::optional<std::int64_t> timeOf(std::string_view text);

/// "1", "-0.25", "1.5s": ns.
std::optional<std::int64_t> durationOf(std::string_view text);

} // namespace framelens::filter
