// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What the user set, read and written in one place.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <vector>

namespace framelens::ui {

struct AttachSetup;

enum class ThemeChoice : quint8 { System, Light, Dark, HighContrast };
enum class FollowChoice : quint8 { WhenRecent, Always, Never };

/// The settings file (INI). A file that cannot be read, or values that make no sense, give the defaults,
/// without a message; keys that are not known here are kept.
class Settings
{
public:
    /// The user's own file: ~/.config/framelens/framelens.ini on Linux.
    Settings();
    /// Another file, for tests.
    explicit Settings(const QString &path);

    /// States of the window that only the version that wrote them can read: what is missing, broken or
    /// another version's comes back empty. `name` is one of the constants below.
    QByteArray state(const QString &name) const;
    void setState(const QString &name, const QByteArray &state);
    void forgetStates();

    ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);
    /// Size of the text in the panes, per cent of the system's fixed font: 50 to 400.
    int zoom() const;
    void setZoom(int percent);
    bool flag(const QString &name, bool otherwise) const;
    void setFlag(const QString &name, bool on);
    int number(const QString &name, int otherwise) const;
    void setNumber(const QString &name, int value);
    /// At most 4096 characters; what is longer is another's.
    QString text(const QString &name) const;
    void setText(const QString &name, const QString &value);
    /// At most 1,000 texts of at most 1 MiB.
    QStringList texts(const QString &name) const;
    void setTexts(const QString &name, const QStringList &values);
    FollowChoice follow() const;
    void setFollow(FollowChoice choice);

    /// Absolute paths, newest first, at most 12.
    QStringList recentFiles() const;
    void setRecentFiles(const QStringList &paths);
    /// Lists of lines, each at most 4096 characters.
    QStringList lines(const QString &name) const;
    void setLines(const QString &name, const QStringList &lines);
    /// Lines of Decode As, as they are typed behind -d.
    QStringList decodeAs() const;
    void setDecodeAs(const QStringList &lines);
    /// Folder of the last file dialog.
    QString folder() const;
    void setFolder(const QString &path);

    /// Attach setups that the user saved by name, in order of their names; each name once.
    std::vector<AttachSetup> savedSetups() const;
    /// Replaces the one of the same name.
    void saveSetup(const AttachSetup &setup);
    void forgetSetup(const QString &name);
    /// Those that were attached by last, newest first, at most three, no two alike.
    std::vector<AttachSetup> lastSetups() const;
    void rememberSetup(const AttachSetup &setup);

    /// The keys the user gave to an action, as text ("Ctrl+G"); null if never changed, empty for none.
    QString shortcut(const QString &action) const;
    void setShortcut(const QString &action, const QString &keys);
    void resetShortcut(const QString &action);

    void sync() { m_file.sync(); }

private:
    QSettings m_file;
};

namespace state {
inline const QString window = QStringLiteral("window");
inline const QString geometry = QStringLiteral("geometry");
inline const QString mainSplitter = QStringLiteral("mainSplitter");
inline const QString lowerSplitter = QStringLiteral("lowerSplitter");
inline const QString listHeader = QStringLiteral("listHeader");
inline const QString treeHeader = QStringLiteral("treeHeader");
}

} // namespace framelens::ui
