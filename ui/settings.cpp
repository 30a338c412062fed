// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/settings.h"

#include "ui/live_setup.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// States of other layouts of the window are dropped: raise it when panes are added or moved.
constexpr int stateVersion = 1;
constexpr qsizetype mostRecent = 12;
constexpr qsizetype mostSetups = 200;
constexpr std::size_t mostLast = 3;
constexpr int mostStateBytes = 64 * 1024;

// QSettings refuses to write a file it cannot parse: such a file is put aside, so that the next run and
// this one start clean and nothing the user typed into it is lost.
QString usableFile(const QString &path)
{
    if (!QFileInfo::exists(path))
        return path;
    const QSettings probe(path, QSettings::IniFormat);
    if (probe.status() == QSettings::FormatError) {
        QFile::remove(path + ".broken"_L1);
        QFile::rename(path, path + ".broken"_L1);
    }
    return path;
}

QString userFile()
{
    return usableFile(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
                      + "/framelens/framelens.ini"_L1);
}

std::vector<AttachSetup> setupsOf(const QStringList &texts)
{
    std::vector<AttachSetup> setups;
    for (const QString &text : texts.mid(0, mostSetups))
        if (std::optional<AttachSetup> setup = readSetup(text))
            setups.push_back(*std::move(setup));
    return setups;
}

QStringList textsOf(const std::vector<AttachSetup> &setups)
{
    QStringList texts;
    for (const AttachSetup &setup : setups)
        texts << setupText(setup);
    return texts;
}

template <typename Enum>
Enum choice(const QSettings &file, const QString &key, Enum last)
{
    bool ok = false;
    const int value = file.value(key).toInt(&ok);
    return ok && value >= 0 && value <= static_cast<int>(last) ? static_cast<Enum>(value) : Enum{};
}

} // namespace

Settings::Settings()
    : m_file(userFile(), QSettings::IniFormat)
{
}

Settings::Settings(const QString &path)
    : m_file(usableFile(path), QSettings::IniFormat)
{
}

QByteArray Settings::state(const QString &name) const
{
    if (m_file.value("state/version"_L1).toInt() != stateVersion)
        return {};
    QByteArray bytes = m_file.value("state/"_L1 + name).toByteArray();
    return bytes.size() <= mostStateBytes ? bytes : QByteArray();
}

void Settings::setState(const QString &name, const QByteArray &state)
{
    m_file.setValue("state/version"_L1, stateVersion);
    m_file.setValue("state/"_L1 + name, state);
}

void Settings::forgetStates()
{
    m_file.remove("state"_L1);
}

ThemeChoice Settings::theme() const
{
    return choice(m_file, u"look/theme"_s, ThemeChoice::HighContrast);
}

void Settings::setTheme(ThemeChoice choice)
{
    m_file.setValue("look/theme"_L1, static_cast<int>(choice));
}

int Settings::zoom() const
{
    return std::clamp(number(u"look/zoom"_s, 100), 50, 400);
}

void Settings::setZoom(int percent)
{
    m_file.setValue("look/zoom"_L1, percent);
}

bool Settings::flag(const QString &name, bool otherwise) const
{
    return m_file.value(name, otherwise).toBool();
}

void Settings::setFlag(const QString &name, bool on)
{
    m_file.setValue(name, on);
}

int Settings::number(const QString &name, int otherwise) const
{
    bool ok = false;
    const int value = m_file.value(name).toInt(&ok);
    return ok ? value : otherwise;
}

void Settings::setNumber(const QString &name, int value)
{
    m_file.setValue(name, value);
}

QString Settings::text(const QString &name) const
{
    constexpr qsizetype most = 4096;
    const QString value = m_file.value(name).toString();
    return value.size() <= most ? value : QString();
}

void Settings::setText(const QString &name, const QString &value)
{
    m_file.setValue(name, value);
}

QStringList Settings::texts(const QString &name) const
{
    constexpr qsizetype most = 1000;
    constexpr qsizetype mostCharacters = 1 << 20;
    QStringList values = m_file.value(name).toStringList();
    values.removeIf([](const QString &value) { return value.size() > mostCharacters; });
    return values.mid(0, most);
}

void Settings::setTexts(const QString &name, const QStringList &values)
{
    m_file.setValue(name, values);
}

FollowChoice Settings::follow() const
{
    return choice(m_file, u"open/follow"_s, FollowChoice::Never);
}

void Settings::setFollow(FollowChoice choice)
{
    m_file.setValue("open/follow"_L1, static_cast<int>(choice));
}

QStringList Settings::recentFiles() const
{
    QStringList paths = m_file.value("open/recent"_L1).toStringList();
    paths.removeIf([](const QString &path) { return !QDir::isAbsolutePath(path); });
    return paths.mid(0, mostRecent);
}

void Settings::setRecentFiles(const QStringList &paths)
{
    m_file.setValue("open/recent"_L1, paths.mid(0, mostRecent));
}

QStringList Settings::decodeAs() const
{
    return m_file.value("protocols/decodeAs"_L1).toStringList();
}

void Settings::setDecodeAs(const QStringList &lines)
{
    m_file.setValue("protocols/decodeAs"_L1, lines);
}

QStringList Settings::lines(const QString &name) const
{
    constexpr qsizetype most = 4096;
    QStringList lines = m_file.value(name).toStringList();
    lines.removeIf([](const QString &line) { return line.size() > most; });
    return lines;
}

void Settings::setLines(const QString &name, const QStringList &lines)
{
    if (lines.isEmpty())
        m_file.remove(name);
    else
        m_file.setValue(name, lines);
}

QString Settings::folder() const
{
    const QString path = m_file.value("open/folder"_L1).toString();
    return QFileInfo(path).isDir() ? path : QDir::homePath();
}

void Settings::setFolder(const QString &path)
{
    m_file.setValue("open/folder"_L1, path);
}

std::vector<AttachSetup> Settings::savedSetups() const
{
    return setupsOf(m_file.value("live/setups"_L1).toStringList());
}

void Settings::saveSetup(const AttachSetup &setup)
{
    std::vector<AttachSetup> setups = savedSetups();
    std::erase_if(setups, [&setup](const AttachSetup &known) { return known.name == setup.name; });
    setups.push_back(setup);
    std::ranges::sort(setups, {}, &AttachSetup::name);
    m_file.setValue("live/setups"_L1, textsOf(setups));
}

void Settings::forgetSetup(const QString &name)
{
    std::vector<AttachSetup> setups = savedSetups();
    std::erase_if(setups, [&name](const AttachSetup &known) { return known.name == name; });
    m_file.setValue("live/setups"_L1, textsOf(setups));
}

std::vector<AttachSetup> Settings::lastSetups() const
{
    std::vector<AttachSetup> setups = setupsOf(m_file.value("live/last"_L1).toStringList());
    setups.resize(std::min(setups.size(), mostLast));
    return setups;
}

void Settings::rememberSetup(const AttachSetup &setup)
{
    std::vector<AttachSetup> setups = lastSetups();
    std::erase_if(setups, [&setup](const AttachSetup &known) {
        return known == setup || (!setup.name.isEmpty() && known.name == setup.name);
    });
    setups.insert(setups.begin(), setup);
    setups.resize(std::min(setups.size(), mostLast));
    m_file.setValue("live/last"_L1, textsOf(setups));
}

QString Settings::shortcut(const QString &action) const
{
    const QVariant value = m_file.value("shortcuts/"_L1 + action);
    if (!value.isValid())
        return {};
    const QString keys = value.toString();
    return keys.isNull() ? u""_s : keys;
}

void Settings::setShortcut(const QString &action, const QString &keys)
{
    m_file.setValue("shortcuts/"_L1 + action, keys.isNull() ? u""_s : keys);
}

void Settings::resetShortcut(const QString &action)
{
    m_file.remove("shortcuts/"_L1 + action);
}

} // namespace framelens::ui
