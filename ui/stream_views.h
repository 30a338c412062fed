// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What one window shows of streams and values besides its panes: docks, Follow windows, the list's context menu.
#pragma once

#include "core/decode/framer.h"
#include "ui/actions.h"
#include "ui/services.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

class QMainWindow;
class QMenu;

namespace framelens {
class Bindings;
}

namespace framelens::ui {

class CapturePanes;
class Document;
class FollowWindow;
struct FollowSubject;
class StreamsDock;
class ValueInspector;
struct ByteRange;

class StreamViews final : public QObject
{
    Q_OBJECT

public:
    /// Nothing is owned by it but what it makes; `window` is its parent. Adds the docks, closed.
    StreamViews(const Services &services, CapturePanes &panes, Actions &actions, QMainWindow *window);
    ~StreamViews() override;

    /// Null: nothing is open. Follow windows of the document before are closed.
    void setDocument(Document *document);

    /// The docks where they are at first, closed.
    void resetDocks();
    /// Follows the conversation of the current frame.
    void follow();
    /// Opens Decode As; what is changed there acts at once and is kept.
    void decodeAs();
    /// A Follow window of one conversation (index in Streams).
    FollowWindow *follow(std::size_t index);

signals:
    /// A sentence for the message bar.
    void said(const QString &text);
    /// The user wants to export the selected frames.
    void exportAsked();
    /// The list's menu is opened over a cell of the current frame: what filters by it is to be added.
    void listMenuAsked(QMenu *menu, int column);
    /// The user wants this filter applied.
    void filterAsked(const QString &filter);

private:
    void takeSource();
    FollowSubject followSubject() const;
    void grow();
    void knowMore();
    void bind(std::shared_ptr<const Bindings> bindings);
    void decode();
    void lookAtIntegers();
    void connectActions();
    void showSelected();
    void choose(quint32 frame, const ByteRange &range, quint8 source);
    /// The current frame's conversation; nothing, and why.
    std::optional<std::size_t> currentStream(QString *why) const;
    void showListMenu(const QPoint &position);
    void fillListMenu(QMenu &menu, int column);

    Services m_services;
    CapturePanes &m_panes;
    Actions &m_actions;
    QMainWindow *m_window;
    QPointer<Document> m_document;
    std::shared_ptr<const Bindings> m_bindings;
    std::vector<NamedInteger> m_integers; // that frames are decoded with
    StreamsDock *m_streams;
    ValueInspector *m_inspector;
    std::vector<QPointer<FollowWindow>> m_follows;
    QTimer m_selectedTimer; // a frame and its range change together
};

} // namespace framelens::ui
