// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/scheme.h"

#include <QSettings>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct NamedRole
{
    QLatin1StringView name;
    QPalette::ColorRole role;
};

constexpr std::array paletteRoles{
    NamedRole{"window"_L1, QPalette::Window},
    NamedRole{"windowText"_L1, QPalette::WindowText},
    NamedRole{"base"_L1, QPalette::Base},
    NamedRole{"alternateBase"_L1, QPalette::AlternateBase},
    NamedRole{"text"_L1, QPalette::Text},
    NamedRole{"placeholderText"_L1, QPalette::PlaceholderText},
    NamedRole{"button"_L1, QPalette::Button},
    NamedRole{"buttonText"_L1, QPalette::ButtonText},
    NamedRole{"brightText"_L1, QPalette::BrightText},
    NamedRole{"toolTipBase"_L1, QPalette::ToolTipBase},
    NamedRole{"toolTipText"_L1, QPalette::ToolTipText},
    NamedRole{"highlight"_L1, QPalette::Highlight},
    NamedRole{"highlightedText"_L1, QPalette::HighlightedText},
    NamedRole{"link"_L1, QPalette::Link},
    NamedRole{"linkVisited"_L1, QPalette::LinkVisited},
    NamedRole{"light"_L1, QPalette::Light},
    NamedRole{"midlight"_L1, QPalette::Midlight},
    NamedRole{"mid"_L1, QPalette::Mid},
    NamedRole{"dark"_L1, QPalette::Dark},
    NamedRole{"shadow"_L1, QPalette::Shadow},
};

QPalette readPalette(const QSettings &file)
{
    QPalette palette;
    for (const NamedRole &role : paletteRoles)
        palette.setColor(role.role, QColor(file.value("palette/"_L1 + role.name).toString()));
    const QColor disabled(file.value("palette/disabledText"_L1).toString());
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, palette.color(QPalette::Mid));
    return palette;
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

Scheme Scheme::load(const QString &name)
{
    const QSettings file(u":/schemes/"_s + name + u".ini"_s, QSettings::IniFormat);
    const auto color = [&file](const QString &key) { return QColor(file.value(key).toString()); };
    Scheme scheme;
    scheme.name = name;
    scheme.palette = readPalette(file);
    scheme.dark = isDark(scheme.palette);
    scheme.highContrast = file.value("scheme/highContrast"_L1).toBool();
    scheme.text = color(u"text/text"_s);
    scheme.dimmed = color(u"text/dimmed"_s);
    scheme.escape = color(u"text/escape"_s);
    scheme.base = scheme.palette.color(QPalette::Base);
    scheme.hover = color(u"outline/hover"_s);
    scheme.hit = color(u"outline/hit"_s);
    scheme.mark = color(u"outline/mark"_s);
    scheme.acceptedTint = color(u"severity/acceptedTint"_s);
    scheme.speakers = {color(u"stream/client"_s), color(u"stream/server"_s)};
    for (const QString &layer : file.value("tint/layers"_L1).toStringList())
        scheme.layers.emplace_back(layer);
    constexpr std::array severities{"note"_L1, "warning"_L1, "error"_L1, "malformed"_L1, "truncated"_L1};
    for (std::size_t n = 0; n < severities.size(); ++n) {
        scheme.severityText[n] = color("severity/"_L1 + severities[n]);
        scheme.severityTint[n] = color("severity/"_L1 + severities[n] + "Tint"_L1);
    }
    const QStringList keys = file.allKeys();
    for (const QString &key : keys) {
        if (key.startsWith("row/"_L1))
            scheme.tints.emplace(key.mid(4), color(key));
    }
    return scheme;
}

QColor Scheme::tintOf(const QString &colour) const
{
    if (!colour.startsWith(u'#')) {
        const auto found = tints.find(colour);
        return found == tints.end() ? QColor() : found->second;
    }
    const QColor wanted(colour);
    if (!wanted.isValid())
        return {};
    constexpr double textRatio = 4.5; // WCAG 2.1, 1.4.3 and 1.4.11
    constexpr double outlineRatio = 3.0;
    constexpr int step = 4;
    QColor tint = wanted;
    const auto isLegible = [&](const QColor &on) {
        const auto stand = [&on](std::initializer_list<QColor> colours, double ratio) {
            return std::ranges::all_of(colours, [&](const QColor &one) { return contrast(one, on) >= ratio; });
        };
        return stand({text, dimmed, escape}, textRatio) && stand({hover, hit, mark}, outlineRatio);
    };
    for (int lightness = wanted.lightness(); !isLegible(tint) && lightness >= 0 && lightness <= 255; lightness += dark ? -step : step)
        tint = QColor::fromHsl(wanted.hslHue(), wanted.hslSaturation(), lightness);
    return isLegible(tint) ? tint : base;
}

const Scheme &schemeNamed(const QString &name)
{
    // Read once, never changed: three small constants that happen to lie in files.
    static const std::array schemes{Scheme::load(u"light"_s), Scheme::load(u"dark"_s),
                                    Scheme::load(u"high-contrast"_s)};
    const auto found = std::ranges::find(schemes, name, &Scheme::name);
    return found == schemes.end() ? schemes.front() : *found;
}

const Scheme &schemeFor(const QPalette &palette)
{
    if (palette.color(QPalette::Base) == QColor(Qt::black) && palette.color(QPalette::Text) == QColor(Qt::white))
        return schemeNamed(u"high-contrast"_s);
    return schemeNamed(isDark(palette) ? u"dark"_s : u"light"_s);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightnessF() < 0.5F;
}

double contrast(const QColor &one, const QColor &other)
{
    const auto [low, high] = std::minmax({luminance(one), luminance(other)});
    return (high + 0.05) / (low + 0.05);
}

} // namespace framelens::ui
