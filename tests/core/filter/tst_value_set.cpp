// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Whether a value lies in a set, against a walk over its elements.
#include "core/base/row_ranges.h"
#include "core/filter/filter_search.h"
#include "core/filter/value_set.h"
#include "tests/support/open_capture.h"
#include "tests/support/sample.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace framelens;
using namespace framelens::filter;
using namespace framelens::test;

namespace {

struct Element
{
    Value low;
    Value high;
};

// As the language says it: equal to a single element, or not before the first and not behind the last.
bool liesIn(const std::vector<Element> &elements, const Value &value)
{
    return std::ranges::any_of(elements, [&](const Element &element) {
        return compare(element.low, value) <= 0 && compare(value, element.high) <= 0;
    });
}

// Numbers close to each other, so that elements overlap, touch and repeat.
class Values
{
public:
    explicit Values(unsigned seed)
        : m_random(seed)
    {
    }
    std::size_t below(std::size_t end) { return m_random() % end; }
    Value of(ValueClass kind, bool mayHavePrefix)
    {
        switch (kind) {
        case ValueClass::Ipv4: return address(below(3000), 32, mayHavePrefix);
        case ValueClass::Ipv6: {
            std::string bytes(14, '\x20');
            bytes += {static_cast<char>(below(12)), static_cast<char>(below(256))};
            Value value = address(0, 128, mayHavePrefix);
            value.kind = kind;
            value.bytes = bytesOf(m_storage.emplace_back(bytes));
            return value;
        }
        case ValueClass::Text:
        case ValueClass::Bytes:
            return {.kind = kind, .bytes = bytesOf(m_storage.emplace_back(below(4), static_cast<char>('a' + below(5))))};
        default: return numberValue(static_cast<std::int64_t>(below(4000)) - 1500, kind);
        }
    }

private:
    Value address(std::size_t number, std::size_t bits, bool mayHavePrefix)
    {
        Value value{.kind = ValueClass::Ipv4, .number = 0x0a00'0000U + number};
        if (mayHavePrefix && below(3) == 0)
            value.prefix = static_cast<std::uint8_t>(bits - below(below(9) == 0 ? bits + 1 : 8));
        return value;
    }

    std::mt19937 m_random;
    std::deque<std::string> m_storage;
};

RowRanges passing(const std::string &text)
{
    static const OpenedCapture sample(sampleCapture());
    FilterSearch search(*Filter::compile(text, Registry::builtIn()), {.source = sample.shared()});
    Job job;
    search.advance(sample.capture().count(), 1, job);
    RowRanges ranges;
    for (std::size_t i = 0; i < search.matches().size(); ++i)
        ranges.add(search.matches()[i], search.matches()[i] + 1);
    return ranges;
}

} // namespace

class TstValueSet : public QObject
{
    Q_OBJECT

private slots:
    void holdsWhatAnElementHolds_data()
    {
        QTest::addColumn<int>("kind");
        for (const ValueClass kind : {ValueClass::Number, ValueClass::Duration, ValueClass::Ipv4, ValueClass::Ipv6, ValueClass::Text, ValueClass::Bytes})
            QTest::addRow("%s", std::string(nameOf(kind)).c_str()) << static_cast<int>(kind);
    }

    void holdsWhatAnElementHolds()
    {
        QFETCH(int, kind);
        const auto type = static_cast<ValueClass>(kind);
        for (unsigned round = 0; round < sized(60, 8); ++round) {
            Values values(round);
            std::deque<std::string> storage;
            std::vector<Element> elements;
            ValueSet set;
            for (std::size_t i = values.below(200); i > 0; --i) {
                const Value low = values.of(type, true);
                elements.push_back({low, values.below(3) == 0 ? values.of(type, true) : low}); // some the wrong way round
                if (compare(elements.back().low, elements.back().high) > 0 && low.prefix != elements.back().high.prefix)
                    elements.pop_back();
                else
                    set.add(elements.back().low, elements.back().high, storage);
            }
            set.finish();
            QVERIFY(set.size() <= elements.size());
            for (int i = 0; i < 300; ++i) {
                const Value asked = values.of(type, false);
                QCOMPARE_EQ(set.contains(asked), liesIn(elements, asked));
            }
        }
    }

    void overlappingElementsAreOne()
    {
        std::deque<std::string> storage;
        ValueSet set;
        for (std::uint64_t at = 0; at < 5000; ++at)
            set.add(numberValue(at * 7 % 5000), numberValue(at * 7 % 5000 + 3), storage);
        set.finish();
        QCOMPARE_EQ(set.size(), 1U);
    }

    void aLargeSetPassesWhatItsHalvesPass()
    {
        std::string ports[2];
        for (std::uint32_t port = 20; port < 6000; port += 3)
            (ports[port % 2] += ports[port % 2].empty() ? "" : ", ") += std::to_string(port);
        const std::string tail = ", tcp.srcport + 1, 0x7000..0x8fff}";
        for (const std::string &field : {std::string("tcp.port"), std::string("udp.dstport"), std::string("frame.len"), std::string("tcp.port % 5000")}) {
            const std::string last = field == "frame.len" ? "}" : tail;
            RowRanges halves = passing(field + " in {" + ports[0] + last);
            halves.add(passing(field + " in {" + ports[1] + last));
            QCOMPARE_EQ(passing(field + " in {" + ports[0] + ", " + ports[1] + last).text(), halves.text());
            QVERIFY(!halves.text().empty());
        }
    }
};

FRAMELENS_TEST(TstValueSet)
#include "tst_value_set.moc"
