// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The filter line: a display filter is typed, checked at each change, applied by Enter and remembered.
#pragma once

#include "ui/filter_check.h"
#include "ui/filter_completion.h"

#include <QWidget>

#include <functional>

class QPushButton;
class QToolButton;

namespace framelens::ui {

class ElidedLabel;
class FilterEdit;
class FilterPopup;
class SavedFilters;
class Settings;

class FilterLine final : public QWidget
{
    Q_OBJECT

public:
    /// The settings outlive the line; applied filters are remembered in them.
    FilterLine(Settings &settings, std::shared_ptr<const Registry> registry, QWidget *parent = nullptr);

    /// Others name their fields differently from now on; the text is looked at again.
    void setRegistry(std::shared_ptr<const Registry> registry);
    /// What completion is told of the capture: asked whenever something is offered.
    void setHints(std::function<CaptureHints()> hints);
    /// More is known of it now.
    void hintsChanged();
    QString text() const;
    /// Puts a text there and nothing more.
    void setText(const QString &text);
    /// The same and Enter.
    void apply(const QString &text);
    /// The text of the filter that is applied; empty: none is.
    const QString &appliedText() const & { return m_applied; }
    const FilterCheck &check() const & { return m_check; }
    /// What is said while the applied text stands in the line: how far the search is, what may be wrong with its result.
    void setNote(const QString &note, bool isWarning = false);
    /// Gives the line the focus, with all of it selected.
    void focusLine();

    static constexpr qsizetype mostHistory = 50;
    /// Filters that were applied, newest first, none twice.
    QStringList history() const;

signals:
    /// Enter was pressed and the text is right: the empty filter shows all frames.
    void applied(const std::shared_ptr<const framelens::Filter> &filter);
    /// Escape was pressed, and there is nothing to restore.
    void left();

private:
    void buildRow();
    void look();
    void showState();
    void takeDrop(const QString &expression, FilterJoin how);
    void enter();
    void restore();
    void stepHistory(int step);
    void fillHistory();
    void remember(const QString &text);

    Settings &m_settings;
    std::shared_ptr<const Registry> m_registry;
    FilterEdit *m_edit;
    FilterPopup *m_popup;
    QToolButton *m_clear;
    QPushButton *m_apply;
    QToolButton *m_historyButton;
    ElidedLabel *m_status;
    QPushButton *m_correct;
    SavedFilters *m_saved;
    FilterCheck m_check;
    QString m_applied;
    QString m_note;
    bool m_noteIsWarning = false;
    bool m_isDraggedOver = false;
    bool m_wasRefused = false; // Enter was pressed on this error
    int m_historyPlace = -1; // of the entry in the line; -1: what was typed
    QString m_typed; // before the history was walked
};

} // namespace framelens::ui
