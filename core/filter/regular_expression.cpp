// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/regular_expression.h"

#include <array>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace framelens {

namespace {

PCRE2_SPTR units(const void *bytes) { return static_cast<PCRE2_SPTR>(bytes); }

struct Free
{
    void operator()(pcre2_code *code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_data *data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context *context) const { pcre2_match_context_free(context); }
    void operator()(pcre2_jit_stack *stack) const { pcre2_jit_stack_free(stack); }
};

} // namespace

struct RegularExpression::Code
{
    std::unique_ptr<pcre2_code, Free> code;
};

struct RegularExpressionSearch::State
{
    std::unique_ptr<pcre2_match_data, Free> data;
    std::unique_ptr<pcre2_match_context, Free> context;
    std::unique_ptr<pcre2_jit_stack, Free> stack;
};

RegularExpression::RegularExpression(std::unique_ptr<Code> code)
    : m_code(std::move(code))
{
}

RegularExpression::~RegularExpression() = default;

std::expected<std::shared_ptr<const RegularExpression>, RegularExpressionError> RegularExpression::compile(std::string_view pattern,
                                                                                                          bool heedsCase)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    const std::uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | (heedsCase ? 0U : PCRE2_CASELESS);
    auto code = std::make_unique<Code>();
    code->code.reset(pcre2_compile(units(pattern.data()), pattern.size(), options, &error, &offset, nullptr));
    if (!code->code) {
        std::array<PCRE2_UCHAR, 256> text{};
        const int length = pcre2_get_error_message(error, text.data(), text.size());
        return std::unexpected(RegularExpressionError{
            .message = std::string(text.begin(), text.begin() + std::max(length, 0)), .offset = offset});
    }
    pcre2_jit_compile(code->code.get(), PCRE2_JIT_COMPLETE); // where it cannot, the interpreter searches
    return std::shared_ptr<const RegularExpression>(new RegularExpression(std::move(code)));
}

RegularExpressionSearch::RegularExpressionSearch(std::shared_ptr<const RegularExpression> expression)
    : m_expression(std::move(expression))
    , m_state(std::make_unique<State>())
{
    constexpr std::size_t firstStack = 32U * 1024;
    constexpr std::size_t mostStack = 1024U * 1024;
    m_state->data.reset(pcre2_match_data_create_from_pattern(m_expression->m_code->code.get(), nullptr));
    m_state->context.reset(pcre2_match_context_create(nullptr));
    m_state->stack.reset(pcre2_jit_stack_create(firstStack, mostStack, nullptr));
    if (m_state->context) {
        pcre2_set_match_limit(m_state->context.get(), RegularExpression::mostSteps);
        pcre2_set_depth_limit(m_state->context.get(), RegularExpression::mostDepth);
        pcre2_jit_stack_assign(m_state->context.get(), nullptr, m_state->stack.get());
    }
}

RegularExpressionSearch::~RegularExpressionSearch() = default;
RegularExpressionSearch::RegularExpressionSearch(RegularExpressionSearch &&) noexcept = default;
RegularExpressionSearch &RegularExpressionSearch::operator=(RegularExpressionSearch &&) noexcept = default;

SearchOutcome RegularExpressionSearch::search(Bytes bytes, std::size_t from, RegularExpressionMatch &match)
{
    if (from > bytes.size() || !m_state->data)
        return SearchOutcome::NotFound;
    constexpr std::byte nothing{};
    const void *begin = bytes.empty() ? &nothing : bytes.data();
    const int found = pcre2_match(m_expression->m_code->code.get(), units(begin), bytes.size(), from, 0, m_state->data.get(),
                                  m_state->context.get());
    if (found == PCRE2_ERROR_NOMATCH)
        return SearchOutcome::NotFound;
    if (found < 0)
        return SearchOutcome::LimitReached;
    const std::span<const PCRE2_SIZE> ends(pcre2_get_ovector_pointer(m_state->data.get()), 2);
    match = {.begin = ends[0], .end = std::max(ends[0], ends[1])}; // \K can put the begin behind the end
    return SearchOutcome::Found;
}

} // namespace framelens
