// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is shown when nothing is open. It reads the list of recent files and nothing else.
#pragma once

#include <QWidget>

class QAction;
class QBoxLayout;
class QLabel;
class QListWidget;

namespace framelens::ui {

class Actions;
class Settings;

class StartPage final : public QWidget
{
    Q_OBJECT

public:
    StartPage(Settings &settings, const Actions &actions, QWidget *parent = nullptr);

    /// Reads the list of recent files again.
    void refresh();

signals:
    void chosen(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeFiles(const Actions &actions);
    QWidget *makeSample(const Actions &actions);
    QWidget *makeFoot(const Actions &actions);
    void addEntry(const struct RecentFile &file);
    void removeCurrent();

    Settings &m_settings;
    QListWidget *m_recent;
    QLabel *m_none;
};

} // namespace framelens::ui
