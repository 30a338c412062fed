// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/ui/allocation_counter.h"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FRAMELENS_COUNTS_ALLOCATIONS
#endif

namespace {

thread_local std::size_t count = 0;

} // namespace

#ifdef FRAMELENS_COUNTS_ALLOCATIONS

// The program's own definitions come before the C library's, which has second names for them.
extern "C" {

void *__libc_malloc(std::size_t size); // NOLINT(bugprone-reserved-identifier)
void *__libc_calloc(std::size_t number, std::size_t size); // NOLINT(bugprone-reserved-identifier)
void *__libc_realloc(void *memory, std::size_t size); // NOLINT(bugprone-reserved-identifier)

void *malloc(std::size_t size) noexcept
{
    ++count;
    return __libc_malloc(size);
}

void *calloc(std::size_t number, std::size_t size) noexcept
{
    ++count;
    return __libc_calloc(number, size);
}

void *realloc(void *memory, std::size_t size) noexcept
{
    ++count;
    return __libc_realloc(memory, size);
}

} // extern "C"

#endif

namespace framelens::test {

bool countsAllocations()
{
#ifdef FRAMELENS_COUNTS_ALLOCATIONS
    return true;
#else
    return false;
#endif
}

std::size_t allocations()
{
    return count;
}

} // namespace framelens::test
