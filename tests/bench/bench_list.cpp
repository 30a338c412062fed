// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What one look costs: painting a page of the list, showing a frame in tree and hex, appending, selecting all.
// Run with QT_QPA_PLATFORM=offscreen. A display has 16 ms for a picture.
#include "tests/support/packet_builder.h"
#include "ui/pane_font.h"
#include "ui/selection.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_view.h"

#include <QApplication>
#include <QImage>

#include <benchmark/benchmark.h>

namespace {

using namespace framelens;
using namespace framelens::ui;

/// TCP segments of 1,460 bytes without a file.
class Frames final : public FrameSource
{
public:
    explicit Frames(std::uint32_t count)
        : m_count(count)
        , m_store(std::make_shared<MemoryStore>(
              test::tcpFrame({test::ip4(192, 0, 2, 1), test::ip4(198, 51, 100, 2), 49'152, 443},
                             {.options = test::tcpSynOptions(1460, 7, 12'345)}, test::Buffer(1400, std::byte{0x5a}))))
    {
    }
    std::uint32_t count() const override { return m_count; }
    FrameRef frame(std::uint32_t frame) const override { return {info(frame), m_store->bytes()}; }
    FrameView view(std::uint32_t frame) const override { return {info(frame), ByteView(m_store)}; }
    std::uint32_t generation() const override { return 0; }
    std::int64_t firstTimeNs() const override { return 0; }
    void append(std::uint32_t frames) { m_count += frames; }

private:
    FrameInfo info(std::uint32_t frame) const
    {
        FrameInfo info;
        info.number = frame + 1;
        info.linkType = 1;
        info.timeNs = std::int64_t{frame} * 1000;
        info.hasTime = true;
        info.capturedLength = info.originalLength = static_cast<std::uint32_t>(m_store->size());
        return info;
    }

    std::uint32_t m_count;
    std::shared_ptr<const Store> m_store;
};

struct Panes
{
    Selection selection;
    PaneFont font;
    FrameListModel model;
    PaneContext context{&selection, &font, {}};
    FrameListView list{context};
    FieldTreeView tree{context};
    HexView hex{context};
    std::shared_ptr<Frames> frames;

    explicit Panes(std::uint32_t count)
        : frames(std::make_shared<Frames>(count))
    {
        list.resize(1280, 800);
        tree.resize(560, 400);
        hex.resize(720, 400);
        list.setModel(&model);
        model.setSource(frames, std::make_shared<const Dissector>(Registry::builtIn()));
        for (QWidget *pane : std::initializer_list<QWidget *>{&list, &tree, &hex}) {
            pane->setAttribute(Qt::WA_DontShowOnScreen);
            pane->show();
        }
        QCoreApplication::processEvents();
    }
};

QImage canvasFor(const QWidget &pane)
{
    return QImage(pane.size(), QImage::Format_RGB32);
}

// A page further on: every row is decoded and painted anew.
void paintAPage(benchmark::State &state)
{
    Panes panes(50'000'000);
    QImage canvas = canvasFor(panes.list);
    int row = 0;
    for (auto _ : state) {
        row = (row + panes.list.rowsPerPage()) % 40'000'000;
        panes.list.scrollTo(row);
        panes.list.render(&canvas);
    }
    state.counters["rows"] = panes.list.rowsPerPage();
}
BENCHMARK(paintAPage)->Unit(benchmark::kMillisecond);

// Another frame: decoded, its tree with all layers open and its bytes painted.
void showAFrame(benchmark::State &state)
{
    Panes panes(50'000'000);
    panes.tree.openAll();
    panes.selection.clickByte(36, Pane::Hex);
    QImage tree = canvasFor(panes.tree);
    QImage hex = canvasFor(panes.hex);
    int row = 0;
    for (auto _ : state) {
        panes.list.setCurrentRow(++row);
        panes.tree.render(&tree);
        panes.hex.render(&hex);
    }
}
BENCHMARK(showAFrame)->Unit(benchmark::kMillisecond);

void appendABatch(benchmark::State &state)
{
    Panes panes(10'000'000);
    for (auto _ : state) {
        panes.frames->append(4096);
        panes.model.framesAppended();
    }
}
BENCHMARK(appendABatch)->Unit(benchmark::kMicrosecond)->Iterations(1000);

void selectAll(benchmark::State &state)
{
    Panes panes(static_cast<std::uint32_t>(state.range(0)));
    for (auto _ : state) {
        panes.list.selectAll();
        benchmark::DoNotOptimize(panes.list.selectedRows().count());
    }
}
BENCHMARK(selectAll)->Unit(benchmark::kMicrosecond)->Arg(1000)->Arg(0x7fffffff);

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
