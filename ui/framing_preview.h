// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// How a framing cuts sample bytes, as text: what the dialogs show while it is chosen.
#pragma once

#include "core/decode/framer.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace framelens {
class Registry;
}

namespace framelens::ui {

/// Bytes written in hex: pairs of digits, with spaces, line ends, colons, commas or 0x between them. Nothing when it holds
/// anything else or half a byte.
std::optional<std::vector<std::byte>> readHex(const QString &text);

/// One line a message: "1: 12 bytes  00 00 00 08 ...; type = 5", what is left at the end, or that nothing was cut. Without a
/// spec the automatic choice, with its reason first. At most 100 lines.
QString framingPreview(const std::vector<std::byte> &bytes, const std::optional<FramerSpec> &spec,
                       const Registry &registry);

} // namespace framelens::ui
