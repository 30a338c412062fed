// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// The tape and the machinery around the protocols: order, ends, limits, wanted fields, memory.
#include "core/base/limits.h"
#include "core/decode/format.h"
#include "tests/support/allocation_count.h"
#include "tests/support/decoded.h"
#include "tests/support/message_builder.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Mac one = {2, 0, 0, 0, 0, 1};
const Ends ends{ip4(10, 0, 0, 1), ip4(10, 0, 0, 2), 40000, 50000};

Buffer shortFrame() { return padded(udpFrame(ends, textBytes("abc"))); }

FrameRef refOf(const Buffer &bytes, FrameInfo info = {})
{
    info.number = 1;
    info.linkType = 1;
    info.capturedLength = info.originalLength = static_cast<std::uint32_t>(bytes.size());
    return {info, bytes};
}

std::uint32_t indexOf(const Dissection &dissection, std::string_view name)
{
    const auto fields = dissection.fields();
    for (std::uint32_t i = 0; i < fields.size(); ++i)
        if (fields[i].spec->name == name)
            return i;
    return UINT32_MAX;
}

} // namespace

class TstDissection : public QObject
{
    Q_OBJECT

private slots:
    void subtreesNest()
    {
        const Decoded frame(1, shortFrame());
        const auto fields = frame.dissection().fields();
        std::vector<std::uint32_t> around;
        for (std::uint32_t i = 0; i < fields.size(); ++i) {
            std::erase_if(around, [i](std::uint32_t end) { return end <= i; });
            QVERIFY(fields[i].end > i);
            QVERIFY(fields[i].end <= (around.empty() ? fields.size() : around.back()));
            around.push_back(fields[i].end);
        }
        for (const LayerInfo &layer : frame.dissection().layers())
            QVERIFY(fields[layer.root].spec->type == FieldType::Protocol);
    }

    void whatIsFoundLastStandsInItsLayer()
    {
        // Ethernet's padding is known when the datagram has told its length: it stands before IP on the tape.
        const Decoded frame(1, shortFrame());
        const Dissection &dissection = frame.dissection();
        const std::uint32_t padding = indexOf(dissection, "eth.padding");
        const std::uint32_t ip = indexOf(dissection, "ip");
        QVERIFY(padding < ip);
        QCOMPARE_EQ(dissection.fields()[*dissection.parentOf(padding)].spec->name, std::string_view("eth"));
        QCOMPARE_EQ(dissection.layers()[2].root, ip);
        QCOMPARE_EQ(dissection.fields()[indexOf(dissection, "eth")].end, ip);
    }

    void theSmallestFieldAtAByteIsFound()
    {
        const Decoded frame(1, shortFrame());
        const Dissection &dissection = frame.dissection();
        const auto nameAt = [&](std::uint32_t offset) {
            return dissection.fields()[*dissection.smallestFieldAt(offset)].spec->name;
        };
        QCOMPARE_EQ(nameAt(12), std::string_view("eth.type"));
        QCOMPARE_EQ(nameAt(26), std::string_view("ip.src"));
        QCOMPARE_EQ(nameAt(37), std::string_view("udp.dstport"));
        QCOMPARE_EQ(nameAt(59), std::string_view("eth.padding"));
        QVERIFY(!dissection.smallestFieldAt(60).has_value());
    }

    void onlyWantedFieldsAreStored()
    {
        const auto registry = Registry::builtIn();
        WantedFields wanted(*registry);
        for (const std::string_view name : {"ip.src", "eth.padding"})
            for (const FieldId id : registry->fieldsNamed(name))
                wanted.want(id);
        const Buffer bytes = shortFrame();
        Dissection dissection;
        Dissector(registry, {.wanted = &wanted}).dissect(refOf(bytes), dissection);
        std::string names;
        for (const Field &field : dissection.fields())
            if (field.spec->type != FieldType::Protocol)
                names += std::string(field.spec->name) + ' ';
        QCOMPARE(qtText(names), u"eth.padding ip.src "_s);
        QCOMPARE_EQ(dissection.layers().size(), std::size_t{5}); // the frame's own, and four in it
    }

    void depthCountsTheLayersInside()
    {
        const Buffer bytes = shortFrame();
        Dissection dissection;
        Dissector(Registry::builtIn(), {.depth = 2}).dissect(refOf(bytes), dissection);
        std::string stack;
        TextSink sink(stack);
        dissection.writeProtocols(sink);
        QCOMPARE(qtText(stack), u"eth:ethertype:ip"_s);
        QVERIFY(dissection.problems().empty());
    }

    void layersWithoutEndAreLimited()
    {
        Buffer bytes;
        for (int i = 0; i < 200; ++i)
            bytes = vlan(1, ether_type::vlan, bytes);
        const Decoded frame(1, ethernet(one, one, ether_type::vlan, bytes));
        QCOMPARE_EQ(frame.dissection().layers().size(), limits::layers + 1);
        QVERIFY(frame.problems().find("limit of nested layers") != std::string::npos);
    }

    void fieldsWithoutEndAreLimited()
    {
        // Each byte of the record is a text of no characters: two fields.
        const Buffer message = DnsMessage(1, 0x8000).answer("a", dns_type::txt, Buffer(65000)).bytes();
        const Decoded frame(1, udpFrame({ends.source, ends.destination, 40000, 53}, message));
        QCOMPARE_EQ(frame.dissection().fields().size(), limits::fieldsPerFrame);
        QVERIFY(frame.problems().find("limit of fields") != std::string::npos);
    }

    void aProblemNamesTheLengthThatSetTheLimit()
    {
        Buffer bytes = udpFrame(ends, textBytes("abcdefgh"));
        bytes[14 + 3] = std::byte{24}; // IP's total length ends inside UDP's header
        const Decoded frame(1, bytes);
        const Problem &problem = frame.dissection().problems()[0];
        QVERIFY(problem.kind == FaultKind::PastDeclared);
        QVERIFY(problem.limitedBy != nullptr);
        QCOMPARE_EQ(problem.limitedBy->name, std::string_view("ip.len"));
        QVERIFY(frame.info().ends_with("[Malformed Packet]"));
    }

    void aCutIsToldApartFromALie()
    {
        Buffer bytes = udpFrame(ends, textBytes("abcdefgh"));
        FrameInfo info;
        info.originalLength = static_cast<std::uint32_t>(bytes.size());
        bytes.resize(38);
        const Decoded frame(1, bytes, info);
        QVERIFY(frame.dissection().problems()[0].kind == FaultKind::NotCaptured);
        QVERIFY(frame.info().ends_with("[Packet size limited during capture]"));
    }

    void aDissectionIsUsedAgain()
    {
        const Buffer first = shortFrame();
        const Buffer second = udpFrame({ends.source, ends.destination, 40000, 53},
                                       DnsMessage(1, 0).question("a.b", dns_type::a).bytes());
        const Dissector dissector(Registry::builtIn());
        Dissection dissection;
        dissector.dissect(refOf(second), dissection);
        dissector.dissect(refOf(first), dissection);
        QCOMPARE_EQ(indexOf(dissection, "dns.id"), UINT32_MAX);
        QVERIFY(indexOf(dissection, "eth.padding") != UINT32_MAX);
        QCOMPARE_EQ(dissection.fields().size(), Decoded(1, first).dissection().fields().size());
    }

    void nothingIsAllocatedOncePerFrame()
    {
        const std::vector<Buffer> frames = {
            shortFrame(), tcpFrame(ends, {.flags = tcp_flag::syn, .options = tcpSynOptions(1460, 7, 1)}, textBytes("x")),
            udpFrame({ends.source, ends.destination, 40000, 53},
                     DnsMessage(1, 0x8180).question("a.b", dns_type::a).answer("a.b", dns_type::txt, Buffer(300)).bytes())};
        const Dissector dissector(Registry::builtIn());
        Dissection dissection;
        std::string text;
        TextSink sink(text);
        const auto pass = [&] {
            for (const Buffer &frame : frames) {
                text.clear();
                dissector.dissect(refOf(frame), dissection);
                for (const Field &field : dissection.fields())
                    writeRow(sink, dissection, field);
                dissection.writeInfo(sink);
            }
        };
        pass();
        const std::size_t before = allocationCount();
        QVERIFY(before > 0);
        for (int i = 0; i < 100; ++i)
            pass();
        QCOMPARE_EQ(allocationCount(), before);
    }

    void commentsLieInTheOptionsOfTheRecord()
    {
        const Buffer bytes = shortFrame();
        const Buffer options = ByteWriter(ByteOrder::Little).u16(1).u16(5).text("hello").padTo(4).u16(1).u16(2).text("no").zeros(2).u32(0).buffer();
        FrameInfo info;
        info.options = options;
        info.optionsOrder = ByteOrder::Little;
        const Decoded frame(1, bytes, info);
        QCOMPARE(qtText(frame.show("frame.comment")), u"hello|no"_s);
        // The byte under the comment is the record's, not the frame's.
        QVERIFY(frame.dissection().fields()[*frame.dissection().smallestFieldAt(4)].spec->name != "frame.comment");
    }
};

FRAMELENS_TEST(TstDissection)
#include "tst_dissection.moc"
