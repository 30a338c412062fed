// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Rows dragged out of the window: a pcapng file that is written when it is dropped.
#pragma once

#include "ui/export_run.h"

#include <QMimeData>
#include <QUrl>

namespace framelens::ui {

/// More is written too slowly for a drop, during which the window waits: it is a matter for an export.
inline constexpr std::uint64_t mostDraggedBytes = std::uint64_t{64} << 20U;

/// Whether a file with these frames stays below mostDraggedBytes. Looks at frames until it is known.
bool canBeDragged(const FrameSource &source, const RowRanges &frames);

/// Offers the URL of a file that is made the first time somebody asks for it, and the filter of the cell that was pulled at.
class FrameDrag final : public QMimeData
{
    Q_OBJECT

public:
    /// The file is written into `folder`, which outlives the drop, under a name that says which frames it holds.
    FrameDrag(ExportSource source, RowRanges frames, const QString &baseName, QString folder, const QString &filter = {});

    /// "a-frames-3-5.pcapng"; with many ranges "a-280-frames.pcapng".
    static QString fileName(const QString &baseName, const RowRanges &frames);

    QStringList formats() const override;
    bool hasFormat(const QString &type) const override;
    /// Why no file was made, once somebody has asked.
    const std::optional<Error> &failure() const & { return m_failure; }

protected:
    QVariant retrieveData(const QString &type, QMetaType preferred) const override;

private:
    bool write() const;

    ExportSource m_source;
    RowRanges m_frames;
    QString m_path;
    // Made when it is asked for, by a const function of Qt's.
    mutable bool m_isWritten = false;
    mutable std::optional<Error> m_failure;
};

} // namespace framelens::ui
