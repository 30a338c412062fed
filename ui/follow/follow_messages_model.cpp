// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_messages_model.h"

#include "core/base/text_sink.h"
#include "core/decode/format.h"
#include "core/decode/messages.h"
#include "ui/follow/follow_text.h"
#include "ui/scheme.h"
#include "ui/text.h"

#include <QGuiApplication>
#include <QLocale>

#include <algorithm>
#include <climits>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

template <typename Write>
QString written(Write write)
{
    std::string buffer;
    TextSink sink(buffer);
    write(sink);
    return visible(buffer);
}

// Which of the messages of one direction that are complete in a frame it is.
std::size_t ordinalOf(const FollowedStream &stream, std::size_t number)
{
    const FollowMessage message = stream.message(number);
    std::size_t before = 0;
    while (number-- > 0) {
        const FollowMessage other = stream.message(number);
        if (other.frame != message.frame)
            break;
        before += other.direction == message.direction ? 1U : 0U;
    }
    return before;
}

QString kindText(FrameKind kind)
{
    switch (kind) {
    case FrameKind::Record:
    case FrameKind::Message: return {};
    case FrameKind::Unframed: return FollowMessagesModel::tr("bytes");
    case FrameKind::TooLong: return FollowMessagesModel::tr("part of a too long message");
    case FrameKind::Incomplete: return FollowMessagesModel::tr("incomplete message");
    case FrameKind::Reset: return FollowMessagesModel::tr("reset");
    case FrameKind::Failed: return FollowMessagesModel::tr("failed");
    }
    return {};
}

void writeType(TextSink &sink, const Dissection &dissection, const MessagePlace &place)
{
    if (!place.layer) {
        dissection.writeProtocol(sink);
        return;
    }
    const LayerInfo &layer = dissection.layers()[*place.layer];
    const Protocol &protocol = dissection.protocolOf(layer);
    if (protocol.column != nullptr)
        protocol.column(sink, {dissection, layer});
    else
        sink << protocol.name;
}

void writeSummary(TextSink &sink, const Dissection &dissection, const MessagePlace &place)
{
    if (!place.layer) {
        dissection.writeInfo(sink);
        return;
    }
    const LayerInfo &layer = dissection.layers()[*place.layer];
    if (const Protocol &protocol = dissection.protocolOf(layer); protocol.summary != nullptr)
        protocol.summary(sink, {dissection, layer});
    else
        dissection.writeTitle(sink, layer);
}

} // namespace

MessagePlace placeOf(const FollowedStream &stream, std::size_t number, const Dissection &dissection)
{
    const MessageList *list = dissection.frame().messages;
    if (list == nullptr) // a frame of a recording is a message
        return {{}, {0, dissection.source(Dissection::frameSource).size()}, Dissection::frameSource};
    const std::size_t ordinal = ordinalOf(stream, number);
    if (ordinal >= list->messages.size())
        return {};
    const StreamMessage &message = list->messages[ordinal];
    MessagePlace place{{}, {message.offset, message.size}, Dissection::frameSource};
    if (message.gathered != 0)
        place.source = static_cast<std::uint8_t>(ShownFrame::firstGathered + message.gathered - 1);
    const auto layers = dissection.layers();
    for (std::uint32_t i = 1; i < layers.size() && !place.layer; ++i)
        if (layers[i].source == place.source && layers[i].offset == message.offset)
            place.layer = i;
    return place;
}

FollowMessagesModel::FollowMessagesModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void FollowMessagesModel::setStream(std::shared_ptr<const FollowedStream> stream, FollowSource source)
{
    beginResetModel();
    m_stream = std::move(stream);
    m_source = std::move(source);
    m_rows = m_stream ? static_cast<int>(std::min<std::size_t>(m_stream->messageCount(), INT_MAX)) : 0;
    m_firstTimeNs = m_stream ? m_stream->summary().firstTimeNs : 0;
    for (Words &words : m_words)
        words.row = -1;
    endResetModel();
}

void FollowMessagesModel::grow(std::shared_ptr<const FollowedStream> stream)
{
    const int rows = static_cast<int>(std::min<std::size_t>(stream->messageCount(), INT_MAX));
    if (rows < m_rows) { // a capture cut anew
        setStream(std::move(stream), m_source);
        return;
    }
    if (rows > m_rows)
        beginInsertRows({}, m_rows, rows - 1);
    m_stream = std::move(stream);
    if (rows > m_rows) {
        m_rows = rows;
        endInsertRows();
    }
}

std::shared_ptr<const ShownFrame> FollowMessagesModel::shownFrame(int row) const
{
    const std::uint32_t frame = message(row).frame;
    return frame < m_source.frames->count() ? makeShownFrame(*m_source.frames, *m_source.dissector, frame) : nullptr;
}

std::optional<int> FollowMessagesModel::rowOf(std::uint32_t frame, const ByteRange &range) const
{
    int low = 0;
    int high = m_rows;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (message(middle).frame < frame)
            low = middle + 1;
        else
            high = middle;
    }
    if (low >= m_rows || message(low).frame != frame)
        return {};
    const std::shared_ptr<const ShownFrame> shown = range.size == 0 ? nullptr : shownFrame(low);
    for (int row = low; shown && row < m_rows && message(row).frame == frame; ++row) {
        const MessagePlace place = placeOf(*m_stream, static_cast<std::size_t>(row), *shown->dissection);
        if (place.source == Dissection::frameSource && place.range.end() > range.offset)
            return row;
    }
    return low;
}

// Each direction's messages stand in the order of their bytes, but both together: a search by halves needs the nearest of the
// direction at each step, which is near where people take turns.
std::optional<int> FollowMessagesModel::rowOf(Direction direction, std::uint64_t offset) const
{
    int low = 0;
    int high = m_rows;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        int at = middle;
        while (at < high && message(at).direction != direction)
            ++at;
        if (at < high && message(at).offset + message(at).size <= offset)
            low = at + 1;
        else
            high = middle;
    }
    while (low < m_rows && message(low).direction != direction)
        ++low;
    return low < m_rows && message(low).offset <= offset ? std::optional(low) : std::nullopt;
}

int FollowMessagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int FollowMessagesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount_;
}

const FollowMessagesModel::Words &FollowMessagesModel::wordsOf(int row) const
{
    Words &words = m_words[static_cast<std::size_t>(row) % m_words.size()];
    if (words.row == row)
        return words;
    const FollowMessage it = message(row);
    words = {.row = row, .type = kindText(it.kind), .summary = {}};
    if (it.frame >= m_source.frames->count())
        return words;
    const FrameView view = m_source.frames->view(it.frame);
    if (!m_source.dissector->dissect(view, m_dissection)) {
        words.summary = tr("(no longer in the file)");
        return words;
    }
    const MessagePlace place = placeOf(*m_stream, static_cast<std::size_t>(row), m_dissection);
    if (words.type.isEmpty())
        words.type = written([&](TextSink &sink) { writeType(sink, m_dissection, place); });
    words.summary = written([&](TextSink &sink) { writeSummary(sink, m_dissection, place); });
    return words;
}

// Seconds since the stream began.
QString FollowMessagesModel::timeText(const FollowMessage &message) const
{
    return written([&](TextSink &sink) { writeSeconds(sink, message.timeNs - m_firstTimeNs, 6); });
}

QString FollowMessagesModel::textOf(int row, int column) const
{
    const FollowMessage it = message(row);
    switch (column) {
    case NumberColumn: return QLocale().toString(row + 1);
    case TimeColumn: return timeText(it);
    case DirectionColumn:
        return (it.direction == Direction::ToServer ? u"> "_s : u"    < "_s) + directionText(it.direction);
    case SizeColumn: return QLocale().toString(it.size);
    case TypeColumn: return wordsOf(row).type;
    case SummaryColumn: return wordsOf(row).summary;
    default: return {};
    }
}

namespace {

QVariant alignmentOf(int column)
{
    using Model = FollowMessagesModel;
    const bool isNumber = column == Model::NumberColumn || column == Model::TimeColumn || column == Model::SizeColumn;
    return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

QVariant FollowMessagesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_stream)
        return {};
    constexpr qsizetype tipCharacters = 2000;
    switch (role) {
    case Qt::DisplayRole: return textOf(index.row(), index.column());
    case Qt::ToolTipRole: return plainToolTip(textOf(index.row(), index.column()).left(tipCharacters));
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    case Qt::ForegroundRole:
        return schemeFor(QGuiApplication::palette()).speakers[sideIndex(message(index.row()).direction)];
    default: return {};
    }
}

QVariant FollowMessagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn: return tr("No.");
    case TimeColumn: return tr("Time");
    case DirectionColumn: return tr("Direction");
    case SizeColumn: return tr("Size");
    case TypeColumn: return tr("Type");
    case SummaryColumn: return tr("Summary");
    default: return {};
    }
}

} // namespace framelens::ui
