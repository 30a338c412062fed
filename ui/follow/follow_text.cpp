// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_text.h"

#include "core/base/text_sink.h"
#include "core/decode/format.h"
#include "core/export/byte_text.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QLocale>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct FollowTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::FollowTexts)
};

QString tr(const char *text)
{
    return FollowTexts::tr(text);
}

QString grouped(std::uint64_t number)
{
    return QLocale().toString(static_cast<qulonglong>(number));
}

QChar hexDigit(unsigned value)
{
    return QLatin1Char("0123456789abcdef"[value & 15U]);
}

// Characters with the byte they stand for.
class Writer
{
public:
    void add(QStringView text, std::size_t byte = FollowText::none)
    {
        m_out.text += text;
        m_out.byteOf.insert(m_out.byteOf.end(), static_cast<std::size_t>(text.size()), static_cast<std::uint16_t>(byte));
    }
    void add(QChar character, std::size_t byte = FollowText::none) { add(QStringView(&character, 1), byte); }
    void addHex(std::byte value, std::size_t byte)
    {
        add(hexDigit(std::to_integer<unsigned>(value) >> 4U), byte);
        add(hexDigit(std::to_integer<unsigned>(value)), byte);
    }
    FollowText take() { return std::move(m_out); }

private:
    FollowText m_out;
};

// By its first byte; 1 for what begins no character.
std::size_t characterSize(std::byte first)
{
    const auto value = std::to_integer<unsigned>(first);
    return value >= 0xf0 && value < 0xf8 ? 4 : value >= 0xe0 && value < 0xf0 ? 3 : value >= 0xc0 && value < 0xe0 ? 2 : 1;
}

bool isWhole(Bytes bytes)
{
    for (const std::byte byte : bytes.subspan(1))
        if ((std::to_integer<unsigned>(byte) & 0xc0U) != 0x80)
            return false;
    return true;
}

Bytes withoutLineEnd(Bytes bytes)
{
    if (!bytes.empty() && bytes.back() == std::byte{'\n'})
        bytes = bytes.first(bytes.size() - 1);
    if (!bytes.empty() && bytes.back() == std::byte{'\r'})
        bytes = bytes.first(bytes.size() - 1);
    return bytes;
}

void writeCharacter(Writer &out, const QString &character, std::size_t byte, int &marks)
{
    constexpr int mostMarks = 8; // a pile of marks would be painted over other lines
    const bool isMark = !character.isEmpty() && character.front().isMark();
    marks = isMark ? marks + 1 : 0;
    if (marks <= mostMarks)
        out.add(character, byte);
}

void writeText(Writer &out, Bytes bytes, FollowEncoding encoding)
{
    int marks = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto value = std::to_integer<unsigned>(bytes[at]);
        if (value == '\t') {
            out.add(u"    ", at++);
        } else if (value >= 0x20 && value < 0x7f) {
            out.add(QChar(static_cast<char16_t>(value)), at++);
            marks = 0;
        } else if (encoding == FollowEncoding::Latin1) {
            out.add(visible(QString(QChar(static_cast<char16_t>(value)))), at++);
        } else {
            std::size_t size = characterSize(bytes[at]);
            if (size > bytes.size() - at || !isWhole(bytes.subspan(at, size)))
                size = 1;
            writeCharacter(out, visible(asText(bytes.subspan(at, size))), at, marks);
            at += size;
        }
    }
}

void writeHexDump(Writer &out, const FollowLine &line, Bytes bytes)
{
    out.add(u"%1  "_s.arg(line.offset, 8, 16, QLatin1Char('0')));
    const std::size_t width = mostLineBytes(FollowForm::HexDump);
    for (std::size_t n = 0; n < width; ++n) {
        if (n == width / 2)
            out.add(u' ');
        if (n < bytes.size()) {
            out.addHex(bytes[n], n);
            out.add(u' ', n);
        } else {
            out.add(u"   ");
        }
    }
    out.add(u' ');
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        const auto value = std::to_integer<unsigned>(bytes[n]);
        out.add(value >= 0x20 && value < 0x7f ? QChar(static_cast<char16_t>(value)) : QChar(u'\u00b7'), n);
    }
}

void writeCArray(Writer &out, const FollowLine &line, Bytes bytes)
{
    if (line.beginsRun)
        out.add(u"const unsigned char %1_%2[] = {"_s.arg(line.direction == Direction::ToServer ? u"client" : u"server")
                    .arg(line.offset));
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        const ByteText text = cByte(bytes[n]);
        out.add(u' ' + QString::fromLatin1(text.characters.data(), text.size) + u',', n);
    }
    if (line.endsRun)
        out.add(u" };");
}

void writeEscaped(Writer &out, Bytes bytes)
{
    out.add(u'"');
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        const ByteText text = escapedByte(bytes[n]);
        out.add(QString::fromLatin1(text.characters.data(), text.size), n);
    }
    out.add(u'"');
}

} // namespace

FollowText followText(const FollowedStream &stream, const FollowLine &line, FollowForm form, FollowEncoding encoding)
{
    Writer out;
    out.add(line.direction == Direction::ToServer ? u"> " : u"    < ");
    if (line.isGap) {
        out.add(line.missing == 1 ? tr("[1 byte missing]") : tr("[%1 bytes missing]").arg(grouped(line.missing)));
        return out.take();
    }
    const std::vector<std::byte> joined = bytesOfLine(stream, line);
    const Bytes bytes = joined;
    switch (form) {
    case FollowForm::Text: writeText(out, withoutLineEnd(bytes), encoding); break;
    case FollowForm::HexDump: writeHexDump(out, line, bytes); break;
    case FollowForm::CArray: writeCArray(out, line, bytes); break;
    case FollowForm::Escaped: writeEscaped(out, bytes); break;
    case FollowForm::Raw:
        for (std::size_t n = 0; n < bytes.size(); ++n)
            out.addHex(bytes[n], n);
        break;
    }
    return out.take();
}

QString endpointText(const Endpoint &endpoint)
{
    std::string text;
    TextSink sink(text);
    const Bytes address = endpoint.address;
    if (endpoint.isIpv6) {
        sink << '[';
        writeIpv6(sink, address);
        sink << "]:";
    } else {
        writeIpv4(sink, static_cast<std::uint32_t>(loadSized(address.data(), 4, ByteOrder::Big)));
        sink << ':';
    }
    sink.number(endpoint.port);
    return QString::fromStdString(text);
}

QString transportText(Transport transport)
{
    return transport == Transport::Tcp ? u"TCP"_s : u"UDP"_s;
}

QString directionText(Direction direction)
{
    return direction == Direction::ToServer ? tr("client to server") : tr("server to client");
}

QString stateText(StreamState state)
{
    switch (state) {
    case StreamState::Open: return tr("open");
    case StreamState::HalfClosed: return tr("half closed");
    case StreamState::Closed: return tr("closed");
    case StreamState::Reset: return tr("reset");
    case StreamState::Failed: return tr("failed");
    }
    return {};
}

QString streamTitle(const StreamSummary &summary)
{
    return tr("%1 stream %2: %3 to %4")
        .arg(transportText(summary.transport))
        .arg(summary.number)
        .arg(endpointText(summary.client), endpointText(summary.server));
}

namespace {

QString counted(std::uint64_t number, const QString &none, const QString &one, const QString &many)
{
    return number == 0 ? none : number == 1 ? one : many.arg(grouped(number));
}

QString sideCounts(const StreamSummary &summary, Direction direction)
{
    const auto side = sideIndex(direction);
    const std::uint64_t packets = summary.packets[side];
    const QString text = direction == Direction::ToServer
        ? counted(packets, tr("no client packets"), tr("1 client packet"), tr("%1 client packets"))
        : counted(packets, tr("no server packets"), tr("1 server packet"), tr("%1 server packets"));
    return packets == 0 ? text : tr("%1 (%2)").arg(text, sizeText(summary.bytes[side]));
}

} // namespace

QString streamCounts(const FollowedStream &stream)
{
    const StreamSummary summary = stream.summary();
    return tr("%1, %2, %3, %4, %5")
        .arg(sideCounts(summary, Direction::ToServer), sideCounts(summary, Direction::ToClient),
             counted(stream.turns(), tr("no turns"), tr("1 turn"), tr("%1 turns")),
             counted(stream.gaps(), tr("no gaps"), tr("1 gap"), tr("%1 gaps")),
             counted(stream.overlaps(), tr("no overlaps"), tr("1 overlap"), tr("%1 overlaps")));
}

} // namespace framelens::ui
