// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// All protocols together: what no single table can be checked for.
#include "core/decode/registry.h"
#include "tests/support/qt_text.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <map>
#include <set>

using namespace framelens;
using namespace framelens::test;
using namespace Qt::StringLiterals;

class TstRegistry : public QObject
{
    Q_OBJECT

    std::shared_ptr<const Registry> m_registry = Registry::builtIn();

private slots:
    void protocolsAreWhole()
    {
        std::set<std::string_view> names;
        for (const Protocol *protocol : m_registry->protocols()) {
            QVERIFY2(names.insert(protocol->filterName).second, qPrintable(qtText(protocol->filterName)));
            QVERIFY(!protocol->name.empty());
            QVERIFY(!protocol->longName.empty());
            QVERIFY(protocol->dissect != nullptr);
            QCOMPARE_EQ(qtText(m_registry->protocol(*m_registry->find(protocol->filterName)).filterName),
                        qtText(protocol->filterName));
        }
    }

    void fieldsAreNamedAndLabelled()
    {
        const QRegularExpression style(u"^[a-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$"_s);
        for (const Protocol *protocol : m_registry->protocols())
            for (std::size_t i = 0; i < protocol->fields.size(); ++i) {
                const FieldSpec &spec = protocol->fields[i];
                QVERIFY2(style.match(qtText(spec.name)).hasMatch(), qPrintable(qtText(spec.name)));
                QVERIFY2(!spec.label.empty(), qPrintable(qtText(spec.name)));
                QCOMPARE_EQ(std::size_t{spec.index}, i);
                for (const std::string_view alias : spec.aliases)
                    QVERIFY2(style.match(qtText(alias)).hasMatch() && alias != spec.name,
                             qPrintable(qtText(alias)));
            }
    }

    // One name has one meaning, whichever protocol shows it: a filter compares one type.
    void aNameHasOneType()
    {
        std::map<std::string_view, FieldType> types;
        const auto check = [&](std::string_view name, FieldType type) {
            const auto [known, isNew] = types.emplace(name, type);
            return isNew || known->second == type;
        };
        for (const Protocol *protocol : m_registry->protocols())
            for (const FieldSpec &spec : protocol->fields) {
                QVERIFY2(check(spec.name, spec.type), qPrintable(qtText(spec.name)));
                for (const std::string_view alias : spec.aliases)
                    QVERIFY2(check(alias, spec.type), qPrintable(qtText(alias)));
            }
    }

    void valueNamesAreUniqueAndFit()
    {
        for (const Protocol *protocol : m_registry->protocols())
            for (const FieldSpec &spec : protocol->fields) {
                std::set<std::uint64_t> values;
                for (const ValueName &name : spec.names) {
                    QVERIFY2(values.insert(name.value).second, qPrintable(qtText(spec.name)));
                    QVERIFY2(!name.name.empty(), qPrintable(qtText(spec.name)));
                    if (spec.bits.width != 0 && spec.bits.width < 64)
                        QVERIFY2(name.value <= spec.mask(), qPrintable(qtText(spec.name)));
                }
            }
    }

    void keysLeadToTheirClaimants()
    {
        const auto claimant = [this](KeySpace space, std::uint32_t value) {
            const auto id = m_registry->claimant({space, value});
            return id ? qtText(m_registry->protocol(*id).filterName) : QString();
        };
        QCOMPARE(claimant(KeySpace::LinkType, 1), u"eth"_s);
        QCOMPARE(claimant(KeySpace::EtherType, 0x0806), u"arp"_s);
        QCOMPARE(claimant(KeySpace::UdpPort, 53), u"dns"_s);
        QCOMPARE(claimant(KeySpace::UdpPort, 5353), u"mdns"_s);
        QCOMPARE(claimant(KeySpace::TcpPort, 53), u"dns"_s);
        QCOMPARE(claimant(KeySpace::UdpPort, 68), u"dhcp"_s);
        QCOMPARE(claimant(KeySpace::UdpPort, 67), u"dhcp"_s);
        QCOMPARE(claimant(KeySpace::UdpPort, 69), QString());
        QCOMPARE(claimant(KeySpace::LinkType, 147), QString());
    }

    void namesFindTheirFields()
    {
        const auto count = [this](std::string_view name) { return m_registry->fieldsNamed(name).size(); };
        QCOMPARE_EQ(count("eth.type"), std::size_t{1});
        QCOMPARE_EQ(count("eth.lg"), std::size_t{2}); // an alias of both addresses' bits
        QCOMPARE_EQ(count("dns.id"), std::size_t{3}); // DNS and its two multicast forms
        QCOMPARE_EQ(count("eth.padding"), std::size_t{3}); // the carriers that show it
        QCOMPARE_EQ(count("no.such"), std::size_t{0});
        for (const FieldId id : m_registry->fieldsNamed("eth.lg"))
            QVERIFY(m_registry->spec(id).name.starts_with("eth."));
    }

    void wantedFieldsAreKeptApart()
    {
        WantedFields wanted(*m_registry);
        for (const FieldId id : m_registry->fieldsNamed("eth.type"))
            wanted.want(id);
        std::size_t bits = 0;
        for (std::size_t p = 0; p < m_registry->protocols().size(); ++p) {
            const std::size_t words = m_registry->protocols()[p]->fields.size() / 64 + 1;
            for (std::size_t i = 0; i < words; ++i)
                bits += static_cast<std::size_t>(std::popcount(wanted.bitsOf(static_cast<ProtocolId>(p))[i]));
        }
        QCOMPARE_EQ(bits, std::size_t{1});
    }
};

FRAMELENS_TEST(TstRegistry)
#include "tst_registry.moc"
