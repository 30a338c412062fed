// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_save.h"

#include "core/base/text_sink.h"
#include "core/base/worker_pool.h"
#include "core/bytes/vectored_write.h"
#include "core/decode/format.h"
#include "core/export/target_file.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <array>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct FollowSaveTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::FollowSaveTexts)
};

// Text on its way to the file.
class TextFile
{
public:
    explicit TextFile(TargetFile &file)
        : m_file(file)
    {
    }
    Result<void> add(std::string_view text)
    {
        m_text += text;
        return m_text.size() < most ? Result<void>{} : flush();
    }
    Result<void> flush()
    {
        std::array pieces{piece(asBytes(m_text))};
        Result<void> written = m_text.empty() ? Result<void>{} : m_file.write(pieces);
        m_text.clear();
        return written;
    }

private:
    static constexpr std::size_t most = std::size_t{1} << 20U;
    TargetFile &m_file;
    std::string m_text;
};

bool isSaved(FollowSaveKind kind, Direction direction)
{
    return kind == FollowSaveKind::Raw || (kind == FollowSaveKind::RawToServer) == (direction == Direction::ToServer);
}

Result<std::uint64_t> writeRaw(const FollowedStream &stream, FollowSaveKind kind, TargetFile &file, Job &job)
{
    std::uint64_t bytes = 0;
    std::vector<FollowPiece> held; // keeps the bytes under the pieces alive
    std::vector<iovec> pieces;
    const std::size_t count = stream.pieceCount();
    for (std::size_t n = 0; n < count && !job.cancelled(); ++n) {
        FollowPiece next = stream.piece(n);
        if (!next.isGap && isSaved(kind, next.direction) && !next.bytes.empty()) {
            bytes += next.bytes.size();
            pieces.push_back(piece(next.bytes.bytes()));
            held.push_back(std::move(next));
        }
        if (pieces.size() < mostPieces && n + 1 < count)
            continue;
        if (!pieces.empty())
            if (const Result<void> written = file.write(pieces); !written)
                return std::unexpected(written.error());
        pieces.clear();
        held.clear();
        job.report(n + 1, count);
    }
    return bytes;
}

Result<std::uint64_t> writeHexDump(const FollowedStream &stream, TargetFile &file, Job &job)
{
    TextFile text(file);
    LineWalker walker(stream, {.form = FollowForm::HexDump, .sides = FollowSides::Both});
    std::uint64_t bytes = 0;
    const std::size_t count = stream.pieceCount();
    while (const std::optional<FollowLine> line = job.cancelled() ? std::nullopt : walker.next()) {
        const QByteArray row
            = followText(stream, *line, FollowForm::HexDump, FollowEncoding::Latin1).text.toUtf8() + '\n';
        if (const Result<void> written = text.add(row.toStdString()); !written)
            return std::unexpected(written.error());
        bytes += line->size;
        job.report(line->begin.piece, count);
    }
    if (const Result<void> written = text.flush(); !written)
        return std::unexpected(written.error());
    return bytes;
}

void writeJsonHead(TextSink &sink, const StreamSummary &summary)
{
    sink << "{\"transport\":\"" << transportText(summary.transport).toLower().toStdString() << "\",\"stream\":";
    sink.number(summary.number) << ",\"client\":\"" << endpointText(summary.client).toStdString();
    sink << "\",\"server\":\"" << endpointText(summary.server).toStdString() << "\",\"pieces\":[";
}

void writeJsonPiece(TextSink &sink, const FollowPiece &piece)
{
    sink << "{\"from\":\"" << (piece.direction == Direction::ToServer ? "client" : "server") << "\",\"offset\":";
    sink.number(piece.offset);
    if (piece.isGap) {
        sink << ",\"missing\":";
        sink.number(piece.size) << '}';
        return;
    }
    sink << ",\"frame\":";
    sink.number(std::uint64_t{piece.frame} + 1) << ",\"time\":";
    writeSeconds(sink, piece.timeNs, 9);
    const std::string_view bytes = asText(piece.bytes.bytes());
    const QByteArray data = QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64();
    sink << ",\"base64\":\"" << std::string_view(data.constData(), static_cast<std::size_t>(data.size())) << "\"}";
}

Result<std::uint64_t> writeJson(const FollowedStream &stream, TargetFile &file, Job &job)
{
    TextFile text(file);
    std::string row;
    TextSink sink(row);
    writeJsonHead(sink, stream.summary());
    std::uint64_t bytes = 0;
    const std::size_t count = stream.pieceCount();
    for (std::size_t n = 0; n < count && !job.cancelled(); ++n) {
        const FollowPiece piece = stream.piece(n);
        sink << (n == 0 ? "\n" : ",\n");
        writeJsonPiece(sink, piece);
        if (const Result<void> written = text.add(row); !written)
            return std::unexpected(written.error());
        row.clear();
        bytes += piece.bytes.size();
        job.report(n + 1, count);
    }
    sink << "\n]}\n";
    if (const Result<void> written = text.add(row); !written)
        return std::unexpected(written.error());
    if (const Result<void> written = text.flush(); !written)
        return std::unexpected(written.error());
    return bytes;
}

Result<std::uint64_t> writeKind(const FollowedStream &stream, FollowSaveKind kind, TargetFile &file, Job &job)
{
    switch (kind) {
    case FollowSaveKind::Raw:
    case FollowSaveKind::RawToServer:
    case FollowSaveKind::RawToClient: return writeRaw(stream, kind, file, job);
    case FollowSaveKind::HexDump: return writeHexDump(stream, file, job);
    case FollowSaveKind::Json: return writeJson(stream, file, job);
    }
    return 0;
}

bool isIntact(const FollowedStream &stream)
{
    return stream.pieceCount() == 0 || stream.piece(0).bytes.intact();
}

} // namespace

Result<std::uint64_t> saveStream(const FollowedStream &stream, FollowSaveKind kind, const std::string &path, Job &job,
                                 std::span<const FileStatus> keep)
{
    const FileCalls calls;
    Result<TargetFile> file = TargetFile::create(path, keep, calls);
    if (!file)
        return std::unexpected(file.error());
    const Result<std::uint64_t> bytes = writeKind(stream, kind, *file, job);
    if (!bytes)
        return bytes;
    if (job.cancelled())
        return std::unexpected(Error{.action = Action::Write, .reason = Reason::Cancelled, .subject = path});
    if (!isIntact(stream)) // zeros may have taken the place of lost bytes
        return std::unexpected(Error{.action = Action::Write, .reason = Reason::SourceLost, .subject = path});
    if (const Result<void> committed = file->commit(); !committed)
        return std::unexpected(committed.error());
    return bytes;
}

std::shared_ptr<FollowSave> startFollowSave(WorkerPool &pool, std::shared_ptr<const FollowedStream> stream,
                                            FollowSaveKind kind, const QString &path, std::vector<FileStatus> keep,
                                            std::function<void()> wake)
{
    auto save = std::make_shared<FollowSave>();
    save->kind = kind;
    save->path = path;
    save->job = std::make_shared<Job>(std::move(wake));
    pool.submit([save, stream = std::move(stream), keep = std::move(keep)] {
        const std::string name = QFile::encodeName(save->path).toStdString();
        const Result<std::uint64_t> bytes = saveStream(*stream, save->kind, name, *save->job, keep);
        save->bytes = bytes.value_or(0);
        save->job->finish(bytes ? std::nullopt : std::optional(bytes.error()));
    });
    return save;
}

QString saveText(const FollowSave &save)
{
    const QString name = visible(QFileInfo(save.path).fileName());
    const std::optional<Error> why = save.job->failure();
    if (!why)
        return FollowSaveTexts::tr("Saved %1 to %2.").arg(sizeText(save.bytes), name);
    if (why->reason == Reason::Cancelled)
        return FollowSaveTexts::tr("Saving to %1 was cancelled; nothing was written.").arg(name);
    return FollowSaveTexts::tr("Nothing was saved. %1.").arg(QString::fromStdString(describe(*why)));
}

} // namespace framelens::ui
