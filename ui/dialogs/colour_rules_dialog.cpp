// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/colour_rules_dialog.h"

#include "ui/colour_file.h"
#include "ui/scheme.h"
#include "ui/text.h"

#include <QColorDialog>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

enum Part { NamePart, FilterPart };
constexpr int colourRole = Qt::UserRole;

constexpr qint64 mostFileBytes = qint64{1} << 20U; // of a list that is kept by hand

ColourRule ruleOf(const QTreeWidgetItem *item)
{
    return {.name = item->text(NamePart),
            .filter = item->text(FilterPart),
            .colour = item->data(NamePart, colourRole).toString(),
            .isOn = item->checkState(NamePart) == Qt::Checked};
}

bool isAmong(const std::vector<ColourRule> &rules, const ColourRule &rule)
{
    return std::ranges::find(rules, rule) != rules.end();
}

struct Joined
{
    std::vector<ColourRule> rules = {};
    int leftOut = 0; // of the file's
};

// Those of the file come first, as what is new is meant to be seen; the user's own all stay.
Joined join(const std::vector<ColourRule> &read, const std::vector<ColourRule> &own)
{
    Joined joined;
    std::size_t room = mostColourRules - std::min(mostColourRules, own.size());
    for (const ColourRule &rule : read) {
        if (isAmong(joined.rules, rule))
            continue;
        if (isAmong(own, rule)) {
            joined.rules.push_back(rule);
        } else if (room > 0) {
            joined.rules.push_back(rule);
            --room;
        } else {
            ++joined.leftOut;
        }
    }
    std::ranges::copy_if(own, std::back_inserter(joined.rules), [&read](const ColourRule &rule) { return !isAmong(read, rule); });
    return joined;
}

} // namespace

ColourRulesDialog::ColourRulesDialog(const std::vector<ColourRule> &rules, std::shared_ptr<const Registry> registry, QWidget *parent)
    : QDialog(parent)
    , m_registry(std::move(registry))
    , m_list(new QTreeWidget(this))
    , m_name(new QLineEdit(this))
    , m_filter(new QLineEdit(this))
    , m_colour(new QComboBox(this))
    , m_problem(plainLabel({}, this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setObjectName(u"colourRulesDialog"_s);
    setWindowTitle(tr("Colour Rules"));
    m_list->setObjectName(u"colourRuleList"_s);
    m_list->setAccessibleName(tr("Colour rules; the first that fits a row is taken"));
    m_list->setHeaderLabels({tr("Name"), tr("Display filter")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_name->setObjectName(u"colourRuleName"_s);
    m_filter->setObjectName(u"colourRuleFilter"_s);
    m_colour->setObjectName(u"colourRuleColour"_s);
    m_problem->setObjectName(u"colourRuleProblem"_s);
    m_problem->setWordWrap(true);
    for (const QString &tint : tintNames())
        m_colour->addItem(tintLabel(tint), tint);
    build();
    fill(rules);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ColourRulesDialog::showRule);
    connect(m_list, &QTreeWidget::itemChanged, this, &ColourRulesDialog::check);
    connect(m_list->model(), &QAbstractItemModel::rowsInserted, this, &ColourRulesDialog::check); // also where one was dropped
    connect(m_name, &QLineEdit::textEdited, this, &ColourRulesDialog::takeRule);
    connect(m_filter, &QLineEdit::textEdited, this, &ColourRulesDialog::takeRule);
    connect(m_colour, &QComboBox::activated, this, &ColourRulesDialog::takeRule);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(680, 480);
}

QPushButton *ColourRulesDialog::addButton(const QString &text, const QString &name, void (ColourRulesDialog::*then)())
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, then);
    return button;
}

void ColourRulesDialog::build()
{
    auto *beside = new QVBoxLayout;
    beside->addWidget(addButton(tr("&Add"), u"addColourRule"_s, &ColourRulesDialog::addRule));
    beside->addWidget(m_remove = addButton(tr("&Remove"), u"removeColourRule"_s, &ColourRulesDialog::removeRule));
    beside->addWidget(m_up = addButton(tr("Move &Up"), u"colourRuleUp"_s, &ColourRulesDialog::moveUp));
    beside->addWidget(m_down = addButton(tr("Move &Down"), u"colourRuleDown"_s, &ColourRulesDialog::moveDown));
    beside->addStretch();
    beside->addWidget(addButton(tr("&Import..."), u"importColourRules"_s, &ColourRulesDialog::askForImport));
    beside->addWidget(addButton(tr("E&xport..."), u"exportColourRules"_s, &ColourRulesDialog::askForExport));
    beside->addWidget(addButton(tr("D&efaults"), u"defaultColourRules"_s, &ColourRulesDialog::setDefaults));
    auto *above = new QHBoxLayout;
    above->addWidget(m_list, 1);
    above->addLayout(beside);
    auto *colour = new QHBoxLayout;
    colour->addWidget(m_colour, 1);
    colour->addWidget(addButton(tr("&Other..."), u"otherColour"_s, &ColourRulesDialog::chooseColour));
    auto *form = new QFormLayout;
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("Display &filter:"), m_filter);
    form->addRow(QString(), m_problem);
    QLabel *colourLabel = plainLabel(tr("&Colour:"), this);
    colourLabel->setBuddy(m_colour); // beside a layout it has none by itself
    form->addRow(colourLabel, colour);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(above, 1);
    layout->addLayout(form);
    layout->addWidget(m_buttons);
}

void ColourRulesDialog::fill(const std::vector<ColourRule> &rules)
{
    m_isFilling = true;
    m_list->clear();
    for (const ColourRule &rule : rules)
        append(rule, m_list->topLevelItemCount());
    m_list->resizeColumnToContents(NamePart);
    m_list->setCurrentItem(m_list->topLevelItem(0));
    m_isFilling = false;
    showRule();
}

void ColourRulesDialog::append(const ColourRule &rule, int place)
{
    auto *item = new QTreeWidgetItem({rule.name, rule.filter});
    item->setFlags(item->flags() & ~Qt::ItemIsDropEnabled); // between rules, not onto one
    item->setCheckState(NamePart, rule.isOn ? Qt::Checked : Qt::Unchecked);
    item->setData(NamePart, colourRole, rule.colour);
    m_list->insertTopLevelItem(place, item);
    paint(item);
}

void ColourRulesDialog::paint(QTreeWidgetItem *item)
{
    const Scheme &scheme = schemeFor(palette());
    const QColor tint = scheme.tintOf(item->data(NamePart, colourRole).toString());
    for (const Part part : {NamePart, FilterPart}) {
        item->setBackground(part, tint.isValid() ? QBrush(tint) : QBrush());
        item->setForeground(part, tint.isValid() ? QBrush(scheme.text) : QBrush());
    }
}

std::vector<ColourRule> ColourRulesDialog::rules() const
{
    std::vector<ColourRule> rules;
    for (int n = 0; n < m_list->topLevelItemCount(); ++n)
        rules.push_back(ruleOf(m_list->topLevelItem(n)));
    return rules;
}

void ColourRulesDialog::showRule()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const ColourRule rule = item != nullptr ? ruleOf(item) : ColourRule();
    for (QWidget *part : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_filter), static_cast<QWidget *>(m_colour)})
        part->setEnabled(item != nullptr);
    m_isShowing = true;
    m_name->setText(rule.name);
    m_filter->setText(rule.filter);
    while (m_colour->count() > tintNames().size())
        m_colour->removeItem(m_colour->count() - 1);
    if (rule.colour.startsWith(u'#'))
        m_colour->addItem(rule.colour, rule.colour);
    m_colour->setCurrentIndex(m_colour->findData(rule.colour));
    m_isShowing = false;
    check();
}

void ColourRulesDialog::takeRule()
{
    QTreeWidgetItem *item = m_list->currentItem();
    if (item == nullptr || m_isShowing)
        return;
    item->setText(NamePart, m_name->text());
    item->setText(FilterPart, m_filter->text());
    item->setData(NamePart, colourRole, m_colour->currentData());
    paint(item);
    check();
}

void ColourRulesDialog::chooseColour()
{
    QTreeWidgetItem *item = m_list->currentItem();
    if (item == nullptr)
        return;
    auto *dialog = new QColorDialog(item->background(NamePart).color(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor &colour) {
        if (QTreeWidgetItem *current = m_list->currentItem()) {
            current->setData(NamePart, colourRole, colour.name());
            paint(current);
            showRule();
        }
    });
    dialog->open();
}

void ColourRulesDialog::addRule()
{
    const QTreeWidgetItem *current = m_list->currentItem();
    const int place = current != nullptr ? m_list->indexOfTopLevelItem(m_list->currentItem()) : 0;
    append({.name = tr("New rule"), .filter = {}, .colour = tintNames().front()}, place);
    m_list->setCurrentItem(m_list->topLevelItem(place));
    m_filter->setFocus();
}

void ColourRulesDialog::removeRule()
{
    delete m_list->currentItem();
    showRule();
}

void ColourRulesDialog::move(int by)
{
    const int place = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (place < 0 || place + by < 0 || place + by >= m_list->topLevelItemCount())
        return;
    QTreeWidgetItem *item = m_list->takeTopLevelItem(place);
    m_list->insertTopLevelItem(place + by, item);
    m_list->setCurrentItem(item);
}

QString ColourRulesDialog::problemOf(const ColourRule &rule) const
{
    if (!rule.isOn)
        return {};
    if (rule.filter.trimmed().isEmpty())
        return tr("A rule needs a display filter.");
    const auto filter = Filter::compile(rule.filter.toStdString(), m_registry);
    if (filter)
        return {};
    const FilterError &error = filter.error();
    QString text = visible(error.message);
    if (!error.suggestion.empty() && !error.replacesAll)
        text += tr("; did you mean %1?").arg(visible(error.suggestion));
    return text;
}

// The current rule's problem is said; another's holds the dialog up as well, by its name.
void ColourRulesDialog::check()
{
    if (m_isFilling) // all are compiled: once, when all are there
        return;
    const QTreeWidgetItem *current = m_list->currentItem();
    QString problem = current != nullptr ? problemOf(ruleOf(current)) : QString();
    for (int n = 0; n < m_list->topLevelItemCount() && problem.isEmpty(); ++n)
        if (const QString other = problemOf(ruleOf(m_list->topLevelItem(n))); !other.isEmpty())
            problem = tr("%1: %2").arg(m_list->topLevelItem(n)->text(NamePart), other);
    m_problem->setText(problem);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty());
    const int place = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_remove->setEnabled(place >= 0);
    m_up->setEnabled(place > 0);
    m_down->setEnabled(place >= 0 && place + 1 < m_list->topLevelItemCount());
}

void ColourRulesDialog::askForImport()
{
    auto *dialog = new QFileDialog(this, tr("Import Colour Rules"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &ColourRulesDialog::importFrom);
    dialog->open();
}

void ColourRulesDialog::askForExport()
{
    auto *dialog = new QFileDialog(this, tr("Export Colour Rules"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(u"colorfilters"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ColourRulesDialog::exportTo);
    dialog->open();
}

void ColourRulesDialog::importFrom(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_problem->setText(tr("%1: %2").arg(visible(path), file.errorString()));
        return;
    }
    ColourFile read = readColourFile(QString::fromUtf8(file.read(mostFileBytes)), schemeNamed(u"light"_s));
    if (read.rules.empty()) {
        m_problem->setText(tr("%1: no colour rule is in this file.").arg(visible(path)));
        return;
    }
    const int switchedOff = switchOffWrong(read.rules);
    const Joined joined = join(read.rules, rules());
    fill(joined.rules);
    QStringList said{m_problem->text()};
    if (switchedOff > 0)
        said << tr("Rules whose filter does not work here are switched off: %1.").arg(switchedOff);
    if (const int leftOut = read.surplusRules + joined.leftOut; leftOut > 0)
        said << tr("Rules of the file that were left out, as there is room for %1: %2.").arg(mostColourRules).arg(leftOut);
    if (read.wrongLines > 0)
        said << tr("Lines that are no colour rule were left out: %1.").arg(read.wrongLines);
    said.removeAll(QString());
    m_problem->setText(said.join(u' '));
}

// Another program knows other fields: its rules do not keep those out that work.
int ColourRulesDialog::switchOffWrong(std::vector<ColourRule> &rules) const
{
    int count = 0;
    for (ColourRule &rule : rules)
        if (!problemOf(rule).isEmpty()) {
            rule.isOn = false;
            ++count;
        }
    return count;
}

void ColourRulesDialog::exportTo(const QString &path)
{
    QSaveFile file(path);
    const QByteArray text = colourFileText(rules(), schemeNamed(u"light"_s)).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        m_problem->setText(tr("%1: %2").arg(visible(path), file.errorString()));
}

} // namespace framelens::ui
