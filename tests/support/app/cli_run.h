// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Runs the text program as its users and their scripts do.
#pragma once

#include "tests/support/byte_writer.h"

#include <QByteArray>
#include <QProcess>
#include <QStringList>

#include <array>
#include <string>

namespace framelens::test {

/// What a run came to.
struct Ran
{
    int code = -1; ///< -1: it did not end, or crashed
    QByteArray out;
    QByteArray err;
};

Ran run(const QStringList &arguments, const QByteArray &input = {});
/// Waits for the end, if it has not come yet.
Ran finished(QProcess &process);

/// The program with a standard output that nobody reads.
class Unread
{
public:
    explicit Unread(const QStringList &arguments);
    ~Unread();
    Unread(const Unread &) = delete;
    Unread &operator=(const Unread &) = delete;

    QProcess process;

private:
    std::array<int, 2> m_ends{};
};

/// The program with a standard output that is read only when the test says so: it waits once a pipe is full.
class HeldUp
{
public:
    explicit HeldUp(const QStringList &arguments);
    ~HeldUp();
    HeldUp(const HeldUp &) = delete;
    HeldUp &operator=(const HeldUp &) = delete;

    /// One byte, once there is one: the program is at its work.
    QByteArray readFirst() const;
    QByteArray readAll() const;
    /// Sends a signal and waits until the program has handled it and waits for its output again.
    void signal(int number) const;

    QProcess process;

private:
    int m_end = -1;
};

QString text(const std::string &path);
QByteArray array(Bytes bytes);

/// Three UDP frames of 49 bytes from 10.0.0.1:5000 to 192.168.100.200:6000, a second apart.
Buffer threeFrames();

} // namespace framelens::test
