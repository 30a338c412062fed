// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/attach_fields.h"

#include "ui/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontMetrics>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <array>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// Commands to begin with: all write each packet at once (-U) and a capture to standard output (-w -).
constexpr std::array presets{
    "tcpdump -i any -U -w -",
    "ssh HOST tcpdump -i any -U -w - 'not port 22'",
    "docker exec CONTAINER tcpdump -i any -U -w -",
    "kubectl exec POD -- tcpdump -i any -U -w -",
};

template <typename Widget>
Widget *named(Widget *widget, const QString &objectName, const QString &spoken)
{
    widget->setObjectName(objectName);
    widget->setAccessibleName(spoken);
    return widget;
}

} // namespace

QString attachKindName(AttachKind kind)
{
    switch (kind) {
    case AttachKind::Connect: return AttachFields::tr("Connect");
    case AttachKind::Listen: return AttachFields::tr("Listen");
    case AttachKind::Proxy: return AttachFields::tr("Proxy");
    case AttachKind::Pcap: return AttachFields::tr("Pcap over TCP");
    case AttachKind::Command: return AttachFields::tr("Command or pipe");
    }
    return {};
}

QString attachKindSentence(AttachKind kind)
{
    switch (kind) {
    case AttachKind::Connect: return AttachFields::tr("Connect to a server, read what it says, send to it.");
    case AttachKind::Listen: return AttachFields::tr("Wait for clients and read what they send.");
    case AttachKind::Proxy: return AttachFields::tr("Stand between clients and a server, see both.");
    case AttachKind::Pcap: return AttachFields::tr("Take packets that another computer captures.");
    case AttachKind::Command: return AttachFields::tr("Run a capture command, or read a pipe.");
    }
    return {};
}

AttachFields::AttachFields(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
{
    m_way = named(new QComboBox(this), u"attachWay"_s, tr("Way"));
    m_form->addRow(tr("&Way:"), m_way);
    addListening(m_form);
    addConnecting(m_form);
    addCommand(m_form);
    connect(m_way, &QComboBox::currentIndexChanged, this, [this] {
        showFields();
        emit changed();
    });
    setKind(AttachKind::Connect);
}

void AttachFields::addListening(QFormLayout *form)
{
    m_address = named(new QLineEdit(u"127.0.0.1"_s, this), u"attachAddress"_s, tr("Address to listen on"));
    m_listenPort = named(new QLineEdit(this), u"attachListenPort"_s, tr("Port to listen on"));
    m_listenPort->setPlaceholderText(tr("1 to 65535; 0: any that is free"));
    m_warning = plainLabel({}, this);
    m_warning->setObjectName(u"attachWarning"_s);
    m_warning->setWordWrap(true);
    m_allowsOthers = named(new QCheckBox(tr("Let &other computers connect"), this), u"attachAllowsOthers"_s,
                           tr("Let other computers connect"));
    form->addRow(tr("&Listen on:"), m_address);
    form->addRow(tr("L&isten port:"), m_listenPort);
    form->addRow(m_warning);
    form->addRow(QString(), m_allowsOthers);
    for (QLineEdit *edit : {m_address, m_listenPort})
        connect(edit, &QLineEdit::textChanged, this, [this] {
            showFields();
            emit changed();
        });
    connect(m_allowsOthers, &QCheckBox::toggled, this, &AttachFields::changed);
}

void AttachFields::addConnecting(QFormLayout *form)
{
    m_host = named(new QLineEdit(this), u"attachHost"_s, tr("Host"));
    m_host->setPlaceholderText(tr("name or address"));
    m_port = named(new QLineEdit(this), u"attachPort"_s, tr("Port"));
    m_port->setPlaceholderText(tr("1 to 65535"));
    m_stopAfter = named(new QSpinBox(this), u"attachStopAfter"_s, tr("Stop after connections"));
    m_stopAfter->setRange(0, 1'000'000);
    m_stopAfter->setSpecialValueText(tr("goes on until stopped"));
    m_forwardsUnrecorded = named(new QCheckBox(tr("When the disk is full, &go on without recording"), this),
                                 u"attachForwardsUnrecorded"_s, tr("When the disk is full, go on without recording"));
    form->addRow(tr("&Host:"), m_host);
    form->addRow(tr("&Port:"), m_port);
    form->addRow(tr("Stop &after:"), m_stopAfter);
    form->addRow(QString(), m_forwardsUnrecorded);
    for (QLineEdit *edit : {m_host, m_port})
        connect(edit, &QLineEdit::textChanged, this, &AttachFields::changed);
    connect(m_stopAfter, &QSpinBox::valueChanged, this, &AttachFields::changed);
    connect(m_forwardsUnrecorded, &QCheckBox::toggled, this, &AttachFields::changed);
}

void AttachFields::addCommand(QFormLayout *form)
{
    m_preset = named(new QComboBox(this), u"attachPreset"_s, tr("Example commands"));
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_preset->setMinimumContentsLength(20);
    m_preset->addItem(tr("choose one to begin with"));
    for (const char *preset : presets)
        m_preset->addItem(QString::fromLatin1(preset));
    m_command = named(new QLineEdit(this), u"attachCommand"_s, tr("Command"));
    m_command->setPlaceholderText(tr("a command that writes a capture to its standard output"));
    m_path = named(new QLineEdit(this), u"attachPath"_s, tr("Path of the pipe"));
    form->addRow(tr("&Examples:"), m_preset);
    form->addRow(tr("Co&mmand:"), m_command);
    form->addRow(tr("Pat&h:"), m_path);
    connect(m_preset, &QComboBox::activated, this, &AttachFields::usePreset);
    for (QLineEdit *edit : {m_command, m_path})
        connect(edit, &QLineEdit::textChanged, this, &AttachFields::changed);
}

// What must be replaced in it is selected.
void AttachFields::usePreset(int index)
{
    if (index <= 0)
        return;
    const QString command = m_preset->itemText(index);
    m_command->setText(command);
    m_command->setFocus();
    for (const QString &word : {u"HOST"_s, u"CONTAINER"_s, u"POD"_s})
        if (const qsizetype at = command.indexOf(word); at >= 0)
            m_command->setSelection(static_cast<int>(at), static_cast<int>(word.size()));
    m_preset->setCurrentIndex(0);
}

void AttachFields::setKind(AttachKind kind)
{
    const QString usual = QString::number(live::pcapPort);
    for (QLineEdit *port : {m_port, m_listenPort}) {
        if (kind == AttachKind::Pcap && port->text().isEmpty())
            port->setText(usual);
        else if (m_kind == AttachKind::Pcap && kind != AttachKind::Pcap && port->text() == usual)
            port->clear(); // nobody typed it
    }
    m_kind = kind;
    const QSignalBlocker quiet(m_way);
    m_way->clear();
    if (kind == AttachKind::Pcap)
        m_way->addItems({tr("connect to who sends them"), tr("listen for who sends them")});
    if (kind == AttachKind::Command)
        m_way->addItems({tr("run a command"), tr("read a pipe or a file")});
    showFields();
    emit changed();
}

void AttachFields::showFields()
{
    const bool second = m_way->currentIndex() == 1;
    const bool pcap = m_kind == AttachKind::Pcap;
    const bool proxy = m_kind == AttachKind::Proxy;
    const bool command = m_kind == AttachKind::Command;
    const bool listens = m_kind == AttachKind::Listen || proxy || (pcap && second);
    const bool connects = m_kind == AttachKind::Connect || proxy || (pcap && !second);
    AttachSetup setup;
    writeTo(setup);
    const bool isOpen = isOpenToOthers(setup);
    m_form->setRowVisible(m_way, pcap || command);
    m_form->setRowVisible(m_address, listens);
    m_form->setRowVisible(m_listenPort, listens);
    m_form->setRowVisible(m_warning, isOpen);
    m_form->setRowVisible(m_allowsOthers, isOpen);
    m_form->setRowVisible(m_host, connects);
    m_form->setRowVisible(m_port, connects);
    m_form->setRowVisible(m_stopAfter, proxy);
    m_form->setRowVisible(m_forwardsUnrecorded, proxy);
    m_form->setRowVisible(m_preset, command && !second);
    m_form->setRowVisible(m_command, command && !second);
    m_form->setRowVisible(m_path, command && second);
    m_warning->setText(tr("Warning: whoever can reach %1 from another computer can connect.").arg(visible(m_address->text())));
}

void AttachFields::focusFirst()
{
    QLineEdit *first = nullptr;
    for (QLineEdit *edit : {m_address, m_listenPort, m_host, m_port, m_command, m_path}) {
        if (edit->isHidden())
            continue;
        if (first == nullptr || (!first->text().isEmpty() && edit->text().isEmpty()))
            first = edit;
    }
    if (first != nullptr)
        first->setFocus(Qt::OtherFocusReason);
}

void AttachFields::writeTo(AttachSetup &setup) const
{
    setup.kind = m_kind;
    setup.host = m_host->text().trimmed();
    setup.port = m_port->text().trimmed();
    setup.address = m_address->text().trimmed();
    setup.listenPort = m_listenPort->text().trimmed();
    setup.allowsOthers = m_allowsOthers->isChecked();
    setup.listens = m_kind == AttachKind::Pcap && m_way->currentIndex() == 1;
    setup.stopAfter = m_stopAfter->value();
    setup.forwardsUnrecorded = m_forwardsUnrecorded->isChecked();
    setup.isPipe = m_kind == AttachKind::Command && m_way->currentIndex() == 1;
    setup.command = m_command->text();
    setup.path = m_path->text();
}

void AttachFields::read(const AttachSetup &setup)
{
    m_host->setText(setup.host);
    m_port->setText(setup.port);
    m_address->setText(setup.address);
    m_listenPort->setText(setup.listenPort);
    m_allowsOthers->setChecked(setup.allowsOthers);
    m_stopAfter->setValue(setup.stopAfter);
    m_forwardsUnrecorded->setChecked(setup.forwardsUnrecorded);
    m_command->setText(setup.command);
    m_path->setText(setup.path);
    setKind(setup.kind);
    m_way->setCurrentIndex(setup.listens || setup.isPipe ? 1 : 0);
    showFields();
}

} // namespace framelens::ui
