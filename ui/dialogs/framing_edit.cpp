// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/framing_edit.h"

#include "ui/framing_preview.h"
#include "ui/send_text.h"
#include "ui/text.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSpinBox>
#include <QStyle>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

// What the framing list holds; the others are FramerKind.
constexpr int automatic = -1;
constexpr int mostFixed = 1 << 30;
constexpr int mostOffset = 1 << 20;

template <typename Widget>
Widget *named(Widget *widget, const QString &objectName, const QString &spoken)
{
    widget->setObjectName(objectName);
    widget->setAccessibleName(spoken);
    return widget;
}

void choose(QComboBox *box, const QVariant &value)
{
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

} // namespace

FramingEdit::FramingEdit(std::shared_ptr<const Registry> registry, QWidget *parent)
    : QWidget(parent)
    , m_registry(std::move(registry))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addWidget(makeControls(), 4);
    layout->addWidget(makePreview(), 3);
    fillProtocols();
    onChanged();
}

QWidget *FramingEdit::makeControls()
{
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *controls = new QWidget(area);
    m_form = new QFormLayout(controls);
    m_form->setContentsMargins(0, 0, 6, 0);
    m_kind = named(new QComboBox(controls), u"framingKind"_s, tr("Framing"));
    m_kind->addItem(tr("Automatic"), automatic);
    m_kind->addItem(tr("None: as it was read"), static_cast<int>(FramerKind::None));
    m_kind->addItem(tr("Length before each"), static_cast<int>(FramerKind::LengthPrefix));
    m_kind->addItem(tr("Bytes that end each"), static_cast<int>(FramerKind::Delimiter));
    m_kind->addItem(tr("Messages of one size"), static_cast<int>(FramerKind::Fixed));
    m_kind->addItem(tr("Lines of text"), static_cast<int>(FramerKind::Line));
    m_kind->addItem(tr("As a protocol says"), static_cast<int>(FramerKind::Protocol));
    m_form->addRow(tr("&Framing:"), m_kind);
    addLengthControls(m_form);
    addOtherControls(m_form);
    area->setWidget(controls);
    area->viewport()->setAutoFillBackground(false); // a tab has a colour of its own
    controls->setAutoFillBackground(false);
    for (QComboBox *box : {m_kind, m_lengthSize, m_order, m_delimiterForm, m_protocol}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(10);
    }
    // Room for all rows: those that are hidden at first as well.
    area->setMinimumWidth(controls->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        fillProtocols();
        onChanged();
    });
    return area;
}

void FramingEdit::addLengthControls(QFormLayout *form)
{
    m_lengthSize = named(new QComboBox(this), u"framingLengthSize"_s, tr("Size of the length"));
    for (const int bytes : {1, 2, 3, 4, 8})
        m_lengthSize->addItem(bytes == 1 ? tr("1 byte") : tr("%1 bytes").arg(bytes), bytes);
    m_lengthSize->addItem(tr("varint"), 0);
    choose(m_lengthSize, 4);
    m_order = named(new QComboBox(this), u"framingOrder"_s, tr("Byte order of the length"));
    m_order->addItem(tr("big endian"), static_cast<int>(ByteOrder::Big));
    m_order->addItem(tr("little endian"), static_cast<int>(ByteOrder::Little));
    m_offset = named(new QSpinBox(this), u"framingOffset"_s, tr("Bytes before the length"));
    m_offset->setRange(0, mostOffset);
    m_countsHeader = named(new QCheckBox(tr("of the &whole message"), this), u"framingCountsHeader"_s,
                           tr("The length counts the whole message"));
    m_adjustment = named(new QSpinBox(this), u"framingAdjustment"_s, tr("Added to the length"));
    m_adjustment->setRange(-mostOffset, mostOffset);
    form->addRow(tr("&Length:"), m_lengthSize);
    form->addRow(tr("&Order:"), m_order);
    form->addRow(tr("&Bytes before it:"), m_offset);
    form->addRow(QString(), m_countsHeader);
    form->addRow(tr("&Added to it:"), m_adjustment);
    for (QComboBox *box : {m_lengthSize, m_order})
        connect(box, &QComboBox::currentIndexChanged, this, &FramingEdit::onChanged);
    for (QSpinBox *box : {m_offset, m_adjustment})
        connect(box, &QSpinBox::valueChanged, this, &FramingEdit::onChanged);
    connect(m_countsHeader, &QCheckBox::toggled, this, &FramingEdit::onChanged);
}

void FramingEdit::addOtherControls(QFormLayout *form)
{
    m_delimiter = named(new QLineEdit(u"\\r\\n"_s, this), u"framingDelimiter"_s, tr("Bytes that end a message"));
    m_delimiterForm = named(new QComboBox(this), u"framingDelimiterForm"_s, tr("How the end is written"));
    m_delimiterForm->addItem(tr("text, with escapes as \\n"));
    m_delimiterForm->addItem(tr("hex"));
    m_keep = named(new QCheckBox(tr("&keep them"), this), u"framingKeep"_s, tr("Keep the end"));
    m_keep->setChecked(true);
    m_fixedSize = named(new QSpinBox(this), u"framingFixedSize"_s, tr("Bytes of a message"));
    m_fixedSize->setRange(1, mostFixed);
    m_fixedSize->setGroupSeparatorShown(true);
    m_fixedSize->setValue(64);
    m_maximum = named(new QSpinBox(this), u"framingMaximum"_s, tr("Most bytes of a message"));
    m_maximum->setRange(1, mostFixed);
    m_maximum->setGroupSeparatorShown(true);
    m_maximum->setValue(static_cast<int>(FramerSpec().maximum));
    m_protocol = named(new QComboBox(this), u"framingProtocol"_s, tr("Protocol"));
    m_integers = named(new QLineEdit(this), u"framingIntegers"_s, tr("Named integers"));
    m_integers->setPlaceholderText(u"type:u16be@2, id:u8@0"_s);
    m_text = named(new QLineEdit(this), u"framingText"_s, tr("The framing as text"));
    m_text->setReadOnly(true);
    form->addRow(tr("&Ends with:"), m_delimiter);
    form->addRow(tr("&Written as:"), m_delimiterForm);
    form->addRow(QString(), m_keep);
    form->addRow(tr("&Bytes each:"), m_fixedSize);
    form->addRow(tr("&Protocol:"), m_protocol);
    form->addRow(tr("&Integers:"), m_integers);
    form->addRow(tr("&Maximum:"), m_maximum);
    form->addRow(tr("As te&xt:"), m_text);
    for (QLineEdit *edit : {m_delimiter, m_integers})
        connect(edit, &QLineEdit::textChanged, this, &FramingEdit::onChanged);
    for (QComboBox *box : {m_delimiterForm, m_protocol})
        connect(box, &QComboBox::currentIndexChanged, this, &FramingEdit::onChanged);
    for (QSpinBox *box : {m_fixedSize, m_maximum})
        connect(box, &QSpinBox::valueChanged, this, &FramingEdit::onChanged);
    connect(m_keep, &QCheckBox::toggled, this, &FramingEdit::onChanged);
}

QWidget *FramingEdit::makePreview()
{
    auto *column = new QWidget(this);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_sample = named(new QPlainTextEdit(column), u"framingSample"_s, tr("Sample bytes in hex"));
    m_sample->setPlaceholderText(tr("00 00 00 02 68 69"));
    m_cut = named(new QPlainTextEdit(column), u"framingPreview"_s, tr("The sample cut into messages"));
    m_cut->setReadOnly(true);
    for (QPlainTextEdit *edit : {m_sample, m_cut}) {
        edit->setFont(fixed);
        edit->setTabChangesFocus(true);
        edit->setLineWrapMode(QPlainTextEdit::WidgetWidth);
        edit->setMinimumHeight(48);
    }
    QLabel *title = plainLabel(tr("Tr&y it on sample bytes, in hex:"), column);
    title->setBuddy(m_sample);
    layout->addWidget(title);
    layout->addWidget(m_sample, 2);
    QLabel *result = plainLabel(tr("They are c&ut into:"), column);
    result->setBuddy(m_cut);
    layout->addWidget(result);
    layout->addWidget(m_cut, 3);
    connect(m_sample, &QPlainTextEdit::textChanged, this, &FramingEdit::showPreview);
    return column;
}

// Those that say where their messages end come with "As a protocol says"; any that lies in a stream may decode what
// another framing cut.
void FramingEdit::fillProtocols()
{
    const QVariant before = m_protocol->currentData();
    const bool cuts = m_kind->currentData().toInt() == static_cast<int>(FramerKind::Protocol);
    const QSignalBlocker quiet(m_protocol);
    m_protocol->clear();
    if (!cuts)
        m_protocol->addItem(tr("None"), QString());
    QList<std::pair<QString, QString>> entries;
    for (const Protocol *protocol : m_registry->protocols())
        if (protocol->stream != nullptr)
            entries.emplace_back(visible(protocol->longName), visible(protocol->filterName));
    std::ranges::sort(entries);
    for (const auto &[title, name] : entries)
        m_protocol->addItem(title, name);
    choose(m_protocol, before);
}

FramerSpec FramingEdit::spec() const
{
    FramerSpec spec;
    spec.kind = static_cast<FramerKind>(m_kind->currentData().toInt());
    if (spec.kind == FramerKind::LengthPrefix) {
        spec.lengthSize = static_cast<std::uint8_t>(m_lengthSize->currentData().toInt());
        if (spec.lengthSize > 1)
            spec.lengthOrder = static_cast<ByteOrder>(m_order->currentData().toInt());
        spec.lengthOffset = static_cast<std::uint32_t>(m_offset->value());
        spec.countsHeader = m_countsHeader->isChecked();
        spec.adjustment = m_adjustment->value();
    }
    if (spec.kind == FramerKind::Delimiter) {
        const auto bytes = m_delimiterForm->currentIndex() == 0 ? readEscapes(m_delimiter->text())
                                                                : readHex(m_delimiter->text());
        for (const std::byte byte : bytes.value_or(std::vector<std::byte>()))
            spec.delimiter += static_cast<char>(byte);
        spec.keepDelimiter = m_keep->isChecked();
    }
    if (spec.kind == FramerKind::Fixed)
        spec.fixedSize = static_cast<std::uint32_t>(m_fixedSize->value());
    spec.protocol = m_protocol->currentData().toString().toStdString();
    if (spec.kind != FramerKind::None)
        spec.maximum = static_cast<std::uint32_t>(m_maximum->value());
    return spec;
}

QString FramingEdit::wholeText() const
{
    QString text = QString::fromStdString(framerText(spec()));
    const QString integers = m_integers->text().trimmed();
    const bool hasIntegers = m_kind->currentData().toInt() != static_cast<int>(FramerKind::Protocol);
    return integers.isEmpty() || !hasIntegers ? text : text + u',' + QString(integers).remove(u' ');
}

QString FramingEdit::framer() const
{
    return m_kind->currentData().toInt() == automatic ? QString() : wholeText();
}

QString FramingEdit::problem() const
{
    const int kind = m_kind->currentData().toInt();
    if (kind == automatic)
        return {};
    if (kind == static_cast<int>(FramerKind::Delimiter) && (spec().delimiter.empty() || spec().delimiter.size() > 16))
        return tr("The bytes that end a message must be 1 to 16, as text or as pairs of hex digits.");
    if (kind == static_cast<int>(FramerKind::Protocol) && m_protocol->currentData().toString().isEmpty())
        return tr("Choose the protocol that says where messages end.");
    const Result<FramerSpec> parsed = parseFramer(wholeText().toStdString());
    return parsed ? QString() : visible(parsed.error().detail) + u'.';
}

void FramingEdit::setFramer(const QString &text)
{
    const Result<FramerSpec> parsed = parseFramer(text.toStdString());
    m_filling = true;
    if (text.isEmpty() || !parsed) {
        choose(m_kind, automatic);
    } else {
        choose(m_kind, static_cast<int>(parsed->kind));
        if (parsed->kind == FramerKind::LengthPrefix) {
            choose(m_lengthSize, static_cast<int>(parsed->lengthSize));
            choose(m_order, static_cast<int>(parsed->lengthOrder));
            m_offset->setValue(static_cast<int>(parsed->lengthOffset));
            m_countsHeader->setChecked(parsed->countsHeader);
            m_adjustment->setValue(parsed->adjustment);
        }
        if (parsed->kind == FramerKind::Delimiter) {
            m_delimiterForm->setCurrentIndex(1);
            m_delimiter->setText(QString::fromLatin1(QByteArray::fromStdString(parsed->delimiter).toHex(' ')));
            m_keep->setChecked(parsed->keepDelimiter);
        }
        if (parsed->kind == FramerKind::Fixed)
            m_fixedSize->setValue(static_cast<int>(parsed->fixedSize));
        m_maximum->setValue(static_cast<int>(std::min<std::uint32_t>(parsed->maximum, mostFixed)));
        fillProtocols();
        choose(m_protocol, QString::fromStdString(parsed->protocol));
        // The integers as they are written: what stands behind the framing itself.
        FramerSpec without = *parsed;
        without.integers.clear();
        const auto plain = static_cast<qsizetype>(framerText(without).size());
        m_integers->setText(QString::fromStdString(framerText(*parsed)).mid(plain + 1));
    }
    m_filling = false;
    onChanged();
}

void FramingEdit::showKind()
{
    const int kind = m_kind->currentData().toInt();
    const auto shows = [this](QWidget *field, bool on) { m_form->setRowVisible(field, on); };
    const auto isKind = [kind](FramerKind one) { return kind == static_cast<int>(one); };
    for (QWidget *field : std::initializer_list<QWidget *>{m_lengthSize, m_offset, m_countsHeader, m_adjustment})
        shows(field, isKind(FramerKind::LengthPrefix));
    shows(m_order, isKind(FramerKind::LengthPrefix) && m_lengthSize->currentData().toInt() > 1);
    for (QWidget *field : std::initializer_list<QWidget *>{m_delimiter, m_delimiterForm, m_keep})
        shows(field, isKind(FramerKind::Delimiter));
    shows(m_fixedSize, isKind(FramerKind::Fixed));
    shows(m_protocol, kind != automatic);
    shows(m_integers, kind != automatic && !isKind(FramerKind::Protocol));
    shows(m_maximum, kind != automatic && !isKind(FramerKind::None) && !isKind(FramerKind::Fixed));
    shows(m_text, kind != automatic);
}

void FramingEdit::onChanged()
{
    if (m_filling)
        return;
    showKind();
    m_text->setText(framer());
    m_text->setCursorPosition(0);
    showPreview();
    emit changed();
}

void FramingEdit::showPreview()
{
    const auto bytes = readHex(m_sample->toPlainText());
    const QString text = framer();
    if (!bytes)
        m_cut->setPlainText(tr("The sample must be pairs of hex digits."));
    else if (const QString wrong = problem(); !wrong.isEmpty())
        m_cut->setPlainText(wrong);
    else
        m_cut->setPlainText(framingPreview(
            *bytes, text.isEmpty() ? std::nullopt : std::optional(*parseFramer(text.toStdString())), *m_registry));
}

} // namespace framelens::ui
