// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/capture_document.h"

#include "ui/text.h"

#include <QFile>
#include <QFileInfo>

namespace framelens::ui {

CaptureDocument::CaptureDocument(const Services &services, std::unique_ptr<Loader> loader)
    : m_services(services)
    , m_loader(std::move(loader))
{
    makeSource();
    connect(m_loader.get(), &Loader::framesAppended, this, &Document::framesAppended);
    connect(m_loader.get(), &Loader::ended, this, &Document::ended);
    connect(m_loader.get(), &Loader::fileChanged, this, &CaptureDocument::fileChanged);
}

// What stands between the capture and the panes.
void CaptureDocument::makeSource()
{
    m_source = m_loader->capture();
}

bool CaptureDocument::isCounting() const
{
    // A file that is followed is complete each time until it grows again: no dots that come and go.
    return m_loader->isBusy() && !m_loader->capture()->isComplete();
}

std::size_t CaptureDocument::heapBytes() const
{
    return m_loader->capture()->heapBytes();
}

QString CaptureDocument::pathOf(const Loader &loader)
{
    return QFile::decodeName(QByteArray::fromStdString(loader.path()));
}

QString CaptureDocument::nameOf(const Loader &loader)
{
    return loader.path() == "-" ? tr("standard input") : visible(QFileInfo(pathOf(loader)).fileName());
}

} // namespace framelens::ui
