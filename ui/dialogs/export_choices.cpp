// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/dialogs/export_choices.h"

#include "core/decode/registry.h"
#include "core/export/frame_writer.h"
#include "ui/settings.h"
#include "ui/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

const QString formatKey = u"export/format"_s;
const QString compressionKey = u"export/compression"_s;

constexpr std::array fieldFormats{ExportFormat::Csv, ExportFormat::Json, ExportFormat::ElasticBulk, ExportFormat::Fields};

QString compressionSuffix(Compression compression)
{
    return compression == Compression::Gzip ? u".gz"_s : compression == Compression::Zstd ? u".zst"_s : QString();
}

// Names with commas or spaces between.
std::vector<std::string> namesIn(const QString &text)
{
    std::vector<std::string> names;
    QString spaced = text;
    const QStringList parts = spaced.replace(u',', u' ').split(u' ', Qt::SkipEmptyParts);
    for (const QString &part : parts)
        names.push_back(part.toStdString());
    return names;
}

} // namespace

ExportChoices::ExportChoices(const Settings &settings, std::shared_ptr<const Registry> registry, QWidget *parent)
    : QWidget(parent)
    , m_registry(std::move(registry))
    , m_format(new QComboBox(this))
    , m_compression(new QComboBox(this))
    , m_comments(box(tr("&Keep comments"), u"exportComments"_s))
    , m_secrets(box(tr("Include keys that decr&ypt the frames"), u"exportSecrets"_s))
    , m_whySecrets(plainLabel(tr("Whoever gets the file can then read what was encrypted."), this))
    , m_summary(box(tr("S&ummary line"), u"exportSummary"_s))
    , m_details(box(tr("&Details (all fields)"), u"exportDetails"_s))
    , m_bytes(box(tr("B&ytes (hex dump)"), u"exportBytes"_s))
    , m_fieldsLabel(plainLabel({}, this))
    , m_fields(new QLineEdit(this))
    , m_raw(box(tr("Bytes of each field (_ra&w)"), u"exportRaw"_s))
    , m_header(box(tr("&Names of the fields in the first line"), u"exportHeader"_s))
    , m_safe(box(tr("Ha&rmless in spreadsheets (formulas get a ')"), u"exportSafe"_s))
{
    addFormats();
    addOptions();
    readSettings(settings);
    showOptions();
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        showOptions();
        emit changed();
    });
    connect(m_compression, &QComboBox::currentIndexChanged, this, &ExportChoices::changed);
    connect(m_fields, &QLineEdit::textChanged, this, &ExportChoices::changed);
    for (const QCheckBox *option : {m_comments, m_secrets, m_summary, m_details, m_bytes, m_raw, m_header, m_safe})
        connect(option, &QCheckBox::toggled, this, &ExportChoices::changed);
}

QCheckBox *ExportChoices::box(const QString &text, const QString &name)
{
    auto *made = new QCheckBox(text, this);
    made->setObjectName(name);
    return made;
}

void ExportChoices::addFormats()
{
    m_format->setObjectName(u"exportFormat"_s);
    for (const ExportFormatInfo &info : exportFormats())
        m_format->addItem(QString::fromUtf8(info.label.data(), static_cast<qsizetype>(info.label.size())),
                          static_cast<int>(info.format));
    m_format->setMaxVisibleItems(static_cast<int>(exportFormats().size()));
    m_compression->setObjectName(u"exportCompression"_s);
    m_compression->addItem(tr("none"), static_cast<int>(Compression::None));
    m_compression->addItem(tr("gzip (.gz)"), static_cast<int>(Compression::Gzip));
    m_compression->addItem(tr("zstd (.zst)"), static_cast<int>(Compression::Zstd));
}

void ExportChoices::addOptions()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Format:"), m_format);
    form->addRow(tr("Com&pression:"), m_compression);
    layout->addLayout(form);
    m_whySecrets->setWordWrap(true);
    m_whySecrets->setIndent(style()->pixelMetric(QStyle::PM_IndicatorWidth) + style()->pixelMetric(QStyle::PM_CheckBoxLabelSpacing));
    m_fields->setObjectName(u"exportFields"_s);
    m_fieldsLabel->setBuddy(m_fields);
    addOption(m_comments, {ExportFormat::Pcapng});
    addOption(m_secrets, {ExportFormat::Pcapng});
    addOption(m_whySecrets, {ExportFormat::Pcapng});
    addOption(m_summary, {ExportFormat::Text});
    addOption(m_details, {ExportFormat::Text});
    addOption(m_bytes, {ExportFormat::Text});
    addOption(m_fieldsLabel, {ExportFormat::Csv, ExportFormat::Json, ExportFormat::ElasticBulk, ExportFormat::Fields});
    addOption(m_fields, {ExportFormat::Csv, ExportFormat::Json, ExportFormat::ElasticBulk, ExportFormat::Fields});
    addOption(m_raw, {ExportFormat::Json, ExportFormat::ElasticBulk});
    addOption(m_header, {ExportFormat::Fields});
    addOption(m_safe, {ExportFormat::Csv});
    layout->addStretch(1);
}

void ExportChoices::addOption(QWidget *widget, std::initializer_list<ExportFormat> formats)
{
    layout()->addWidget(widget);
    m_options.emplace_back(widget, formats);
}

void ExportChoices::showOptions()
{
    const ExportFormat chosen = format();
    for (const auto &[widget, formats] : m_options)
        widget->setVisible(std::ranges::find(formats, chosen) != formats.end());
    m_fieldsLabel->setText(chosen == ExportFormat::Csv ? tr("Co&lumns:") : tr("Fie&lds:"));
    m_fields->setPlaceholderText(chosen == ExportFormat::Csv ? tr("as in the list; or: frame.number ip.src tcp.port")
                                     : chosen == ExportFormat::Fields ? tr("frame.number ip.src tcp.port")
                                                                      : tr("all; or: frame.number ip.src tcp.port"));
}

ExportFormat ExportChoices::format() const
{
    return static_cast<ExportFormat>(m_format->currentData().toInt());
}

ExportOptions ExportChoices::options() const
{
    const ExportFormat chosen = format();
    ExportOptions options{.format = chosen, .compression = static_cast<Compression>(m_compression->currentData().toInt())};
    if (chosen == ExportFormat::Pcapng) {
        options.comments = m_comments->isChecked();
        options.secrets = m_secrets->isChecked();
    }
    if (chosen == ExportFormat::Text) {
        options.decoded.summary = m_summary->isChecked();
        options.decoded.details = m_details->isChecked();
        options.decoded.bytes = m_bytes->isChecked();
    }
    if (std::ranges::find(fieldFormats, chosen) != fieldFormats.end())
        options.decoded.fields = namesIn(m_fields->text());
    if (chosen == ExportFormat::Json || chosen == ExportFormat::ElasticBulk)
        options.decoded.raw = m_raw->isChecked();
    if (chosen == ExportFormat::Fields)
        options.decoded.style.header = m_header->isChecked();
    if (chosen == ExportFormat::Csv)
        options.decoded.spreadsheetSafe = m_safe->isChecked();
    return options;
}

QString ExportChoices::suffix() const
{
    const std::string_view own = exportFormatInfo(format()).suffix;
    return QString::fromUtf8(own.data(), static_cast<qsizetype>(own.size()))
        + compressionSuffix(static_cast<Compression>(m_compression->currentData().toInt()));
}

QString ExportChoices::problem() const
{
    const ExportFormat chosen = format();
    ExportOptions options = this->options();
    const bool hasParts = options.decoded.summary || options.decoded.details || options.decoded.bytes;
    if (chosen == ExportFormat::Text && !hasParts)
        return tr("Choose what is written of each frame.");
    if (chosen == ExportFormat::Fields && options.decoded.fields.empty())
        return tr("Type the names of the fields to write.");
    if (options.decoded.fields.empty())
        return {};
    options.decoded.registry = m_registry;
    const auto writer = makeFrameWriter(chosen, options.decoded);
    return writer ? QString() : visible(writer.error().detail) + u'.';
}

void ExportChoices::readSettings(const Settings &settings)
{
    m_format->setCurrentIndex(std::max(0, m_format->findData(settings.number(formatKey, static_cast<int>(ExportFormat::Pcapng)))));
    m_compression->setCurrentIndex(std::max(0, m_compression->findData(settings.number(compressionKey, 0))));
    m_comments->setChecked(settings.flag(u"export/comments"_s, true));
    m_summary->setChecked(settings.flag(u"export/summary"_s, true));
    m_details->setChecked(settings.flag(u"export/details"_s, false));
    m_bytes->setChecked(settings.flag(u"export/bytes"_s, false));
    m_raw->setChecked(settings.flag(u"export/raw"_s, false));
    m_header->setChecked(settings.flag(u"export/header"_s, true));
    m_safe->setChecked(settings.flag(u"export/safe"_s, true));
    m_fields->setText(settings.text(u"export/fields"_s));
}

void ExportChoices::remember(Settings &settings) const
{
    settings.setNumber(formatKey, m_format->currentData().toInt());
    settings.setNumber(compressionKey, m_compression->currentData().toInt());
    settings.setFlag(u"export/comments"_s, m_comments->isChecked());
    settings.setFlag(u"export/summary"_s, m_summary->isChecked());
    settings.setFlag(u"export/details"_s, m_details->isChecked());
    settings.setFlag(u"export/bytes"_s, m_bytes->isChecked());
    settings.setFlag(u"export/raw"_s, m_raw->isChecked());
    settings.setFlag(u"export/header"_s, m_header->isChecked());
    settings.setFlag(u"export/safe"_s, m_safe->isChecked());
    settings.setText(u"export/fields"_s, m_fields->text());
}

} // namespace framelens::ui
