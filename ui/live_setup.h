// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What stands in the attach dialog, as a value: checked, kept by name, and made into the options of a session.
#pragma once

#include "core/decode/framer.h"
#include "core/live/live_session.h"

#include <QString>

#include <optional>

namespace framelens {
class Registry;
}

namespace framelens::ui {

enum class AttachKind : quint8 { Connect, Listen, Proxy, Pcap, Command };

/// As it was typed. There are no passwords.
struct AttachSetup
{
    QString name = {}; ///< given by the user; may be empty
    AttachKind kind = AttachKind::Connect;
    QString host = {}; ///< connects to: Connect, Proxy, Pcap that does not listen
    QString port = {};
    QString address = QStringLiteral("127.0.0.1"); ///< listens on: Listen, Proxy, Pcap that listens
    QString listenPort = {};
    bool allowsOthers = false; ///< listens for other computers too
    bool listens = false; ///< Pcap
    int stopAfter = 0; ///< Proxy: connections; 0: no limit
    bool forwardsUnrecorded = false; ///< Proxy
    bool isPipe = false; ///< Command: `path` is read, instead of what `command` says
    QString command = {};
    QString path = {};
    QString framer = {}; ///< as framerText(); empty: automatic
    QString file = {}; ///< of the recording, without extension; empty: a temporary one
    int mostMegabytes = 0; ///< 0: the usual limit
    int mostMinutes = 0; ///< 0: no limit

    friend bool operator==(const AttachSetup &, const AttachSetup &) = default;
};

/// Whose value cannot be used.
enum class SetupField : quint8 { Host, Port, Address, ListenPort, AllowsOthers, Command, Path, Framer, File };

struct SetupProblem
{
    SetupField field = SetupField::Host;
    QString text; ///< a sentence
};

/// What must be changed before it can start; nothing: it can.
std::optional<SetupProblem> problemOf(const AttachSetup &setup, const Registry &registry);
/// Whether it takes frames of a pcap stream, which no framer cuts.
bool takesFrames(const AttachSetup &setup);
/// Whether it listens on an address of this machine that others can reach.
bool isOpenToOthers(const AttachSetup &setup);
/// For a setup without problem.
live::Options optionsOf(const AttachSetup &setup);
/// For a setup without problem; nothing: automatic.
std::optional<FramerSpec> framerOf(const AttachSetup &setup);
/// The user's name, or what it does: "Connect to 127.0.0.1:9000". Visible text.
QString titleOf(const AttachSetup &setup);

/// One line of text, and back; nothing when it is none. What is missing gets its default.
QString setupText(const AttachSetup &setup);
std::optional<AttachSetup> readSetup(const QString &text);

} // namespace framelens::ui
