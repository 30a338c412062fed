// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What names in a filter mean.
#pragma once

#include "core/filter/program.h"

#include <optional>
#include <string_view>
#include <vector>

namespace framelens::filter {

/// A name that fields, a layer or something special of the frame go by.
struct NamedField
{
    ValueClass type = ValueClass::Bytes;
    std::vector<const FieldSpec *> specs = {}; ///< of one class; empty: special
    std::optional<SpecialField> special = {};
};

std::optional<NamedField> fieldNamed(const Registry &registry, std::string_view name);
std::string_view nameOf(SpecialField special);

/// Everything that may stand there: protocols, fields, shared names, special ones. Sorted, each once; views into the registry.
std::vector<std::string_view> allFieldNames(const Registry &registry);

} // namespace framelens::filter
