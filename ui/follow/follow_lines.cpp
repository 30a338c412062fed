// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/follow/follow_lines.h"

#include <algorithm>
#include <cstring>

namespace framelens::ui {

namespace {

bool isSide(FollowSides sides, Direction direction)
{
    switch (sides) {
    case FollowSides::Both: return true;
    case FollowSides::ToServer: return direction == Direction::ToServer;
    case FollowSides::ToClient: return direction == Direction::ToClient;
    }
    return true;
}

bool endsAtNewLine(FollowForm form)
{
    return form == FollowForm::Text || form == FollowForm::Escaped;
}

// Bytes of `bytes` up to and with the first line feed; 0: there is none.
std::size_t upToNewLine(Bytes bytes)
{
    const void *found = bytes.empty() ? nullptr : std::memchr(bytes.data(), '\n', bytes.size());
    return found == nullptr ? 0
                            : static_cast<std::size_t>(std::distance(bytes.data(), static_cast<const std::byte *>(found))) + 1;
}

bool isContinuation(std::byte byte)
{
    return (std::to_integer<unsigned>(byte) & 0xc0U) == 0x80;
}

// Calls `see` with each run of the line's bytes until it says that it has had enough.
template <typename See>
void eachRun(const FollowedStream &stream, const FollowLine &line, See see)
{
    std::uint64_t left = line.size;
    std::uint64_t offset = line.begin.offset;
    for (std::size_t number = line.begin.piece; left > 0 && number < stream.pieceCount(); ++number, offset = 0) {
        const FollowPiece piece = stream.piece(number);
        if (piece.isGap || piece.direction != line.direction || offset >= piece.bytes.size())
            continue;
        const std::uint64_t here = std::min<std::uint64_t>(left, piece.bytes.size() - offset);
        if (!see(number, offset, piece.bytes.bytes().subspan(offset, here)))
            return;
        left -= here;
    }
}

} // namespace

std::size_t mostLineBytes(FollowForm form)
{
    switch (form) {
    case FollowForm::Text: return 200;
    case FollowForm::HexDump: return 16;
    case FollowForm::CArray: return 12;
    case FollowForm::Escaped: return 80;
    case FollowForm::Raw: return 40;
    }
    return 16;
}

LineWalker::LineWalker(const FollowedStream &stream, FollowLayout layout, FollowPlace from)
    : m_stream(stream)
    , m_layout(layout)
    , m_place(from)
{
    m_run = runBefore();
}

bool LineWalker::isShown(const FollowPiece &piece) const
{
    return isSide(m_layout.sides, piece.direction) && (piece.isGap || piece.bytes.size() > 0);
}

// Who spoke before the place a walk begins at; nothing at the begin, and behind a gap.
std::optional<Direction> LineWalker::runBefore() const
{
    if (m_place.offset > 0)
        return m_stream.piece(m_place.piece).direction;
    for (std::size_t number = m_place.piece; number-- > 0;) {
        const FollowPiece piece = m_stream.piece(number);
        if (isShown(piece))
            return piece.isGap ? std::nullopt : std::optional(piece.direction);
    }
    return {};
}

// Brings the piece at the place to hand, past those that are not shown or are used up.
bool LineWalker::enter()
{
    while (m_place.piece < m_stream.pieceCount()) {
        if (!m_isEntered) {
            m_piece = m_stream.piece(m_place.piece);
            m_isEntered = true;
        }
        const bool isUsedUp = !m_piece.isGap && m_place.offset >= m_piece.bytes.size();
        if (isShown(m_piece) && !isUsedUp)
            return true;
        m_place = {m_place.piece + 1, 0};
        m_isEntered = false;
    }
    return false;
}

void LineWalker::advance(std::uint64_t bytes)
{
    m_place.offset += bytes;
}

bool LineWalker::continuesRun(Direction direction)
{
    return enter() && !m_piece.isGap && m_piece.direction == direction;
}

// Adds what the piece at hand has to the line. False: the line ends here.
bool LineWalker::take(FollowLine &line, std::size_t most)
{
    const std::size_t room = most - line.size;
    const Bytes bytes = m_piece.bytes.bytes().subspan(m_place.offset);
    const Bytes candidate = bytes.first(std::min(room, bytes.size()));
    const std::size_t upTo = endsAtNewLine(m_layout.form) ? upToNewLine(candidate) : 0;
    const std::size_t size = upTo != 0 ? upTo : candidate.size();
    line.size += static_cast<std::uint32_t>(size);
    advance(size);
    return upTo == 0 && line.size < most;
}

// A character that began in a line of text ends in it.
void LineWalker::extendCharacter(FollowLine &line)
{
    for (int more = 0; more < 3 && continuesRun(line.direction); ++more) {
        if (!isContinuation(m_piece.bytes.bytes()[m_place.offset]))
            return;
        ++line.size;
        advance(1);
    }
}

std::optional<FollowLine> LineWalker::next()
{
    if (!enter())
        return {};
    FollowLine line{.begin = m_place, .end = {}, .direction = m_piece.direction, .offset = m_piece.offset + m_place.offset};
    if (m_piece.isGap) {
        line.isGap = true;
        line.missing = m_piece.size;
        line.end = {m_place.piece + 1, 0};
        m_place = line.end;
        m_isEntered = false;
        m_run.reset();
        return line;
    }
    line.beginsRun = m_run != line.direction;
    m_run = line.direction;
    const std::size_t most = mostLineBytes(m_layout.form);
    bool isOpen = true;
    while (isOpen && continuesRun(line.direction))
        isOpen = take(line, most);
    if (m_layout.form == FollowForm::Text && line.size >= most)
        extendCharacter(line);
    line.endsRun = !continuesRun(line.direction);
    line.end = m_place;
    return line;
}

FollowLines::FollowLines(std::shared_ptr<const FollowedStream> stream, FollowLayout layout)
    : m_stream(std::move(stream))
    , m_layout(layout)
{
}

FollowLines::FollowLines(std::shared_ptr<const FollowedStream> stream, const FollowLines &before)
    : m_stream(std::move(stream))
    , m_layout(before.m_layout)
{
    const std::scoped_lock lock(before.m_mutex);
    if (before.m_marks.empty())
        return;
    // A capture may have closed a gap since: then pieces are not what they were.
    const std::size_t last = before.m_marks.back().piece;
    if (last >= m_stream->pieceCount())
        return;
    const FollowPiece then = before.m_stream->piece(last);
    const FollowPiece now = m_stream->piece(last);
    if (then.direction != now.direction || then.isGap != now.isGap || then.offset != now.offset)
        return;
    m_marks = before.m_marks;
    m_count = (m_marks.size() - 1) * step;
}

void FollowLines::build(Job &job)
{
    FollowPlace from;
    std::uint64_t count = 0;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_marks.empty())
            from = m_marks.back();
        count = m_count;
    }
    LineWalker walker(*m_stream, m_layout, from);
    const std::size_t pieces = m_stream->pieceCount();
    constexpr std::uint64_t publishEvery = 64 * step;
    for (;;) {
        const std::optional<FollowLine> line = walker.next();
        if (!line || job.cancelled())
            break;
        const bool isMark = count % step == 0;
        ++count;
        if (!isMark)
            continue;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_marks.size() <= (count - 1) / step)
                m_marks.push_back(line->begin);
            m_count = count;
        }
        job.report(line->begin.piece, pieces);
        if (count % publishEvery == 1)
            job.published();
    }
    const std::scoped_lock lock(m_mutex);
    m_count = count;
    m_isComplete = !job.cancelled();
}

std::uint64_t FollowLines::count() const
{
    const std::scoped_lock lock(m_mutex);
    return m_count;
}

bool FollowLines::isComplete() const
{
    const std::scoped_lock lock(m_mutex);
    return m_isComplete;
}

FollowPlace FollowLines::markBefore(std::uint64_t line) const
{
    const std::scoped_lock lock(m_mutex);
    return m_marks[std::min<std::size_t>(line / step, m_marks.size() - 1)];
}

std::vector<FollowLine> FollowLines::lines(std::uint64_t first, std::size_t count) const
{
    std::vector<FollowLine> found;
    const std::uint64_t known = this->count();
    if (first >= known)
        return found;
    LineWalker walker(*m_stream, m_layout, markBefore(first));
    for (std::uint64_t line = first / step * step; line < std::min(known, first + count); ++line) {
        const std::optional<FollowLine> next = walker.next();
        if (!next)
            break;
        if (line >= first)
            found.push_back(*next);
    }
    return found;
}

std::optional<std::uint64_t> FollowLines::lineOf(FollowPlace place) const
{
    std::uint64_t line = 0;
    FollowPlace from;
    {
        const std::scoped_lock lock(m_mutex);
        const auto behind = std::ranges::upper_bound(m_marks, place);
        if (behind == m_marks.begin())
            return {};
        from = *(behind - 1);
        line = static_cast<std::uint64_t>(behind - m_marks.begin() - 1) * step;
    }
    LineWalker walker(*m_stream, m_layout, from);
    for (std::uint64_t n = 0; n < step; ++n, ++line) {
        const std::optional<FollowLine> next = walker.next();
        if (!next)
            return {};
        if (place < next->end && line < count())
            return line;
    }
    return {};
}

std::optional<FollowPlace> placeOf(const FollowedStream &stream, std::uint32_t frame, std::size_t frameOffset)
{
    constexpr std::size_t around = 4096; // a reordering further than this is looked for no more
    std::size_t low = 0;
    std::size_t high = stream.pieceCount();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (stream.piece(middle).frame < frame)
            low = middle + 1;
        else
            high = middle;
    }
    const std::size_t begin = low - std::min(low, around);
    const std::size_t end = std::min(stream.pieceCount(), low + around);
    std::optional<FollowPlace> first;
    for (std::size_t n = begin; n < end; ++n) {
        const FollowPiece piece = stream.piece(n);
        if (piece.isGap || piece.frame != frame)
            continue;
        if (frameOffset >= piece.frameOffset && frameOffset - piece.frameOffset < piece.bytes.size())
            return FollowPlace{n, frameOffset - piece.frameOffset};
        if (!first)
            first = FollowPlace{n, 0};
    }
    return first;
}

std::vector<std::byte> bytesOfLine(const FollowedStream &stream, const FollowLine &line)
{
    std::vector<std::byte> bytes;
    bytes.reserve(line.size);
    eachRun(stream, line, [&bytes](std::size_t, std::uint64_t, Bytes run) {
        bytes.insert(bytes.end(), run.begin(), run.end());
        return true;
    });
    return bytes;
}

FollowPlace placeInLine(const FollowedStream &stream, const FollowLine &line, std::size_t steps)
{
    FollowPlace place = line.begin;
    eachRun(stream, line, [&](std::size_t piece, std::uint64_t offset, Bytes run) {
        place = {piece, offset + std::min<std::uint64_t>(steps, run.size())};
        const bool isHere = steps < run.size();
        steps -= std::min<std::size_t>(steps, run.size());
        return !isHere;
    });
    return place;
}

std::size_t stepsInLine(const FollowedStream &stream, const FollowLine &line, FollowPlace place)
{
    std::size_t steps = 0;
    eachRun(stream, line, [&](std::size_t piece, std::uint64_t offset, Bytes run) {
        if (place.piece > piece) {
            steps += run.size();
            return true;
        }
        if (place.piece == piece && place.offset > offset)
            steps += static_cast<std::size_t>(std::min<std::uint64_t>(run.size(), place.offset - offset));
        return false;
    });
    return steps;
}

} // namespace framelens::ui
