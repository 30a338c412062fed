// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Texts of core, for comparisons that print what differs.
#pragma once

#include <QString>

#include <string_view>

namespace framelens::test {

inline QString qtText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace framelens::test
