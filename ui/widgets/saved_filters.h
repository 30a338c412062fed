// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Filters that the user saved by name, a button each.
#pragma once

#include <QWidget>

#include <utility>
#include <vector>

class QBoxLayout;
class QToolButton;

namespace framelens::ui {

class Settings;

class SavedFilters final : public QWidget
{
    Q_OBJECT

public:
    /// The settings outlive it.
    explicit SavedFilters(Settings &settings, QWidget *parent = nullptr);

    /// What the Save button would save; empty: nothing.
    void setCandidate(const QString &filter);
    /// Name and filter, in the order in which they were saved.
    std::vector<std::pair<QString, QString>> saved() const;

    static constexpr std::size_t most = 20; // more fit in no line

signals:
    /// A button was pressed.
    void chosen(const QString &filter);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void askForName(const QString &filter);
    void save(const QString &name, const QString &filter);
    void askForOtherName(const QString &name);
    void rename(const QString &name, const QString &to);
    void remove(const QString &name);
    void keep(const std::vector<std::pair<QString, QString>> &filters);
    void showButtons();

    Settings &m_settings;
    QBoxLayout *m_layout;
    QToolButton *m_save;
    QString m_candidate;
    std::vector<QToolButton *> m_buttons;
};

} // namespace framelens::ui
