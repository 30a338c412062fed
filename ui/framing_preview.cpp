// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/framing_preview.h"

#include "core/stream/framing.h"
#include "core/stream/stream_cutter.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct PreviewTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::PreviewTexts)
};

QString tr(const char *text)
{
    return PreviewTexts::tr(text);
}

constexpr qsizetype mostLines = 100;
constexpr std::size_t mostBytesShown = 16;

QString hexOf(Bytes bytes)
{
    QStringList pairs;
    for (const std::byte byte : bytes.first(std::min(bytes.size(), mostBytesShown)))
        pairs << u"%1"_s.arg(std::to_integer<uint>(byte), 2, 16, QChar(u'0'));
    if (bytes.size() > mostBytesShown)
        pairs << u"..."_s;
    return pairs.join(u' ');
}

QString kindText(FrameKind kind)
{
    switch (kind) {
    case FrameKind::Unframed: return tr("not cut: ");
    case FrameKind::TooLong: return tr("above the maximum: ");
    case FrameKind::Incomplete: return tr("incomplete: ");
    case FrameKind::Record:
    case FrameKind::Message:
    case FrameKind::Reset:
    case FrameKind::Failed: break;
    }
    return {};
}

QString integersOf(Bytes message, const FramerSpec &spec)
{
    QString text;
    const StreamBytes bytes(message);
    for (const NamedInteger &integer : spec.integers)
        if (const auto value = bytes.numberAt(integer.offset, integer.size, integer.order))
            text += u"; %1 = %2"_s.arg(visible(integer.name)).arg(*value);
    return text;
}

QString lineOf(qsizetype number, const CutMessage &cut, Bytes bytes, const FramerSpec &spec)
{
    const Bytes message = bytes.subspan(cut.offset, cut.size);
    QString line = (cut.size == 1 ? tr("%1: %2%3 byte  ") : tr("%1: %2%3 bytes  "))
                       .arg(QString::number(number), kindText(cut.kind), QLocale().toString(cut.size));
    line += hexOf(message);
    return cut.kind == FrameKind::Message ? line + integersOf(message, spec) : line;
}

std::optional<Framing> chosen(const std::vector<std::byte> &bytes, const Registry &registry)
{
    const StreamPiece piece{.offset = 0, .bytes = bytes};
    StreamStart start;
    start.first[0] = std::span(&piece, 1);
    start.isIdle = true;
    return chooseFraming(start, registry, {});
}

} // namespace

std::optional<std::vector<std::byte>> readHex(const QString &text)
{
    static const QRegularExpression between(u"0[xX]|[\\s:,]"_s);
    QString digits = text;
    digits.remove(between);
    std::vector<std::byte> bytes;
    if (digits.size() % 2 != 0)
        return {};
    for (qsizetype at = 0; at < digits.size(); at += 2) {
        bool ok = false;
        const uint value = QStringView(digits).mid(at, 2).toUInt(&ok, 16);
        if (!ok || !digits[at].isLetterOrNumber())
            return {};
        bytes.push_back(static_cast<std::byte>(value));
    }
    return bytes;
}

QString framingPreview(const std::vector<std::byte> &bytes, const std::optional<FramerSpec> &spec,
                       const Registry &registry)
{
    if (bytes.empty())
        return tr("Paste some bytes in hex to see how they are cut.");
    const std::optional<Framing> framing = spec ? framingOf(*spec, registry, {}) : chosen(bytes, registry);
    if (!framing)
        return tr("Nothing fits these bytes yet.");
    QStringList lines;
    if (!spec)
        lines << tr("Chosen: %1 (%2)").arg(visible(framerText(framing->spec)), visible(framing->reason));
    qsizetype number = 0;
    const auto tell = [&](const CutMessage &cut) {
        if (++number <= mostLines)
            lines << lineOf(number, cut, bytes, framing->spec);
    };
    StreamCutter cutter(*framing, registry);
    cutter.feed(Direction::ToServer, bytes, tell);
    cutter.end(Direction::ToServer, tell);
    if (number > mostLines)
        lines << tr("and %1 more").arg(QLocale().toString(number - mostLines));
    return lines.join(u'\n');
}

} // namespace framelens::ui
