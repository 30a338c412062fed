// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Bytes as a person types them.
#pragma once

#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace framelens::ui {

enum class LineEnd : quint8 { CrLf, Lf, None };

/// The text in UTF-8, with \r \n \t \0 \e \\ and \xHH for what cannot be typed. Nothing when an escape is none of these.
std::optional<std::vector<std::byte>> readEscapes(const QString &text);

/// Puts the line's end behind the bytes.
void addLineEnd(std::vector<std::byte> &bytes, LineEnd end);

} // namespace framelens::ui
