// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// --names: what options take that name fields and protocols, for people and for shells.
#pragma once

#include "app/cli/run.h"

namespace framelens::cli {

/// Prints "fields" or "protocols", one a line, in the registry's order.
Exit printNames(std::string_view which);

} // namespace framelens::cli
