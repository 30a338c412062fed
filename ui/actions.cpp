// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/actions.h"

#include "ui/icons.h"
#include "ui/settings.h"
#include "ui/text.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QKeySequence>
#include <QWidget>

#include <map>
#include <optional>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

#define FRAMELENS_TEXT(text) QT_TRANSLATE_NOOP("framelens::ui::Actions", text)

constexpr bool checkable = true;
constexpr bool needsCapture = true;
constexpr bool needsLive = true;

constexpr std::array table{
    ActionSpec{Do::Open, MenuPlace::File, "open", FRAMELENS_TEXT("&Open..."), "Ctrl+O", "open",
               FRAMELENS_TEXT("Open a capture file")},
    ActionSpec{Do::OpenSample, MenuPlace::File, "openSample", FRAMELENS_TEXT("Open &Sample Capture"), "", "",
               FRAMELENS_TEXT("Open the capture that comes with Framelens")},
    ActionSpec{Do::Reload, MenuPlace::File, "reload", FRAMELENS_TEXT("&Reload"), "Ctrl+R", "reload",
               FRAMELENS_TEXT("Open the same file again, as it is now"), !checkable, needsCapture},
    ActionSpec{Do::SaveRecording, MenuPlace::File, "saveRecording", FRAMELENS_TEXT("Save Recording &As..."), "Ctrl+S", "save",
               FRAMELENS_TEXT("Keep what was recorded in a file that other programs read too"), !checkable, needsCapture,
               needsLive},
    ActionSpec{Do::Export, MenuPlace::File, "export", FRAMELENS_TEXT("&Export..."), "Ctrl+Shift+E", "export",
               FRAMELENS_TEXT("Write frames to a file: as a capture, text, CSV, JSON or bytes"), !checkable, needsCapture},
    ActionSpec{Do::Information, MenuPlace::File, "information", FRAMELENS_TEXT("Capture &Information..."),
               "Ctrl+Alt+Shift+C", "note", FRAMELENS_TEXT("What the file says besides its frames"), !checkable,
               needsCapture},
    ActionSpec{Do::Close, MenuPlace::File, "close", FRAMELENS_TEXT("&Close"), "Ctrl+W", "close",
               FRAMELENS_TEXT("Close the capture; close the window when none is open")},
    ActionSpec{Do::Quit, MenuPlace::File, "quit", FRAMELENS_TEXT("&Quit"), "Ctrl+Q", "",
               FRAMELENS_TEXT("Close all windows")},

    ActionSpec{Do::Copy, MenuPlace::Edit, "copy", FRAMELENS_TEXT("&Copy"), "Ctrl+C", "copy",
               FRAMELENS_TEXT("Copy what is selected in the pane that has the focus"), !checkable, needsCapture},
    ActionSpec{Do::CopySummary, MenuPlace::CopyAs, "copySummary", FRAMELENS_TEXT("&Summary"), "", "",
               FRAMELENS_TEXT("Copy the columns of the selected frames, a line each"), !checkable, needsCapture},
    ActionSpec{Do::CopyCsv, MenuPlace::CopyAs, "copyCsv", FRAMELENS_TEXT("CS&V"), "", "",
               FRAMELENS_TEXT("Copy the columns of the selected frames for a spreadsheet"), !checkable, needsCapture},
    ActionSpec{Do::CopyJson, MenuPlace::CopyAs, "copyJson", FRAMELENS_TEXT("&JSON"), "", "",
               FRAMELENS_TEXT("Copy all fields of the selected frames as JSON"), !checkable, needsCapture},
    ActionSpec{Do::CopyHexStream, MenuPlace::CopyAs, "copyHexStream", FRAMELENS_TEXT("&Hex Stream"), "", "",
               FRAMELENS_TEXT("Copy bytes as hex without spaces: those selected, the field's or the frames'"), !checkable,
               needsCapture},
    ActionSpec{Do::CopyHexSpaced, MenuPlace::CopyAs, "copyHexSpaced", FRAMELENS_TEXT("Hex, S&paced"), "", "",
               FRAMELENS_TEXT("Copy bytes as hex with spaces between"), !checkable, needsCapture},
    ActionSpec{Do::CopyHexDump, MenuPlace::CopyAs, "copyHexDump", FRAMELENS_TEXT("Hex and &ASCII Dump"), "", "",
               FRAMELENS_TEXT("Copy bytes as lines of offset, hex and characters"), !checkable, needsCapture},
    ActionSpec{Do::CopyOffsetDump, MenuPlace::CopyAs, "copyOffsetDump", FRAMELENS_TEXT("Hex &Dump"), "", "",
               FRAMELENS_TEXT("Copy bytes as lines of offset and hex"), !checkable, needsCapture},
    ActionSpec{Do::CopyPrintable, MenuPlace::CopyAs, "copyPrintable", FRAMELENS_TEXT("Printable &Text"), "", "",
               FRAMELENS_TEXT("Copy what is text of the bytes, without the rest"), !checkable, needsCapture},
    ActionSpec{Do::CopyEscaped, MenuPlace::CopyAs, "copyEscaped", FRAMELENS_TEXT("&Escaped String"), "", "",
               FRAMELENS_TEXT("Copy bytes as a string of C"), !checkable, needsCapture},
    ActionSpec{Do::CopyBase64, MenuPlace::CopyAs, "copyBase64", FRAMELENS_TEXT("&Base64"), "", "",
               FRAMELENS_TEXT("Copy bytes as base64"), !checkable, needsCapture},
    ActionSpec{Do::CopyCArray, MenuPlace::CopyAs, "copyCArray", FRAMELENS_TEXT("&C Array"), "", "",
               FRAMELENS_TEXT("Copy bytes as an array of C"), !checkable, needsCapture},
    ActionSpec{Do::CopyPython, MenuPlace::CopyAs, "copyPython", FRAMELENS_TEXT("P&ython Bytes"), "", "",
               FRAMELENS_TEXT("Copy bytes as a literal of Python"), !checkable, needsCapture},
    ActionSpec{Do::CopyValue, MenuPlace::CopyAs, "copyValue", FRAMELENS_TEXT("Field Val&ue"), "", "",
               FRAMELENS_TEXT("Copy the value of the selected field"), !checkable, needsCapture},
    ActionSpec{Do::CopyLabel, MenuPlace::CopyAs, "copyLabel", FRAMELENS_TEXT("Field &Label"), "", "",
               FRAMELENS_TEXT("Copy what the selected field is called"), !checkable, needsCapture},
    ActionSpec{Do::CopyFilter, MenuPlace::CopyAs, "copyFilter", FRAMELENS_TEXT("Field as &Filter"), "Ctrl+Shift+C", "",
               FRAMELENS_TEXT("Copy a display filter that finds the value of the selected field"), !checkable, needsCapture},
    ActionSpec{Do::CopyPath, MenuPlace::CopyAs, "copyPath", FRAMELENS_TEXT("F&ield Path"), "", "",
               FRAMELENS_TEXT("Copy the selected field with all that is around it"), !checkable, needsCapture},
    ActionSpec{Do::SelectAll, MenuPlace::Edit, "selectAll", FRAMELENS_TEXT("Select &All"), "Ctrl+A", "",
               FRAMELENS_TEXT("Select all frames, or all bytes in the hex pane"), !checkable, needsCapture},
    ActionSpec{Do::Find, MenuPlace::Edit, "find", FRAMELENS_TEXT("&Find..."), "Ctrl+F", "find",
               FRAMELENS_TEXT("Find bytes, text, an expression or a filter in frames or field values"), !checkable, needsCapture},
    ActionSpec{Do::FindNext, MenuPlace::Edit, "findNext", FRAMELENS_TEXT("Find Ne&xt"), "Ctrl+N", "",
               FRAMELENS_TEXT("The next place where it stands"), !checkable, needsCapture},
    ActionSpec{Do::FindPrevious, MenuPlace::Edit, "findPrevious", FRAMELENS_TEXT("Find Pre&vious"), "Ctrl+B", "",
               FRAMELENS_TEXT("The previous place where it stands"), !checkable, needsCapture},
    ActionSpec{Do::Mark, MenuPlace::Edit, "mark", FRAMELENS_TEXT("&Mark or Unmark"), "Ctrl+M", "mark",
               FRAMELENS_TEXT("Mark the selected frames; take the marks away when all have one"), !checkable, needsCapture},
    ActionSpec{Do::MarkAll, MenuPlace::Edit, "markAll", FRAMELENS_TEXT("Ma&rk All"), "", "",
               FRAMELENS_TEXT("Mark every frame"), !checkable, needsCapture},
    ActionSpec{Do::UnmarkAll, MenuPlace::Edit, "unmarkAll", FRAMELENS_TEXT("&Unmark All"), "", "",
               FRAMELENS_TEXT("Take all marks away"), !checkable, needsCapture},
    ActionSpec{Do::NextMark, MenuPlace::Edit, "nextMark", FRAMELENS_TEXT("&Next Mark"), "Ctrl+Shift+N", "",
               FRAMELENS_TEXT("The next marked frame"), !checkable, needsCapture},
    ActionSpec{Do::PreviousMark, MenuPlace::Edit, "previousMark", FRAMELENS_TEXT("&Previous Mark"), "Ctrl+Shift+B", "",
               FRAMELENS_TEXT("The previous marked frame"), !checkable, needsCapture},
    ActionSpec{Do::Ignore, MenuPlace::Edit, "ignore", FRAMELENS_TEXT("&Ignore or Heed"), "Ctrl+D", "",
               FRAMELENS_TEXT("Strike the selected frames out; heed them again when all are struck out"), !checkable, needsCapture},
    ActionSpec{Do::TimeReference, MenuPlace::Edit, "timeReference", FRAMELENS_TEXT("&Time Reference"), "Ctrl+T", "",
               FRAMELENS_TEXT("Count the times from the current frame on, or no longer"), !checkable, needsCapture},

    ActionSpec{Do::TimeRelative, MenuPlace::Time, "timeRelative", FRAMELENS_TEXT("Since the &First Frame"), "", "",
               FRAMELENS_TEXT("Seconds since the first frame"), checkable},
    ActionSpec{Do::TimeDelta, MenuPlace::Time, "timeDelta", FRAMELENS_TEXT("Since the Frame &Before"), "", "",
               FRAMELENS_TEXT("Seconds since the frame before"), checkable},
    ActionSpec{Do::TimeUtc, MenuPlace::Time, "timeUtc", FRAMELENS_TEXT("Date and Time, &UTC"), "", "",
               FRAMELENS_TEXT("Date and time of day in UTC"), checkable},
    ActionSpec{Do::TimeLocal, MenuPlace::Time, "timeLocal", FRAMELENS_TEXT("Date and Time, &Local"), "", "",
               FRAMELENS_TEXT("Date and time of day where you are"), checkable},
    ActionSpec{Do::TimeEpoch, MenuPlace::Time, "timeEpoch", FRAMELENS_TEXT("Since &1970"), "", "",
               FRAMELENS_TEXT("Seconds since 1970-01-01 00:00 UTC"), checkable},
    ActionSpec{Do::DigitsFile, MenuPlace::Digits, "digitsFile", FRAMELENS_TEXT("Digits as in the &Capture"), "", "",
               FRAMELENS_TEXT("As many digits of a second as the capture has"), checkable},
    ActionSpec{Do::Digits3, MenuPlace::Digits, "digits3", FRAMELENS_TEXT("&Milliseconds"), "", "",
               FRAMELENS_TEXT("Three digits of a second"), checkable},
    ActionSpec{Do::Digits6, MenuPlace::Digits, "digits6", FRAMELENS_TEXT("M&icroseconds"), "", "",
               FRAMELENS_TEXT("Six digits of a second"), checkable},
    ActionSpec{Do::Digits9, MenuPlace::Digits, "digits9", FRAMELENS_TEXT("&Nanoseconds"), "", "",
               FRAMELENS_TEXT("Nine digits of a second"), checkable},

    ActionSpec{Do::ShowOffsets, MenuPlace::View, "showOffsets", FRAMELENS_TEXT("Field &Offsets"), "", "",
               FRAMELENS_TEXT("Show where each field lies, beside the field tree"), checkable},
    ActionSpec{Do::ShowTints, MenuPlace::View, "showTints", FRAMELENS_TEXT("&Byte Tints"), "", "",
               FRAMELENS_TEXT("Tint the bytes of each field in the hex pane"), checkable},
    ActionSpec{Do::ShowColours, MenuPlace::View, "showColours", FRAMELENS_TEXT("Co&lour Rows"), "", "",
               FRAMELENS_TEXT("Tint the rows of the list by rules"), checkable},
    ActionSpec{Do::EditColours, MenuPlace::View, "editColours", FRAMELENS_TEXT("&Edit Colour Rules..."), "", "",
               FRAMELENS_TEXT("Say which rows are tinted, by display filters")},
    ActionSpec{Do::ZoomIn, MenuPlace::Zoom, "zoomIn", FRAMELENS_TEXT("&Larger Text"), "Ctrl++", "",
               FRAMELENS_TEXT("Larger text in list, tree and hex")},
    ActionSpec{Do::ZoomOut, MenuPlace::Zoom, "zoomOut", FRAMELENS_TEXT("&Smaller Text"), "Ctrl+-", "",
               FRAMELENS_TEXT("Smaller text in list, tree and hex")},
    ActionSpec{Do::ZoomReset, MenuPlace::Zoom, "zoomReset", FRAMELENS_TEXT("&Normal Text"), "Ctrl+0", "",
               FRAMELENS_TEXT("The system's text size in list, tree and hex")},
    ActionSpec{Do::ThemeSystem, MenuPlace::Theme, "themeSystem", FRAMELENS_TEXT("As the &Desktop"), "", "",
               FRAMELENS_TEXT("Light or dark as the desktop is"), checkable},
    ActionSpec{Do::ThemeLight, MenuPlace::Theme, "themeLight", FRAMELENS_TEXT("&Light"), "", "",
               FRAMELENS_TEXT("Dark text on light panes"), checkable},
    ActionSpec{Do::ThemeDark, MenuPlace::Theme, "themeDark", FRAMELENS_TEXT("D&ark"), "", "",
               FRAMELENS_TEXT("Light text on dark panes"), checkable},
    ActionSpec{Do::ThemeContrast, MenuPlace::Theme, "themeContrast", FRAMELENS_TEXT("&High Contrast"), "", "",
               FRAMELENS_TEXT("White on black, with the strongest colours"), checkable},
    ActionSpec{Do::FollowRecent, MenuPlace::Follow, "followRecent", FRAMELENS_TEXT("When Modified in the Last &Minute"),
               "", "", FRAMELENS_TEXT("Follow a file that was written to lately"), checkable},
    ActionSpec{Do::FollowAlways, MenuPlace::Follow, "followAlways", FRAMELENS_TEXT("&Always"), "", "",
               FRAMELENS_TEXT("Show frames that are appended to any open file"), checkable},
    ActionSpec{Do::FollowNever, MenuPlace::Follow, "followNever", FRAMELENS_TEXT("&Never"), "", "",
               FRAMELENS_TEXT("Say that a file has grown, but do not follow it"), checkable},
    ActionSpec{Do::ShowStreams, MenuPlace::View, "showStreams", FRAMELENS_TEXT("&Streams"), "", "",
               FRAMELENS_TEXT("Show the TCP and UDP streams of the capture"), checkable},
    ActionSpec{Do::ShowInspector, MenuPlace::View, "showInspector", FRAMELENS_TEXT("Value &Inspector"), "", "",
               FRAMELENS_TEXT("Show the selected bytes as numbers, times, addresses and text"), checkable},
    ActionSpec{Do::ShowToolBar, MenuPlace::View, "showToolBar", FRAMELENS_TEXT("Toolb&ar"), "", "",
               FRAMELENS_TEXT("Show the tool bar"), checkable},
    ActionSpec{Do::ShowMemory, MenuPlace::View, "showMemory", FRAMELENS_TEXT("&Memory and Copies"), "", "",
               FRAMELENS_TEXT("Show in the status bar what the index takes and how many bytes were copied"), checkable},
    ActionSpec{Do::FullScreen, MenuPlace::View, "fullScreen", FRAMELENS_TEXT("&Full Screen"), "F11", "",
               FRAMELENS_TEXT("The window over the whole screen"), checkable},
    ActionSpec{Do::ResetLayout, MenuPlace::View, "resetLayout", FRAMELENS_TEXT("&Reset Layout"), "", "",
               FRAMELENS_TEXT("Panes, docks, columns and tool bar as they were at first")},

    ActionSpec{Do::Back, MenuPlace::Go, "back", FRAMELENS_TEXT("&Back"), "Alt+Left", "back",
               FRAMELENS_TEXT("The frame you looked at before"), !checkable, needsCapture},
    ActionSpec{Do::Forward, MenuPlace::Go, "forward", FRAMELENS_TEXT("&Forward"), "Alt+Right", "forward",
               FRAMELENS_TEXT("The frame you came back from"), !checkable, needsCapture},
    ActionSpec{Do::GoTo, MenuPlace::Go, "goTo", FRAMELENS_TEXT("&Go to Frame or Offset..."), "Ctrl+G", "",
               FRAMELENS_TEXT("Go to a frame by its number, or to an offset in the hex pane"), !checkable, needsCapture},
    ActionSpec{Do::SelectRange, MenuPlace::Go, "selectRange", FRAMELENS_TEXT("&Select Byte Range..."), "Ctrl+Shift+G",
               "", FRAMELENS_TEXT("Select bytes by their offsets"), !checkable, needsCapture},
    ActionSpec{Do::First, MenuPlace::Go, "first", FRAMELENS_TEXT("F&irst Frame"), "Ctrl+Home", "",
               FRAMELENS_TEXT("The first frame"), !checkable, needsCapture},
    ActionSpec{Do::Last, MenuPlace::Go, "last", FRAMELENS_TEXT("&Last Frame"), "Ctrl+End", "",
               FRAMELENS_TEXT("The last frame"), !checkable, needsCapture},
    ActionSpec{Do::Previous, MenuPlace::Go, "previous", FRAMELENS_TEXT("&Previous Frame"), "F7", "previous",
               FRAMELENS_TEXT("The previous frame, from any pane"), !checkable, needsCapture},
    ActionSpec{Do::Next, MenuPlace::Go, "next", FRAMELENS_TEXT("&Next Frame"), "F8", "next",
               FRAMELENS_TEXT("The next frame, from any pane"), !checkable, needsCapture},
    ActionSpec{Do::NextProblem, MenuPlace::Go, "nextProblem", FRAMELENS_TEXT("Next Frame with a P&roblem"),
               "Ctrl+Shift+M", "warning", FRAMELENS_TEXT("The next frame that something is wrong with"), !checkable,
               needsCapture},
    ActionSpec{Do::NextPane, MenuPlace::Go, "nextPane", FRAMELENS_TEXT("Next P&ane"), "F6", "",
               FRAMELENS_TEXT("Move the focus from list to tree to hex"), !checkable, needsCapture},
    ActionSpec{Do::PreviousPane, MenuPlace::Go, "previousPane", FRAMELENS_TEXT("Previous Pan&e"), "Shift+F6", "",
               FRAMELENS_TEXT("Move the focus from hex to tree to list"), !checkable, needsCapture},

    ActionSpec{Do::Filter, MenuPlace::Analyze, "filter", FRAMELENS_TEXT("Display Fi&lter"), "Ctrl+/", "filter",
               FRAMELENS_TEXT("Type a filter: only frames that match it are shown"), !checkable, needsCapture},
    ActionSpec{Do::ClearFilter, MenuPlace::Analyze, "clearFilter", FRAMELENS_TEXT("&Clear Filter"), "", "",
               FRAMELENS_TEXT("Show all frames again"), !checkable, needsCapture},
    ActionSpec{Do::FollowStream, MenuPlace::Analyze, "followStream", FRAMELENS_TEXT("&Follow Stream"),
               "Ctrl+Alt+Shift+T", "", FRAMELENS_TEXT("Show the current frame's conversation as messages and bytes"),
               !checkable, needsCapture},
    ActionSpec{Do::DecodeAs, MenuPlace::Analyze, "decodeAs", FRAMELENS_TEXT("&Decode As..."), "", "",
               FRAMELENS_TEXT("Choose which protocol decodes a port, or what cuts it into messages"), !checkable,
               needsCapture},
    ActionSpec{Do::Attach, MenuPlace::Attach, "attach", FRAMELENS_TEXT("&Attach..."), "Ctrl+K", "attach",
               FRAMELENS_TEXT("Connect, listen, stand between, or take packets that come over a socket or a pipe")},
    ActionSpec{Do::StopLive, MenuPlace::Attach, "stopLive", FRAMELENS_TEXT("&Stop or Attach Again"), "Ctrl+E", "stop",
               FRAMELENS_TEXT("End what is attached; attach to the same again when it has ended"), !checkable,
               needsCapture, needsLive},
    ActionSpec{Do::PauseView, MenuPlace::Attach, "pauseView", FRAMELENS_TEXT("&Pause View"), "Ctrl+Shift+P", "pause",
               FRAMELENS_TEXT("Let the list stand still while recording goes on"), checkable, needsCapture, needsLive},
    ActionSpec{Do::AutoScroll, MenuPlace::Attach, "autoScroll", FRAMELENS_TEXT("Auto-S&croll"), "", "follow",
               FRAMELENS_TEXT("Scroll along with frames that are added at the end"), checkable, needsCapture, needsLive},
    ActionSpec{Do::SetFraming, MenuPlace::Attach, "setFraming", FRAMELENS_TEXT("&Framing and Protocol..."), "", "",
               FRAMELENS_TEXT("Change how what is received is cut into messages"), !checkable, needsCapture, needsLive},
    ActionSpec{Do::TryDemo, MenuPlace::Attach, "tryDemo", FRAMELENS_TEXT("&Try the Demo"), "", "",
               FRAMELENS_TEXT("Attach to a small peer of our own on this computer")},

    ActionSpec{Do::Shortcuts, MenuPlace::Help, "shortcuts", FRAMELENS_TEXT("&Keyboard Shortcuts..."), "F1", "",
               FRAMELENS_TEXT("See and change the keys of every command")},
    ActionSpec{Do::About, MenuPlace::Help, "about", FRAMELENS_TEXT("&About Framelens"), "", "",
               FRAMELENS_TEXT("Version and licence")},
};

constexpr bool isOrdered()
{
    for (std::size_t n = 0; n < table.size(); ++n)
        if (table[n].what != static_cast<Do>(n))
            return false;
    return table.size() == static_cast<std::size_t>(Do::Count_);
}
static_assert(isOrdered(), "the table holds every command once, in the order of Do");

QString translated(const char *text)
{
    return QCoreApplication::translate("framelens::ui::Actions", text);
}

QKeySequence defaultKeys(Do what)
{
    return QKeySequence::fromString(QString::fromLatin1(specOf(what).keys), QKeySequence::PortableText);
}

// What a command of a submenu needs before it to be understood alone.
QString submenuText(MenuPlace menu)
{
    switch (menu) {
    case MenuPlace::Time:
    case MenuPlace::Digits: return Actions::tr("Time: ");
    case MenuPlace::Theme: return Actions::tr("Theme: ");
    case MenuPlace::Follow: return Actions::tr("Follow growing files: ");
    case MenuPlace::CopyAs: return Actions::tr("Copy as: ");
    case MenuPlace::File:
    case MenuPlace::Edit:
    case MenuPlace::View:
    case MenuPlace::Zoom:
    case MenuPlace::Go:
    case MenuPlace::Analyze:
    case MenuPlace::Attach:
    case MenuPlace::Help: break;
    }
    return {};
}

// Commands of these menus exclude one another.
bool isExclusive(MenuPlace menu)
{
    return menu == MenuPlace::Time || menu == MenuPlace::Digits || menu == MenuPlace::Theme
        || menu == MenuPlace::Follow;
}

} // namespace

std::span<const ActionSpec> actionTable()
{
    return table;
}

const ActionSpec &specOf(Do what)
{
    return table[static_cast<std::size_t>(what)];
}

Actions::Actions(Settings &settings, QWidget *window)
    : QObject(window)
    , m_settings(settings)
{
    std::map<MenuPlace, QActionGroup *> groups;
    for (const ActionSpec &spec : table) {
        auto *action = new QAction(translated(spec.text), this);
        action->setObjectName(QString::fromLatin1(spec.id));
        action->setCheckable(spec.checkable);
        if (*spec.icon != '\0')
            action->setIcon(icon(QString::fromLatin1(spec.icon)));
        action->setIconVisibleInMenu(*spec.icon != '\0');
        if (isExclusive(spec.menu)) {
            QActionGroup *&group = groups[spec.menu];
            if (group == nullptr)
                group = new QActionGroup(this);
            group->addAction(action);
        }
        m_actions[static_cast<std::size_t>(spec.what)] = action;
        window->addAction(action); // its keys work wherever the focus is
    }
    readShortcuts();
}

QString Actions::plainText(Do what)
{
    QString text = submenuText(specOf(what).menu) + translated(specOf(what).text);
    text.remove(u'&');
    return text.endsWith("..."_L1) ? text.chopped(3) : text;
}

std::optional<Do> Actions::holderOf(const QKeySequence &keys, Do what) const
{
    if (keys.isEmpty())
        return {};
    for (const ActionSpec &spec : table)
        if (spec.what != what && (*this)[spec.what]->shortcut() == keys)
            return spec.what;
    return {};
}

bool Actions::setShortcut(Do what, const QKeySequence &keys)
{
    if (holderOf(keys, what))
        return false;
    (*this)[what]->setShortcut(keys);
    describe(what);
    m_settings.setShortcut(QString::fromLatin1(specOf(what).id), keys.toString(QKeySequence::PortableText));
    emit shortcutsChanged();
    emit shortcutGiven();
    return true;
}

std::optional<Do> Actions::resetShortcut(Do what)
{
    const QKeySequence keys = defaultKeys(what);
    if (const std::optional<Do> holder = holderOf(keys, what))
        return holder;
    setShortcut(what, keys);
    m_settings.resetShortcut(QString::fromLatin1(specOf(what).id)); // a later default is taken over
    return {};
}

void Actions::readShortcuts()
{
    for (QAction *action : m_actions) // what one gives away another may take
        action->setShortcut({});
    for (const ActionSpec &spec : table) {
        const QString own = m_settings.shortcut(QString::fromLatin1(spec.id));
        const QKeySequence keys = own.isNull() ? defaultKeys(spec.what)
                                               : QKeySequence::fromString(own, QKeySequence::PortableText);
        (*this)[spec.what]->setShortcut(holderOf(keys, spec.what) ? QKeySequence() : keys);
        describe(spec.what);
    }
    emit shortcutsChanged();
}

void Actions::describe(Do what)
{
    QAction *const action = (*this)[what];
    const QString tip = translated(specOf(what).tip);
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setStatusTip(tip);
    setPlainToolTip(action, keys.isEmpty() ? tip : u"%1 (%2)"_s.arg(tip, keys));
}

} // namespace framelens::ui
