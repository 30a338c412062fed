// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_search.h"

#include "core/base/worker_pool.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t batchBytes = std::size_t{1} << 20U;
constexpr std::size_t regexOverlap = std::size_t{64} << 10U;

struct FollowSearchTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::FollowSearchTexts)
};

void foldCase(std::string &text)
{
    for (char &c : text)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
}

QString hexDigits(const QString &text)
{
    QString digits;
    for (const QChar c : text)
        if (!c.isSpace() && c != u':' && c != u'-')
            digits += c;
    return digits;
}

std::string patternOf(const FollowQuery &query)
{
    if (query.kind == FollowFindKind::Hex)
        return QByteArray::fromHex(hexDigits(query.text).toLatin1()).toStdString();
    const QByteArray bytes = query.encoding == FollowEncoding::Utf8 ? query.text.toUtf8() : query.text.toLatin1();
    return bytes.toStdString();
}

QRegularExpression expressionOf(const FollowQuery &query)
{
    QRegularExpression expression(QString::fromLatin1(patternOf(query)), QRegularExpression::MultilineOption);
    if (!query.matchCase)
        expression.setPatternOptions(expression.patternOptions() | QRegularExpression::CaseInsensitiveOption);
    return expression;
}

struct Match
{
    std::size_t begin = 0;
    std::size_t size = 0;
};

// Looks for what was asked in joined bytes.
class Finder
{
public:
    explicit Finder(const FollowQuery &query)
        : m_isRegex(query.kind == FollowFindKind::Regex)
        , m_folds(!query.matchCase && query.kind == FollowFindKind::Text)
    {
        if (m_isRegex)
            m_expression = expressionOf(query);
        else
            m_pattern = patternOf(query);
        if (m_folds)
            foldCase(m_pattern);
    }

    /// Bytes of a batch that a match may begin in and end in the next.
    std::size_t overlap() const { return m_isRegex ? regexOverlap : m_pattern.size() - 1; }

    std::optional<Match> find(const std::string &bytes, std::size_t from)
    {
        if (m_isRegex) {
            const QString text = QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
            QRegularExpressionMatchIterator all = m_expression.globalMatch(text, static_cast<qsizetype>(from));
            while (all.hasNext()) {
                const QRegularExpressionMatch match = all.next();
                if (match.capturedLength() > 0)
                    return Match{static_cast<std::size_t>(match.capturedStart()),
                                 static_cast<std::size_t>(match.capturedLength())};
            }
            m_gaveUp = m_gaveUp || !all.isValid(); // at the library's limit
            return {};
        }
        std::size_t at = std::string::npos;
        if (m_folds) {
            m_folded = bytes;
            foldCase(m_folded);
            at = m_folded.find(m_pattern, from);
        } else {
            at = bytes.find(m_pattern, from);
        }
        return at == std::string::npos ? std::nullopt : std::optional(Match{at, m_pattern.size()});
    }

    bool gaveUp() const { return m_gaveUp; }

private:
    bool m_isRegex;
    bool m_folds;
    bool m_gaveUp = false;
    QRegularExpression m_expression;
    std::string m_pattern;
    std::string m_folded;
};

// The bytes of one direction that are looked through at a time, and where they came from.
struct Side
{
    struct Part
    {
        std::size_t at; // in `bytes`
        std::size_t piece;
        std::uint64_t offset; // in the piece, of bytes[at]
    };
    std::string bytes;
    std::vector<Part> parts;

    void add(std::size_t piece, std::uint64_t offset, Bytes more)
    {
        parts.push_back({bytes.size(), piece, offset});
        bytes += asText(more);
    }
    FollowPlace placeAt(std::size_t at) const
    {
        const auto part = std::ranges::upper_bound(parts, at, {}, &Part::at) - 1;
        return {part->piece, part->offset + (at - part->at)};
    }
    std::size_t firstAtOrBehind(FollowPlace place) const
    {
        for (std::size_t n = 0; n < parts.size(); ++n) {
            const std::size_t end = n + 1 < parts.size() ? parts[n + 1].at : bytes.size();
            if (parts[n].piece > place.piece)
                return parts[n].at;
            if (parts[n].piece == place.piece && parts[n].offset + (end - parts[n].at) > place.offset)
                return parts[n].at + static_cast<std::size_t>(place.offset - std::min(place.offset, parts[n].offset));
        }
        return bytes.size();
    }
    void keepLast(std::size_t count)
    {
        if (bytes.size() <= count)
            return;
        const std::size_t cut = bytes.size() - count;
        std::vector<Part> left;
        for (std::size_t n = 0; n < parts.size(); ++n) {
            const std::size_t end = n + 1 < parts.size() ? parts[n + 1].at : bytes.size();
            if (end <= cut)
                continue;
            const std::size_t skipped = cut - std::min(cut, parts[n].at);
            left.push_back({parts[n].at + skipped - cut, parts[n].piece, parts[n].offset + skipped});
        }
        parts = std::move(left);
        bytes.erase(0, cut);
    }
    void clear()
    {
        bytes.clear();
        parts.clear();
    }
};

std::optional<FollowRange> findIn(const Side &side, Finder &finder, FollowPlace from)
{
    const std::optional<Match> match = finder.find(side.bytes, side.firstAtOrBehind(from));
    if (!match)
        return {};
    const FollowPlace last = side.placeAt(match->begin + match->size - 1);
    return FollowRange{side.placeAt(match->begin), {last.piece, last.offset + 1}};
}

std::optional<FollowRange> earlier(const std::optional<FollowRange> &one, const std::optional<FollowRange> &other)
{
    if (!one || !other)
        return one ? one : other;
    return one->begin <= other->begin ? one : other;
}

bool isWanted(FollowSides sides, Direction direction)
{
    return sides == FollowSides::Both || (sides == FollowSides::ToServer) == (direction == Direction::ToServer);
}

} // namespace

QString queryProblem(const FollowQuery &query)
{
    if (query.text.isEmpty())
        return FollowSearchTexts::tr("Type what to look for.");
    if (query.kind == FollowFindKind::Hex) {
        const QString digits = hexDigits(query.text);
        const bool isHex = std::ranges::all_of(digits, [](QChar c) { return u"0123456789abcdefABCDEF"_s.contains(c); });
        if (!isHex || digits.isEmpty() || digits.size() % 2 != 0)
            return FollowSearchTexts::tr("Hex bytes are pairs of digits, like 0d 0a.");
    }
    if (query.kind == FollowFindKind::Regex)
        if (const QRegularExpression expression = expressionOf(query); !expression.isValid())
            return FollowSearchTexts::tr("At %1: %2").arg(expression.patternErrorOffset()).arg(expression.errorString());
    return {};
}

FollowFound findInStream(const FollowedStream &stream, const FollowQuery &query, FollowPlace from, FollowPlace until, Job &job)
{
    Finder finder(query);
    std::array<Side, 2> sides;
    std::size_t gathered = 0;
    const auto look = [&] {
        gathered = 0;
        return earlier(findIn(sides[0], finder, from), findIn(sides[1], finder, from));
    };
    std::optional<FollowRange> found;
    for (std::size_t n = from.piece; n < stream.pieceCount() && !job.cancelled() && !found && !finder.gaveUp(); ++n) {
        if (n > until.piece && gathered == 0)
            break;
        const FollowPiece piece = stream.piece(n);
        Side &side = sides[sideIndex(piece.direction)];
        if (!isWanted(query.sides, piece.direction))
            continue;
        if (piece.isGap) {
            found = look();
            side.clear();
            continue;
        }
        side.add(n, 0, piece.bytes.bytes());
        gathered += piece.bytes.size();
        if (gathered < batchBytes && n + 1 < stream.pieceCount())
            continue;
        found = look();
        for (Side &each : sides)
            each.keepLast(finder.overlap());
        job.report(n, stream.pieceCount());
    }
    if (!found && !job.cancelled() && !finder.gaveUp())
        found = look();
    return {.range = found && found->begin < until ? found : std::nullopt, .gaveUp = finder.gaveUp()};
}

std::shared_ptr<FollowSearch> startFollowSearch(WorkerPool &pool, std::shared_ptr<const FollowedStream> stream,
                                                FollowQuery query, FollowPlace from, std::function<void()> wake)
{
    auto search = std::make_shared<FollowSearch>();
    search->job = std::make_shared<Job>(std::move(wake));
    pool.submit([search, stream = std::move(stream), query = std::move(query), from] {
        const FollowPlace end{stream->pieceCount(), 0};
        search->found = findInStream(*stream, query, from, end, *search->job);
        if (!search->found.range && !search->found.gaveUp && !search->job->cancelled()) {
            search->wrapped = true;
            search->found = findInStream(*stream, query, {}, from, *search->job);
        }
        search->job->finish();
    });
    return search;
}

} // namespace framelens::ui
