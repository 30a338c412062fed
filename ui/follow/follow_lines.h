// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A conversation's bytes as lines: where each begins is found by walking, and remembered only now and then, so that a stream
// of gigabytes opens at once and is laid out where it is looked at.
#pragma once

#include "core/stream/streams.h"

#include <compare>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace framelens::ui {

/// How bytes are written.
enum class FollowForm : std::uint8_t { Text, HexDump, CArray, Escaped, Raw };

/// Whose bytes are shown.
enum class FollowSides : std::uint8_t { Both, ToServer, ToClient };

/// A byte of a followed stream: its piece, and where in it.
struct FollowPlace
{
    std::size_t piece = 0;
    std::uint64_t offset = 0;

    friend auto operator<=>(const FollowPlace &, const FollowPlace &) = default;
};

/// A line: up to some hundred bytes of one direction, which may lie in several pieces; or a gap.
struct FollowLine
{
    FollowPlace begin;
    FollowPlace end; ///< one behind, where the next line looks for its begin
    Direction direction = Direction::ToServer;
    bool isGap = false;
    bool beginsRun = false; ///< the first line since the other direction spoke, or since a gap
    bool endsRun = false;
    std::uint32_t size = 0; ///< bytes; 0 for a gap
    std::uint64_t missing = 0; ///< bytes of a gap
    std::uint64_t offset = 0; ///< of the first byte in its direction
};

/// What decides where lines end. A value.
struct FollowLayout
{
    FollowForm form = FollowForm::Text;
    FollowSides sides = FollowSides::Both;

    friend bool operator==(const FollowLayout &, const FollowLayout &) = default;
};

/// Bytes of a line at most; of text three more, so that no character is cut.
std::size_t mostLineBytes(FollowForm form);

/// Goes from line to line. Borrows the stream.
class LineWalker
{
public:
    /// `from` is where a line begins.
    LineWalker(const FollowedStream &stream, FollowLayout layout, FollowPlace from = {});

    /// Nothing at the end of what is known.
    std::optional<FollowLine> next();

private:
    bool isShown(const FollowPiece &piece) const;
    bool enter();
    bool continuesRun(Direction direction);
    bool take(FollowLine &line, std::size_t most);
    void extendCharacter(FollowLine &line);
    void advance(std::uint64_t bytes);
    std::optional<Direction> runBefore() const;

    const FollowedStream &m_stream;
    FollowLayout m_layout;
    FollowPlace m_place;
    FollowPiece m_piece; // at m_place, once entered
    bool m_isEntered = false;
    std::optional<Direction> m_run; // who spoke last; nothing: nobody, or a gap
};

/// Where every 256th line begins, found by a worker. Any thread.
class FollowLines
{
public:
    FollowLines(std::shared_ptr<const FollowedStream> stream, FollowLayout layout);
    /// The same stream grown: what `before` knows is not looked for again.
    FollowLines(std::shared_ptr<const FollowedStream> stream, const FollowLines &before);

    /// (worker) Looks through the stream; publishes as it goes and reports pieces.
    void build(Job &job);

    std::uint64_t count() const;
    bool isComplete() const;
    /// Lines from `first` on, at most `count`, as far as they are known.
    std::vector<FollowLine> lines(std::uint64_t first, std::size_t count) const;
    /// The line that holds a byte; nothing while it is not found.
    std::optional<std::uint64_t> lineOf(FollowPlace place) const;

    const FollowedStream &stream() const & { return *m_stream; }
    const std::shared_ptr<const FollowedStream> &shared() const & { return m_stream; }
    const FollowLayout &layout() const & { return m_layout; }

private:
    static constexpr std::uint64_t step = 256;
    FollowPlace markBefore(std::uint64_t line) const;

    std::shared_ptr<const FollowedStream> m_stream;
    FollowLayout m_layout;
    mutable std::mutex m_mutex;
    std::vector<FollowPlace> m_marks; // begin of every `step`th line
    std::uint64_t m_count = 0;
    bool m_isComplete = false;
};

/// The piece that holds a byte of a frame, and where in it; nothing when the frame is none of the stream's. Pieces stand
/// nearly in the order of their frames: a search by halves, then a look around.
std::optional<FollowPlace> placeOf(const FollowedStream &stream, std::uint32_t frame, std::size_t frameOffset);

/// The bytes of a line, joined where they lie in several pieces.
std::vector<std::byte> bytesOfLine(const FollowedStream &stream, const FollowLine &line);
/// The place `steps` bytes behind one in the same line.
FollowPlace placeInLine(const FollowedStream &stream, const FollowLine &line, std::size_t steps);
/// How many bytes of the line lie before a place.
std::size_t stepsInLine(const FollowedStream &stream, const FollowLine &line, FollowPlace place);

} // namespace framelens::ui
