// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/byte_search.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace framelens {

namespace {

// How common a byte is in captures, roughly: zeros and text most, so that places are tested by what is rare.
unsigned commonness(std::byte byte)
{
    const auto value = std::to_integer<unsigned>(byte);
    if (value == 0)
        return 100;
    if (value == 0xff || value == ' ')
        return 60;
    if (value < 0x10 || (value >= 'a' && value <= 'z'))
        return 40;
    if (value >= '0' && value <= '9')
        return 30;
    return value < 0x80 ? 20 : 10;
}

#if defined(__SSE2__)
constexpr std::size_t lanes = 16;

__m128i lanesAt(const std::byte *from) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(from)); }
__m128i lanesOf(std::byte byte) { return _mm_set1_epi8(static_cast<char>(byte)); }
#endif

} // namespace

// Tests places by two bytes of the pattern, 16 places at a time where the machine has SSE2, and then by all.
template <bool eitherCase>
struct BytePattern::Scan
{
    const BytePattern &pattern;
    Bytes in;
    std::size_t behind = 0; // places are below it
    Probe a = pattern.m_probes[0];
    Probe b = pattern.m_probes[1];

    Scan(const BytePattern &which, Bytes bytes, std::size_t end)
        : pattern(which)
        , in(bytes)
        , behind(bytes.size() < which.size() ? 0 : std::min(end, bytes.size() - which.size() + 1))
    {
    }

    static bool fits(const Probe &probe, std::byte byte) { return byte == probe.one || (eitherCase && byte == probe.other); }
    bool standsAt(std::size_t at) const
    {
        return fits(a, in[at + a.at]) && fits(b, in[at + b.at]) && pattern.standsAt(in, at);
    }

#if defined(__SSE2__)
    __m128i one = lanesOf(a.one), oneOther = lanesOf(a.other), two = lanesOf(b.one), twoOther = lanesOf(b.other);

    // A lane of ones for each of the 16 places from `at` whose two bytes fit.
    __m128i candidateLanes(std::size_t at) const
    {
        const __m128i first = lanesAt(in.data() + at + a.at);
        const __m128i second = lanesAt(in.data() + at + b.at);
        __m128i fitsFirst = _mm_cmpeq_epi8(first, one);
        __m128i fitsSecond = _mm_cmpeq_epi8(second, two);
        if constexpr (eitherCase) {
            fitsFirst = _mm_or_si128(fitsFirst, _mm_cmpeq_epi8(first, oneOther));
            fitsSecond = _mm_or_si128(fitsSecond, _mm_cmpeq_epi8(second, twoOther));
        }
        return _mm_and_si128(fitsFirst, fitsSecond);
    }
    unsigned candidates(std::size_t at) const { return static_cast<unsigned>(_mm_movemask_epi8(candidateLanes(at))); }
    bool anyOf64(std::size_t at) const
    {
        const __m128i left = _mm_or_si128(candidateLanes(at), candidateLanes(at + lanes));
        const __m128i right = _mm_or_si128(candidateLanes(at + 2 * lanes), candidateLanes(at + 3 * lanes));
        return _mm_movemask_epi8(_mm_or_si128(left, right)) != 0;
    }
#endif

    std::optional<std::size_t> first(std::size_t at) const
    {
#if defined(__SSE2__)
        while (at + lanes <= behind) {
            if (at + 4 * lanes <= behind && !anyOf64(at)) {
                at += 4 * lanes;
                continue;
            }
            for (unsigned left = candidates(at); left != 0; left &= left - 1)
                if (const std::size_t place = at + static_cast<unsigned>(std::countr_zero(left)); pattern.standsAt(in, place))
                    return place;
            at += lanes;
        }
#endif
        for (; at < behind; ++at)
            if (standsAt(at))
                return at;
        return {};
    }

    std::optional<std::size_t> last(std::size_t from) const
    {
        std::size_t end = behind;
#if defined(__SSE2__)
        while (end >= from + lanes) {
            if (end >= from + 4 * lanes && !anyOf64(end - 4 * lanes)) {
                end -= 4 * lanes;
                continue;
            }
            for (unsigned left = candidates(end - lanes); left != 0;) {
                const auto highest = static_cast<unsigned>(std::bit_width(left)) - 1;
                if (const std::size_t place = end - lanes + highest; pattern.standsAt(in, place))
                    return place;
                left &= ~(1U << highest);
            }
            end -= lanes;
        }
#endif
        while (end > from)
            if (standsAt(--end))
                return end;
        return {};
    }
};

BytePattern::BytePattern(std::vector<std::byte> bytes)
    : m_bytes(std::move(bytes))
{
    chooseProbes();
}

BytePattern::BytePattern(std::span<const LetterBytes> letters)
{
    for (const LetterBytes &letter : letters) {
        m_bytes.insert(m_bytes.end(), letter.one.begin(), letter.one.begin() + letter.size);
        m_other.insert(m_other.end(), letter.other.begin(), letter.other.begin() + letter.size);
        m_ends.push_back(static_cast<std::uint16_t>(m_bytes.size()));
    }
    if (m_other == m_bytes)
        m_other.clear();
    chooseProbes();
}

void BytePattern::chooseProbes()
{
    const auto probe = [this](std::size_t at) { return Probe{at, m_bytes[at], folds() ? m_other[at] : m_bytes[at]}; };
    const auto cost = [&](std::size_t at) {
        const Probe tested = probe(at);
        return commonness(tested.one) + (tested.other != tested.one ? commonness(tested.other) : 0);
    };
    std::size_t rarest = 0;
    for (std::size_t at = 1; at < size(); ++at)
        if (cost(at) < cost(rarest))
            rarest = at;
    // The second is another byte where there is one: the same twice in a row says little more than once.
    std::size_t second = rarest == 0 ? size() - 1 : 0;
    for (std::size_t at = 0; at < size(); ++at) {
        const auto rank = [&](std::size_t place) { return cost(place) + (m_bytes[place] == m_bytes[rarest] ? 200 : 0); };
        if (at != rarest && rank(at) < rank(second))
            second = at;
    }
    m_probes = {probe(std::min(rarest, second)), probe(std::max(rarest, second))};
}

bool BytePattern::standsAt(Bytes in, std::size_t at) const
{
    if (at > in.size() || size() > in.size() - at)
        return false;
    if (!folds())
        return std::memcmp(&in[at], m_bytes.data(), size()) == 0;
    std::size_t begin = 0;
    for (const std::size_t end : m_ends) {
        const std::size_t letter = end - begin;
        if (std::memcmp(&in[at + begin], &m_bytes[begin], letter) != 0 && std::memcmp(&in[at + begin], &m_other[begin], letter) != 0)
            return false;
        begin = end;
    }
    return true;
}

std::optional<std::size_t> BytePattern::first(Bytes in, std::size_t from, std::size_t end) const
{
    return folds() ? Scan<true>(*this, in, end).first(from) : Scan<false>(*this, in, end).first(from);
}

std::optional<std::size_t> BytePattern::last(Bytes in, std::size_t from, std::size_t end) const
{
    return folds() ? Scan<true>(*this, in, end).last(from) : Scan<false>(*this, in, end).last(from);
}

std::optional<std::uint64_t> offsetWithin(Bytes all, Bytes part)
{
    if (part.data() < all.data() || part.data() > all.data() + all.size())
        return {};
    const auto offset = static_cast<std::uint64_t>(part.data() - all.data());
    return part.size() <= all.size() - offset ? std::optional(offset) : std::nullopt;
}

} // namespace framelens
