// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Every command of the window in one table: menus, tool bar, shortcuts and Help > Keyboard Shortcuts are made of it.
#pragma once

#include <QAction>
#include <QObject>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace framelens::ui {

class Settings;

/// What a command does. The order is the table's.
enum class Do : std::uint8_t {
    Open, OpenSample, Reload, SaveRecording, Export, Information, Close, Quit,
    Copy, CopySummary, CopyCsv, CopyJson, CopyHexStream, CopyHexSpaced, CopyHexDump, CopyOffsetDump, CopyPrintable, CopyEscaped,
    CopyBase64, CopyCArray, CopyPython, CopyValue, CopyLabel, CopyFilter, CopyPath, SelectAll,
    Find, FindNext, FindPrevious,
    Mark, MarkAll, UnmarkAll, NextMark, PreviousMark, Ignore, TimeReference,
    TimeRelative, TimeDelta, TimeUtc, TimeLocal, TimeEpoch,
    DigitsFile, Digits3, Digits6, Digits9,
    ShowOffsets, ShowTints, ShowColours, EditColours, ZoomIn, ZoomOut, ZoomReset,
    ThemeSystem, ThemeLight, ThemeDark, ThemeContrast,
    FollowRecent, FollowAlways, FollowNever,
    ShowStreams, ShowInspector, ShowToolBar, ShowMemory, FullScreen, ResetLayout,
    Back, Forward, GoTo, SelectRange, First, Last, Previous, Next, NextProblem, NextPane, PreviousPane,
    Filter, ClearFilter, FollowStream, DecodeAs,
    Attach, StopLive, PauseView, AutoScroll, SetFraming, TryDemo,
    Shortcuts, About,
    Count_,
};

/// Where a command stands in the menu bar.
enum class MenuPlace : std::uint8_t { File, Edit, CopyAs, View, Time, Digits, Zoom, Theme, Follow, Go, Attach, Analyze, Help };

struct ActionSpec
{
    Do what;
    MenuPlace menu;
    const char *id; ///< stable, for settings and object names
    const char *text; ///< English, with mnemonic
    const char *keys; ///< default shortcut, portable text; "" for none
    const char *icon; ///< "" for none
    const char *tip; ///< one sentence
    bool checkable = false;
    bool needsCapture = false; ///< off while nothing is open
    bool needsLive = false; ///< off while what is open is no attachment
};

/// The table, ordered by `Do`.
std::span<const ActionSpec> actionTable();
const ActionSpec &specOf(Do what);

/// The actions of one window.
class Actions final : public QObject
{
    Q_OBJECT

public:
    Actions(Settings &settings, QWidget *window);

    QAction *operator[](Do what) const { return m_actions[static_cast<std::size_t>(what)]; }
    /// Text without mnemonic and dots, translated: "Open", "Theme: Dark".
    static QString plainText(Do what);

    /// The command that has these keys already, if any other than `what`.
    std::optional<Do> holderOf(const QKeySequence &keys, Do what) const;
    /// False, and no change, when another command holds them.
    bool setShortcut(Do what, const QKeySequence &keys);
    /// Back to the default keys; no change when another command holds them now, which is returned.
    std::optional<Do> resetShortcut(Do what);
    /// Takes over what another window changed.
    void readShortcuts();

signals:
    /// Here or in another window.
    void shortcutsChanged();
    /// The user gave a command other keys here: actions of other windows are to read them.
    void shortcutGiven();

private:
    void describe(Do what);

    Settings &m_settings;
    std::array<QAction *, static_cast<std::size_t>(Do::Count_)> m_actions{};
};

} // namespace framelens::ui
