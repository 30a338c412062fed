// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/send_text.h"

#include <QByteArray>

namespace framelens::ui {

namespace {

void append(std::vector<std::byte> &to, const QByteArray &text)
{
    for (const char c : text)
        to.push_back(static_cast<std::byte>(c));
}

std::optional<char> simpleEscape(QChar letter)
{
    switch (letter.unicode()) {
    case u'r': return '\r';
    case u'n': return '\n';
    case u't': return '\t';
    case u'0': return '\0';
    case u'e': return '\x1b';
    case u'\\': return '\\';
    default: return {};
    }
}

} // namespace

std::optional<std::vector<std::byte>> readEscapes(const QString &text)
{
    std::vector<std::byte> bytes;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype escape = text.indexOf(u'\\', at);
        append(bytes, QStringView(text).mid(at, escape < 0 ? -1 : escape - at).toUtf8());
        if (escape < 0)
            break;
        if (escape + 1 >= text.size())
            return {};
        if (text[escape + 1] == u'x') {
            bool ok = false;
            const QStringView digits = QStringView(text).mid(escape + 2, 2);
            const uint value = digits.toUInt(&ok, 16);
            if (!ok || digits.size() != 2 || !digits.front().isLetterOrNumber())
                return {};
            bytes.push_back(static_cast<std::byte>(value));
            at = escape + 4;
            continue;
        }
        const std::optional<char> simple = simpleEscape(text[escape + 1]);
        if (!simple)
            return {};
        bytes.push_back(static_cast<std::byte>(*simple));
        at = escape + 2;
    }
    return bytes;
}

void addLineEnd(std::vector<std::byte> &bytes, LineEnd end)
{
    if (end == LineEnd::CrLf)
        bytes.push_back(std::byte{'\r'});
    if (end != LineEnd::None)
        bytes.push_back(std::byte{'\n'});
}

} // namespace framelens::ui
