// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Which rows of the list are tinted: rules by display filter, the first that fits.
#pragma once

#include "core/filter/filter.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace framelens::ui {

class Settings;

/// A value.
struct ColourRule
{
    QString name;
    QString filter;
    QString colour; ///< a tint that each scheme has ("blue"), or "#rrggbb", which each scheme makes legible
    bool isOn = true;

    friend bool operator==(const ColourRule &, const ColourRule &) = default;
};

/// A quiet set: what went wrong, then kinds of traffic.
std::vector<ColourRule> defaultColourRules();
inline constexpr std::size_t mostColourRules = 200; ///< each is asked for each row that is painted
/// Names of the tints that each scheme has, as rules call them, and what people call one of them.
QStringList tintNames();
QString tintLabel(const QString &tint);

/// What the settings say; the default set where they say nothing, or nothing that is a rule.
std::vector<ColourRule> storedColourRules(const Settings &settings);
void storeColourRules(Settings &settings, const std::vector<ColourRule> &rules);

/// Rules compiled. A rule whose filter is wrong fits no frame. One thread's.
class ColourRules
{
public:
    ColourRules(std::vector<ColourRule> rules, const std::shared_ptr<const Registry> &registry);

    const std::vector<ColourRule> &rules() const & { return m_rules; }
    /// The first that is on and that the frame passes; null: none does. Whole dissections only.
    const ColourRule *ruleOf(const Dissection &dissection, const FrameSurroundings &surroundings);

    /// Whether one asks when the frame before was seen.
    bool needsNeighbours() const { return m_needsNeighbours; }

private:
    struct Compiled
    {
        std::size_t rule = 0;
        FilterMatcher matcher;
    };
    std::vector<ColourRule> m_rules;
    std::vector<Compiled> m_compiled;
    bool m_needsNeighbours = false;
};

} // namespace framelens::ui
