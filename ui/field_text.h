// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is said of a field outside the tree: in the hint, in a copy, to a screen reader.
#pragma once

#include "core/base/error.h"
#include "core/decode/dissection.h"

#include <QString>

#include <string>
#include <string_view>

namespace framelens::ui {

/// "Source Port".
QString fieldLabel(const Dissection &dissection, std::uint32_t field);
/// "tcp.srcport".
QString fieldName(const Dissection &dissection, std::uint32_t field);
/// "31600".
QString fieldValue(const Dissection &dissection, std::uint32_t field);
/// The same as it is copied: byte strings and texts at any length. LimitReached above mostClipboardBytes.
Result<QString> wholeFieldValue(const Dissection &dissection, std::uint32_t field);
/// A display filter that finds the value, as Wireshark reads it: "tcp.srcport == 31600", "tcp" for a layer.
QString fieldFilter(const Dissection &dissection, std::uint32_t field);
QString fieldFilter(const Dissection &dissection, const Field &it);
/// A string of the filter language.
std::string quotedText(std::string_view text);
/// The row of the tree: "Source Port: 31600".
QString fieldRow(const Dissection &dissection, std::uint32_t field);
/// "Transmission Control Protocol > Source Port".
QString fieldPath(const Dissection &dissection, std::uint32_t field);
/// "Bytes 34-35: Source Port (tcp.srcport) = 31600".
QString fieldHint(const Dissection &dissection, std::uint32_t field);

} // namespace framelens::ui
