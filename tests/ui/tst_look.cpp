// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Colours, icons and themes.
#include "tests/support/patience.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/window_fixture.h"

#include "resources/resources.h"
#include "ui/icons.h"
#include "ui/scheme.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/hex_view.h"

#include <QApplication>
#include <QCheckBox>
#include <QDBusVariant>
#include <QDir>
#include <QRadioButton>
#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double textRatio = 4.5; // WCAG 2.1, 1.4.3
constexpr double outlineRatio = 3.0; // 1.4.11

std::vector<QColor> tintsOf(const ui::Scheme &scheme)
{
    std::vector<QColor> tints = scheme.layers;
    for (const auto &[name, color] : scheme.tints)
        tints.push_back(color);
    tints.push_back(scheme.base);
    return tints;
}

int meanLightness(const QImage &image)
{
    return image.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixelColor(0, 0).lightness();
}

void compare(const QColor &one, const QColor &other, double least, const char *what)
{
    QVERIFY2(one.isValid() && other.isValid(), what);
    const double ratio = ui::contrast(one, other);
    QVERIFY2(ratio >= least,
             qPrintable(u"%1: %2 on %3 is %4"_s.arg(QLatin1StringView(what), one.name(), other.name()).arg(ratio)));
}

} // namespace

class TstLook : public QObject
{
    Q_OBJECT

private slots:
    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(ui::contrast(Qt::white, Qt::black), 21.0);
        QCOMPARE(ui::contrast(Qt::black, Qt::black), 1.0);
        QVERIFY(qAbs(ui::contrast(QColor(u"#767676"_s), Qt::white) - 4.54) < 0.01);
    }

    void boxesThatAreNotCheckedCanBeSeen()
    {
        ui::Theme theme(ui::ThemeChoice::System);
        for (const ui::ThemeChoice choice : {ui::ThemeChoice::Light, ui::ThemeChoice::Dark, ui::ThemeChoice::HighContrast}) {
            theme.setChoice(choice);
            QCheckBox check;
            QRadioButton radio;
            for (QWidget *box : std::initializer_list<QWidget *>{&check, &radio}) { // without text: the indicator alone
                box->resize(box->sizeHint());
                const QImage image = box->grab().toImage();
                const QColor window = box->palette().color(QPalette::Window);
                double most = 0;
                for (int x = 0; x < image.width(); ++x)
                    most = std::max(most, ui::contrast(image.pixelColor(x, image.height() / 2), window));
                const double least = choice == ui::ThemeChoice::Light ? 1.5 : outlineRatio; // a light one has a white field
                QVERIFY2(most >= least, qPrintable(u"%1 in %2"_s.arg(most).arg(static_cast<int>(choice))));
            }
        }
    }

    void textCanBeReadOnEveryTint_data() { schemes(); }
    void textCanBeReadOnEveryTint()
    {
        QFETCH(QString, name);
        const ui::Scheme &scheme = ui::schemeNamed(name);
        QCOMPARE(scheme.name, name);
        for (const QColor &tint : tintsOf(scheme)) {
            compare(scheme.text, tint, textRatio, "text");
            compare(scheme.dimmed, tint, textRatio, "dimmed");
            compare(scheme.escape, tint, textRatio, "escape");
            for (const QColor &text : scheme.severityText)
                compare(text, scheme.base, textRatio, "severity");
        }
        for (const QColor &speaker : scheme.speakers)
            compare(speaker, scheme.base, textRatio, "a side of a stream");
        QVERIFY(scheme.speakers[0] != scheme.speakers[1]);
        compare(scheme.text, scheme.acceptedTint, textRatio, "text of a line that is right");
        for (std::size_t n = 0; n < scheme.severityText.size(); ++n) {
            compare(scheme.severityText[n], scheme.severityTint[n], textRatio, "severity on its tint");
            compare(scheme.text, scheme.severityTint[n], textRatio, "text on a message");
        }
    }

    void outlinesStandOut_data() { schemes(); }
    void outlinesStandOut()
    {
        QFETCH(QString, name);
        const ui::Scheme &scheme = ui::schemeNamed(name);
        for (const QColor &tint : tintsOf(scheme))
            for (const QColor &outline : {scheme.hover, scheme.hit, scheme.mark})
                compare(outline, tint, outlineRatio, "outline");
    }

    void palettesCanBeRead_data() { schemes(); }
    void palettesCanBeRead()
    {
        QFETCH(QString, name);
        const QPalette palette = ui::schemeNamed(name).palette;
        const auto pair = [&](QPalette::ColorRole text, QPalette::ColorRole on, const char *what) {
            compare(palette.color(text), palette.color(on), textRatio, what);
        };
        pair(QPalette::WindowText, QPalette::Window, "window");
        pair(QPalette::Text, QPalette::Base, "base");
        pair(QPalette::Text, QPalette::AlternateBase, "alternate base");
        pair(QPalette::ButtonText, QPalette::Button, "button");
        pair(QPalette::HighlightedText, QPalette::Highlight, "highlight");
        pair(QPalette::ToolTipText, QPalette::ToolTipBase, "tool tip");
        pair(QPalette::PlaceholderText, QPalette::Base, "placeholder");
        pair(QPalette::Link, QPalette::Base, "link");
    }

    void aPaletteFindsItsScheme()
    {
        for (const QString &name : {u"light"_s, u"dark"_s, u"high-contrast"_s})
            QCOMPARE(ui::schemeFor(ui::schemeNamed(name).palette).name, name);
        QVERIFY(ui::schemeNamed(u"dark"_s).dark);
        QVERIFY(!ui::schemeNamed(u"light"_s).dark);
        QVERIFY(ui::schemeNamed(u"high-contrast"_s).highContrast);
    }

    void allIconsAreDrawnInBothThemesAndSharp()
    {
        WindowFixture fixture;
        const QStringList names = QDir(u":/icons/light"_s).entryList();
        QVERIFY(names.size() >= 10);
        QCOMPARE(QDir(u":/icons/dark"_s).entryList(), names);
        for (const QString &file : names) {
            const QIcon icon = ui::icon(file.chopped(4));
            QVERIFY2(!icon.isNull(), qPrintable(file));
            fixture.theme().setChoice(ui::ThemeChoice::Light);
            const QImage light = icon.pixmap(QSize(24, 24), 1.0).toImage();
            fixture.theme().setChoice(ui::ThemeChoice::Dark);
            const QImage dark = icon.pixmap(QSize(24, 24), 1.0).toImage();
            QVERIFY2(light != dark, qPrintable(file));
            QImage empty = light;
            empty.fill(Qt::transparent);
            QVERIFY2(light != empty, qPrintable(file));
            QCOMPARE(icon.pixmap(QSize(24, 24), 2.0).size(), QSize(48, 48));
        }
        QVERIFY(ui::icon(u"nothing of that name"_s).isNull());
    }

    void aThemeRepaintsAllPanes()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        const QList<QAbstractScrollArea *> panes{&window.panes().list(), &window.panes().tree(),
                                                 &window.panes().hex()};
        window.actions()[ui::Do::ThemeLight]->trigger();
        QCoreApplication::processEvents();
        QList<QImage> light;
        for (QAbstractScrollArea *pane : panes)
            light << pane->viewport()->grab().toImage();
        window.actions()[ui::Do::ThemeDark]->trigger();
        QCoreApplication::processEvents();
        for (qsizetype n = 0; n < panes.size(); ++n) {
            const QImage dark = panes.at(n)->viewport()->grab().toImage();
            QVERIFY2(dark != light.at(n), qPrintable(panes.at(n)->objectName()));
            QVERIFY(meanLightness(dark) < 100);
            QVERIFY(meanLightness(light.at(n)) > 155);
        }
        QCOMPARE(fixture.settings().theme(), ui::ThemeChoice::Dark);
    }

    void theDesktopsWishIsFollowedUnlessAThemeIsChosen()
    {
        WindowFixture fixture;
        ui::Theme &theme = fixture.theme();
        QVERIFY(!ui::isDark(QApplication::palette()));
        theme.takePortalChange(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(1U));
        QVERIFY(ui::isDark(QApplication::palette()));
        theme.takePortalChange(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(2U));
        QVERIFY(!ui::isDark(QApplication::palette()));
        theme.takePortalChange(u"org.freedesktop.interface"_s, u"color-scheme"_s, QDBusVariant(1U));
        QVERIFY(!ui::isDark(QApplication::palette()));
        theme.setChoice(ui::ThemeChoice::Light);
        theme.setDesktopWish(1);
        QVERIFY(!ui::isDark(QApplication::palette()));
        theme.setDesktopWish(0);
    }

    void withoutASessionBusNothingHappens()
    {
        WindowFixture fixture;
        WorkerPool pool(1);
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        fixture.theme().followDesktop(pool);
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        fixture.theme().followDesktop(pool);
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        QVERIFY(!ui::isDark(QApplication::palette()));
    }

    void aWindowIsWholeAtItsSmallestAndAtTwiceTheResolution()
    {
        WindowFixture fixture;
        ui::MainWindow &window = fixture.addWith(ui::samplePath());
        window.resize(800, 500);
        QTRY_COMPARE(window.size(), QSize(800, 500));
        const QRect inside = window.rect();
        for (const QWidget *widget : {static_cast<QWidget *>(&window.panes().list()),
                                      static_cast<QWidget *>(&window.panes().tree()),
                                      static_cast<QWidget *>(&window.panes().hex())}) {
            const QRect place(widget->mapTo(&window, QPoint()), widget->size());
            QVERIFY2(inside.contains(place), qPrintable(widget->objectName()));
            QVERIFY(widget->width() > 100 && widget->height() > 60);
        }
        QImage twice(window.size() * 2, QImage::Format_ARGB32);
        twice.setDevicePixelRatio(2);
        window.render(&twice);
        QCOMPARE(twice.size(), QSize(1600, 1000));
    }

private:
    static void schemes()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : {u"light"_s, u"dark"_s, u"high-contrast"_s})
            QTest::newRow(qPrintable(name)) << name;
    }
};

FRAMELENS_TEST(TstLook)
#include "tst_look.moc"
