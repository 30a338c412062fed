// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What is shown when nothing is open: recent files, the last attachments, recordings that were left. It starts nothing.
#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QAction;
class QBoxLayout;
class QLabel;
class QListWidget;

namespace framelens::ui {

class Actions;
class RecentFiles;
class Settings;
struct AttachSetup;
struct LeftRecording;
struct RecentFile;

class StartPage final : public QWidget
{
    Q_OBJECT

public:
    StartPage(Settings &settings, RecentFiles &files, const Actions &actions, QWidget *parent = nullptr);

    /// Reads the lists of recent files and of setups again.
    void refresh();
    /// Offers the demo.
    void setHasDemo(bool has);
    /// Offers recordings that were left.
    void setLeft(const std::vector<LeftRecording> &left);

signals:
    void chosen(const QString &path);
    void attachChosen(const framelens::ui::AttachSetup &setup);
    void leftChosen(const std::string &path);
    void leftDiscarded(const std::string &path);
    /// The page came into view.
    void shown();

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeFiles(const Actions &actions);
    QWidget *makeAttach(const Actions &actions);
    QWidget *makeSample(const Actions &actions);
    QWidget *makeDemo(const Actions &actions);
    void refreshSetups();
    QWidget *makeLeft(const LeftRecording &recording);
    QWidget *makeFoot(const Actions &actions);
    void showFiles();
    void addEntry(const RecentFile &file);
    void removeCurrent();

    Settings &m_settings;
    RecentFiles &m_files;
    QListWidget *m_recent;
    QLabel *m_none;
    QBoxLayout *m_setups = nullptr; // a button each
    QWidget *m_leftBox = nullptr;
    QBoxLayout *m_left = nullptr; // a line each
    QWidget *m_demo = nullptr;
};

} // namespace framelens::ui
