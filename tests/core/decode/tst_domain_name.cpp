// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Domain names: measured without text, followed only so far.
#include "core/decode/domain_name.h"
#include "tests/support/byte_writer.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;
using namespace framelens::test;

namespace {

DomainName measured(const ByteWriter &bytes, std::size_t offset = 0)
{
    return measureDomainName(ByteCursor{Bytes(bytes.buffer())}, 0, offset);
}

} // namespace

class TstDomainName : public QObject
{
    Q_OBJECT

private slots:
    void labelsAreCounted()
    {
        const DomainName name = measured(ByteWriter().u8(3).text("www").u8(2).text("ab").u8(0));
        QVERIFY(name.status == NameStatus::Good);
        QCOMPARE_EQ(name.wireSize, std::size_t{8});
        QCOMPARE_EQ(name.textSize, std::size_t{6});
        QCOMPARE_EQ(name.labels, std::size_t{2});
    }

    void aPointerEndsTheNameOnTheWire()
    {
        const DomainName name = measured(ByteWriter().u8(1).text("a").u8(0).u8(1).text("b").u16(0xc000), 3);
        QVERIFY(name.status == NameStatus::Good);
        QCOMPARE_EQ(name.wireSize, std::size_t{4});
        QCOMPARE_EQ(name.textSize, std::size_t{3});
    }

    void pointersForwardAreFollowedToo()
    {
        QVERIFY(measured(ByteWriter().u16(0xc002).u8(1).text("a").u8(0)).status == NameStatus::Good);
    }

    void whatIsNoNameIsNamed()
    {
        QVERIFY(measured(ByteWriter()).status == NameStatus::CutOff);
        QVERIFY(measured(ByteWriter().u8(5).text("abc")).status == NameStatus::CutOff);
        QVERIFY(measured(ByteWriter().u8(1).text("a")).status == NameStatus::CutOff);
        QVERIFY(measured(ByteWriter().u8(0xc0)).status == NameStatus::CutOff);
        QVERIFY(measured(ByteWriter().u16(0xc050)).status == NameStatus::CutOff);
        QVERIFY(measured(ByteWriter().u8(0x40)).status == NameStatus::BadLabel);
        QVERIFY(measured(ByteWriter().u16(0xc000)).status == NameStatus::Loops);
        // A label and a pointer back to it: grows until it is too long.
        QVERIFY(measured(ByteWriter().u8(60).zeros(60).u16(0xc000)).status == NameStatus::TooLong);
    }

    void aLongNameStillHasAnEnd()
    {
        ByteWriter bytes;
        for (int i = 0; i < 40; ++i)
            bytes.u8(50).zeros(50);
        bytes.u8(0);
        const DomainName name = measured(bytes);
        QVERIFY(name.status == NameStatus::TooLong || name.status == NameStatus::Good);
        QVERIFY(name.textSize <= 1024);
        QCOMPARE_EQ(name.wireSize, bytes.size());
    }

    void aChainOfPointersIsLimited()
    {
        ByteWriter bytes;
        for (unsigned i = 0; i < 1000; ++i)
            bytes.u16(0xc000U | ((i + 1) * 2));
        bytes.u8(0);
        QVERIFY(measured(bytes).status == NameStatus::Loops);
        QVERIFY(measured(bytes, 1900).status == NameStatus::Good);
    }

    void nothingBehindTheDeclaredEndIsRead()
    {
        const Buffer bytes = ByteWriter().u8(1).text("a").u8(0).buffer();
        const ByteCursor within(bytes, 0, bytes.size(), 2);
        QVERIFY(measureDomainName(within, 0, 0).status == NameStatus::CutOff);
    }
};

FRAMELENS_TEST(TstDomainName)
#include "tst_domain_name.moc"
