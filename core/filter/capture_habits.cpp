// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/capture_habits.h"

#include <algorithm>
#include <array>
#include <vector>

namespace framelens::filter {

namespace {

struct Names
{
    std::string_view word;
    std::string_view name;
};

constexpr auto protocols = std::to_array<Names>({
    {"tcp", "tcp"}, {"udp", "udp"}, {"icmp", "icmp"}, {"icmp6", "icmpv6"}, {"arp", "arp"}, {"ip", "ip"}, {"ip6", "ipv6"}, {"vlan", "vlan"},
});

bool isNumber(std::string_view text)
{
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool isAddress(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.' || c == ':' || c == '/';
    }) && text.find_first_of(".:") != std::string_view::npos;
}

std::vector<std::string_view> wordsOf(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        if (text[0] == ' ' || text[0] == '\t') {
            text.remove_prefix(1);
            continue;
        }
        const std::size_t size = text.starts_with("&&") || text.starts_with("||") ? 2
            : text[0] == '(' || text[0] == ')' || text[0] == '!'                  ? 1
                                                                : std::min(text.find_first_of(" \t()!"), text.size());
        words.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return words;
}

class Translation
{
public:
    explicit Translation(std::vector<std::string_view> words)
        : m_words(std::move(words))
    {
    }

    // Whether all of it was understood, and something in it is no display filter as well.
    bool whole() { return expression(0) && m_at == m_words.size() && m_hasHabit; }
    const std::string &text() const { return m_text; }

private:
    std::string_view now() const { return m_at < m_words.size() ? m_words[m_at] : std::string_view(); }
    bool takes(std::string_view word)
    {
        const bool found = now() == word;
        m_at += found ? 1U : 0U;
        return found;
    }
    bool expression(int depth);
    bool term(int depth);
    bool primitive();
    bool port(std::string_view transport, std::string_view side, bool isRange);
    bool host(std::string_view side, bool isEther);
    void either(std::string_view first, std::string_view second, const std::string &rest);

    std::vector<std::string_view> m_words;
    std::size_t m_at = 0;
    std::string m_text;
    bool m_hasHabit = false;
};

// A capture filter's "and" and "or" bind alike, from the left; a display filter's "and" binds more closely.
bool Translation::expression(int depth)
{
    const std::size_t begin = m_text.size();
    bool hasOr = false;
    while (term(depth)) {
        const bool isAnd = takes("and") || takes("&&");
        const bool isOr = !isAnd && (takes("or") || takes("||"));
        if (!isAnd && !isOr)
            return true;
        if (isAnd && hasOr) {
            m_text.insert(begin, "(");
            m_text += ")";
        }
        hasOr = isOr;
        m_text += isAnd ? " and " : " or ";
    }
    return false;
}

bool Translation::term(int depth)
{
    constexpr int mostDepth = 20;
    if (depth > mostDepth)
        return false;
    while (takes("not") || takes("!"))
        m_text += "not ";
    if (!takes("("))
        return primitive();
    m_text += "(";
    const bool inner = expression(depth + 1);
    m_text += ")";
    return inner && takes(")");
}

bool Translation::primitive()
{
    const auto *protocol = std::ranges::find(protocols, now(), &Names::word);
    const std::string_view transport = now() == "tcp" || now() == "udp" ? now() : std::string_view();
    const bool isEther = takes("ether");
    if (protocol != protocols.end())
        ++m_at;
    const std::string_view side = now() == "src" || now() == "dst" ? now() : std::string_view();
    m_at += side.empty() ? 0U : 1U;
    if (takes("port"))
        return port(transport, side, false);
    if (takes("portrange"))
        return port(transport, side, true);
    const bool isNamed = takes("host") || takes("net");
    if (isNamed || isEther || (!side.empty() && isAddress(now())))
        return host(side, isEther);
    if (protocol == protocols.end() || !side.empty())
        return false;
    m_hasHabit = m_hasHabit || protocol->word != protocol->name;
    m_text += protocol->name;
    return true;
}

void Translation::either(std::string_view first, std::string_view second, const std::string &rest)
{
    const std::string one = std::string(first) + rest;
    m_text += second.empty() ? one : "(" + one + " or " + std::string(second) + rest + ")";
    m_hasHabit = true;
}

bool Translation::port(std::string_view transport, std::string_view side, bool isRange)
{
    const std::string_view numbers = now();
    ++m_at;
    const std::size_t dash = numbers.find('-');
    const bool isWhole = isRange ? dash != std::string_view::npos && isNumber(numbers.substr(0, dash)) && isNumber(numbers.substr(dash + 1))
                                 : isNumber(numbers);
    if (!isWhole)
        return false;
    const std::string name = side == "src" ? ".srcport" : side == "dst" ? ".dstport" : ".port";
    const std::string rest = isRange ? " in {" + std::string(numbers.substr(0, dash)) + ".." + std::string(numbers.substr(dash + 1)) + "}"
                                     : " == " + std::string(numbers);
    const std::string first = std::string(transport.empty() ? "tcp" : transport) + name;
    either(first, transport.empty() ? "udp" + name : std::string(), rest);
    return true;
}

bool Translation::host(std::string_view side, bool isEther)
{
    const std::string_view address = now();
    ++m_at;
    if (!isAddress(address))
        return false;
    const std::string name = side == "src" ? ".src" : side == "dst" ? ".dst" : ".addr";
    const bool isVersion6 = address.find(':') != std::string_view::npos;
    either((isEther ? "eth" : isVersion6 ? "ipv6" : "ip") + name, {}, " == " + std::string(address));
    return true;
}

} // namespace

std::string displayFilterFor(std::string_view captureFilter)
{
    constexpr std::size_t mostBytes = 1000;
    if (captureFilter.size() > mostBytes)
        return {};
    Translation translation(wordsOf(captureFilter));
    return translation.whole() ? translation.text() : std::string();
}

} // namespace framelens::filter
