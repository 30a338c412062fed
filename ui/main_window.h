// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One window: one document, or the start page.
#pragma once

#include "ui/actions.h"
#include "ui/frame_history.h"
#include "ui/services.h"
#include "ui/widgets/message_bar.h"

#include <QMainWindow>

#include <memory>
#include <vector>

class QMenu;
class QStackedWidget;
class QTemporaryDir;
class QToolBar;

namespace framelens {
class ByteView;
class Capture;
struct Error;
struct OpenOptions;
struct RawTarget;
struct RecoveredSpool;
enum class FileChange : std::uint8_t;
}

namespace framelens::ui {

class CaptureDocument;
class CapturePanes;
class Document;
class FindBar;
class FrameFind;
struct FoundIn;
class FilterViews;
class LiveDocument;
class LeftRecordings;
class ListSort;
class Loader;
class MarkMoves;
class Opening;
class SendBar;
class StartPage;
class StatusLine;
class StreamViews;
class Windows;
struct AttachSetup;
struct CopyRun;
struct ExportOrder;
struct ExportRun;
struct ExportSource;
struct LiveOrder;
struct ProblemSearch;
struct RecoverRun;
struct SaveRun;
enum class CopyForm : std::uint8_t;
enum class FollowChoice : quint8;
enum class Pane : std::uint8_t;

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(const Services &services, Windows &windows);
    ~MainWindow() override;

    /// Opens a file: in this window if nothing (or only the sample) is open here, else in a new one. What is
    /// open stays when the file is refused.
    void open(const QString &path);
    /// Takes up an opening that was begun elsewhere.
    void adopt(std::shared_ptr<Opening> opening);
    void closeCapture();
    /// Attaches: in this window if nothing (or only the sample) is open here, else in a new one.
    void attach(LiveOrder order);
    /// Opens a recording that was left: the path of its data file.
    void openLeft(const std::string &path);

    bool isEmpty() const { return m_document == nullptr && !isOpening(); }
    /// Whether nothing is being opened or indexed.
    bool isSettled() const;
    /// Null while nothing is open.
    Document *document() const { return m_document.get(); }
    /// Null while no capture is open.
    std::shared_ptr<const Capture> capture() const;

    const Actions &actions() const { return *m_actions; }
    CapturePanes &panes() const { return *m_panes; }
    MessageBar &messages() const { return *m_messages; }
    StreamViews &streamViews() const { return *m_streamViews; }
    FilterViews &filterViews() const { return *m_filterViews; }

signals:
    void closed();
    /// An opening came to its end, by success or refusal.
    void settled();
    /// document() is another one, or none.
    void documentChanged();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    // What is open (main_window.cpp).
    void showDocument(std::unique_ptr<Document> document);
    void replaceSource();
    void framesAppended();
    bool cancelWork();
    QString nameOfOpening() const;
    bool isOpening() const { return !m_pending.empty() || !m_recoveries.empty(); }
    bool isSample() const;
    bool isSpent() const;
    void showState();
    void showCount();
    void updateTitle();
    void sayGreeting();
    void say(Message message);

    // Files on their way in (main_window_files.cpp).
    void start(const QString &path, const OpenOptions &options);
    void accept(Loader *pending);
    void refuse(Loader *pending);
    void stopOpening(Loader *loader);
    std::unique_ptr<Loader> takePending(Loader *pending);
    void showCapture(std::unique_ptr<Loader> loader);
    void indexEnded();
    void fileChanged(FileChange change);
    void reload(bool raiseLimits);
    void resume();

    // What is attached (main_window_live.cpp).
    void showLive(std::unique_ptr<LiveDocument> document);
    void attachSetup(const AttachSetup &setup);
    void askToAttach(const AttachSetup *setup);
    void tryDemo();
    void stopOrAttachAgain();
    void attachAgain();
    void pauseView(bool paused);
    void askForFraming();
    void recut(const QString &framer);
    void liveChanged();
    void liveEnded();
    void sayLiveWarnings();
    void sayLiveFailure(const Error &error, const LiveOrder &order);
    void addAgainButtons(Message &message);
    bool askedToKeep(std::function<void()> then);
    void askForSave(std::function<void()> then);
    /// `raw`: the files, where the bytes alone are saved; empty: a capture.
    void save(const QString &path, std::vector<RawTarget> raw, std::function<void()> then);
    void saveRaw(const QString &path, std::function<void()> then);
    void takeSaves();
    void connectLiveCommands();
    void updateLiveCommands();

    // What was left by an attachment (main_window_left.cpp).
    void offerLeft();
    void takeRecoveries();
    void takeRecovery(RecoverRun &run);
    void showRecovered(RecoveredSpool spool);
    void dropRecoveries();
    void discardLeft(const std::string &path);

    // Commands (main_window_commands.cpp).
    void buildMenus();
    void buildToolBar();
    void connectCommands();
    void connectFileCommands();
    void onTriggered(Do what, std::function<void()> then);
    void fillRecentMenu();
    void describeRecentMenu();
    void askForFiles();
    void showInformation();
    void showShortcuts();
    void showAbout();
    void updateCommands();

    // How it looks (main_window_view.cpp).
    void connectViewCommands();
    void checkInitially();
    void checkTheme();
    void fillColumnsMenu();
    void setTimeForm();
    void setFollow(FollowChoice choice);
    void setFullScreen(bool on);
    void restoreLayout();
    void saveLayout();
    void resetLayout();

    // What the rows of the list look like, and in which order they stand (main_window_list.cpp).
    void connectListCommands();
    void fillSortMenu();
    void askForColours();
    void askForColumn();
    void addColumn(const QString &field);
    void sortChanged();
    void takeColours();

    // From frame to frame (main_window_go.cpp).
    void connectGoCommands();
    void goTo(std::optional<std::uint32_t> frame);
    void goToNextProblem();
    void rememberVisit();
    void sayHidden(quint32 frame);

    // Find (main_window_find.cpp).
    void makeFind();
    FoundIn foundIn() const;

    // Marks and copies (main_window_edit.cpp).
    void connectEditCommands();
    void toggleMarks();
    void markAll();
    void goToMark(bool forward);
    void fillCopyMenu(QMenu &menu, Pane pane);
    void copyAs(CopyForm form);
    void copyBytes(CopyForm form, const ByteView &bytes);
    void copyFrames(CopyForm form);
    void takeCopy();
    void sayNotCopied(const Error &why);
    void updateFieldCommands();

    // Frames on their way out (main_window_export.cpp).
    ExportSource exportSource() const;
    void askForExport(bool selected);
    void runExport(const ExportSource &source, const ExportOrder &order);
    void startDrag(int row, int column);
    void sayTooMuchIsDragged();
    void takeExports();
    void sayExported(const ExportRun &run);

    Services m_services;
    Windows &m_windows;
    Actions *m_actions;
    CapturePanes *m_panes;
    MessageBar *m_messages;
    StartPage *m_startPage;
    QStackedWidget *m_stack;
    StatusLine *m_status;
    StreamViews *m_streamViews = nullptr;
    FilterViews *m_filterViews = nullptr;
    QToolBar *m_toolBar;
    QMenu *m_recentMenu = nullptr;
    QMenu *m_columnsMenu = nullptr;
    QMenu *m_sortMenu = nullptr;
    std::unique_ptr<Document> m_document; // what is shown; null: nothing is open
    CaptureDocument *m_file = nullptr; // m_document, if it is a file
    LiveDocument *m_live = nullptr; // m_document, if it is attached or was left by an attachment
    LeftRecordings *m_left;
    ListSort *m_sort = nullptr;
    SendBar *m_sendBar;
    bool m_saidUnsorted = false;
    FindBar *m_findBar;
    FrameFind *m_find = nullptr;
    MarkMoves *m_markMoves = nullptr;
    bool m_saidHeld = false; // of m_live: each is said once
    bool m_saidFewBytes = false;
    std::vector<std::unique_ptr<Loader>> m_pending; // on their way
    std::vector<std::shared_ptr<RecoverRun>> m_recoveries; // likewise
    std::shared_ptr<ProblemSearch> m_search;
    std::unique_ptr<QTemporaryDir> m_dragFolder; // of files that were dropped, while others read them
    std::shared_ptr<CopyRun> m_copy; // going on
    std::vector<std::shared_ptr<ExportRun>> m_exports; // going on
    std::vector<std::shared_ptr<SaveRun>> m_saves; // going on
    FrameHistory m_history;
    bool m_travelling = false; // a step through the history is no visit
    const Loader *m_replacement = nullptr; // of m_pending: takes the place of what is open
    bool m_wasMaximized = false;
};

} // namespace framelens::ui
