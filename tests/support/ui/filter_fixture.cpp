// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "tests/support/ui/filter_fixture.h"

#include "tests/support/sample.h"
#include "tests/support/patience.h"
#include "ui/document.h"

namespace framelens::test {

LoneFilterLine::LoneFilterLine()
    : m_settings(QString::fromStdString(m_folder.file("framelens.ini")))
{
    make();
}

void LoneFilterLine::make()
{
    m_settings.sync();
    m_line = std::make_unique<ui::FilterLine>(m_settings, Registry::builtIn());
    m_applied.clear();
    QObject::connect(m_line.get(), &ui::FilterLine::applied, m_line.get(), [this](const std::shared_ptr<const Filter> &filter) {
        m_applied << QString::fromStdString(filter->text());
    });
    m_line->resize(1000, 60);
    m_line->show();
    if (!QTest::qWaitForWindowActive(m_line.get(), patienceMs))
        qFatal("the line does not become active");
    m_line->focusLine();
}

SampleWindow::SampleWindow()
    : m_window(m_fixture.addWith(m_fixture.write("a.pcapng", sampleCapture())))
{
    list().setFocus();
}

std::uint32_t SampleWindow::count() const
{
    return m_window.document()->count();
}

bool SampleWindow::settle() const
{
    return QTest::qWaitFor([this] { return !views().search().isSearching(); }, patienceMs);
}

RowRanges SampleWindow::searched(const QString &filter) const
{
    RowRanges frames;
    const auto compiled = Filter::compile(filter.toStdString(), Registry::builtIn());
    if (!compiled)
        return frames;
    const ui::Document &document = *m_window.document();
    if (!QTest::qWaitFor([&document] { return document.framesWithStreams() == document.count(); }, patienceMs)) // else none is in a stream
        return frames;
    FilterSearch search(*compiled, {.source = document.source(), .view = document.wholeViews()});
    Job job;
    search.advance(document.count(), 1, job);
    for (std::size_t n = 0; n < search.matches().size(); ++n)
        frames.add(search.matches()[n], search.matches()[n] + 1);
    return frames;
}

} // namespace framelens::test
