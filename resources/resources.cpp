// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "resources/resources.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace framelens::ui {

QString samplePath()
{
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString &folder : {program.filePath(QStringLiteral(FRAMELENS_DATA_FROM_BIN)),
                                  QStringLiteral(FRAMELENS_RESOURCES)}) {
        const QString path = QDir::cleanPath(folder + QStringLiteral("/sample.pcapng"));
        if (QFileInfo(path).isFile())
            return path;
    }
    return {};
}

} // namespace framelens::ui
