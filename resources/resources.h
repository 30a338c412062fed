// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Files that lie beside the program, as opposed to those compiled into it.
#pragma once

#include <QString>

namespace framelens::ui {

/// Path of the sample capture: of the installation the program runs from, else of the sources it was
/// built from. Empty when there is neither.
QString samplePath();

} // namespace framelens::ui
