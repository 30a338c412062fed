// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Follow: one conversation as messages and as bytes, both ways linked with the window it was opened from.
#pragma once

#include "core/base/copy_ledger.h"
#include "core/stream/streams.h"
#include "ui/follow/follow_bytes_view.h"
#include "ui/follow/follow_messages_model.h"
#include "ui/follow/follow_save.h"
#include "ui/follow/follow_search.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTabWidget;

namespace framelens::ui {

class ElidedLabel;
class FollowMessagesView;
class PaneFont;
class ProgressWidget;

/// What the window follows streams of.
struct FollowSubject
{
    std::shared_ptr<const Streams> streams;
    FollowSource source;
    QString name; ///< of the capture, made visible
    std::vector<FileStatus> keep = {}; ///< files that no stream is saved over
};

class FollowWindow final : public QWidget
{
    Q_OBJECT

public:
    FollowWindow(WorkerPool &pool, PaneFont &font, std::shared_ptr<CopyLedger> ledger, QWidget *parent = nullptr);
    ~FollowWindow() override;

    /// Lays the conversation out on a worker and shows it.
    void follow(FollowSubject subject, std::size_t index);
    /// The same document decoded or cut anew: shows the same conversation of it.
    void replaceSubject(FollowSubject subject);
    /// There may be more of the stream: looked at a moment later.
    void grow();
    /// The main window selected bytes of a frame (its own bytes; none: only the frame).
    void showPlace(std::uint32_t frame, const ByteRange &range);

    /// Null until it is laid out.
    const std::shared_ptr<const FollowedStream> &stream() const & { return m_stream; }
    std::size_t index() const { return m_index; }

signals:
    /// The user chose bytes of a frame; an empty range: the frame.
    void chosen(quint32 frame, const framelens::ui::ByteRange &range, quint8 source);
    /// stream() is there, or there is none.
    void laidOut();
    /// The user wants to see the frames of the conversation alone: a display filter.
    void filterAsked(const QString &filter);

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildBytesPage();
    QWidget *buildFindLine();
    QWidget *buildFoot();
    void askForFilter();
    void start();
    void takeStream();
    void showStream(std::shared_ptr<const FollowedStream> stream);
    void showHeader();
    void layOutBytes(bool anew);
    void takeLines();
    void tellChosen(const FollowRange &range);
    void findAgain();
    void stepTo(std::size_t index);
    void step(bool forward);
    void goToNumber(int number);
    void find();
    void takeFound();
    void save();
    void saveAs(FollowSaveKind kind, const QString &path);
    void takeSaved();
    void say(const QString &text);
    FollowLayout layoutChosen() const;

    struct Laying
    {
        std::shared_ptr<Job> job;
        std::shared_ptr<const FollowedStream> stream;
    };
    struct Building
    {
        std::shared_ptr<Job> job;
        std::shared_ptr<FollowLines> lines;
    };

    WorkerPool &m_pool;
    std::shared_ptr<CopyLedger> m_ledger;
    FollowSubject m_subject;
    std::size_t m_index = 0;
    std::shared_ptr<const FollowedStream> m_stream;
    std::shared_ptr<Laying> m_laying;
    std::shared_ptr<Building> m_building;
    std::shared_ptr<FollowSearch> m_search;
    std::shared_ptr<FollowSave> m_save;
    QTimer m_growTimer;
    bool m_isNew = true; // the stream to come is another than the one shown
    bool m_isReplaced = false; // m_stream is of a subject before
    bool m_growAgain = false;
    bool m_telling = false; // what the main window selects came from here
    std::optional<std::pair<std::uint32_t, ByteRange>> m_wanted; // to be shown once it is laid out

    ElidedLabel *m_title;
    QLabel *m_counts;
    QTabWidget *m_modes;
    FollowMessagesView *m_messages;
    FollowBytesView *m_bytes;
    QComboBox *m_form;
    QComboBox *m_encoding;
    QComboBox *m_sides;
    QComboBox *m_findKind;
    QLineEdit *m_findText;
    QPushButton *m_findNext;
    QPushButton *m_matchCase;
    ElidedLabel *m_said;
    ProgressWidget *m_progress;
    QSpinBox *m_number;
    QPushButton *m_saveButton;
    QPushButton *m_filterButton;
};

} // namespace framelens::ui
