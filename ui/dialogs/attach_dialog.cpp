// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/attach_dialog.h"

#include "ui/dialogs/attach_fields.h"
#include "ui/dialogs/framing_edit.h"
#include "ui/settings.h"
#include "ui/text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int framingTab = 1;
constexpr int mostMegabytes = 2'000'000;
constexpr int mostMinutes = 100'000;
constexpr QSize usual(760, 440);

template <typename Widget>
Widget *named(Widget *widget, const QString &objectName, const QString &spoken)
{
    widget->setObjectName(objectName);
    widget->setAccessibleName(spoken);
    return widget;
}

} // namespace

AttachDialog::AttachDialog(Settings &settings, std::shared_ptr<const Registry> registry, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_registry(std::move(registry))
    , m_tabs(new QTabWidget(this))
    , m_answer(plainLabel({}, this))
{
    setObjectName(u"attachDialog"_s);
    setWindowTitle(tr("Attach"));
    auto *layout = new QGridLayout(this);
    m_fields = new AttachFields(m_tabs);
    m_framing = new FramingEdit(m_registry, m_tabs);
    m_tabs->setObjectName(u"attachTabs"_s);
    m_tabs->addTab(m_fields, tr("&1 From"));
    m_tabs->addTab(m_framing, tr("&2 Framing and protocol"));
    m_tabs->addTab(makeRecording(), tr("&3 Recording"));
    layout->addWidget(makeSetups(), 0, 0, 1, 2);
    layout->addWidget(makeModes(), 1, 0);
    layout->addWidget(m_tabs, 1, 1);
    m_answer->setObjectName(u"attachAnswer"_s);
    m_answer->setWordWrap(true);
    m_answer->setMinimumHeight(m_answer->fontMetrics().lineSpacing() * 2);
    layout->addWidget(m_answer, 2, 0, 1, 2);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("A&ttach"), QDialogButtonBox::AcceptRole);
    m_ok->setObjectName(u"attachButton"_s);
    m_ok->setDefault(true);
    layout->addWidget(buttons, 3, 0, 1, 2);
    layout->setColumnStretch(1, 1);
    layout->setRowStretch(1, 1);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const AttachSetup wanted = setup();
        if (problemOf(wanted, *m_registry))
            return;
        accept();
        emit chosen(wanted);
    });
    connect(m_fields, &AttachFields::changed, this, &AttachDialog::check);
    connect(m_framing, &FramingEdit::changed, this, &AttachDialog::check);
    fillSetups();
    m_modes->setCurrentRow(0);
    resize(usual);
    check();
}

// Most attach as the mode says that is chosen: what is still to be typed has the focus, not the modes.
void AttachDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_fields->focusFirst();
}

QWidget *AttachDialog::makeModes()
{
    m_modes = named(new QListWidget(this), u"attachModes"_s, tr("Modes"));
    m_modes->setWordWrap(true);
    m_modes->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_modes->setSpacing(2);
    m_modes->setFixedWidth(m_modes->fontMetrics().averageCharWidth() * 32);
    for (int n = 0; n <= static_cast<int>(AttachKind::Command); ++n) {
        const auto kind = static_cast<AttachKind>(n);
        auto *item = new QListWidgetItem(u"%1\n%2"_s.arg(attachKindName(kind), attachKindSentence(kind)), m_modes);
        item->setData(Qt::AccessibleTextRole, u"%1: %2"_s.arg(attachKindName(kind), attachKindSentence(kind)));
    }
    connect(m_modes, &QListWidget::currentRowChanged, this, [this](int row) {
        const auto kind = static_cast<AttachKind>(std::max(0, row));
        m_tabs->setTabVisible(framingTab, kind != AttachKind::Pcap && kind != AttachKind::Command);
        m_fields->setKind(kind);
    });
    return m_modes;
}

QWidget *AttachDialog::makeSetups()
{
    auto *line = new QWidget(this);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    m_saved = named(new QComboBox(line), u"attachSaved"_s, tr("Saved setups"));
    m_saved->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_saved->setMinimumContentsLength(18);
    QLabel *saved = plainLabel(tr("Sa&ved:"), line);
    saved->setBuddy(m_saved);
    m_forget = named(new QPushButton(tr("&Remove"), line), u"attachForget"_s, tr("Remove the saved setup"));
    m_name = named(new QLineEdit(line), u"attachName"_s, tr("Name of the setup"));
    m_name->setPlaceholderText(tr("not saved"));
    QLabel *name = plainLabel(tr("&Name:"), line);
    name->setBuddy(m_name);
    auto *keep = named(new QPushButton(tr("&Save"), line), u"attachSave"_s, tr("Save the setup by its name"));
    for (QPushButton *button : {m_forget, keep})
        button->setAutoDefault(false);
    layout->addWidget(saved);
    layout->addWidget(m_saved, 1);
    layout->addWidget(m_forget);
    layout->addWidget(name);
    layout->addWidget(m_name, 1);
    layout->addWidget(keep);
    keep->setEnabled(false);
    connect(m_saved, &QComboBox::activated, this, &AttachDialog::takeSaved);
    connect(m_forget, &QPushButton::clicked, this, &AttachDialog::forget);
    connect(m_name, &QLineEdit::textChanged, keep,
            [this, keep] { keep->setEnabled(!m_name->text().trimmed().isEmpty()); });
    connect(keep, &QPushButton::clicked, this, &AttachDialog::save);
    return line;
}

QWidget *AttachDialog::makeRecording()
{
    auto *page = new QWidget(m_tabs);
    auto *form = new QFormLayout(page);
    auto *line = new QHBoxLayout;
    m_file = named(new QLineEdit(page), u"attachFile"_s, tr("Recording"));
    m_file->setPlaceholderText(tr("a temporary recording"));
    auto *choose = new QPushButton(tr("&Browse..."), page);
    choose->setAutoDefault(false);
    line->addWidget(m_file, 1);
    line->addWidget(choose);
    m_megabytes = named(new QSpinBox(page), u"attachMegabytes"_s, tr("Most megabytes"));
    m_megabytes->setRange(0, mostMegabytes);
    m_megabytes->setGroupSeparatorShown(true);
    m_megabytes->setSuffix(tr(" MB"));
    m_megabytes->setSpecialValueText(tr("64 GiB, the usual limit"));
    m_minutes = named(new QSpinBox(page), u"attachMinutes"_s, tr("Most minutes"));
    m_minutes->setRange(0, mostMinutes);
    m_minutes->setSuffix(tr(" min"));
    m_minutes->setSpecialValueText(tr("until stopped"));
    QLabel *file = plainLabel(tr("Recor&d to:"), page);
    file->setBuddy(m_file);
    form->addRow(file, line);
    form->addRow(tr("Sto&p at:"), m_megabytes);
    form->addRow(tr("&Or after:"), m_minutes);
    QLabel *hint = plainLabel(tr("A temporary recording is kept on disk while the window is open, and offered again after "
                                 "a crash. You can save it at any time."), page);
    hint->setWordWrap(true);
    form->addRow(hint);
    connect(choose, &QPushButton::clicked, this, &AttachDialog::browse);
    connect(m_file, &QLineEdit::textChanged, this, &AttachDialog::check);
    return page;
}

void AttachDialog::browse()
{
    auto *dialog = new QFileDialog(this, tr("Record To"), m_file->text().isEmpty() ? m_settings.folder() : m_file->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void AttachDialog::fillSetups()
{
    m_saved->clear();
    m_saved->addItem(tr("choose"));
    for (const AttachSetup &setup : m_settings.savedSetups())
        m_saved->addItem(visible(setup.name), setupText(setup));
    m_saved->setEnabled(m_saved->count() > 1);
    m_forget->setEnabled(false);
}

void AttachDialog::takeSaved()
{
    const std::optional<AttachSetup> saved = readSetup(m_saved->currentData().toString());
    m_forget->setEnabled(saved.has_value());
    if (saved)
        setSetup(*saved);
}

void AttachDialog::save()
{
    m_settings.saveSetup(setup());
    fillSetups();
    m_saved->setCurrentIndex(m_saved->findText(visible(setup().name)));
    m_forget->setEnabled(m_saved->currentIndex() > 0);
}

void AttachDialog::forget()
{
    if (const std::optional<AttachSetup> saved = readSetup(m_saved->currentData().toString()))
        m_settings.forgetSetup(saved->name);
    fillSetups();
}

AttachSetup AttachDialog::setup() const
{
    AttachSetup setup;
    m_fields->writeTo(setup);
    setup.name = m_name->text().trimmed();
    setup.framer = m_framing->framer();
    setup.file = m_file->text().trimmed();
    setup.mostMegabytes = m_megabytes->value();
    setup.mostMinutes = m_minutes->value();
    return setup;
}

void AttachDialog::setSetup(const AttachSetup &setup)
{
    m_modes->setCurrentRow(static_cast<int>(setup.kind));
    m_fields->read(setup);
    m_name->setText(setup.name);
    m_framing->setFramer(setup.framer);
    m_file->setText(setup.file);
    m_megabytes->setValue(setup.mostMegabytes);
    m_minutes->setValue(setup.mostMinutes);
}

void AttachDialog::check()
{
    if (m_ok == nullptr) // still being made
        return;
    const AttachSetup now = setup();
    QString problem = takesFrames(now) ? QString() : m_framing->problem();
    if (const std::optional<SetupProblem> found = problemOf(now, *m_registry); found && problem.isEmpty())
        problem = found->text;
    m_ok->setEnabled(problem.isEmpty());
    setPlainToolTip(m_ok, problem);
    m_answer->setText(problem);
    m_answer->setAccessibleName(problem);
}

} // namespace framelens::ui
