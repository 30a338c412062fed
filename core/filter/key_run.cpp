// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/key_run.h"

#include <algorithm>

namespace framelens::filter {

namespace {

constexpr std::size_t prefixBytes = 8;
static_assert(SortKeyMaker::mostBytes < 65'536, "its length takes two bytes");

std::uint64_t byteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

} // namespace

void KeyRun::add(std::uint32_t place, const std::string *key)
{
    if (key == nullptr) {
        absent.push_back(place);
        return;
    }
    std::uint64_t prefix = 0;
    for (std::size_t i = 0; i < prefixBytes; ++i)
        prefix = prefix << 8U | (i < key->size() ? byteAt(*key, i) : 0);
    entries.push_back({prefix, place, static_cast<std::uint32_t>(rests.size())});
    rests.push_back(static_cast<char>(key->size() >> 8U));
    rests.push_back(static_cast<char>(key->size() & 0xffU));
    if (key->size() > prefixBytes)
        rests.append(*key, prefixBytes);
}

std::size_t KeyRun::sizeOf(const Entry &entry) const { return byteAt(rests, entry.rest) << 8U | byteAt(rests, entry.rest + 1); }

std::string_view KeyRun::restOf(const Entry &entry) const
{
    const std::size_t size = sizeOf(entry);
    return std::string_view(rests).substr(entry.rest + 2, size > prefixBytes ? size - prefixBytes : 0);
}

std::strong_ordering KeyRun::compare(const Entry &a, const Entry &b) const
{
    if (a.prefix != b.prefix)
        return a.prefix <=> b.prefix;
    // Zeros stood for what a short key has not.
    if (const auto order = std::min(sizeOf(a), prefixBytes) <=> std::min(sizeOf(b), prefixBytes); order != 0)
        return order;
    return restOf(a).compare(restOf(b)) <=> 0;
}

void KeyRun::sort(std::span<std::uint32_t> frames, bool isDescending)
{
    std::ranges::sort(entries, [&](const Entry &a, const Entry &b) {
        const auto order = isDescending ? compare(b, a) : compare(a, b);
        return order < 0 || (order == 0 && a.place < b.place);
    });
    const std::vector<std::uint32_t> given(frames.begin(), frames.end());
    present = entries.size();
    for (std::size_t i = 0; i < present; ++i)
        frames[i] = given[entries[i].place];
    for (std::size_t i = 0; i < absent.size(); ++i)
        frames[present + i] = given[absent[i]];
    absent = {};
    entries.shrink_to_fit();
    rests.shrink_to_fit();
}

void KeyRun::dropKeys()
{
    entries = {};
    rests = {};
}

void KeyRun::writeKey(std::string &key, const Entry &entry) const
{
    key.clear();
    for (std::size_t i = 0; i < std::min(sizeOf(entry), prefixBytes); ++i)
        key.push_back(static_cast<char>(entry.prefix >> (8 * (prefixBytes - 1 - i))));
    key += restOf(entry);
}

std::string_view RunReader::keyAt(std::size_t place)
{
    if (m_run->entries.empty())
        m_maker->make(m_frames[place], m_key);
    else
        m_run->writeKey(m_key, m_run->entries[place]);
    return m_key;
}

std::size_t RunReader::placeOf(std::string_view key, KeyOrder order)
{
    std::size_t begin = 0;
    std::size_t end = m_frames.size();
    while (begin < end) {
        const std::size_t middle = begin + (end - begin) / 2;
        if (order(keyAt(middle), key))
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

void RunReader::start(std::size_t begin, std::size_t end)
{
    m_place = begin;
    m_end = end;
    keyAt(begin);
}

bool RunReader::next()
{
    if (++m_place >= m_end)
        return false;
    if (m_run->entries.empty() && m_place + 1 < m_end)
        m_source->prefetch(m_frames[m_place + 1]);
    keyAt(m_place);
    return true;
}

} // namespace framelens::filter
