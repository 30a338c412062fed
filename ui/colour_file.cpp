// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/colour_file.h"

#include "ui/scheme.h"

#include <QRegularExpression>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int wide = 257; // 16 bits of what has 8

QString coloursText(const QColor &colour)
{
    return u"[%1,%2,%3]"_s.arg(colour.red() * wide).arg(colour.green() * wide).arg(colour.blue() * wide);
}

QString oneLine(QString text)
{
    return text.simplified();
}

// The tint that a background is, or the colour itself.
QString colourOf(const QColor &background, const Scheme &scheme)
{
    for (const QString &tint : tintNames())
        if (scheme.tintOf(tint).rgb() == background.rgb())
            return tint;
    return background.name();
}

} // namespace

QString colourFileText(const std::vector<ColourRule> &rules, const Scheme &scheme)
{
    QString text = u"# Colour rules\n"_s;
    for (const ColourRule &rule : rules) {
        const QColor tint = rule.colour.startsWith(u'#') ? QColor(rule.colour) : scheme.tintOf(rule.colour); // as it was chosen
        text += u"%1@%2@%3@%4%5\n"_s.arg(rule.isOn ? QString() : u"!"_s, oneLine(rule.name).replace(u'@', u' '), oneLine(rule.filter),
                                         coloursText(tint.isValid() ? tint : scheme.base), coloursText(scheme.text));
    }
    return text;
}

ColourFile readColourFile(const QString &text, const Scheme &scheme)
{
    static const QRegularExpression form(
        u"^(!?)@([^@]*)@(.*)@\\[(\\d{1,5}),(\\d{1,5}),(\\d{1,5})\\]\\[\\d{1,5},\\d{1,5},\\d{1,5}\\]$"_s);
    ColourFile file;
    const QStringList lines = text.split(u'\n');
    for (const QString &each : lines) {
        const QString line = each.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const QRegularExpressionMatch match = form.match(line);
        if (!match.hasMatch() || file.rules.size() >= mostColourRules) {
            ++(match.hasMatch() ? file.surplusRules : file.wrongLines);
            continue;
        }
        const auto part = [&match](int n) { return std::min(match.captured(n).toInt() / wide, 255); };
        file.rules.push_back({.name = match.captured(2),
                              .filter = match.captured(3),
                              .colour = colourOf(QColor(part(4), part(5), part(6)), scheme),
                              .isOn = match.captured(1).isEmpty()});
    }
    return file;
}

} // namespace framelens::ui
