// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/frame_drag.h"

#include "ui/filter_drag.h"

#include <QDir>
#include <QFile>
#include <QUrl>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString urlType = u"text/uri-list"_s;
constexpr std::uint64_t recordBytes = 64; // about what a block has beside its frame

} // namespace

bool canBeDragged(const FrameSource &source, const RowRanges &frames)
{
    if (frames.count() > mostDraggedBytes / recordBytes)
        return false;
    std::uint64_t bytes = 0;
    for (const RowRange range : frames.ranges())
        for (std::uint32_t frame = range.begin; frame < range.end && bytes <= mostDraggedBytes; ++frame)
            bytes += source.frame(frame).info.capturedLength + recordBytes;
    return bytes <= mostDraggedBytes;
}

FrameDrag::FrameDrag(ExportSource source, RowRanges frames, const QString &baseName, QString folder, const QString &filter)
    : m_source(std::move(source))
    , m_frames(std::move(frames))
    , m_path(QDir(folder).filePath(fileName(baseName, m_frames)))
{
    if (!filter.isEmpty())
        setData(filterMimeType(), filter.toUtf8());
}

QString FrameDrag::fileName(const QString &baseName, const RowRanges &frames)
{
    constexpr qsizetype mostCharacters = 24;
    QString which = QString::fromStdString(frames.text()).replace(u',', u'_');
    which = which.size() <= mostCharacters ? u"frames-"_s + which : u"%1-frames"_s.arg(frames.count());
    return u"%1-%2.pcapng"_s.arg(baseName, which);
}

QStringList FrameDrag::formats() const
{
    return QMimeData::formats() << urlType;
}

bool FrameDrag::hasFormat(const QString &type) const
{
    return type == urlType || QMimeData::hasFormat(type);
}

QVariant FrameDrag::retrieveData(const QString &type, QMetaType preferred) const
{
    if (type != urlType)
        return QMimeData::retrieveData(type, preferred);
    if (!write())
        return {};
    const QUrl url = QUrl::fromLocalFile(m_path);
    if (preferred.id() == QMetaType::QByteArray)
        return url.toEncoded() + "\r\n";
    return QVariantList{url};
}

bool FrameDrag::write() const
{
    if (m_isWritten || m_failure)
        return m_isWritten;
    Job job;
    const ExportTarget target{.path = QFile::encodeName(m_path).toStdString()};
    const ExportOptions options = m_source.completed({.format = ExportFormat::Pcapng});
    const Result<ExportReport> done = exportFrames(m_source.sourceFor(ExportFormat::Pcapng), m_frames, target, job, options);
    m_isWritten = done.has_value();
    if (!done)
        m_failure = done.error();
    return m_isWritten;
}

} // namespace framelens::ui
