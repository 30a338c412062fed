// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/filter/frame_sort.h"

#include "core/filter/key_run.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace framelens {

namespace {

using namespace filter;

constexpr std::size_t runFrames = 65'536;
constexpr std::size_t betweenLooks = 1024; // frames until the job is asked whether it was cancelled

// One sort: pieces of the frames become sorted runs, then the runs become one.
class Sorter
{
public:
    Sorter(FrameOrder frames, const SortKey &key, const SearchedFrames &where, const std::shared_ptr<const Registry> &registry,
           const SortOptions &options, Job &job)
        : m_frames(std::move(frames))
        , m_key(key)
        , m_where(where)
        , m_registry(registry)
        , m_job(job)
        , m_threads(SortKeyMaker::needsViews(key, where) ? 1 : std::max(1U, options.threads))
        , m_mostKeyBytes(options.keyBytes)
        , m_runs((m_frames.size() + runFrames - 1) / runFrames)
        , m_total(m_frames.size() * (m_runs.size() > 1 ? 2 : 1))
    {
    }

    std::shared_ptr<const FrameOrder> sort();

private:
    template <typename Work>
    void onAllThreads(Work work);
    void makeRuns();
    bool makeRun(std::size_t number, SortKeyMaker &maker);
    void merge();
    std::vector<std::size_t> divide(const std::vector<std::string> &between);
    void mergePart(std::size_t part, std::size_t parts, std::span<const std::size_t> places, std::span<std::uint32_t> into);
    RunReader reader(const KeyRun &run, SortKeyMaker &maker) const
    {
        return {run, std::span(m_frames).subspan(run.begin, run.present), maker, *m_where.source};
    }
    std::vector<std::string> dividers();
    SortKeyMaker maker() const { return {m_key, m_where, m_registry}; }
    void report(std::size_t frames) { m_job.report(m_done += frames, m_total); }

    FrameOrder m_frames; // run after run
    FrameOrder m_merged;
    const SortKey m_key;
    const SearchedFrames &m_where;
    const std::shared_ptr<const Registry> &m_registry;
    Job &m_job;
    unsigned m_threads;
    std::size_t m_mostKeyBytes;
    std::vector<KeyRun> m_runs;
    std::uint64_t m_total;
    std::atomic<std::uint64_t> m_done{0};
    std::atomic<std::size_t> m_nextRun{0};
    std::atomic<std::size_t> m_keyBytes{0};
};

template <typename Work>
void Sorter::onAllThreads(Work work)
{
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < m_threads; ++i)
        others.emplace_back([&work, i] { work(i); });
    work(0U);
}

bool Sorter::makeRun(std::size_t number, SortKeyMaker &maker)
{
    KeyRun &run = m_runs[number];
    run.begin = number * runFrames;
    const std::span<std::uint32_t> frames = std::span(m_frames).subspan(run.begin, std::min(runFrames, m_frames.size() - run.begin));
    std::string key;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (i % betweenLooks == 0) {
            if (m_job.cancelled())
                return false;
            report(std::min(betweenLooks, frames.size() - i));
        }
        m_where.source->prefetch(frames[std::min<std::size_t>(i + prefetchAhead, frames.size() - 1)]);
        run.add(static_cast<std::uint32_t>(i), maker.make(frames[i], key) ? &key : nullptr);
    }
    run.sort(frames, m_key.isDescending);
    const std::size_t keyBytes = m_keyBytes += run.heapBytes();
    if (keyBytes > m_mostKeyBytes) {
        m_keyBytes -= run.heapBytes();
        run.dropKeys();
    }
    return true;
}

void Sorter::makeRuns()
{
    onAllThreads([this](unsigned /*thread*/) {
        SortKeyMaker keys = maker();
        for (std::size_t run = m_nextRun++; run < m_runs.size() && makeRun(run, keys); run = m_nextRun++) { }
    });
}

// Keys that divide what all runs hold into one part a thread.
std::vector<std::string> Sorter::dividers()
{
    std::vector<std::string> samples;
    SortKeyMaker keys = maker();
    constexpr std::size_t samplesPerRun = 16;
    for (const KeyRun &run : m_runs)
        for (std::size_t i = 0; i < samplesPerRun && run.present > 0 && m_threads > 1 && !m_job.cancelled(); ++i)
            samples.emplace_back(reader(run, keys).keyAt(i * run.present / samplesPerRun));
    std::ranges::sort(samples, KeyOrder{m_key.isDescending});
    std::vector<std::string> chosen;
    for (std::size_t part = 1; part < m_threads && !samples.empty(); ++part)
        chosen.push_back(samples[part * samples.size() / m_threads]);
    return chosen;
}

// Where each part of each run begins, and the last ends: of every run one row of places that do not fall. Keys that are made anew may
// be others than before, if the file was cut meanwhile: so each place is found once, and every frame is in one part.
std::vector<std::size_t> Sorter::divide(const std::vector<std::string> &between)
{
    std::vector<std::size_t> places;
    SortKeyMaker keys = maker();
    for (const KeyRun &run : m_runs) {
        places.push_back(0);
        for (const std::string &divider : between)
            places.push_back(m_job.cancelled() ? run.present : std::max(places.back(), reader(run, keys).placeOf(divider, KeyOrder{m_key.isDescending})));
        places.push_back(run.present);
    }
    return places;
}

void Sorter::merge()
{
    const std::vector<std::string> between = dividers();
    const std::size_t parts = between.size() + 1;
    const std::vector<std::size_t> places = divide(between);
    std::vector<std::size_t> begins(parts + 1); // of each part, in what is merged
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        for (std::size_t part = 0; part <= parts; ++part)
            begins[part] += places[run * (parts + 1) + part];
    if (m_job.cancelled())
        return;
    m_merged.resize(m_frames.size());
    onAllThreads([&](unsigned part) {
        if (part < parts)
            mergePart(part, parts, places, std::span(m_merged).subspan(begins[part], begins[part + 1] - begins[part]));
    });
    auto behind = m_merged.begin() + static_cast<std::ptrdiff_t>(begins[parts]);
    for (std::size_t run = 0; run < m_runs.size(); ++run) {
        const std::size_t end = run + 1 < m_runs.size() ? m_runs[run + 1].begin : m_frames.size();
        const std::size_t absent = m_runs[run].begin + m_runs[run].present;
        behind = std::ranges::copy(std::span(m_frames).subspan(absent, end - absent), behind).out;
    }
}

// The runs' parts, of equal keys those of the earlier run first.
void Sorter::mergePart(std::size_t part, std::size_t parts, std::span<const std::size_t> places, std::span<std::uint32_t> into)
{
    const KeyOrder before{m_key.isDescending};
    SortKeyMaker keys = maker();
    std::vector<RunReader> readers;
    for (std::size_t run = 0; run < m_runs.size() && !m_job.cancelled(); ++run) {
        const std::size_t begin = places[run * (parts + 1) + part];
        const std::size_t end = places[run * (parts + 1) + part + 1];
        if (begin < end)
            readers.emplace_back(reader(m_runs[run], keys)).start(begin, end);
    }
    const auto later = [&](std::size_t a, std::size_t b) {
        const auto order = before.compare(readers[a].key(), readers[b].key());
        return order > 0 || (order == 0 && a > b);
    };
    std::vector<std::size_t> heap(readers.size());
    std::iota(heap.begin(), heap.end(), std::size_t{0});
    std::ranges::make_heap(heap, later);
    for (std::size_t done = 0; done < into.size() && !heap.empty(); ++done) {
        if (done % betweenLooks == 0) {
            if (m_job.cancelled())
                return;
            report(std::min(betweenLooks, into.size() - done));
        }
        std::ranges::pop_heap(heap, later);
        RunReader &first = readers[heap.back()];
        into[done] = first.frame();
        if (first.next())
            std::ranges::push_heap(heap, later);
        else
            heap.pop_back();
    }
}

std::shared_ptr<const FrameOrder> Sorter::sort()
{
    m_job.report(0, m_total);
    makeRuns();
    if (m_runs.size() > 1 && !m_job.cancelled())
        merge();
    if (m_job.cancelled())
        return nullptr;
    m_job.report(m_total, m_total);
    return std::make_shared<const FrameOrder>(std::move(m_runs.size() > 1 ? m_merged : m_frames));
}

} // namespace

std::shared_ptr<const FrameOrder> sortFrames(FrameOrder frames, const SortKey &key, const SearchedFrames &where,
                                             const std::shared_ptr<const Registry> &registry, const SortOptions &options, Job &job)
{
    return Sorter(std::move(frames), key, where, registry, options, job).sort();
}

} // namespace framelens
