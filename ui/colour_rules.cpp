// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/colour_rules.h"

#include "ui/settings.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString rulesKey = u"look/colourRules"_s;
constexpr qsizetype partsOfLine = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("ColourRules", text);
}

QString oneLine(QString text)
{
    return text.replace(u'\t', u' ').simplified();
}

std::optional<ColourRule> ruleOfLine(const QString &line)
{
    const QStringList parts = line.split(u'\t');
    if (parts.size() != partsOfLine || parts.at(3).isEmpty())
        return {};
    return ColourRule{.name = parts.at(2), .filter = parts.at(3), .colour = parts.at(1), .isOn = parts.at(0) == u"on"_s};
}

} // namespace

std::vector<ColourRule> defaultColourRules()
{
    return {
        {tr("Damaged"), u"_ws.malformed"_s, u"red"_s},
        {tr("Reset or refused"), u"tcp.flags.reset == 1 or icmp.type == 3 or icmpv6.type == 1"_s, u"rose"_s},
        {tr("ICMP"), u"icmp or icmpv6"_s, u"violet"_s},
        {tr("ARP"), u"arp"_s, u"amber"_s},
        {tr("DHCP"), u"dhcp"_s, u"amber"_s},
        {tr("Names"), u"dns or mdns or llmnr"_s, u"blue"_s},
        {tr("TCP"), u"tcp"_s, u"green"_s},
        {tr("UDP"), u"udp"_s, u"teal"_s},
    };
}

QStringList tintNames()
{
    return {u"red"_s, u"rose"_s, u"amber"_s, u"green"_s, u"teal"_s, u"blue"_s, u"violet"_s, u"grey"_s};
}

QString tintLabel(const QString &tint)
{
    const QStringList labels{tr("Red"), tr("Rose"), tr("Amber"), tr("Green"), tr("Teal"), tr("Blue"), tr("Violet"), tr("Grey")};
    return labels.value(tintNames().indexOf(tint), tint);
}

std::vector<ColourRule> storedColourRules(const Settings &settings)
{
    std::vector<ColourRule> rules;
    for (const QString &line : settings.lines(rulesKey))
        if (std::optional<ColourRule> rule = ruleOfLine(line); rule && rules.size() < mostColourRules)
            rules.push_back(*std::move(rule));
    return rules.empty() ? defaultColourRules() : rules;
}

void storeColourRules(Settings &settings, const std::vector<ColourRule> &rules)
{
    QStringList lines;
    for (const ColourRule &rule : rules)
        lines << QStringList{rule.isOn ? u"on"_s : u"off"_s, oneLine(rule.colour), oneLine(rule.name), oneLine(rule.filter)}.join(u'\t');
    settings.setLines(rulesKey, rules == defaultColourRules() ? QStringList() : lines);
}

ColourRules::ColourRules(std::vector<ColourRule> rules, const std::shared_ptr<const Registry> &registry)
    : m_rules(std::move(rules))
{
    for (std::size_t n = 0; n < m_rules.size(); ++n)
        if (m_rules[n].isOn)
            if (auto filter = Filter::compile(m_rules[n].filter.toStdString(), registry); filter && !(*filter)->isEmpty()) {
                m_needsNeighbours = m_needsNeighbours || (*filter)->needsNeighbours();
                m_compiled.push_back({n, FilterMatcher(*std::move(filter))});
            }
}

const ColourRule *ColourRules::ruleOf(const Dissection &dissection, const FrameSurroundings &surroundings)
{
    const auto found = std::ranges::find_if(m_compiled, [&](Compiled &one) { return one.matcher.matches(dissection, surroundings); });
    return found == m_compiled.end() ? nullptr : &m_rules[found->rule];
}

} // namespace framelens::ui
