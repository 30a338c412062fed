// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// One byte, one address: what the list, the tree, the hex pane and the exporter hold of a frame is the same
// place in the one mapping of the file.
#include "core/bytes/byte_view.h"
#include "core/export/frame_export.h"
#include "tests/support/capture_builder.h"
#include "tests/support/process_maps.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/ui/pane_fixture.h"
#include "ui/views/field_tree_view.h"
#include "ui/views/frame_list_view.h"
#include "ui/views/hex_view.h"

#include <QtTest>

#include <fstream>

using namespace framelens;
using namespace framelens::test;
using namespace framelens::ui;
using namespace Qt::StringLiterals;

namespace {

// Hands frames on and keeps where the bytes lay that went by.
class Watched final : public FrameSource
{
public:
    explicit Watched(std::shared_ptr<const FrameSource> source)
        : m_source(std::move(source))
    {
    }
    std::uint32_t count() const override { return m_source->count(); }
    FrameRef frame(std::uint32_t frame) const override
    {
        FrameRef ref = m_source->frame(frame);
        m_handed.push_back(ref.bytes.data());
        return ref;
    }
    FrameView view(std::uint32_t frame) const override
    {
        FrameView view = m_source->view(frame);
        m_handed.push_back(view.bytes.bytes().data());
        return view;
    }
    std::uint32_t generation() const override { return m_source->generation(); }
    std::int64_t firstTimeNs() const override { return m_source->firstTimeNs(); }

    const std::vector<const std::byte *> &handed() const { return m_handed; }

private:
    std::shared_ptr<const FrameSource> m_source;
    mutable std::vector<const std::byte *> m_handed;
};

bool isMapped(const std::string &path)
{
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.find(path) != std::string::npos)
            return true;
    return false;
}

} // namespace

class TstOneByteOneAddress : public QObject
{
    Q_OBJECT

private slots:
    void listTreeHexAndExporterHoldTheSamePlaceOfOneMapping()
    {
        const TempFolder folder;
        PcapBuilder file;
        for (const std::size_t payload : {10U, 2000U, 30U})
            file.frame(plainUdpFrame(payload));
        const std::string path = folder.write("frames.pcap", file.bytes());
        auto capture = Capture::open(path);
        QVERIFY(capture);
        Job job;
        (*capture)->index(job);

        PaneFixture pane;
        FrameListModel model;
        FrameListView list(pane.context());
        FieldTreeView tree(pane.context());
        HexView hex(pane.context());
        hex.resize(900, 600);
        list.setModel(&model);
        const auto watched = std::make_shared<Watched>(*capture);
        model.setSource(watched, builtInDissector());
        list.setCurrentRow(1);

        // The list's frame.
        const auto frame = model.index(1, 0).data(FrameListModel::FrameViewRole).value<FrameView>();
        const std::byte *begin = frame.bytes.bytes().data();
        QCOMPARE(mappedAt(begin), path);
        // The tree's field.
        const auto field = fieldNamed(*pane.selection.shown()->dissection, "udp.srcport").value();
        const QModelIndex row = tree.fieldModel()->indexOf(field);
        const auto range = row.data(FieldTreeModel::RangeRole).value<ByteView>();
        QCOMPARE(range.bytes().data(), frame.bytes.bytes().subspan(34).data());
        // The line the hex pane paints.
        QCOMPARE(hex.paintedLine(2).data(), frame.bytes.bytes().subspan(32).data());
        // What the exporter is handed.
        const auto exported = std::make_shared<Watched>(*capture);
        const std::string target = folder.file("export.pcap");
        Job exporting;
        QVERIFY(exportFrames(*exported, RowRanges(1, 2), {.path = target}, exporting, {.format = ExportFormat::Pcap}));
        QVERIFY(!exported->handed().empty());
        for (const std::byte *handed : exported->handed())
            QCOMPARE(handed, begin);
    }

    void bytesOutliveTheCaptureAndTheMappingGoesWithTheLastView()
    {
        const TempFolder folder;
        PcapBuilder file;
        file.frame(plainUdpFrame(2000));
        const std::string path = folder.write("frames.pcap", file.bytes());
        PaneFixture pane;
        FrameListModel model;
        FrameListView list(pane.context());
        HexView hex(pane.context());
        hex.resize(900, 600);
        list.setModel(&model);
        {
            auto capture = Capture::open(path);
            QVERIFY(capture);
            Job job;
            (*capture)->index(job);
            model.setSource(*capture, builtInDissector());
        }
        auto kept = model.index(0, 0).data(FrameListModel::FrameViewRole).value<FrameView>();
        QVERIFY(isMapped(path));

        model.setSource(nullptr, nullptr); // the file is closed
        QVERIFY(!pane.selection.shown());
        QVERIFY(hex.bytes().empty());
        QVERIFY(isMapped(path));
        const Buffer expected = plainUdpFrame(2000);
        QVERIFY(std::ranges::equal(kept.bytes.bytes(), expected));

        kept = {};
        QVERIFY(!isMapped(path));
    }
};

FRAMELENS_TEST(TstOneByteOneAddress)
#include "tst_one_byte_one_address.moc"
