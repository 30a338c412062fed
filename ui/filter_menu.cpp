// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/filter_menu.h"

#include "core/decode/format.h"
#include "ui/field_text.h"
#include "ui/models/field_column.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QMenu>

#include <algorithm>
#include <array>
#include <ranges>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct FilterMenu
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::FilterMenu)
};

QString fieldOfColumn(const Dissection &dissection, Column column)
{
    const Field *const field = dissection.column(column);
    return field == nullptr ? QString() : fieldFilter(dissection, *field);
}

// Seconds with all their digits: rounded ones would find nothing.
QString timeFilter(const FrameListModel &model, const Dissection &dissection)
{
    if (!dissection.frame().hasTime)
        return {};
    std::string text = "frame.time_relative == ";
    TextSink sink(text);
    writeSeconds(sink, dissection.frame().timeNs - model.source()->firstTimeNs(), 9);
    return QString::fromStdString(text);
}

// The protocol that the column names: an ICMP error that quotes a packet is ICMP.
QString protocolFilter(const Dissection &dissection)
{
    std::string shown;
    TextSink sink(shown);
    dissection.writeProtocol(sink);
    for (const LayerInfo &layer : dissection.layers() | std::views::reverse)
        if (dissection.protocolOf(layer).name == shown)
            return visible(dissection.protocolOf(layer).filterName);
    return {};
}

// Of a column that shows a field: all values that stand in the cell, up to a number that can be read.
QString columnFilter(const Dissection &dissection, const QString &name)
{
    constexpr qsizetype mostValues = 8;
    const std::string wanted = name.toStdString();
    QStringList parts;
    for (const Field &field : dissection.fields()) {
        const bool isIt = field.spec->name == wanted || std::ranges::find(field.spec->aliases, wanted) != field.spec->aliases.end();
        const QString value = isIt ? fieldFilter(dissection, field).section(u" == "_s, 1) : QString();
        const QString part = value.isEmpty() ? name : u"%1 == %2"_s.arg(name, value);
        if (isIt && !parts.contains(part) && parts.size() < mostValues)
            parts << part;
    }
    return parts.join(u" && "_s);
}

QString infoFilter(const Dissection &dissection)
{
    std::string info;
    TextSink sink(info);
    dissection.writeInfo(sink);
    return u"_ws.col.info == "_s + QString::fromStdString(quotedText(info));
}

const Field *firstOf(const Dissection &dissection, std::string_view name)
{
    for (const Field &field : dissection.fields())
        if (field.spec->name == name)
            return &field;
    return nullptr;
}

struct Ends
{
    const char *layer;
    std::string_view source;
    std::string_view destination;
    std::string_view either; ///< the name that means both
};

constexpr std::array ends{
    Ends{"Ethernet", "eth.src", "eth.dst", "eth.addr"},
    Ends{"IPv4", "ip.src", "ip.dst", "ip.addr"},
    Ends{"IPv6", "ipv6.src", "ipv6.dst", "ipv6.addr"},
    Ends{"TCP", "tcp.srcport", "tcp.dstport", "tcp.port"},
    Ends{"UDP", "udp.srcport", "udp.dstport", "udp.port"},
};

// "ip.addr == 10.0.0.1 && ip.addr == 10.0.0.2"; empty where the layer is not there.
QString betweenEnds(const Dissection &dissection, const Ends &layer)
{
    const Field *const source = firstOf(dissection, layer.source);
    const Field *const destination = firstOf(dissection, layer.destination);
    if (source == nullptr || destination == nullptr)
        return {};
    const auto value = [&dissection](const Field &field) { return fieldFilter(dissection, field).section(u" == "_s, 1); };
    const QString name = visible(layer.either);
    return u"%1 == %2 && %1 == %3"_s.arg(name, value(*source), value(*destination));
}

QString actionText(FilterJoin how)
{
    switch (how) {
    case FilterJoin::Selected: return FilterMenu::tr("&Selected");
    case FilterJoin::NotSelected: return FilterMenu::tr("&Not Selected");
    case FilterJoin::And: return FilterMenu::tr("...&and Selected");
    case FilterJoin::Or: return FilterMenu::tr("...&or Selected");
    case FilterJoin::AndNot: return FilterMenu::tr("...and not S&elected");
    case FilterJoin::OrNot: break;
    }
    return FilterMenu::tr("...or no&t Selected");
}

} // namespace

OfferedFilter cellFilter(const FrameListModel &model, std::uint32_t frame, int column)
{
    const std::shared_ptr<const ShownFrame> shown = model.shownFrame(frame);
    if (!shown)
        return {.why = FilterMenu::tr("No frame is current")};
    const Dissection &dissection = *shown->dissection;
    const QString key = model.headerData(column, Qt::Horizontal, FrameListModel::ColumnKeyRole).toString();
    QString expression;
    if (key == u"number"_s)
        expression = u"frame.number == %1"_s.arg(frame + 1);
    else if (key == u"time"_s)
        expression = timeFilter(model, dissection);
    else if (key == u"source"_s || key == u"destination"_s)
        expression = fieldOfColumn(dissection, key == u"source"_s ? Column::Source : Column::Destination);
    else if (key == u"protocol"_s)
        expression = protocolFilter(dissection);
    else if (key == u"length"_s)
        expression = u"frame.len == %1"_s.arg(shown->view.info.originalLength);
    else if (key == u"info"_s)
        expression = infoFilter(dissection);
    else if (const QString field = fieldOfKey(key); !field.isEmpty())
        expression = columnFilter(dissection, field);
    return expression.isEmpty() ? OfferedFilter{.why = FilterMenu::tr("This cell holds nothing to filter by")} : OfferedFilter{.expression = expression};
}

OfferedFilter bytesFilter(const ByteView &bytes)
{
    if (bytes.empty())
        return {.why = FilterMenu::tr("No bytes are selected")};
    if (bytes.size() > mostFilterBytes)
        return {.why = FilterMenu::tr("More than %L1 bytes are selected").arg(mostFilterBytes)};
    std::string text = "frame contains ";
    TextSink sink(text);
    const Bytes there = bytes.bytes();
    sink.hexBytes(there, ':');
    return {.expression = QString::fromStdString(text)};
}

std::vector<ConversationFilter> conversationFilters(const Dissection &dissection)
{
    std::vector<ConversationFilter> found;
    QString network; // ports belong to the addresses around them
    for (const Ends &layer : ends) {
        const QString between = betweenEnds(dissection, layer);
        if (between.isEmpty())
            continue;
        const bool hasPorts = layer.either.ends_with(".port");
        found.push_back({QString::fromLatin1(layer.layer), hasPorts && !network.isEmpty() ? u"%1 && %2"_s.arg(network, between) : between});
        if (!hasPorts && layer.either != "eth.addr")
            network = between;
    }
    return found;
}

void addFilterMenus(QMenu &menu, const OfferedFilter &offered, const std::function<void(FilterJoin how, bool applies)> &chosen)
{
    using enum FilterJoin;
    for (const bool applies : {true, false}) {
        QMenu *const ways = menu.addMenu(applies ? FilterMenu::tr("A&pply as Filter") : FilterMenu::tr("P&repare as Filter"));
        ways->setObjectName(applies ? u"applyAsFilter"_s : u"prepareAsFilter"_s);
        ways->setToolTipsVisible(true);
        ways->setEnabled(!offered.expression.isEmpty());
        setPlainToolTip(ways->menuAction(), offered.expression.isEmpty() ? offered.why : visible(offered.expression));
        for (const FilterJoin how : {Selected, NotSelected, And, Or, AndNot, OrNot}) {
            QAction *const action = ways->addAction(actionText(how), &menu, [chosen, how, applies] { chosen(how, applies); });
            setPlainToolTip(action, visible(joinFilters({}, how, offered.expression)));
        }
    }
}

} // namespace framelens::ui
