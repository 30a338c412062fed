// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/find_frame.h"

#include "core/decode/format.h"
#include "core/filter/frame_test.h"

#include <algorithm>

namespace framelens {

namespace {

using filter::FrameFinder;

std::uint32_t narrow(std::size_t size) { return static_cast<std::uint32_t>(std::min<std::size_t>(size, UINT32_MAX)); }

// The first of several patterns; of those that begin together the longest.
std::optional<FoundBytes> firstOf(std::span<const BytePattern> patterns, Bytes bytes, std::size_t from, std::size_t until)
{
    std::optional<FoundBytes> found;
    for (const BytePattern &pattern : patterns) {
        const std::size_t behind = found ? std::size_t{found->offset} + 1 : until;
        const auto at = pattern.first(bytes, from, behind);
        if (at && (!found || *at < found->offset || pattern.size() > found->size))
            found = FoundBytes{narrow(*at), narrow(pattern.size())};
    }
    return found;
}

std::optional<FoundBytes> lastOf(std::span<const BytePattern> patterns, Bytes bytes, std::size_t from, std::size_t until)
{
    std::optional<FoundBytes> found;
    for (const BytePattern &pattern : patterns) {
        const auto at = pattern.last(bytes, found ? found->offset : from, until);
        if (at && (!found || *at > found->offset || pattern.size() > found->size))
            found = FoundBytes{narrow(*at), narrow(pattern.size())};
    }
    return found;
}

// Hits in one frame that are listed at once: a message may have 256 MiB, and each byte of it be a hit.
constexpr std::size_t mostInFrame = 1U << 20U;

// A regular expression's hits in order. False: it gave up, and there are none.
bool listMatches(RegularExpressionSearch &search, Bytes bytes, std::size_t most, std::vector<FoundBytes> &into)
{
    into.clear();
    RegularExpressionMatch match;
    for (std::size_t from = 0; into.size() < most && from <= bytes.size();) {
        const SearchOutcome outcome = search.search(bytes, from, match);
        if (outcome == SearchOutcome::NotFound)
            return true;
        if (outcome == SearchOutcome::LimitReached || match.begin < from) {
            into.clear();
            return false;
        }
        if (match.end > match.begin)
            into.push_back({narrow(match.begin), narrow(match.end - match.begin)});
        from = std::max(match.end, match.begin + (match.end == match.begin ? 1 : 0));
    }
    return true;
}

// Whether the text of values holds a needle.
class ValueTest
{
public:
    explicit ValueTest(const FindNeedle &needle)
        : m_needle(needle)
    {
        if (needle.expression())
            m_search.emplace(needle.expression());
    }

    /// False: an expression gave up.
    bool list(const Dissection &dissection, std::vector<std::uint32_t> &into)
    {
        into.clear();
        const auto fields = dissection.fields();
        for (std::uint32_t number = 0; number < fields.size(); ++number) {
            const Field &field = fields[number];
            if (field.is(FieldFlag::Hidden) || field.spec->type == FieldType::Protocol || field.spec->type == FieldType::Group)
                continue;
            m_text.clear();
            TextSink sink(m_text, OutsideText::Whole);
            writeValue(sink, dissection, field);
            const SearchOutcome outcome = test();
            if (outcome == SearchOutcome::LimitReached)
                return false;
            if (outcome == SearchOutcome::Found)
                into.push_back(number);
        }
        return true;
    }

private:
    SearchOutcome test()
    {
        const Bytes bytes = asBytes(m_text);
        RegularExpressionMatch match;
        if (m_search)
            return m_search->search(bytes, 0, match);
        // Texts made here are UTF-8, as is the first pattern.
        const bool holds = !m_needle.patterns().empty() && m_needle.patterns()[0].first(bytes, 0, bytes.size());
        return holds ? SearchOutcome::Found : SearchOutcome::NotFound;
    }

    const FindNeedle &m_needle;
    std::optional<RegularExpressionSearch> m_search;
    std::string m_text;
};

class PatternsInFrame final : public FrameFinder
{
public:
    PatternsInFrame(std::shared_ptr<const FindNeedle> needle, const SearchedFrames &frames)
        : m_needle(std::move(needle))
        , m_source(*frames.source)
    {
    }
    std::optional<FindHit> first(std::uint32_t frame, std::uint32_t from, std::uint32_t until) override
    {
        const FrameView view = m_source.view(frame);
        return hit(frame, view, firstOf(m_needle->patterns(), view.bytes.bytes(), from, until));
    }
    std::optional<FindHit> last(std::uint32_t frame, std::uint32_t from, std::uint32_t until) override
    {
        const FrameView view = m_source.view(frame);
        return hit(frame, view, lastOf(m_needle->patterns(), view.bytes.bytes(), from, until));
    }

private:
    static std::optional<FindHit> hit(std::uint32_t frame, const FrameView &view, const std::optional<FoundBytes> &found)
    {
        if (!found || !view.bytes.intact()) // lost bytes read as zeros
            return {};
        return FindHit{{frame, found->offset}, found->size};
    }

    std::shared_ptr<const FindNeedle> m_needle;
    const FrameSource &m_source;
};

// Of what is looked through from a frame's beginning: the hits of one frame are kept.
class ListedInFrame : public FrameFinder
{
public:
    explicit ListedInFrame(const SearchedFrames &frames)
        : m_frames(frames)
        , m_source(*frames.source)
    {
    }
    std::optional<FindHit> first(std::uint32_t frame, std::uint32_t from, std::uint32_t until) override
    {
        know(frame);
        const auto at = std::ranges::lower_bound(m_hits, from, {}, &FoundBytes::offset);
        return at == m_hits.end() || at->offset >= until ? std::nullopt : std::optional(FindHit{{frame, at->offset}, at->size});
    }
    std::optional<FindHit> last(std::uint32_t frame, std::uint32_t from, std::uint32_t until) override
    {
        know(frame);
        const auto behind = std::ranges::lower_bound(m_hits, until, {}, &FoundBytes::offset);
        if (behind == m_hits.begin() || std::prev(behind)->offset < from)
            return {};
        return FindHit{{frame, std::prev(behind)->offset}, std::prev(behind)->size};
    }
    std::uint32_t limitsReached() const override { return m_limitsReached; }

protected:
    // False: an expression gave up.
    virtual bool list(std::uint32_t frame, std::vector<FoundBytes> &into) = 0;
    const SearchedFrames &frames() const { return m_frames; }
    const FrameSource &source() const { return m_source; }

private:
    void know(std::uint32_t frame)
    {
        if (m_frame == frame)
            return;
        m_frame = frame;
        m_hits.clear();
        m_limitsReached += list(frame, m_hits) ? 0U : 1U;
    }

    const SearchedFrames &m_frames;
    const FrameSource &m_source;
    std::optional<std::uint32_t> m_frame;
    std::vector<FoundBytes> m_hits;
    std::uint32_t m_limitsReached = 0;
};

class ExpressionInFrame final : public ListedInFrame
{
public:
    ExpressionInFrame(const FindNeedle &needle, const SearchedFrames &frames)
        : ListedInFrame(frames)
        , m_search(needle.expression())
    {
    }

private:
    bool list(std::uint32_t frame, std::vector<FoundBytes> &into) override
    {
        const FrameView view = source().view(frame);
        const bool isDone = listMatches(m_search, view.bytes.bytes(), mostInFrame, into);
        if (!view.bytes.intact())
            into.clear();
        return isDone && into.size() < mostInFrame;
    }

    RegularExpressionSearch m_search;
};

class ValuesInFrame final : public ListedInFrame
{
public:
    ValuesInFrame(std::shared_ptr<const FindNeedle> needle, std::shared_ptr<const Registry> registry, const SearchedFrames &frames)
        : ListedInFrame(frames)
        , m_needle(std::move(needle))
        , m_test(*m_needle)
        , m_dissector(std::move(registry), {.bindings = frames.bindings})
    {
    }

private:
    bool list(std::uint32_t frame, std::vector<FoundBytes> &into) override
    {
        const FrameView view = frames().view ? frames().view(frame) : source().view(frame);
        if (!m_dissector.dissect(view, m_dissection))
            return true;
        if (!m_test.list(m_dissection, m_fields))
            return false;
        for (const std::uint32_t field : m_fields)
            into.push_back({field, 0});
        return true;
    }

    std::shared_ptr<const FindNeedle> m_needle;
    ValueTest m_test;
    Dissector m_dissector;
    Dissection m_dissection;
    std::vector<std::uint32_t> m_fields;
};

class FilterOnFrame final : public ListedInFrame
{
public:
    FilterOnFrame(const FindNeedle &needle, const SearchedFrames &frames)
        : ListedInFrame(frames)
        , m_test(needle.filter(), frames, m_viewing)
    {
    }

private:
    bool list(std::uint32_t frame, std::vector<FoundBytes> &into) override
    {
        const std::uint32_t generation = source().generation();
        const std::uint64_t before = m_test.limitsReached();
        m_test.setShown({}); // the order of asking is not that of the frames
        bool passed = m_test.passes(frame);
        if (source().generation() != generation)
            passed = m_test.passesAsView(frame);
        if (passed)
            into.push_back({});
        return m_test.limitsReached() == before;
    }

    std::mutex m_viewing; // nobody else's
    filter::FrameTest m_test;
};

} // namespace

std::vector<FoundBytes> findInBytes(const FindNeedle &needle, Bytes bytes, std::size_t most)
{
    std::vector<FoundBytes> found;
    if (needle.expression()) {
        RegularExpressionSearch search(needle.expression());
        listMatches(search, bytes, most, found);
        return found;
    }
    for (std::size_t from = 0; found.size() < most;) {
        const auto next = firstOf(needle.patterns(), bytes, from, bytes.size());
        if (!next)
            break;
        found.push_back(*next);
        from = std::size_t{next->offset} + 1;
    }
    return found;
}

std::vector<std::uint32_t> findInFields(const FindNeedle &needle, const Dissection &dissection)
{
    std::vector<std::uint32_t> found;
    if (!ValueTest(needle).list(dissection, found))
        found.clear();
    return found;
}

std::unique_ptr<filter::FrameFinder> filter::makeFrameFinder(std::shared_ptr<const FindNeedle> needle, FindWhere where,
                                                             const SearchedFrames &frames)
{
    if (needle->filter())
        return std::make_unique<FilterOnFrame>(*needle, frames);
    if (where == FindWhere::FieldValues)
        return std::make_unique<ValuesInFrame>(needle, needle->registry(), frames);
    if (needle->expression())
        return std::make_unique<ExpressionInFrame>(*needle, frames);
    return std::make_unique<PatternsInFrame>(std::move(needle), frames);
}

} // namespace framelens
