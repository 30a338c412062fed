// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/theme.h"

#include "core/base/worker_pool.h"
#include "ui/outlined_style.h"
#include "ui/scheme.h"
#include "ui/wake.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QDir>
#include <QFileInfo>
#include <QStyle>
#include <QStyleFactory>

#include <memory>
#include <optional>
#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView portalService("org.freedesktop.portal.Desktop");
constexpr QLatin1StringView portalPath("/org/freedesktop/portal/desktop");
constexpr QLatin1StringView portalInterface("org.freedesktop.portal.Settings");
constexpr QLatin1StringView appearance("org.freedesktop.appearance");
constexpr QLatin1StringView colorScheme("color-scheme");

// Without this look the library would start a bus of its own where none runs.
bool hasSessionBus()
{
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !folder.isEmpty() && QFileInfo::exists(QDir(folder).filePath(u"bus"_s));
}

// Read() answers with a variant inside a variant.
uint wishIn(QVariant value)
{
    while (value.metaType() == QMetaType::fromType<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

void askPortal(Theme &theme, QDBusConnection bus)
{
    bus.connect(portalService, portalPath, portalInterface, u"SettingChanged"_s, &theme,
                SLOT(takePortalChange(QString, QString, QDBusVariant)));
    QDBusMessage call = QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, u"Read"_s);
    call << QString(appearance) << QString(colorScheme);
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), &theme);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, &theme, [&theme](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isValid())
            theme.setDesktopWish(wishIn(QVariant::fromValue(reply.value())));
        done->deleteLater();
    });
}

} // namespace

Theme::Theme(ThemeChoice choice, QObject *parent)
    : QObject(parent)
    , m_systemStyle(QApplication::style()->name().isEmpty() ? u"Fusion"_s : QApplication::style()->name())
    , m_choice(choice)
{
    apply();
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    apply();
    emit choiceChanged();
}

void Theme::setDesktopWish(uint wish)
{
    m_desktopWish = wish;
    if (m_choice == ThemeChoice::System)
        apply();
}

void Theme::takePortalChange(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == appearance && key == colorScheme)
        setDesktopWish(wishIn(value.variant()));
}

void Theme::followDesktop(WorkerPool &pool)
{
    if (!hasSessionBus())
        return;
    // Shared with the worker; the connection is a handle that may pass between threads.
    const auto bus = std::make_shared<std::optional<QDBusConnection>>();
    const auto arrived = wakeFor(this, [this, bus] { askPortal(*this, **bus); });
    pool.submit([bus, arrived] {
        *bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"framelens-theme"_s);
        if ((*bus)->isConnected())
            arrived();
    });
}

void Theme::apply()
{
    switch (m_choice) {
    case ThemeChoice::Light: return applyScheme(u"light"_s);
    case ThemeChoice::Dark: return applyScheme(u"dark"_s);
    case ThemeChoice::HighContrast: return applyScheme(u"high-contrast"_s);
    case ThemeChoice::System: break;
    }
    if (m_forced) { // back to what the platform gives
        m_forced = false;
        QApplication::setStyle(QStyleFactory::create(m_systemStyle));
        QApplication::setPalette(QPalette());
    }
    // A platform that follows the desktop by itself has the right lightness already.
    constexpr uint wishDark = 1;
    if (m_desktopWish == wishDark && !isDark(QApplication::palette()))
        applyScheme(u"dark"_s);
}

void Theme::applyScheme(const QString &name)
{
    // Other styles draw with colours of their own; Fusion takes all from the palette.
    if (!std::exchange(m_forced, true))
        QApplication::setStyle(new OutlinedStyle); // which the application owns
    QApplication::setPalette(schemeNamed(name).palette);
}

} // namespace framelens::ui
