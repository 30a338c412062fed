// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/status_texts.h"

#include "core/base/text_sink.h"
#include "core/decode/format.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cerrno>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct StatusTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::StatusTexts)
};

QString tr(const char *text, int n = -1)
{
    return StatusTexts::tr(text, nullptr, n);
}

// The sentence of core names the file as it was given; people look for its name.
QString sentence(Error error)
{
    const QString name = QFileInfo(QString::fromStdString(error.subject)).fileName();
    if (!name.isEmpty())
        error.subject = name.toStdString();
    return QString::fromStdString(describe(error)) + u'.';
}

QString nextStep(const Error &error)
{
    switch (error.reason) {
    case Reason::System:
        if (error.systemError == ENOENT)
            return tr("Check the name, or choose another file.");
        if (error.systemError == EACCES || error.systemError == EPERM)
            return tr("Ask its owner for the right to read it.");
        return tr("Try again, or choose another file.");
    case Reason::Directory: return tr("Choose a file in it.");
    case Reason::Empty: return tr("Choose another file, or wait until something was written to it.");
    case Reason::NotACapture: return tr("Framelens reads pcap and pcapng, also compressed by gzip, zstd or lz4.");
    case Reason::UnknownCompression: return {}; // the sentence says it
    case Reason::EndsInside:
    case Reason::BadValue: return tr("Choose another file, or get this one again from where it came.");
    case Reason::LimitReached: return tr("The limit protects against files made to fill the disk.");
    case Reason::SourceLost: return tr("Open it again when it is no longer written to.");
    case Reason::Cancelled:
    case Reason::SameFile:
    case Reason::Unsupported: return {};
    }
    return {};
}

QString withStep(const QString &text, const QString &step)
{
    return step.isEmpty() ? text : text + u' ' + step;
}

QString shownBefore(std::uint32_t frames)
{
    if (frames == 0)
        return tr("No frame lies before it.");
    if (frames == 1)
        return tr("The one frame before it is shown.");
    return tr("The %1 frames before it are shown.").arg(QLocale().toString(frames));
}

QString formatted(auto write)
{
    std::string buffer;
    TextSink sink(buffer);
    write(sink);
    return visible(buffer, 200);
}

QString bytesPart(const ByteRange &range, std::uint8_t source)
{
    if (range.size == 0)
        return {};
    const bool isGathered = source >= Dissection::gatheredSource;
    if (range.size == 1)
        return (isGathered ? tr("Reassembled byte %1: ") : tr("Byte %1: ")).arg(range.offset);
    return (isGathered ? tr("Reassembled bytes %1-%2: ") : tr("Bytes %1-%2: ")).arg(range.offset).arg(range.end() - 1);
}

QString fieldHint(const Dissection &dissection, std::uint32_t number, const ByteRange &range)
{
    const Field &field = dissection.fields()[number];
    const FieldSpec &spec = *field.spec;
    const QString name = visible(spec.name);
    const QString label = visible(spec.label);
    if (spec.type == FieldType::Protocol)
        return bytesPart(range, field.source) + u"%1 (%2)"_s.arg(label, name);
    const QString value = formatted([&](TextSink &sink) { writeValue(sink, dissection, field); });
    const QString what = bytesPart(range, field.source) + u"%1 (%2)"_s.arg(label, name);
    return value.isEmpty() ? what : what + u" = "_s + value;
}

} // namespace

QString countText(std::uint64_t frames, bool counting)
{
    if (frames == 0)
        return counting ? tr("Reading...") : tr("No frames");
    const QString count = QLocale().toString(static_cast<qulonglong>(frames));
    if (counting)
        return tr("%1 frames...").arg(count);
    return frames == 1 ? tr("1 frame") : tr("%1 frames").arg(count);
}

QString countText(const FrameCounts &counts)
{
    const auto number = [](std::uint64_t count) { return QLocale().toString(static_cast<qulonglong>(count)); };
    QString text = countText(counts.frames, counts.isCounting);
    if (counts.shown)
        text = tr("%1, %2 shown (%3)").arg(text, number(*counts.shown), percentText(*counts.shown, counts.frames));
    if (counts.isStopped)
        text = tr("%1 (stopped)").arg(text);
    return counts.marked == 0 ? text : tr("%1, %2 marked").arg(text, number(counts.marked));
}

QString percentText(std::uint64_t part, std::uint64_t whole)
{
    if (part >= whole)
        return tr("100 %");
    const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (part > 0 && percent < 0.001)
        return tr("under %1 %").arg(QLocale().toString(0.001, 'f', 3));
    return tr("%1 %").arg(percent < 1 ? QLocale().toString(percent, 'g', 2) : QLocale().toString(std::min(percent, 99.9), 'f', 1));
}

QString hintText(const Selection &selection)
{
    if (!selection.shown())
        return {};
    const Dissection &dissection = *selection.shown()->dissection;
    if (selection.hoveredField())
        return fieldHint(dissection, *selection.hoveredField(), rangeOf(dissection, *selection.hoveredField()));
    if (selection.field())
        return fieldHint(dissection, *selection.field(), selection.range());
    if (selection.range().size == 0)
        return {};
    return selection.range().size == 1 ? tr("1 byte, no field")
                                       : tr("%1 bytes, no field").arg(selection.range().size);
}

QString memoryText(std::size_t indexBytes, const CopyLedger &ledger)
{
    struct Part
    {
        CopyReason reason;
        QString text;
    };
    const std::array parts{
        Part{CopyReason::Index, tr("index %1")},
        Part{CopyReason::Decompress, tr("decompressed %1")},
        Part{CopyReason::Spool, tr("from a pipe %1")},
        Part{CopyReason::Staged, tr("export %1")},
        Part{CopyReason::Gather, tr("joined %1")},
        Part{CopyReason::Clipboard, tr("clipboard %1")},
    };
    QStringList copied;
    for (const Part &part : parts)
        if (const std::uint64_t bytes = ledger.bytes(part.reason); bytes != 0)
            copied << part.text.arg(sizeText(bytes));
    return tr("Index %1; copied: %2")
        .arg(sizeText(indexBytes), copied.isEmpty() ? tr("nothing") : copied.join(u", "_s));
}

QString sizeText(std::uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < 10'000 ? 1 : 0,
                                       QLocale::DataSizeSIFormat);
}

Message refusal(const Error &error, bool anotherStays)
{
    QString text = withStep(sentence(error), nextStep(error));
    if (anotherStays)
        text += u' ' + tr("The open capture stays as it is.");
    return {.kind = MessageKind::Error,
            .topic = u"refused "_s + QString::fromStdString(error.subject),
            .text = text,
            .details = visible(error.subject)};
}

Message earlyEnd(const Error &error, std::uint32_t frames)
{
    Message message{.kind = MessageKind::Warning,
                    .topic = u"index"_s,
                    .text = sentence(error) + u' ' + shownBefore(frames),
                    .details = visible(error.subject)};
    const QString count = QLocale().toString(frames);
    if (error.reason == Reason::Cancelled)
        message.text = tr("Opening stopped after %1.").arg(countText(frames, false));
    if (error.reason == Reason::LimitReached)
        message.text = sentence(error) + u' ' + tr("The first %1 frames are shown.").arg(count);
    return message;
}

} // namespace framelens::ui
