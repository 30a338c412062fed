// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Bytes read as everything they may be: the rows of the Value Inspector, without a widget.
#pragma once

#include "core/bytes/load.h"

#include <QString>

#include <optional>
#include <vector>

namespace framelens::ui {

/// The bits of a field that is less than its bytes, counted from the first byte's highest.
struct BitsInUse
{
    std::size_t offset = 0;
    std::size_t width = 0;
};

/// What is looked at. Borrows the bytes.
struct Inspected
{
    Bytes from; ///< from the first selected byte to the end of what is shown: numbers read as much as they need
    std::size_t selected = 0; ///< bytes of it that are selected: what texts and bits read
    std::optional<BitsInUse> bits = {};
};

/// One row; texts are empty where there are too few bytes.
struct InspectedValue
{
    QString name;
    QString big; ///< in network order, or the only text
    QString little;
    bool hasOrders = true; ///< false: `little` is never filled
};

/// Always the same rows in the same order. Texts from the bytes are made visible.
std::vector<InspectedValue> inspectedValues(const Inspected &what);

} // namespace framelens::ui
