// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What a window has of display filters: the line, the search behind it, and what both say of themselves.
#pragma once

#include "ui/colour_rules.h"
#include "ui/list_filter.h"
#include "ui/services.h"
#include "ui/widgets/filter_line.h"

class QAction;
class QMenu;

namespace framelens::ui {

class Actions;
class ProgressWidget;
struct OfferedFilter;
enum class Pane : std::uint8_t;

/// The panes, the actions and the progress outlive it.
class FilterViews final : public QObject
{
    Q_OBJECT

public:
    FilterViews(const Services &services, CapturePanes &panes, Actions &actions, ProgressWidget &progress, QWidget *window);
    ~FilterViews() override;

    FilterLine &line() const { return *m_line; }
    ListFilter &search() { return m_search; }

    /// Null: nothing is open. Called when the panes show its source.
    void setDocument(Document *document);
    /// Joins an expression to what stands in the line, and applies what comes of it or leaves it to be looked at.
    void join(FilterJoin how, const QString &expression, bool applies);
    /// Puts a filter into the line and applies it; the empty one shows all frames.
    void apply(const QString &filter) { m_line->apply(filter); }

    /// Adds what filters by a cell of the current frame, by a field or bytes, to a menu.
    void fillListMenu(QMenu &menu, int column);
    void fillPaneMenu(QMenu &menu, Pane pane);

    /// Rules for conversations that the user gave a colour while this document is open; before those of the settings.
    const std::vector<ColourRule> &conversationColours() const & { return m_conversationColours; }

    /// Frames that the list shows, when a filter is applied.
    std::optional<std::uint32_t> shownCount() const;
    bool isStopped() const { return m_search.isStopped(); }

    /// A cell of the list is applied by the middle button.
    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    /// How many frames are shown has changed.
    void countChanged();
    /// conversationColours() are others.
    void coloursChanged();

private:
    OfferedFilter offered(Pane pane) const;
    CaptureHints hints();
    void lookAtFields();
    void addColourMenu(QMenu &menu, const QString &conversation);
    void colour(const QString &conversation, const QString &tint);
    void forgetColours();
    void forgetFields();
    void addMenus(QMenu &menu, const OfferedFilter &offered);
    void watch(const std::shared_ptr<const Job> &job);
    void showState();

    struct FieldsRun;

    WorkerPool &m_pool;
    CapturePanes &m_panes;
    ProgressWidget &m_progress;
    QAction *m_clearAction;
    FilterLine *m_line;
    ListFilter m_search;
    QPointer<Document> m_document;
    std::vector<ColourRule> m_conversationColours;
    std::shared_ptr<FieldsRun> m_fieldsRun; // a worker looks which fields there are
    std::shared_ptr<const FieldsSeen> m_fields; // null: nobody asked yet
};

} // namespace framelens::ui
