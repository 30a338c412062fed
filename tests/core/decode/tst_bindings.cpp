// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Decode As in words.
#include "core/decode/bindings.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace framelens;

namespace {

const Registry &registry()
{
    static const auto made = Registry::builtIn();
    return *made;
}

std::string refusalOf(std::string_view text)
{
    const auto binding = parseBinding(text, registry());
    return binding ? "read as " + bindingText(*binding, registry()) : describe(binding.error());
}

} // namespace

class TstBindings : public QObject
{
    Q_OBJECT

private slots:
    void bindingsAreReadAndWrittenAlike_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"tcp.port==9000,dns", "udp.port==5000,dns", "ethertype==2048,arp", "ip.proto==255,udp",
                                 "wtap_encap==147,eth", "tcp.port==1,data", "tcp.port==65535,none", "tcp.port==9000,u32be",
                                 "tcp.port==9000,delimiter:0d0a,strip,max=1000,type:u8@1", "tcp.port==9000,u16be,as=dns"})
            QTest::newRow(text) << text;
    }
    void bindingsAreReadAndWrittenAlike()
    {
        QFETCH(QString, text);
        const auto binding = parseBinding(text.toStdString(), registry());
        QVERIFY(binding.has_value());
        QCOMPARE(QString::fromStdString(bindingText(*binding, registry())), text);
    }

    void aFramerSaysWhoDecodes()
    {
        const auto binding = parseBinding("tcp.port==0x2328,u16be,as=dns", registry());
        QVERIFY(binding.has_value());
        QVERIFY((binding->key == Key{KeySpace::TcpPort, 9000}));
        QVERIFY(binding->protocol == registry().find("dns"));
        QVERIFY(binding->framer.has_value());
        const auto data = parseBinding("tcp.port==9000,data", registry());
        QVERIFY(data.has_value() && !data->protocol && !data->framer);
    }

    void whatIsNoBindingIsRefusedWithASentence()
    {
        const auto names = [](std::string_view text, std::string_view words) {
            const std::string said = refusalOf(text);
            return QTest::qVerify(said.find(words) != std::string::npos, "said", said.c_str(), __FILE__, __LINE__);
        };
        QVERIFY(names("", "is none of tcp.port==N"));
        QVERIFY(names("tcp.port=9000,dns", "is none of tcp.port==N"));
        QVERIFY(names("tcp.prt==9000,dns", "\"tcp.prt==9000\" is none of"));
        QVERIFY(names("tcp.port==0,dns", "tcp.port is 1 to 65535, not \"0\""));
        QVERIFY(names("tcp.port==65536,dns", "tcp.port is 1 to 65535"));
        QVERIFY(names("tcp.port==x,dns", "tcp.port is 1 to 65535"));
        QVERIFY(names("ip.proto==256,dns", "ip.proto is 0 to 255"));
        QVERIFY(names("tcp.port==9000", "is missing"));
        QVERIFY(names("tcp.port==9000,", "is missing"));
        QVERIFY(names("tcp.port==9000,nosuch", "there is no protocol or framer \"nosuch\""));
        QVERIFY(names("tcp.port==9000,arp,max=5", "does not run over streams"));
        QVERIFY(names("tcp.port==9000,line,as=nosuch", "there is no protocol or framer"));
        QVERIFY(names("tcp.port==9000,u7", "is no length"));
        QVERIFY(names("udp.port==9000,line", "there is no protocol \"line\""));
    }

    void aKeyIsBoundOnce()
    {
        Bindings bindings;
        QVERIFY(bindings.empty());
        bindings.bind(parseBinding("tcp.port==9000,dns", registry()).value());
        bindings.bind(parseBinding("udp.port==9000,dns", registry()).value());
        bindings.bind(parseBinding("tcp.port==9000,line", registry()).value());
        QCOMPARE_EQ(bindings.all().size(), 2U);
        const Binding *found = bindings.find({KeySpace::TcpPort, 9000});
        QVERIFY(found != nullptr && found->framer && found->framer->kind == FramerKind::Line);
        bindings.unbind({KeySpace::TcpPort, 9000});
        QVERIFY(bindings.find({KeySpace::TcpPort, 9000}) == nullptr);
        QVERIFY(bindings.find({KeySpace::UdpPort, 9000}) != nullptr);
    }
};

FRAMELENS_TEST(TstBindings)
#include "tst_bindings.moc"
