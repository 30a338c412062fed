// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Light, dark, high contrast, or what the desktop says.
#pragma once

#include "ui/settings.h"

#include <QObject>
#include <QPalette>

class QDBusVariant;

namespace framelens {
class WorkerPool;
}

namespace framelens::ui {

/// Sets the application's palette and style. One for the program, made after QApplication.
/// Panes need not know it: they see a palette change, and ask schemeFor(palette()).
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(ThemeChoice choice, QObject *parent = nullptr);

    ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);

    /// Asks the desktop portal for its color-scheme and follows it. The session bus is reached from a
    /// thread of `pool`, so a bus that does not answer holds nobody up; without a bus nothing happens.
    void followDesktop(WorkerPool &pool);

public slots:
    /// The desktop's wish: 0 none, 1 dark, 2 light (org.freedesktop.appearance color-scheme).
    void setDesktopWish(uint wish);
    void takePortalChange(const QString &space, const QString &key, const QDBusVariant &value);

signals:
    void choiceChanged();

private:
    void apply();
    void applyScheme(const QString &name);

    QString m_systemStyle;
    ThemeChoice m_choice;
    uint m_desktopWish = 0;
    bool m_forced = false;
};

} // namespace framelens::ui
