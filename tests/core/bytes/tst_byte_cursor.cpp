// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/byte_cursor.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <optional>
#include <random>

using namespace framelens;

class TstByteCursor : public QObject
{
    Q_OBJECT

private slots:
    void readsInBothOrders();
    void failureSticksAndReadsGiveZero();
    void firstFaultIsKept();
    void cutByTheCaptureIsNotCaptured();
    void beyondTheDeclaredEndIsPastDeclared();
    void beyondBothEndsTheDeclaredOneIsNamed();
    void senselessValueIsInvalid();
    void lookingAheadNeitherMovesNorFails();
    void endsAreBroughtIntoTheSource();
    void subCursorIsDeclaredAndTheOuterMovesBehindIt();
    void subCursorNeverReachesBeyondItsOuter();
    void subCursorOfAFailedOneHasFailed();
    void declaredEndOnlyComesNearer();
    void defaultCursorHasNothing();
    void randomOperationsMatchANaiveModel();
};

namespace {

const std::vector<std::byte> &pattern()
{
    static const std::vector<std::byte> bytes = test::patternBytes(64);
    return bytes;
}

std::uint64_t naive(Bytes bytes, ByteOrder order)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value = value * 256
            + std::to_integer<std::uint64_t>(bytes[order == ByteOrder::Big ? i : bytes.size() - 1 - i]);
    return value;
}

__extension__ using Wide = unsigned __int128; // sums that cannot overflow

// What a cursor promises, in the plainest words: wide arithmetic, no cleverness.
struct Model
{
    Bytes source;
    std::size_t position = 0;
    std::size_t captured = 0;
    std::size_t declared = 0;
    Fault fault = {};

    bool failed() const { return fault.kind != FaultKind::None; }
    std::size_t end() const { return std::min(captured, declared); }

    bool need(std::size_t offset, std::size_t size)
    {
        if (failed())
            return false;
        const auto behind = static_cast<Wide>(offset) + size;
        if (behind <= end())
            return true;
        const auto there = [&](std::size_t limit) { return offset < limit ? limit - offset : 0; };
        fault = {behind > declared ? FaultKind::PastDeclared : FaultKind::NotCaptured, offset, size,
                 std::min(there(captured), there(declared))};
        return false;
    }
    std::optional<Bytes> take(std::size_t size)
    {
        if (!need(position, size))
            return {};
        position += size;
        return source.subspan(position - size, size);
    }
};

bool same(const ByteCursor &cursor, const Model &model)
{
    const Fault &a = cursor.fault();
    const Fault &b = model.fault;
    return cursor.position() == model.position && cursor.capturedEnd() == model.captured
        && cursor.declaredEnd() == model.declared && cursor.failed() == model.failed() && a.kind == b.kind
        && a.offset == b.offset && a.needed == b.needed && a.available == b.available
        && cursor.left() == (model.failed() ? 0 : model.end() - model.position)
        && cursor.declaredLeft() == model.declared - model.position;
}

struct Pair
{
    ByteCursor cursor;
    Model model;
};

std::size_t anySize(std::mt19937_64 &random)
{
    switch (random() % 8) {
    case 0: return 0;
    case 1: return SIZE_MAX - random() % 4;
    case 2: return random() % 80;
    default: return random() % 9;
    }
}

// One random operation on both. False where they differ.
bool step(Pair &pair, std::mt19937_64 &random)
{
    auto &[cursor, model] = pair;
    const std::size_t size = anySize(random);
    const ByteOrder order = (random() & 1U) != 0 ? ByteOrder::Big : ByteOrder::Little;
    switch (random() % 9) {
    case 0: {
        const std::size_t width = 1 + random() % 8;
        const auto bytes = model.take(width);
        return cursor.sized(width, order) == (bytes ? naive(*bytes, order) : 0);
    }
    case 1: {
        const auto bytes = model.take(size);
        const Bytes taken = cursor.take(size);
        return taken.size() == (bytes ? bytes->size() : 0) && (taken.empty() || taken.data() == bytes->data());
    }
    case 2: cursor.skip(size); return static_cast<void>(model.take(size)), true;
    case 3: {
        const std::size_t width = 1 + random() % 8;
        const bool there = model.need(size, width);
        return cursor.sizedAt(size, width, order) == (there ? naive(model.source.subspan(size, width), order) : 0);
    }
    case 4: {
        Model look = model;
        const bool there = look.need(size, 2);
        return cursor.peekAt(size, 2, order) == (there ? naive(model.source.subspan(size, 2), order) : 0);
    }
    case 5:
        cursor.moveTo(size);
        if (model.need(size, 0))
            model.position = size;
        return true;
    case 6:
        cursor.declareEnd(size);
        model.declared = std::max(std::min(model.declared, size), model.position);
        return true;
    case 7: {
        Model inner = model;
        const std::size_t declaredLeft = model.declared - model.position;
        inner.declared = model.position + std::min(size, declaredLeft);
        if (!model.failed())
            model.position = std::min(inner.declared, model.end());
        const ByteCursor sub = cursor.sub(size);
        if (!same(sub, inner) || !same(cursor, model))
            return false;
        if ((random() & 1U) != 0)
            pair = {sub, inner};
        return true;
    }
    default: return cursor.need(size) == model.need(model.position, size);
    }
}

}

void TstByteCursor::readsInBothOrders()
{
    const Bytes bytes = pattern();
    ByteCursor big(bytes);
    QCOMPARE_EQ(big.u8(), naive(bytes.subspan(0, 1), ByteOrder::Big));
    QCOMPARE_EQ(big.u16(), naive(bytes.subspan(1, 2), ByteOrder::Big));
    QCOMPARE_EQ(big.u24(), naive(bytes.subspan(3, 3), ByteOrder::Big));
    QCOMPARE_EQ(big.u32(), naive(bytes.subspan(6, 4), ByteOrder::Big));
    QCOMPARE_EQ(big.u64(), naive(bytes.subspan(10, 8), ByteOrder::Big));
    ByteCursor little(bytes);
    QCOMPARE_EQ(little.u16(ByteOrder::Little), naive(bytes.subspan(0, 2), ByteOrder::Little));
    QCOMPARE_EQ(little.u24(ByteOrder::Little), naive(bytes.subspan(2, 3), ByteOrder::Little));
    QCOMPARE_EQ(little.u32(ByteOrder::Little), naive(bytes.subspan(5, 4), ByteOrder::Little));
    QCOMPARE_EQ(little.u64(ByteOrder::Little), naive(bytes.subspan(9, 8), ByteOrder::Little));
    QCOMPARE_EQ(little.sized(6, ByteOrder::Little), naive(bytes.subspan(17, 6), ByteOrder::Little));
    QCOMPARE_EQ(little.position(), 23U);
    QVERIFY(little);
}

void TstByteCursor::failureSticksAndReadsGiveZero()
{
    ByteCursor cursor(Bytes(pattern()).first(3));
    cursor.skip(2);
    QCOMPARE_EQ(cursor.u16(), 0U);
    QVERIFY(cursor.failed());
    QCOMPARE_EQ(cursor.u8(), 0U); // the byte is there: a failed cursor does not read it
    QVERIFY(cursor.take(0).empty());
    QVERIFY(cursor.rest().empty());
    QCOMPARE_EQ(cursor.peekAt(0, 1), 0U);
    QCOMPARE_EQ(cursor.sizedAt(0, 1, ByteOrder::Big), 0U);
    cursor.moveTo(0);
    QCOMPARE_EQ(cursor.position(), 2U);
    QCOMPARE_EQ(cursor.left(), 0U);
}

void TstByteCursor::firstFaultIsKept()
{
    ByteCursor cursor(Bytes(pattern()).first(4));
    cursor.skip(1);
    cursor.skip(9);
    cursor.invalid(0, 1);
    cursor.skip(100);
    QVERIFY(cursor.fault().kind == FaultKind::PastDeclared);
    QCOMPARE_EQ(cursor.fault().offset, 1U);
    QCOMPARE_EQ(cursor.fault().needed, 9U);
    QCOMPARE_EQ(cursor.fault().available, 3U);
}

void TstByteCursor::cutByTheCaptureIsNotCaptured()
{
    ByteCursor cursor(pattern(), 10, 20, 40);
    cursor.skip(8);
    QVERIFY(cursor);
    QCOMPARE_EQ(cursor.u32(), 0U);
    QVERIFY(cursor.fault().kind == FaultKind::NotCaptured);
    QCOMPARE_EQ(cursor.fault().offset, 18U);
    QCOMPARE_EQ(cursor.fault().needed, 4U);
    QCOMPARE_EQ(cursor.fault().available, 2U);
}

void TstByteCursor::beyondTheDeclaredEndIsPastDeclared()
{
    ByteCursor cursor(pattern(), 10, 64, 12);
    QCOMPARE_EQ(cursor.u32(), 0U);
    QVERIFY(cursor.fault().kind == FaultKind::PastDeclared);
    QCOMPARE_EQ(cursor.fault().available, 2U);
}

void TstByteCursor::beyondBothEndsTheDeclaredOneIsNamed()
{
    ByteCursor cursor(pattern(), 0, 5, 8);
    cursor.skip(9);
    QVERIFY(cursor.fault().kind == FaultKind::PastDeclared);
    QCOMPARE_EQ(cursor.fault().available, 5U);
}

void TstByteCursor::senselessValueIsInvalid()
{
    ByteCursor cursor(pattern());
    cursor.invalid(4, 2);
    QVERIFY(cursor.fault().kind == FaultKind::InvalidValue);
    QCOMPARE_EQ(cursor.fault().offset, 4U);
    QCOMPARE_EQ(cursor.fault().needed, 2U);
    QCOMPARE_EQ(cursor.u8(), 0U);
}

void TstByteCursor::lookingAheadNeitherMovesNorFails()
{
    const ByteCursor cursor(pattern(), 4, 10, 10);
    QCOMPARE_EQ(cursor.peekAt(8, 2), naive(Bytes(pattern()).subspan(8, 2), ByteOrder::Big));
    QCOMPARE_EQ(cursor.peekAt(9, 2), 0U);
    QCOMPARE_EQ(cursor.peekAt(SIZE_MAX, 8), 0U);
    QCOMPARE_EQ(cursor.position(), 4U);
    QVERIFY(cursor);
}

void TstByteCursor::endsAreBroughtIntoTheSource()
{
    const ByteCursor beyond(pattern(), 100, 200, 300);
    QCOMPARE_EQ(beyond.position(), 64U);
    QCOMPARE_EQ(beyond.capturedEnd(), 64U);
    QCOMPARE_EQ(beyond.left(), 0U);
    QCOMPARE_EQ(beyond.declaredLeft(), 300U - 64U);
    const ByteCursor before(pattern(), 10, 20, 5);
    QCOMPARE_EQ(before.declaredEnd(), 10U);
    QCOMPARE_EQ(before.left(), 0U);
}

void TstByteCursor::subCursorIsDeclaredAndTheOuterMovesBehindIt()
{
    ByteCursor outer(pattern(), 0, 20, 40);
    outer.skip(4);
    ByteCursor inner = outer.sub(8);
    QCOMPARE_EQ(inner.position(), 4U);
    QCOMPARE_EQ(inner.declaredEnd(), 12U);
    QCOMPARE_EQ(outer.position(), 12U);
    inner.skip(9);
    QVERIFY(inner.fault().kind == FaultKind::PastDeclared);
    QVERIFY(outer);

    ByteCursor cut = outer.sub(20); // declared to 32, captured to 20
    QCOMPARE_EQ(outer.position(), 20U);
    QCOMPARE_EQ(cut.left(), 8U);
    QCOMPARE_EQ(cut.declaredLeft(), 20U);
    cut.skip(9);
    QVERIFY(cut.fault().kind == FaultKind::NotCaptured);
}

void TstByteCursor::subCursorNeverReachesBeyondItsOuter()
{
    ByteCursor outer(pattern(), 0, 64, 10);
    const ByteCursor inner = outer.sub(SIZE_MAX);
    QCOMPARE_EQ(inner.declaredEnd(), 10U);
    QCOMPARE_EQ(outer.left(), 0U);
    QVERIFY(outer);
}

void TstByteCursor::subCursorOfAFailedOneHasFailed()
{
    ByteCursor outer(Bytes(pattern()).first(2));
    outer.skip(3);
    ByteCursor inner = outer.sub(1);
    QVERIFY(inner.failed());
    QCOMPARE_EQ(inner.fault().needed, 3U);
    QCOMPARE_EQ(inner.u8(), 0U);
}

void TstByteCursor::declaredEndOnlyComesNearer()
{
    ByteCursor cursor(pattern(), 8, 64, 32);
    cursor.declareEnd(50);
    QCOMPARE_EQ(cursor.declaredEnd(), 32U);
    cursor.declareEnd(16);
    QCOMPARE_EQ(cursor.left(), 8U);
    cursor.declareEnd(2); // behind the position: nothing is left, nothing is undone
    QCOMPARE_EQ(cursor.declaredEnd(), 8U);
    QCOMPARE_EQ(cursor.left(), 0U);
    QVERIFY(cursor);
}

void TstByteCursor::defaultCursorHasNothing()
{
    ByteCursor cursor;
    QCOMPARE_EQ(cursor.left(), 0U);
    QVERIFY(cursor.take(0).empty());
    QVERIFY(cursor);
    QCOMPARE_EQ(cursor.u8(), 0U);
    QVERIFY(cursor.failed());
}

void TstByteCursor::randomOperationsMatchANaiveModel()
{
    std::mt19937_64 random(2024);
    const std::size_t rounds = test::sized(20'000, 2'000);
    for (std::size_t round = 0; round < rounds; ++round) {
        // Of its exact size on the heap, so that the address sanitizer sees a step outside.
        const auto bytes = test::patternBytes(random() % 65, round);
        const std::size_t begin = random() % 70;
        const std::size_t captured = random() % 70;
        const std::size_t declared = anySize(random);
        Pair pair{ByteCursor(bytes, begin, captured, declared), {}};
        pair.model.source = bytes;
        pair.model.captured = std::min(captured, bytes.size());
        pair.model.position = std::min(begin, pair.model.captured);
        pair.model.declared = std::max(declared, pair.model.position);
        for (int operation = 0; operation < 30; ++operation)
            QVERIFY2(step(pair, random) && same(pair.cursor, pair.model), qPrintable(QString::number(round)));
    }
}

FRAMELENS_TEST(TstByteCursor)
#include "tst_byte_cursor.moc"
