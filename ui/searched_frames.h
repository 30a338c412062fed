// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a worker that filters, finds or sorts is given of a window's frames.
#pragma once

#include "core/filter/filter_search.h"

namespace framelens::ui {

class CapturePanes;
class Document;

/// The document's frames, with all that is known of their conversations however long that takes, and with the marks as they stand now.
/// In the window's thread; what it gives may be used in any other.
SearchedFrames searchedFrames(const Document &document, CapturePanes &panes);

} // namespace framelens::ui
