// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// "Did you mean": the nearest of the names that exist.
#pragma once

#include <span>
#include <string_view>

namespace framelens {

/// Insertions, deletions and replacements of characters that turn one into the other.
std::size_t editDistance(std::string_view a, std::string_view b);

/// The nearest of `names`, empty when none is near (more than a third of the characters differ). What a name ends with
/// and is missing counts half: it was not typed to its end.
std::string_view nearest(std::string_view name, std::span<const std::string_view> names);

} // namespace framelens
