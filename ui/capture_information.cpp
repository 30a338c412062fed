// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/capture_information.h"

#include "core/base/job.h"
#include "core/base/text_sink.h"
#include "core/bytes/byte_cursor.h"
#include "core/capture/capture.h"
#include "core/capture/pcapng_blocks.h"
#include "core/capture/pcapng_options.h"
#include "core/decode/format.h"
#include "ui/status_texts.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include <array>
#include <map>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct Information
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::Information)
};

constexpr std::size_t mostLines = 1000;
constexpr std::size_t blockBody = 8; // behind type and length
constexpr std::size_t blockEnd = 4; // the length once more

QString tr(const char *text)
{
    return Information::tr(text);
}

QString counted(std::uint64_t number)
{
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString withBytes(std::uint64_t bytes)
{
    return tr("%1 (%2 bytes)").arg(sizeText(bytes), counted(bytes));
}

QString timeText(std::int64_t ns, int digits)
{
    std::string buffer;
    TextSink sink(buffer);
    writeUtc(sink, ns, digits);
    return visible(buffer);
}

/// Adds lines up to a limit and counts the rest.
class Lines
{
public:
    void add(InfoItem item)
    {
        if (m_items.size() < mostLines)
            m_items.push_back(std::move(item));
        else
            ++m_more;
    }
    std::vector<InfoItem> taken()
    {
        if (m_more > 0)
            m_items.push_back({.name = tr("and %1 more").arg(counted(m_more))});
        return std::move(m_items);
    }

private:
    std::vector<InfoItem> m_items;
    std::size_t m_more = 0;
};

struct TextOption
{
    std::uint16_t code;
    const char *name;
};
constexpr std::array sectionTexts{
    TextOption{pcapng_option::sectionHardware, QT_TRANSLATE_NOOP("framelens::ui::Information", "Hardware")},
    TextOption{pcapng_option::sectionSystem, QT_TRANSLATE_NOOP("framelens::ui::Information", "Operating system")},
    TextOption{pcapng_option::sectionProgram, QT_TRANSLATE_NOOP("framelens::ui::Information", "Program")},
};
constexpr std::array interfaceTexts{
    TextOption{pcapng_option::interfaceDescription, QT_TRANSLATE_NOOP("framelens::ui::Information", "Description")},
    TextOption{pcapng_option::interfaceHardware, QT_TRANSLATE_NOOP("framelens::ui::Information", "Hardware")},
    TextOption{pcapng_option::interfaceSystem, QT_TRANSLATE_NOOP("framelens::ui::Information", "Operating system")},
};

void addTexts(Lines &lines, Bytes options, ByteOrder order, std::span<const TextOption> texts)
{
    for (const TextOption &text : texts)
        if (const auto option = findOption(options, order, text.code))
            lines.add({.name = tr(text.name), .value = visible(option->text())});
    for (const std::string_view comment : commentsIn(options, order))
        lines.add({.name = tr("Comment"), .value = visible(comment)});
}

InfoItem fileItem(const Capture &capture)
{
    const QFileInfo info(QFile::decodeName(QByteArray::fromStdString(capture.path())));
    InfoItem item{.name = tr("File"), .value = visible(info.fileName())};
    item.items.push_back({.name = tr("Folder"), .value = visible(info.absolutePath())});
    item.items.push_back({.name = tr("Format"), .value = visible(describe(capture.format()))});
    item.items.push_back({.name = tr("Size"), .value = withBytes(capture.status().size)});
    if (capture.format().compression != Compression::None)
        item.items.push_back({.name = tr("Decompressed"), .value = withBytes(capture.store()->size())});
    item.items.push_back({.name = tr("Modified"), .value = timeText(capture.status().modifiedNs, 0)});
    item.items.push_back({.name = tr("Memory for the index"), .value = withBytes(capture.heapBytes())});
    return item;
}

InfoItem framesItem(const Capture &capture)
{
    const std::uint32_t count = capture.count();
    InfoItem item{.name = tr("Frames"), .value = counted(count)};
    if (count == 0)
        return item;
    const FrameInfo first = capture.frame(0).info;
    const FrameInfo last = capture.frame(count - 1).info;
    if (first.hasTime && last.hasTime) {
        item.items.push_back({.name = tr("First"), .value = timeText(first.timeNs, first.timeDigits)});
        item.items.push_back({.name = tr("Last"), .value = timeText(last.timeNs, last.timeDigits)});
    }
    if (!capture.isComplete())
        item.items.push_back({.name = tr("Not all of the file was read yet")});
    return item;
}

InfoItem interfaceItem(const Capture &capture, std::size_t number)
{
    const InterfaceRecord &record = capture.metadata().interfaces[number];
    const bool isPcapng = capture.format().kind == CaptureKind::Pcapng;
    InfoItem item{.name = tr("Interface %1").arg(number)};
    Lines lines;
    lines.add({.name = tr("Link type"), .value = QString::number(record.linkType)});
    lines.add({.name = tr("Frames are cut at"),
               .value = record.snaplen == 0 ? tr("no limit") : tr("%1 bytes").arg(counted(record.snaplen))});
    lines.add({.name = tr("Time resolution"), .value = record.unitsPerSecond == 0
                   ? tr("not usable")
                   : tr("%1 a second").arg(counted(record.unitsPerSecond))});
    if (isPcapng) {
        const ByteView block = capture.bytesOf(record.offset, record.blockLength);
        const ByteOrder order = capture.metadata().sections[record.section].order;
        const Bytes options = interfaceOptions(block.bytes());
        if (const auto name = findOption(options, order, pcapng_option::interfaceName))
            item.value = visible(name->text());
        addTexts(lines, options, order, interfaceTexts);
    }
    item.items = lines.taken();
    return item;
}

InfoItem sectionsItem(const Capture &capture)
{
    const auto &sections = capture.metadata().sections;
    InfoItem item{.name = tr("Sections"), .value = counted(sections.size())};
    Lines lines;
    for (std::size_t n = 0; n < sections.size(); ++n) {
        const SectionRecord &section = sections[n];
        const ByteView block = capture.bytesOf(section.offset, section.blockLength);
        Lines options;
        options.add({.name = tr("Byte order"),
                     .value = section.order == ByteOrder::Little ? tr("little-endian") : tr("big-endian")});
        addTexts(options, sectionOptions(block.bytes()), section.order, sectionTexts);
        lines.add({.name = tr("Section %1").arg(n), .items = options.taken()});
    }
    item.items = lines.taken();
    return item;
}

InfoItem interfacesItem(const Capture &capture)
{
    const std::size_t count = capture.metadata().interfaces.size();
    InfoItem item{.name = tr("Interfaces"), .value = counted(count)};
    Lines lines;
    for (std::size_t n = 0; n < count; ++n)
        lines.add(interfaceItem(capture, n));
    item.items = lines.taken();
    return item;
}

// draft-ietf-opsawg-pcapng, section 4.5: records of the shape of options.
void addNames(Lines &lines, Bytes body, ByteOrder order)
{
    constexpr std::uint16_t ipv4 = 1;
    constexpr std::uint16_t ipv6 = 2;
    PcapngOptions records(body, order);
    while (const auto record = records.next()) {
        const std::size_t size = record->code == ipv4 ? 4 : record->code == ipv6 ? 16 : 0;
        if (size == 0 || record->value.size() <= size)
            continue;
        std::string address;
        TextSink sink(address);
        if (size == 4)
            writeIpv4(sink, ByteCursor(record->value).u32());
        else
            writeIpv6(sink, record->value.first(size));
        std::string_view names = asText(record->value.subspan(size));
        names = names.substr(0, names.find_last_not_of('\0') + 1);
        lines.add({.name = visible(address), .value = visible(names)});
    }
}

// Section 4.6.
void addStatistics(Lines &lines, Bytes body, ByteOrder order)
{
    constexpr std::array counters{
        TextOption{4, QT_TRANSLATE_NOOP("framelens::ui::Information", "received")},
        TextOption{5, QT_TRANSLATE_NOOP("framelens::ui::Information", "dropped by the interface")},
        TextOption{6, QT_TRANSLATE_NOOP("framelens::ui::Information", "accepted by the filter")},
        TextOption{7, QT_TRANSLATE_NOOP("framelens::ui::Information", "dropped by the system")},
        TextOption{8, QT_TRANSLATE_NOOP("framelens::ui::Information", "delivered")},
    };
    ByteCursor cursor(body);
    const std::uint32_t interface = cursor.u32(order);
    cursor.skip(8); // when they were taken
    const Bytes options = cursor.rest();
    QStringList parts;
    for (const TextOption &counter : counters)
        if (const auto option = findOption(options, order, counter.code); option && option->value.size() == 8)
            parts << u"%1 %2"_s.arg(counted(ByteCursor(option->value).u64(order)), tr(counter.name));
    lines.add({.name = tr("Interface %1").arg(interface), .value = parts.join(u", "_s)});
}

// Section 4.7: four letters as a number.
QString secretsKind(Bytes body, ByteOrder order)
{
    switch (ByteCursor(body).u32(order)) {
    case 0x544c534b: return tr("TLS key log");
    case 0x57474b4c: return tr("WireGuard key log");
    case 0x5353484b: return tr("SSH key log");
    case 0x5a4e574b: return tr("Zigbee network key");
    case 0x5a415053: return tr("Zigbee application key");
    default: return tr("unknown kind");
    }
}

void addBlocks(std::vector<InfoItem> &items, const Capture &capture, Job &job)
{
    constexpr std::size_t blocksBetweenLooks = 1024;
    Lines names;
    Lines statistics;
    std::map<QString, std::uint64_t> secrets;
    std::map<QString, std::uint64_t> others;
    const Metadata &metadata = capture.metadata();
    const std::size_t all = metadata.blocks.size(); // it may grow meanwhile
    for (std::size_t n = 0; n < all; ++n) {
        if (n % blocksBetweenLooks == 0) {
            if (job.cancelled())
                return;
            job.report(n, all);
            job.published();
        }
        const BlockRecord &record = metadata.blocks[n];
        const ByteView block = capture.bytesOf(record.offset, record.length);
        if (block.size() < blockBody + blockEnd)
            continue;
        const Bytes body = block.bytes().subspan(blockBody, block.size() - blockBody - blockEnd);
        const ByteOrder order = metadata.sections[record.section].order;
        if (record.type == pcapng::nameResolution)
            addNames(names, body, order);
        else if (record.type == pcapng::interfaceStatistics)
            addStatistics(statistics, body, order);
        else if (record.type == pcapng::decryptionSecrets)
            ++secrets[secretsKind(body, order)];
        else
            ++others[u"%1 (0x%2)"_s.arg(visible(pcapng::nameOf(record.type))).arg(record.type, 8, 16, '0'_L1)];
    }
    const auto addList = [&items](const QString &name, std::vector<InfoItem> lines) {
        if (!lines.empty())
            items.push_back({.name = name, .value = counted(lines.size()), .items = std::move(lines)});
    };
    const auto addCounts = [&items](const QString &name, const std::map<QString, std::uint64_t> &counts) {
        InfoItem item{.name = name};
        std::uint64_t sum = 0;
        for (const auto &[kind, count] : counts) {
            item.items.push_back({.name = kind, .value = counted(count)});
            sum += count;
        }
        item.value = counted(sum);
        if (sum > 0)
            items.push_back(std::move(item));
    };
    addList(tr("Names"), names.taken());
    addList(tr("Statistics"), statistics.taken());
    addCounts(tr("Secrets"), secrets);
    addCounts(tr("Other blocks"), others);
}

} // namespace

std::vector<InfoItem> captureInformation(const Capture &capture, Job &job)
{
    std::vector<InfoItem> items{fileItem(capture), framesItem(capture)};
    if (capture.metadata().sections.size() > 0)
        items.push_back(sectionsItem(capture));
    items.push_back(interfacesItem(capture));
    addBlocks(items, capture, job);
    return items;
}

QString informationText(const std::vector<InfoItem> &items, int depth)
{
    QString text;
    for (const InfoItem &item : items) {
        const QString line = item.value.isEmpty() ? item.name : u"%1: %2"_s.arg(item.name, item.value);
        text += QString(depth * 4, u' ') + line + u'\n' + informationText(item.items, depth + 1);
    }
    return text;
}

} // namespace framelens::ui
