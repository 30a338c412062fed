// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/capture/saved_framings.h"
#include "core/capture/capture.h"
#include "tests/support/capture_builder.h"
#include "tests/support/spool_support.h"
#include "tests/support/temp_folder.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace framelens;
using namespace framelens::test;

namespace {

SavedFraming framing(std::uint32_t connection, std::string text)
{
    return {.client = loopback(1, 40'000), .server = loopback(2, 80), .connection = connection, .framerText = std::move(text)};
}

std::vector<SavedFraming> savedIn(Bytes file)
{
    const TemporaryFile temporary(file, "saved.pcapng");
    const auto capture = *Capture::open(temporary.path());
    Job job;
    capture->index(job);
    return savedFramings(*capture);
}

} // namespace

class TstSavedFramings : public QObject
{
    Q_OBJECT

private slots:
    void contentIsReadAsItWasWritten();
    void everyPrefixIsNone();
    void textThatIsTooLongIsCut();
    void blocksAreFoundInBothByteOrders();
    void blocksOfOthersAreNotOurs();
    void pcapHasNone();
    void aConversationIsFoundByEndsAndNumber();
    void conversationsAreFoundWhileTheFileIsIndexed();
};

void TstSavedFramings::contentIsReadAsItWasWritten()
{
    SavedFraming one = framing(0xfedcba98U, "u32be+total,max=70000,as=mqtt");
    QVERIFY(readSavedFraming(savedFramingContent(one)) == one);
    one.client.isIpv6 = true;
    one.client.address[15] = std::byte{0xff};
    QVERIFY(readSavedFraming(savedFramingContent(one)) == one);
    one.server.isIpv6 = true;
    one.framerText.clear();
    QVERIFY(readSavedFraming(savedFramingContent(one)) == one);
    Buffer padded = savedFramingContent(one);
    padded.resize(padded.size() + 3);
    QVERIFY(readSavedFraming(padded) == one);
}

void TstSavedFramings::everyPrefixIsNone()
{
    const Buffer content = savedFramingContent(framing(1, "http"));
    for (std::size_t size = 0; size < content.size(); ++size)
        QVERIFY(!readSavedFraming(Bytes(content).first(size)));
}

void TstSavedFramings::textThatIsTooLongIsCut()
{
    const auto read = readSavedFraming(savedFramingContent(framing(1, std::string(10'000, 'x'))));
    QVERIFY(read && read->framerText.size() == mostFramingText);
    Buffer content = savedFramingContent(framing(1, std::string(mostFramingText, 'x')));
    content.push_back(std::byte{0});
    content[55] = std::byte{1}; // says 4,097 bytes, which are there
    QVERIFY(!readSavedFraming(content));
}

void TstSavedFramings::blocksAreFoundInBothByteOrders()
{
    for (const ByteOrder order : {ByteOrder::Big, ByteOrder::Little}) {
        PcapngBuilder file;
        file.section(order).interface(1);
        file.custom(savedFramingEnterprise, savedFramingContent(framing(0, "http")));
        file.enhanced(patternBytes(60), 1'000);
        file.custom(savedFramingEnterprise, savedFramingContent(framing(1, "u16le")));
        QVERIFY(savedIn(file.bytes()) == std::vector({framing(0, "http"), framing(1, "u16le")}));
    }
}

void TstSavedFramings::blocksOfOthersAreNotOurs()
{
    Buffer otherMagic = savedFramingContent(framing(0, "http"));
    otherMagic[3] = std::byte{'X'};
    Buffer otherVersion = savedFramingContent(framing(0, "http"));
    otherVersion[9] = std::byte{2};
    PcapngBuilder file;
    file.section(ByteOrder::Little).interface(1);
    file.custom(savedFramingEnterprise, textBytes("an example of somebody else"));
    file.custom(savedFramingEnterprise, otherMagic).custom(savedFramingEnterprise, otherVersion);
    file.custom(savedFramingEnterprise, {}).custom(1, savedFramingContent(framing(0, "http")));
    file.block(0x1234, savedFramingContent(framing(0, "http")));
    QVERIFY(savedIn(file.bytes()).empty());
}

void TstSavedFramings::pcapHasNone()
{
    QVERIFY(savedIn(mixedPcap(3)).empty());
}

void TstSavedFramings::aConversationIsFoundByEndsAndNumber()
{
    PcapngBuilder file;
    file.section(ByteOrder::Little).interface(1);
    file.custom(savedFramingEnterprise, savedFramingContent(framing(0, "http")));
    file.custom(savedFramingEnterprise, savedFramingContent(framing(7, "u16le")));
    SavedFraming other = framing(1, "line");
    other.server.isIpv6 = true;
    file.custom(savedFramingEnterprise, savedFramingContent(other));
    file.enhanced(patternBytes(60), 1'000);
    const TemporaryFile temporary(file.bytes(), "saved.pcapng");
    const auto capture = *Capture::open(temporary.path());
    Job job;
    capture->index(job);
    const SavedFramers saved(capture);
    const Endpoint client = loopback(1, 40'000);
    const Endpoint server = loopback(2, 80);
    QCOMPARE_EQ(saved.of(client, server, 0), std::string("http"));
    QCOMPARE_EQ(saved.of(client, server, 7), std::string("u16le"));
    QCOMPARE_EQ(saved.of(client, server, 3), std::string("u16le")); // frames were taken away: what stands last
    QCOMPARE_EQ(saved.of(server, client, 0), std::string("http")); // its beginning was taken away
    QCOMPARE_EQ(saved.of(client, loopback(2, 81), 0), std::string());
    QCOMPARE_EQ(saved.of(client, other.server, 1), std::string("line"));
}

void TstSavedFramings::conversationsAreFoundWhileTheFileIsIndexed()
{
    PcapngBuilder file;
    file.section(ByteOrder::Little).interface(1);
    file.custom(savedFramingEnterprise, savedFramingContent(framing(0, "http"))).enhanced(patternBytes(60), 1'000);
    const TempFolder folder;
    const std::string path = folder.write("grows.pcapng", file.bytes());
    const auto capture = *Capture::open(path, {.follow = true});
    const SavedFramers saved(capture);
    QVERIFY(saved.of(loopback(1, 40'000), loopback(2, 80), 0).empty());
    Job first;
    capture->index(first);
    QCOMPARE_EQ(saved.of(loopback(1, 40'000), loopback(2, 80), 0), std::string("http"));
    file.custom(savedFramingEnterprise, savedFramingContent(framing(1, "line"))).enhanced(patternBytes(60), 2'000);
    folder.write("grows.pcapng", file.bytes());
    QVERIFY(capture->check() == FileChange::Grown);
    Job second;
    capture->index(second);
    QCOMPARE_EQ(saved.of(loopback(1, 40'000), loopback(2, 80), 1), std::string("line"));
}

FRAMELENS_TEST(TstSavedFramings)
#include "tst_saved_framings.moc"
