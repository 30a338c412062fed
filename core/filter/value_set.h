// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The elements of a set in a filter, in an order in which a value is found soon.
#pragma once

#include "core/filter/value.h"

#include <deque>
#include <vector>

namespace framelens::filter {

/// Values and ranges of them, all of one class. Filled once, then asked; the cost of a question grows with the logarithm of the size.
class ValueSet
{
public:
    /// From `low` to `high`, both in it; nothing where high is before low. An address with a prefix stands for all that begin with
    /// it. `storage` takes bytes that have to be made, and lives as long as the set, as do the bytes of the values.
    void add(const Value &low, const Value &high, std::deque<std::string> &storage);
    /// Puts what was added in order.
    void finish();
    /// Whether the value lies in it; of a value with a prefix, whether any address that begins so does.
    bool contains(const Value &value) const;
    /// Ranges that are left: those that overlapped are one.
    std::size_t size() const { return m_ranges.size(); }

private:
    struct Range
    {
        Value low;
        Value high;
    };
    std::vector<Range> m_ranges; // disjoint, rising
};

} // namespace framelens::filter
