// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/icons.h"

#include "ui/scheme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

class ThemedIcon final : public QIconEngine
{
public:
    explicit ThemedIcon(QString name)
        : m_name(std::move(name))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        const QString file = path(isDark(QGuiApplication::palette()));
        const QString key = u"%1 %2x%3 %4"_s.arg(file).arg(size.width()).arg(size.height()).arg(mode);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setOpacity(mode == QIcon::Disabled ? 0.4 : 1.0);
        QSvgRenderer(file).render(&painter);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }
    bool isNull() override { return !QFile::exists(path(false)); }
    QString iconName() override { return m_name; }
    QIconEngine *clone() const override { return new ThemedIcon(m_name); } // QIcon owns its engine

private:
    QString path(bool dark) const
    {
        return (dark ? u":/icons/dark/"_s : u":/icons/light/"_s) + m_name + u".svg"_s;
    }

    QString m_name;
};

} // namespace

QIcon icon(const QString &name)
{
    return QIcon(new ThemedIcon(name)); // owned by the icon
}

} // namespace framelens::ui
