// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/live_setup.h"

#include "core/decode/registry.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <arpa/inet.h>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

struct SetupTexts
{
    Q_DECLARE_TR_FUNCTIONS(framelens::ui::SetupTexts)
};

QString tr(const char *text)
{
    return SetupTexts::tr(text);
}

constexpr qsizetype mostText = 4096; // of one value: a command line, a path

bool connects(const AttachSetup &setup)
{
    return setup.kind == AttachKind::Connect || setup.kind == AttachKind::Proxy
        || (setup.kind == AttachKind::Pcap && !setup.listens);
}

bool listens(const AttachSetup &setup)
{
    return setup.kind == AttachKind::Listen || setup.kind == AttachKind::Proxy
        || (setup.kind == AttachKind::Pcap && setup.listens);
}

std::optional<std::uint16_t> portOf(const QString &text)
{
    bool ok = false;
    const ushort port = text.trimmed().toUShort(&ok);
    return ok ? std::optional<std::uint16_t>(port) : std::nullopt;
}

QString withoutBrackets(const QString &host)
{
    const QString trimmed = host.trimmed();
    return trimmed.startsWith(u'[') && trimmed.endsWith(u']') ? trimmed.mid(1, trimmed.size() - 2) : trimmed;
}

live::PeerAddress peer(const QString &host, const QString &port)
{
    return {.host = withoutBrackets(host).toStdString(), .port = portOf(port).value_or(0)};
}

bool isAddress(const QString &text)
{
    const std::string address = withoutBrackets(text).toStdString();
    in6_addr bytes{};
    return address == "localhost" || inet_pton(AF_INET, address.c_str(), &bytes) == 1
        || inet_pton(AF_INET6, address.c_str(), &bytes) == 1;
}

std::optional<SetupProblem> connectProblem(const AttachSetup &setup)
{
    const QString host = withoutBrackets(setup.host);
    if (host.isEmpty())
        return SetupProblem{SetupField::Host, tr("Type the host to connect to: a name or an address.")};
    if (std::ranges::any_of(host, [](QChar c) { return c.isSpace() || !c.isPrint(); }) || host.size() > 253)
        return SetupProblem{SetupField::Host, tr("A host is a name or an address, without spaces.")};
    if (portOf(setup.port).value_or(0) == 0)
        return SetupProblem{SetupField::Port, tr("The port to connect to must be 1 to 65535.")};
    return {};
}

std::optional<SetupProblem> listenProblem(const AttachSetup &setup)
{
    if (!isAddress(setup.address))
        return SetupProblem{SetupField::Address,
                            tr("The address to listen on must be an IP address of this computer, or localhost.")};
    if (!portOf(setup.listenPort))
        return SetupProblem{SetupField::ListenPort,
                            tr("The port to listen on must be 1 to 65535, or 0 for any that is free.")};
    if (isOpenToOthers(setup) && !setup.allowsOthers)
        return SetupProblem{SetupField::AllowsOthers,
                            tr("Other computers can reach %1: tick that they may, or listen on 127.0.0.1.")
                                .arg(visible(withoutBrackets(setup.address)))};
    return {};
}

std::optional<SetupProblem> commandProblem(const AttachSetup &setup)
{
    if (!setup.isPipe && setup.command.trimmed().isEmpty())
        return SetupProblem{SetupField::Command, tr("Type the command whose output is a capture.")};
    if (!setup.isPipe && setup.command.contains(QChar(u'\0')))
        return SetupProblem{SetupField::Command, tr("The command holds a character that no command can have.")};
    if (!setup.isPipe)
        return {};
    const QFileInfo pipe(setup.path);
    if (setup.path.isEmpty())
        return SetupProblem{SetupField::Path, tr("Type the path of the pipe to read.")};
    if (!pipe.exists())
        return SetupProblem{SetupField::Path, tr("There is no pipe %1.").arg(visible(setup.path))};
    if (pipe.isDir())
        return SetupProblem{SetupField::Path, tr("%1 is a folder.").arg(visible(setup.path))};
    return {};
}

std::optional<SetupProblem> framerProblem(const AttachSetup &setup, const Registry &registry)
{
    if (setup.framer.isEmpty() || takesFrames(setup))
        return {};
    const Result<FramerSpec> spec = parseFramer(setup.framer.toStdString());
    if (!spec)
        return SetupProblem{SetupField::Framer, visible(spec.error().detail) + u'.'};
    if (!spec->protocol.empty() && !registry.find(spec->protocol))
        return SetupProblem{SetupField::Framer, tr("There is no protocol %1.").arg(visible(spec->protocol))};
    if (spec->kind == FramerKind::Protocol && registry.protocol(*registry.find(spec->protocol)).stream == nullptr)
        return SetupProblem{SetupField::Framer,
                            tr("%1 does not say where its messages end.").arg(visible(spec->protocol))};
    return {};
}

std::optional<SetupProblem> fileProblem(const AttachSetup &setup)
{
    if (setup.file.isEmpty())
        return {};
    const QFileInfo target(setup.file);
    if (!target.isAbsolute() || target.fileName().isEmpty() || target.isDir())
        return SetupProblem{SetupField::File, tr("Type the whole path of the recording, with a name for it.")};
    const QFileInfo folder(target.absolutePath());
    if (!folder.isDir())
        return SetupProblem{SetupField::File, tr("The folder %1 does not exist.").arg(visible(folder.filePath()))};
    if (!folder.isWritable())
        return SetupProblem{SetupField::File, tr("The folder %1 cannot be written to.").arg(visible(folder.filePath()))};
    if (QFileInfo::exists(setup.file + ".data"_L1))
        return SetupProblem{SetupField::File,
                            tr("There is a recording %1 already; type another name.").arg(visible(target.fileName()))};
    return {};
}

live::Mode modeOf(const AttachSetup &setup)
{
    const live::PeerAddress at = peer(setup.address, setup.listenPort);
    const live::PeerAddress to = peer(setup.host, setup.port);
    switch (setup.kind) {
    case AttachKind::Connect: return live::Connect{to};
    case AttachKind::Listen: return live::Listen{at};
    case AttachKind::Proxy:
        return live::Proxy{.at = at,
                           .to = to,
                           .stopAfter = static_cast<std::uint32_t>(std::max(0, setup.stopAfter)),
                           .forwardsUnrecorded = setup.forwardsUnrecorded};
    case AttachKind::Pcap:
        if (setup.listens)
            return live::PcapListen{at};
        return live::PcapConnect{to};
    case AttachKind::Command: break;
    }
    if (setup.isPipe)
        return live::PcapPipe{QFile::encodeName(setup.path).toStdString()};
    return live::PcapCommand{setup.command.toStdString()};
}

} // namespace

bool takesFrames(const AttachSetup &setup)
{
    return setup.kind == AttachKind::Pcap || setup.kind == AttachKind::Command;
}

bool isOpenToOthers(const AttachSetup &setup)
{
    return listens(setup) && isAddress(setup.address)
        && !live::isLoopback(withoutBrackets(setup.address).toStdString());
}

std::optional<SetupProblem> problemOf(const AttachSetup &setup, const Registry &registry)
{
    std::optional<SetupProblem> problem;
    if (listens(setup))
        problem = listenProblem(setup);
    if (!problem && connects(setup))
        problem = connectProblem(setup);
    if (!problem && setup.kind == AttachKind::Command)
        problem = commandProblem(setup);
    if (!problem)
        problem = framerProblem(setup, registry);
    return problem ? problem : fileProblem(setup);
}

live::Options optionsOf(const AttachSetup &setup)
{
    live::Options options{.mode = modeOf(setup)};
    options.allowsOthers = setup.allowsOthers && isOpenToOthers(setup);
    options.mostTime = std::chrono::minutes(std::max(0, setup.mostMinutes));
    if (setup.mostMegabytes > 0)
        options.spool.mostBytes = static_cast<std::uint64_t>(setup.mostMegabytes) * 1'000'000;
    if (!setup.file.isEmpty()) {
        const QFileInfo file(setup.file);
        options.spool.folder = QFile::encodeName(file.absolutePath()).toStdString();
        options.spool.name = QFile::encodeName(file.fileName()).toStdString();
    }
    options.spool.title = setup.name.isEmpty() ? live::titleOf(options.mode) : setup.name.toStdString();
    return options;
}

std::optional<FramerSpec> framerOf(const AttachSetup &setup)
{
    if (setup.framer.isEmpty() || takesFrames(setup))
        return {};
    const Result<FramerSpec> spec = parseFramer(setup.framer.toStdString());
    return spec ? std::optional(*spec) : std::nullopt;
}

QString titleOf(const AttachSetup &setup)
{
    return setup.name.isEmpty() ? visible(live::titleOf(modeOf(setup))) : visible(setup.name);
}

QString setupText(const AttachSetup &setup)
{
    const QJsonObject values{
        {u"name"_s, setup.name},
        {u"kind"_s, static_cast<int>(setup.kind)},
        {u"host"_s, setup.host},
        {u"port"_s, setup.port},
        {u"address"_s, setup.address},
        {u"listenPort"_s, setup.listenPort},
        {u"allowsOthers"_s, setup.allowsOthers},
        {u"listens"_s, setup.listens},
        {u"stopAfter"_s, setup.stopAfter},
        {u"forwardsUnrecorded"_s, setup.forwardsUnrecorded},
        {u"isPipe"_s, setup.isPipe},
        {u"command"_s, setup.command},
        {u"path"_s, setup.path},
        {u"framer"_s, setup.framer},
        {u"file"_s, setup.file},
        {u"mostMegabytes"_s, setup.mostMegabytes},
        {u"mostMinutes"_s, setup.mostMinutes},
    };
    return QString::fromUtf8(QJsonDocument(values).toJson(QJsonDocument::Compact));
}

std::optional<AttachSetup> readSetup(const QString &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    const QJsonObject values = document.object();
    const int kind = values.value("kind"_L1).toInt(-1);
    if (kind < 0 || kind > static_cast<int>(AttachKind::Command))
        return {};
    AttachSetup setup;
    const auto read = [&values](QString &to, QLatin1StringView key) { to = values.value(key).toString(to).left(mostText); };
    setup.kind = static_cast<AttachKind>(kind);
    read(setup.name, "name"_L1);
    read(setup.host, "host"_L1);
    read(setup.port, "port"_L1);
    read(setup.address, "address"_L1);
    read(setup.listenPort, "listenPort"_L1);
    read(setup.command, "command"_L1);
    read(setup.path, "path"_L1);
    read(setup.framer, "framer"_L1);
    read(setup.file, "file"_L1);
    setup.allowsOthers = values.value("allowsOthers"_L1).toBool();
    setup.listens = values.value("listens"_L1).toBool();
    setup.forwardsUnrecorded = values.value("forwardsUnrecorded"_L1).toBool();
    setup.isPipe = values.value("isPipe"_L1).toBool();
    setup.stopAfter = std::max(0, values.value("stopAfter"_L1).toInt());
    setup.mostMegabytes = std::max(0, values.value("mostMegabytes"_L1).toInt());
    setup.mostMinutes = std::max(0, values.value("mostMinutes"_L1).toInt());
    return setup;
}

} // namespace framelens::ui
