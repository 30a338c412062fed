// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What may come next in a display filter: fields and protocols, operators that fit, names of values. Without a widget.
#pragma once

#include "ui/fields_seen.h"
#include "ui/shown_frame.h"

#include <QString>

#include <vector>

namespace framelens::ui {

struct Completion
{
    QString text; ///< that is put in
    QString label; ///< what it is: "Source Port, number"

    friend bool operator==(const Completion &, const Completion &) = default;
};

/// The characters [begin, begin + length) are replaced by one of the entries: at most `most`, the best first.
struct Completions
{
    static constexpr std::size_t most = 200;

    qsizetype begin = 0;
    qsizetype length = 0;
    std::vector<Completion> entries = {};
};

/// What is known of the capture at hand; either may be null.
struct CaptureHints
{
    std::shared_ptr<const FieldsSeen> seen = {};
    std::shared_ptr<const ShownFrame> shown = {}; ///< the frame that is looked at
};

/// For the word that ends at `cursor`. Without one there are fields only where they are asked for. Fields that the capture has come
/// before others that fit as well; of values those of the shown frame, then the most frequent.
Completions completionsAt(const QString &text, qsizetype cursor, const Registry &registry, bool areAskedFor, const CaptureHints &hints = {});

} // namespace framelens::ui
