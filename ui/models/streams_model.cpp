// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/models/streams_model.h"

#include "core/base/job.h"
#include "core/base/text_sink.h"
#include "core/base/worker_pool.h"
#include "core/decode/format.h"
#include "ui/follow/follow_text.h"
#include "ui/text.h"
#include "ui/wake.h"

#include <QLocale>

#include <algorithm>
#include <climits>
#include <compare>
#include <numeric>
#include <tuple>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto toServer = sideIndex(Direction::ToServer);
constexpr auto toClient = sideIndex(Direction::ToClient);

QString grouped(std::uint64_t number)
{
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString seconds(std::int64_t ns)
{
    std::string text;
    TextSink sink(text);
    writeSeconds(sink, ns, 6);
    return QString::fromStdString(text);
}

// Counted from where the list counts from, its first frame: so that it is the time that stands there beside the stream's first frame.
// A connection may be made before any frame comes. The list has no time for that, and none at all before there is a frame: such
// a stream begins with the list. Its duration and the order of rows know better. Frames of a capture may be older than the first.
std::int64_t beginOf(const StreamSummary &summary, std::optional<std::int64_t> firstTimeNs)
{
    const std::int64_t ns = summary.firstTimeNs - firstTimeNs.value_or(summary.firstTimeNs);
    return summary.beginsWithoutFrame ? std::max<std::int64_t>(ns, 0) : ns;
}

// "mqtt (port 1883)": who decodes the messages, and what cuts them.
QString protocolText(const StreamSummary &summary)
{
    const QString protocol = visible(summary.protocol);
    const QString framing = visible(summary.framing);
    if (protocol.isEmpty() || framing.isEmpty())
        return protocol.isEmpty() ? framing : protocol;
    return u"%1 (%2)"_s.arg(protocol, framing);
}

auto endpointKey(const Endpoint &endpoint)
{
    return std::tuple(endpoint.isIpv6, endpoint.address, endpoint.port);
}

std::strong_ordering compare(const StreamSummary &a, const StreamSummary &b, int column)
{
    switch (column) {
    case StreamsModel::TransportColumn: return a.transport <=> b.transport;
    case StreamsModel::ClientColumn: return endpointKey(a.client) <=> endpointKey(b.client);
    case StreamsModel::ServerColumn: return endpointKey(a.server) <=> endpointKey(b.server);
    case StreamsModel::StateColumn: return a.state <=> b.state;
    case StreamsModel::ClientPacketsColumn: return a.packets[toServer] <=> b.packets[toServer];
    case StreamsModel::ClientBytesColumn: return a.bytes[toServer] <=> b.bytes[toServer];
    case StreamsModel::ServerPacketsColumn: return a.packets[toClient] <=> b.packets[toClient];
    case StreamsModel::ServerBytesColumn: return a.bytes[toClient] <=> b.bytes[toClient];
    case StreamsModel::BeginColumn: return a.firstTimeNs <=> b.firstTimeNs;
    case StreamsModel::DurationColumn: return a.lastTimeNs - a.firstTimeNs <=> b.lastTimeNs - b.firstTimeNs;
    case StreamsModel::ProtocolColumn:
        return std::tie(a.protocol, a.framing) <=> std::tie(b.protocol, b.framing);
    default: return a.number <=> b.number;
    }
}

bool isNumber(int column)
{
    return column == StreamsModel::NumberColumn
        || (column >= StreamsModel::ClientPacketsColumn && column <= StreamsModel::DurationColumn);
}

QVariant alignmentOf(int column)
{
    return QVariant::fromValue((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

// Summaries are asked for once each: the order is one number a row, its keys go afterwards.
std::vector<std::uint32_t> orderOf(const Streams &streams, std::size_t rows, int column, Qt::SortOrder direction, const Job *job)
{
    std::vector<StreamSummary> all;
    all.reserve(rows);
    for (std::size_t row = 0; row < rows && (job == nullptr || !job->cancelled()); ++row)
        all.push_back(streams.stream(row));
    std::vector<std::uint32_t> order(all.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
        const std::strong_ordering found = compare(all[a], all[b], column);
        return direction == Qt::AscendingOrder ? found < 0 : found > 0;
    });
    return order;
}

} // namespace

/// Rows being put in order by a worker.
struct StreamsModel::Sorting
{
    std::shared_ptr<Job> job;
    std::size_t rows = 0;
    std::vector<std::uint32_t> order; // once the job has finished
};

StreamsModel::StreamsModel(WorkerPool *pool, QObject *parent)
    : QAbstractTableModel(parent)
    , m_pool(pool)
{
}

StreamsModel::~StreamsModel()
{
    if (m_sorting)
        m_sorting->job->cancel();
}

void StreamsModel::setStreams(std::shared_ptr<const Streams> streams, std::optional<std::int64_t> firstTimeNs)
{
    beginResetModel();
    m_streams = std::move(streams);
    m_firstTimeNs = firstTimeNs;
    m_rows = m_streams ? static_cast<int>(std::min<std::size_t>(m_streams->streamCount(), INT_MAX)) : 0;
    m_summaryIndex.reset();
    m_order.clear();
    arrange();
    endResetModel();
}

void StreamsModel::grow(std::optional<std::int64_t> firstTimeNs)
{
    const int rows = m_streams ? static_cast<int>(std::min<std::size_t>(m_streams->streamCount(), INT_MAX)) : 0;
    m_firstTimeNs = firstTimeNs;
    m_summaryIndex.reset();
    if (m_rows > 0)
        emit dataChanged(index(0, 0), index(m_rows - 1, ColumnCount_ - 1));
    if (rows <= m_rows)
        return;
    beginInsertRows({}, m_rows, rows - 1);
    for (int row = m_rows; row < rows && !m_order.empty(); ++row)
        m_order.push_back(static_cast<std::uint32_t>(row));
    m_rows = rows;
    endInsertRows();
    if (m_sortColumn >= 0 && !m_sorting) // else they are seen to when it is taken
        sort(m_sortColumn, m_sortOrder);
}

std::size_t StreamsModel::indexOf(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return m_order.empty() ? at : m_order[at];
}

std::optional<int> StreamsModel::rowOf(std::size_t index) const
{
    if (index >= static_cast<std::size_t>(m_rows))
        return {};
    if (m_order.empty())
        return static_cast<int>(index);
    return static_cast<int>(std::ranges::find(m_order, index) - m_order.begin());
}

// At once if that is soon done; else the order stays as it is until a worker has found the new one.
void StreamsModel::arrange()
{
    if (m_sorting)
        m_sorting->job->cancel();
    m_sorting.reset();
    if (m_sortColumn < 0 || m_rows == 0)
        m_order.clear();
    else if (m_pool != nullptr && m_rows > mostSortedAtOnce)
        startSorting();
    else
        m_order = orderOf(*m_streams, static_cast<std::size_t>(m_rows), m_sortColumn, m_sortOrder, nullptr);
}

void StreamsModel::startSorting()
{
    m_sorting = std::make_shared<Sorting>();
    m_sorting->rows = static_cast<std::size_t>(m_rows);
    m_sorting->job = std::make_shared<Job>(wakeFor(this, [this] { takeSorting(); }));
    m_pool->submit([sorting = m_sorting, streams = m_streams, column = m_sortColumn, order = m_sortOrder] {
        sorting->order = orderOf(*streams, sorting->rows, column, order, sorting->job.get());
        sorting->job->finish();
    });
}

void StreamsModel::takeSorting()
{
    if (!m_sorting || !m_sorting->job->finished())
        return;
    const std::shared_ptr<Sorting> sorting = std::exchange(m_sorting, nullptr);
    const auto rows = static_cast<std::size_t>(m_rows);
    for (std::size_t row = sorting->order.size(); row < rows; ++row) // found meanwhile
        sorting->order.push_back(static_cast<std::uint32_t>(row));
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    useOrder(std::move(sorting->order));
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    if (sorting->rows < rows)
        startSorting();
}

// Selected rows go where their streams are.
void StreamsModel::useOrder(std::vector<std::uint32_t> order)
{
    const QModelIndexList before = persistentIndexList();
    std::vector<std::size_t> indexes;
    for (const QModelIndex &each : before)
        indexes.push_back(indexOf(each.row()));
    m_order = std::move(order);
    m_summaryIndex.reset();
    QModelIndexList after;
    for (qsizetype n = 0; n < before.size(); ++n)
        after += index(rowOf(indexes[static_cast<std::size_t>(n)]).value_or(0), before.at(n).column());
    changePersistentIndexList(before, after);
}

void StreamsModel::sort(int column, Qt::SortOrder order)
{
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    m_sortColumn = column;
    m_sortOrder = order;
    std::vector<std::uint32_t> former = m_order;
    arrange();
    useOrder(std::exchange(m_order, std::move(former)));
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

int StreamsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int StreamsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount_;
}

const StreamSummary &StreamsModel::summaryOf(int row) const
{
    const std::size_t at = indexOf(row);
    if (m_summaryIndex != at) {
        m_summary = m_streams->stream(at);
        m_summaryIndex = at;
    }
    return m_summary;
}

QString StreamsModel::textOf(const StreamSummary &summary, int column) const
{
    switch (column) {
    case NumberColumn: return QString::number(summary.number);
    case TransportColumn: return transportText(summary.transport);
    case ClientColumn: return endpointText(summary.client);
    case ServerColumn: return endpointText(summary.server);
    case StateColumn: return summary.transport == Transport::Tcp ? stateText(summary.state) : QString();
    case ClientPacketsColumn: return grouped(summary.packets[toServer]);
    case ClientBytesColumn: return grouped(summary.bytes[toServer]);
    case ServerPacketsColumn: return grouped(summary.packets[toClient]);
    case ServerBytesColumn: return grouped(summary.bytes[toClient]);
    case BeginColumn: return seconds(beginOf(summary, m_firstTimeNs));
    case DurationColumn: return seconds(summary.lastTimeNs - summary.firstTimeNs);
    case ProtocolColumn: return protocolText(summary);
    default: return {};
    }
}

QVariant StreamsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    switch (role) {
    case Qt::DisplayRole: return textOf(summaryOf(index.row()), index.column());
    case Qt::ToolTipRole: return plainToolTip(textOf(summaryOf(index.row()), index.column()));
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    default: return {};
    }
}

QVariant StreamsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn: return tr("Stream");
    case TransportColumn: return tr("Transport");
    case ClientColumn: return tr("Client");
    case ServerColumn: return tr("Server");
    case StateColumn: return tr("State");
    case ClientPacketsColumn: return tr("> Packets");
    case ClientBytesColumn: return tr("> Bytes");
    case ServerPacketsColumn: return tr("< Packets");
    case ServerBytesColumn: return tr("< Bytes");
    case BeginColumn: return tr("Begin");
    case DurationColumn: return tr("Duration");
    case ProtocolColumn: return tr("Protocol");
    default: return {};
    }
}

} // namespace framelens::ui
