// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// A field's bits: where its bytes lie, and what of them is its number. Tables that lie do not compile: see
// tests/core/compile_fail.
#include "core/decode/field_spec.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;

namespace {

constexpr FieldSpec spec(std::uint16_t offset, std::uint16_t width) { return {.bits = {offset, width}}; }

constexpr auto table = fieldTable("x", {
    {.index = 0, .name = "x.flags", .label = "Flags", .bits = {0, 8}},
    {.index = 1, .name = "x.flags.a", .label = "A", .bits = {0, 1}, .parent = 0},
    {.index = 2, .name = "x.flags.c", .label = "C", .bits = {2, 6}, .parent = 0},
    {.index = 3, .name = "x.length", .label = "Length", .bits = {8, 16}},
    {.index = 4, .name = "y.padding", .label = "Padding"},
}, "y");

// Holes among flags are allowed, among top-level fields they are not.
static_assert(tiles(table, 0, 3, 3));
static_assert(!tiles(table, 0, 3, 4));
static_assert(!tiles(table, 3, 3, 2));
static_assert(spec(4, 12).byteOffset() == 0 && spec(4, 12).byteSize() == 2 && spec(4, 12).shift() == 0);
static_assert(spec(4, 4).byteSize() == 1 && spec(4, 4).mask() == 15);
static_assert(spec(0, 3).shift() == 5);
static_assert(spec(13, 3).byteOffset() == 1 && spec(13, 3).shift() == 0);
static_assert(spec(0, 64).mask() == UINT64_MAX);
static_assert(spec(0, 128).byteSize() == 16);
static_assert(!spec(8, 16).isBitField() && spec(8, 1).isBitField() && spec(4, 8).isBitField());

} // namespace

class TstFieldSpec : public QObject
{
    Q_OBJECT

private slots:
    void maskAndShiftTakeTheNumberOut()
    {
        // 0b0110'1011'1100'0101: every width at every place, against counting bits one by one.
        constexpr std::uint64_t word = 0x6bc5;
        for (std::uint16_t offset = 0; offset < 8; ++offset)
            for (std::uint16_t width = 1; offset + width <= 16; ++width) {
                const FieldSpec field = spec(offset, width);
                const std::uint64_t bytes = word >> (16 - 8 * field.byteSize());
                std::uint64_t expected = 0;
                for (unsigned i = 0; i < width; ++i)
                    expected = expected * 2 + ((word >> (15U - offset - i)) & 1U);
                QCOMPARE_EQ((bytes >> field.shift()) & field.mask(), expected);
            }
    }

    void aTableKeepsItsRows()
    {
        QCOMPARE_EQ(table.size(), std::size_t{5});
        QCOMPARE_EQ(table[3].name, std::string_view("x.length"));
    }
};

FRAMELENS_TEST(TstFieldSpec)
#include "tst_field_spec.moc"
