// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "resources/resources.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFileInfo>
#include <QPainter>
#include <QSvgRenderer>
#include <QtTest>

using namespace Qt::StringLiterals;

class TstResources : public QObject
{
    Q_OBJECT

private slots:
    void bothVariantsHaveTheSameIcons();
    void everyIconDrawsSomethingOfItsOwn();
    void variantsDifferInColourAlone();
    void sampleIsFound();
};

namespace {

QStringList iconsIn(const QString &variant)
{
    return QDir(u":/icons/"_s + variant).entryList({u"*.svg"_s}, QDir::Files, QDir::Name);
}

QImage nothing()
{
    QImage image(48, 48, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    return image;
}

// Where something is drawn, whatever its colour.
QImage shape(const QString &path)
{
    QImage image = nothing();
    QPainter painter(&image);
    QSvgRenderer(path).render(&painter);
    painter.end();
    return image.convertToFormat(QImage::Format_Alpha8);
}

}

void TstResources::bothVariantsHaveTheSameIcons()
{
    QVERIFY(iconsIn(u"light"_s).size() > 10);
    QCOMPARE(iconsIn(u"light"_s), iconsIn(u"dark"_s));
}

void TstResources::everyIconDrawsSomethingOfItsOwn()
{
    QList<QImage> seen = {nothing().convertToFormat(QImage::Format_Alpha8)};
    for (const QString &name : iconsIn(u"light"_s)) {
        const QImage image = shape(u":/icons/light/"_s + name);
        QVERIFY2(!seen.contains(image), qPrintable(name)); // told apart without colour
        seen.append(image);
    }
    QVERIFY(!seen.contains(shape(u":/framelens.svg"_s)));
}

void TstResources::variantsDifferInColourAlone()
{
    for (const QString &name : iconsIn(u"light"_s))
        QVERIFY2(shape(u":/icons/light/"_s + name) == shape(u":/icons/dark/"_s + name), qPrintable(name));
}

void TstResources::sampleIsFound()
{
    const QString path = framelens::ui::samplePath();
    QVERIFY(QFileInfo(path).isFile());
    QVERIFY(QFileInfo(path).size() < 100 * 1024);
}

FRAMELENS_TEST(TstResources)
#include "tst_resources.moc"
