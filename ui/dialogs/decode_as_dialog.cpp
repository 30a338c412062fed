// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/decode_as_dialog.h"

#include "core/decode/dissection.h"
#include "ui/text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QTableWidget>

#include <algorithm>
#include <array>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

enum ColumnNumber { FieldColumn, ValueColumn, CurrentColumn, WantedColumn, ColumnCount_ };

struct KeyField
{
    KeySpace space;
    const char *name;
};

constexpr std::array keyFields{
    KeyField{KeySpace::TcpPort, "tcp.port"},     KeyField{KeySpace::UdpPort, "udp.port"},
    KeyField{KeySpace::EtherType, "ethertype"},  KeyField{KeySpace::IpProtocol, "ip.proto"},
    KeyField{KeySpace::LinkType, "wtap_encap"},
};

// Framers as data: what else a TCP port can be cut by.
constexpr std::array framerExamples{"none", "line", "u16be", "u16le", "u32be", "u32le", "varint", "delimiter:0d0a", "fixed:188"};

bool isStreamPort(const QString &field)
{
    return field == u"tcp.port"_s;
}

QStringList choices(const Registry &registry, const QString &field)
{
    QStringList names;
    for (const Protocol *protocol : registry.protocols())
        names += visible(protocol->filterName);
    names.sort();
    if (isStreamPort(field))
        for (const char *framer : framerExamples)
            names += QLatin1StringView(framer);
    return names;
}

} // namespace

QString fieldOfKey(KeySpace space)
{
    const auto found = std::ranges::find(keyFields, space, &KeyField::space);
    return found == keyFields.end() ? QString() : QString::fromLatin1(found->name);
}

std::optional<Key> suggestedKey(const Dissection &dissection)
{
    const auto layers = dissection.layers();
    for (std::size_t i = layers.size(); i-- > 0;) {
        const Key key = layers[i].enteredBy;
        const bool isPort = key.space == KeySpace::TcpPort || key.space == KeySpace::UdpPort;
        if (isPort && !dissection.protocolOf(layers[i]).anonymous)
            return key;
    }
    // Nobody took the payload: the port a server is likely to have.
    for (const Field &field : dissection.fields()) {
        const bool isTcp = field.spec->name == "tcp.dstport" || field.spec->name == "tcp.srcport";
        const bool isUdp = field.spec->name == "udp.dstport" || field.spec->name == "udp.srcport";
        if (!isTcp && !isUdp)
            continue;
        const std::string_view other = isTcp ? "tcp.dstport" : "udp.dstport";
        const auto destination = std::ranges::find_if(
            dissection.fields(), [other](const Field &each) { return each.spec->name == other; });
        const std::uint64_t behind = destination == dissection.fields().end() ? field.value : destination->value;
        return Key{isTcp ? KeySpace::TcpPort : KeySpace::UdpPort, static_cast<std::uint32_t>(std::min(field.value, behind))};
    }
    return {};
}

DecodeAsDialog::DecodeAsDialog(std::shared_ptr<const Registry> registry, const Bindings &bindings,
                               const Dissection *frame, QWidget *parent)
    : QDialog(parent)
    , m_registry(std::move(registry))
    , m_bindings(bindings)
    , m_table(new QTableWidget(0, ColumnCount_, this))
    , m_answer(plainLabel({}, this))
{
    setObjectName(u"decodeAsDialog"_s);
    setWindowTitle(tr("Decode As"));
    m_table->setObjectName(u"decodeAsRows"_s);
    m_table->setAccessibleName(tr("What is decoded as what"));
    m_table->setHorizontalHeaderLabels({tr("Field"), tr("Value"), tr("Current"), tr("Decode as")});
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setFocusPolicy(Qt::NoFocus); // its cells take it
    m_answer->setObjectName(u"decodeAsAnswer"_s);
    m_answer->setWordWrap(true);
    auto *add = new QPushButton(tr("&Add"), this);
    add->setObjectName(u"decodeAsAdd"_s);
    auto *remove = new QPushButton(tr("&Remove"), this);
    remove->setObjectName(u"decodeAsRemove"_s);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    for (QPushButton *button : {add, remove, buttons->button(QDialogButtonBox::Close)})
        button->setAutoDefault(false);
    auto *line = new QHBoxLayout;
    line->addWidget(add);
    line->addWidget(remove);
    line->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(plainLabel(tr("Changes act at once on what is shown, and are kept for you. A TCP port can also be "
                                    "cut into messages: line, u32be, u16le@2, delimiter:0d0a, fixed:188."), this));
    layout->addWidget(m_table, 1);
    layout->addLayout(line);
    layout->addWidget(m_answer);
    layout->addWidget(buttons);
    if (auto *hint = qobject_cast<QLabel *>(layout->itemAt(0)->widget()))
        hint->setWordWrap(true);
    connect(add, &QPushButton::clicked, this, qOverload<>(&DecodeAsDialog::addRow));
    connect(remove, &QPushButton::clicked, this, &DecodeAsDialog::removeRow);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (const std::optional<Key> key = frame != nullptr ? suggestedKey(*frame) : std::nullopt) {
        m_suggestion = *key;
        m_hasSuggestion = true;
    }
    const QScopedValueRollback filling(m_filling, true);
    for (const Binding &binding : bindings.all()) {
        const QString text = QString::fromStdString(bindingText(binding, *m_registry));
        const qsizetype comma = text.indexOf(u',');
        addRow(fieldOfKey(binding.key.space), QString::number(binding.key.value), text.mid(comma + 1));
    }
    resize(640, 360);
}

void DecodeAsDialog::addRow()
{
    const bool isKnown = m_hasSuggestion && m_bindings.find(m_suggestion) == nullptr;
    addRow(isKnown ? fieldOfKey(m_suggestion.space) : u"tcp.port"_s, isKnown ? QString::number(m_suggestion.value) : QString(), {});
    m_rows.back().wanted->setFocus(Qt::OtherFocusReason);
}

void DecodeAsDialog::addRow(const QString &field, const QString &value, const QString &wanted)
{
    const bool wasFilling = std::exchange(m_filling, true);
    const int at = m_table->rowCount();
    m_table->insertRow(at);
    Row row{new QComboBox(m_table), new QLineEdit(value, m_table), plainLabel({}, m_table), new QComboBox(m_table), {}};
    for (const KeyField &each : keyFields)
        row.field->addItem(QString::fromLatin1(each.name));
    row.field->setCurrentText(field);
    row.field->setAccessibleName(tr("Field"));
    row.value->setAccessibleName(tr("Value"));
    row.wanted->setEditable(true);
    row.wanted->setInsertPolicy(QComboBox::NoInsert);
    row.wanted->addItems(choices(*m_registry, field));
    row.wanted->setCurrentText(wanted);
    row.wanted->setAccessibleName(tr("Decode as"));
    row.field->setObjectName(u"decodeAsField%1"_s.arg(at));
    row.value->setObjectName(u"decodeAsValue%1"_s.arg(at));
    row.current->setObjectName(u"decodeAsCurrent%1"_s.arg(at));
    row.wanted->setObjectName(u"decodeAsWanted%1"_s.arg(at));
    m_table->setCellWidget(at, FieldColumn, row.field);
    m_table->setCellWidget(at, ValueColumn, row.value);
    m_table->setCellWidget(at, CurrentColumn, row.current);
    m_table->setCellWidget(at, WantedColumn, row.wanted);
    m_table->resizeRowToContents(at);
    m_rows.push_back(row);
    connect(row.field, &QComboBox::currentIndexChanged, this, &DecodeAsDialog::read);
    connect(row.value, &QLineEdit::textChanged, this, &DecodeAsDialog::read);
    connect(row.wanted, &QComboBox::currentTextChanged, this, &DecodeAsDialog::read);
    m_filling = wasFilling;
    read();
}

// The row that has the focus, else the last.
void DecodeAsDialog::removeRow()
{
    if (m_rows.empty())
        return;
    const auto focused = std::ranges::find_if(m_rows, [](const Row &row) {
        return row.field->hasFocus() || row.value->hasFocus() || row.wanted->hasFocus();
    });
    const auto at = static_cast<int>((focused == m_rows.end() ? m_rows.end() - 1 : focused) - m_rows.begin());
    m_rows.erase(m_rows.begin() + at);
    m_table->removeRow(at);
    read();
}

// What the registry alone would do with the number.
void DecodeAsDialog::showCurrent(Row &row) const
{
    const auto field = std::ranges::find_if(
        keyFields, [&row](const KeyField &each) { return row.field->currentText() == QLatin1StringView(each.name); });
    bool isNumber = false;
    const std::uint32_t value = row.value->text().trimmed().toUInt(&isNumber, 0);
    const auto claimant = isNumber && field != keyFields.end() ? m_registry->claimant({field->space, value}) : std::nullopt;
    row.current->setText(claimant ? visible(m_registry->protocol(*claimant).filterName) : tr("(nobody)"));
}

void DecodeAsDialog::readRow(Row &row, Bindings &into)
{
    showCurrent(row);
    row.problem.clear();
    const QString value = row.value->text().trimmed();
    const QString wanted = row.wanted->currentText().trimmed();
    if (value.isEmpty() || wanted.isEmpty())
        return; // not filled in yet: no mistake
    const std::string text = u"%1==%2,%3"_s.arg(row.field->currentText(), value, wanted).toStdString();
    const Result<Binding> binding = parseBinding(text, *m_registry);
    if (!binding)
        row.problem = visible(binding.error().detail);
    else
        into.bind(*binding);
}

void DecodeAsDialog::read()
{
    if (m_filling)
        return;
    Bindings bindings;
    QStringList problems;
    for (Row &row : m_rows) {
        readRow(row, bindings);
        if (!row.problem.isEmpty())
            problems += row.problem;
    }
    m_answer->setText(problems.join(u'\n'));
    if (bindings == m_bindings)
        return;
    m_bindings = std::move(bindings);
    emit bindingsChanged();
}

} // namespace framelens::ui
