// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The colours that no palette has: tints, outlines, severities. One file a scheme, in resources/schemes.
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <array>
#include <map>
#include <vector>

namespace framelens::ui {

/// A set of colours that fit one another: text reaches 4.5:1 on every tint, outlines 3:1.
struct Scheme
{
    QString name; ///< "light", "dark", "high-contrast"
    bool dark = false;
    bool highContrast = false;

    QColor text; ///< on any tint and on `base`
    QColor dimmed; ///< text of less weight: offsets, dots for what cannot be printed
    QColor escape; ///< visible escapes in text from a capture
    QColor base; ///< background of the panes
    QColor hover; ///< outline
    QColor hit; ///< border around a find's match
    QColor mark; ///< mark at a scroll bar
    std::vector<QColor> layers; ///< backgrounds of layers and fields, used in turn
    /// Text and background by severity: Note, Warning, Error, Malformed, Truncated (Severity's order).
    std::array<QColor, 5> severityText;
    std::array<QColor, 5> severityTint;
    QColor acceptedTint; ///< background of a line whose text is right
    std::array<QColor, 2> speakers; ///< text of a stream's two sides on `base`, by Direction
    std::map<QString, QColor> tints; ///< backgrounds of rows, by the names that colour rules have for them
    QPalette palette; ///< when the scheme is forced

    /// The background that a colour rule means: a tint of ours, or "#rrggbb" made as light or dark as text needs it. Invalid: none.
    QColor tintOf(const QString &colour) const;

    /// From ":/schemes/NAME.ini". A colour that is missing there is invalid.
    static Scheme load(const QString &name);
};

/// The scheme that fits what the palette shows: high contrast for black and white, dark where the
/// window's lightness is below 50 %. Its lifetime is the program's.
const Scheme &schemeFor(const QPalette &palette);
const Scheme &schemeNamed(const QString &name);

/// Whether the window colour is nearer to black than to white.
bool isDark(const QPalette &palette);
/// Ratio of luminances, 1 to 21 (WCAG 2.1, "contrast ratio").
double contrast(const QColor &one, const QColor &other);

} // namespace framelens::ui
