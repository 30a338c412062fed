// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/open_options.h"

#include "ui/settings.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

namespace framelens::ui {

namespace {

constexpr qint64 recentMs = 60'000;

bool isRecent(const std::string &path)
{
    const QFileInfo info(QFile::decodeName(QByteArray::fromStdString(path)));
    const qint64 age = info.lastModified().msecsTo(QDateTime::currentDateTime());
    return info.isFile() && age < recentMs; // a time in the future is no reason against
}

} // namespace

bool wantsFollow(const Settings &settings, const std::string &path)
{
    switch (settings.follow()) {
    case FollowChoice::WhenRecent: return isRecent(path);
    case FollowChoice::Always: return true;
    case FollowChoice::Never: return false;
    }
    return false;
}

OpenOptions openOptions(const Settings &settings, const std::string &path, std::shared_ptr<CopyLedger> ledger)
{
    OpenOptions options;
    options.follow = wantsFollow(settings, path);
    options.ledger = std::move(ledger);
    return options;
}

} // namespace framelens::ui
