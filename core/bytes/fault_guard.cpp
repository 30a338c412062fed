// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/fault_guard.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace framelens::fault_guard {

namespace {

constexpr std::uint64_t nothingLost = UINT64_MAX;
// Page by page replacement in a map with alternating bad pages would reach vm.max_map_count.
constexpr std::uint32_t mostSinglePages = 1024;

struct Slot
{
    std::atomic<bool> taken{false};
    std::atomic<std::uintptr_t> begin{0}; // 0: not in use
    std::atomic<std::uintptr_t> end{0};
    std::atomic<int> fd{-1};
    std::atomic<std::uint64_t> lostFrom{nothingLost};
    std::atomic<std::uint32_t> generation{0};
    std::atomic<std::uint32_t> singlePages{0};
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uintptr_t>::is_always_lock_free);

std::array<Slot, 64> slots;
struct sigaction previous;
std::uintptr_t pageSize = 4096;

void lowerTo(std::atomic<std::uint64_t> &lostFrom, std::uint64_t offset)
{
    std::uint64_t seen = lostFrom.load();
    while (offset < seen && !lostFrom.compare_exchange_weak(seen, offset)) { }
}

bool replaceByZeros(std::uintptr_t begin, std::uintptr_t end)
{
    // Straight to the kernel: mmap() of libc may be wrapped by a sanitizer that is not signal-safe.
    const long result = syscall(SYS_mmap, begin, end - begin, PROT_READ,
                                MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return result != -1;
}

bool repair(Slot &slot, std::uintptr_t begin, std::uintptr_t end, std::uintptr_t page)
{
    struct stat status = {};
    const bool known = fstat(slot.fd.load(), &status) == 0;
    const auto fileSize = known ? static_cast<std::uint64_t>(status.st_size) : 0;
    const std::uint64_t pageOffset = page - begin;
    slot.generation.fetch_add(1);
    if (known && pageOffset < fileSize && slot.singlePages.fetch_add(1) < mostSinglePages) {
        lowerTo(slot.lostFrom, pageOffset); // the disk failed in the middle: this page only
        return replaceByZeros(page, page + pageSize);
    }
    const std::uint64_t firstGone = pageOffset < fileSize ? pageOffset : (fileSize + pageSize - 1) / pageSize * pageSize;
    lowerTo(slot.lostFrom, fileSize < pageOffset ? fileSize : pageOffset);
    const std::uintptr_t from = begin + firstGone;
    return replaceByZeros(from < page ? from : page, end);
}

void passOn(int number)
{
    // A real crash stays a crash: the old action is restored and the instruction runs into it again.
    sigaction(number, &previous, nullptr);
}

void onBusError(int number, siginfo_t *info, void * /*context*/)
{
    const int savedErrno = errno;
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    bool repaired = false;
    if (info->si_code == BUS_ADRERR) {
        for (Slot &slot : slots) {
            const std::uintptr_t begin = slot.begin.load();
            const std::uintptr_t end = slot.end.load();
            if (begin != 0 && address >= begin && address < end) {
                repaired = repair(slot, begin, end, address & ~(pageSize - 1));
                break;
            }
        }
    }
    if (!repaired)
        passOn(number);
    errno = savedErrno;
}

} // namespace

bool install()
{
    pageSize = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    struct sigaction action = {};
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    struct sigaction old = {};
    if (sigaction(SIGBUS, nullptr, &old) != 0)
        return false;
    if ((old.sa_flags & SA_SIGINFO) != 0 && old.sa_sigaction == onBusError)
        return true; // already in place
    previous = old;
    return sigaction(SIGBUS, &action, nullptr) == 0;
}

Guarded::Guarded(const std::byte *begin, std::size_t size, int fd)
{
    for (std::size_t i = 0; i < slots.size(); ++i) {
        Slot &slot = slots[i];
        if (slot.taken.exchange(true))
            continue;
        m_slot = static_cast<int>(i);
        slot.fd = fd;
        slot.lostFrom = nothingLost;
        slot.generation = 0;
        slot.singlePages = 0;
        const auto address = reinterpret_cast<std::uintptr_t>(begin);
        slot.end = address + size;
        slot.begin = address;
        return;
    }
}

Guarded::~Guarded()
{
    if (!ok())
        return;
    Slot &slot = slots[static_cast<std::size_t>(m_slot)];
    slot.begin = 0;
    slot.end = 0;
    slot.taken = false;
}

std::uint32_t Guarded::generation() const
{
    return ok() ? slots[static_cast<std::size_t>(m_slot)].generation.load(std::memory_order_acquire) : 0;
}

std::optional<std::uint64_t> Guarded::lostFrom() const
{
    const std::uint64_t offset = ok() ? slots[static_cast<std::size_t>(m_slot)].lostFrom.load() : nothingLost;
    return offset == nothingLost ? std::nullopt : std::optional(offset);
}

void Guarded::markLost(std::uint64_t offset)
{
    if (!ok())
        return;
    Slot &slot = slots[static_cast<std::size_t>(m_slot)];
    if (offset < slot.lostFrom.load()) {
        lowerTo(slot.lostFrom, offset);
        slot.generation.fetch_add(1);
    }
}

} // namespace framelens::fault_guard
