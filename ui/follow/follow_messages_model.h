// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The messages of a followed stream, a row each, decoded when a row is asked for.
#pragma once

#include "core/bytes/frame_source.h"
#include "core/decode/dissector.h"
#include "core/stream/streams.h"
#include "ui/selection.h"

#include <QAbstractTableModel>

#include <array>
#include <memory>
#include <optional>

namespace framelens::ui {

/// What messages are decoded with.
struct FollowSource
{
    std::shared_ptr<const FrameSource> frames;
    std::shared_ptr<const Dissector> dissector;
};

/// A message in its frame.
struct MessagePlace
{
    std::optional<std::uint32_t> layer; ///< its layer's number; nothing: the frame's last speaks for it
    ByteRange range;
    std::uint8_t source = Dissection::frameSource;
};

/// Where message `number` stands in its decoded frame.
MessagePlace placeOf(const FollowedStream &stream, std::size_t number, const Dissection &dissection);

class FollowMessagesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum ColumnNumber { NumberColumn, TimeColumn, DirectionColumn, SizeColumn, TypeColumn, SummaryColumn, ColumnCount_ };

    explicit FollowMessagesModel(QObject *parent = nullptr);

    void setStream(std::shared_ptr<const FollowedStream> stream, FollowSource source);
    /// The same stream with more messages behind those that are there: announced as one batch.
    void grow(std::shared_ptr<const FollowedStream> stream);
    const std::shared_ptr<const FollowedStream> &stream() const & { return m_stream; }

    FollowMessage message(int row) const { return m_stream->message(static_cast<std::size_t>(row)); }
    /// The frame of a row, decoded.
    std::shared_ptr<const ShownFrame> shownFrame(int row) const;
    /// The message that holds a byte of a direction, complete or not yet.
    std::optional<int> rowOf(Direction direction, std::uint64_t offset) const;
    /// The message that is complete in a frame, the first whose bytes end behind `offset` where several are.
    std::optional<int> rowOf(std::uint32_t frame, const ByteRange &range) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Words
    {
        int row = -1;
        QString type;
        QString summary;
    };
    const Words &wordsOf(int row) const;
    QString textOf(int row, int column) const;
    QString timeText(const FollowMessage &message) const;

    std::shared_ptr<const FollowedStream> m_stream;
    FollowSource m_source;
    int m_rows = 0; // announced
    std::int64_t m_firstTimeNs = 0;
    // Made on demand by const calls of the window's one thread.
    mutable std::array<Words, 128> m_words; // by row modulo their number
    mutable Dissection m_dissection;
};

} // namespace framelens::ui
