// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/live/descriptor_reader.h"

#include <sys/stat.h>

namespace framelens::live {

namespace {

bool isFile(int descriptor)
{
    struct stat status = {};
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

DescriptorReader::DescriptorReader(Loop &loop, int descriptor, std::function<void(const ErrorCode &)> ended)
    : m_loop(loop)
    , m_from(loop.io, descriptor)
    , m_ended(std::move(ended))
    , m_isPolled(!isFile(descriptor))
{
}

void DescriptorReader::begin()
{
    m_number = m_loop.nextConnection++;
    m_loop.recorder.add(makeRecord(SpoolRecordKind::Open, m_number, Direction::ToClient));
    goOn();
}

void DescriptorReader::goOn()
{
    if (m_isOver)
        return;
    if (!m_isPolled) {
        asio::post(m_loop.io, m_loop.kept([self = shared_from_this()] { self->readable({}); }));
        return;
    }
    m_from.async_wait(asio::posix::stream_descriptor::wait_read,
                      m_loop.kept([self = shared_from_this()](const ErrorCode &error) { self->readable(error); }));
}

void DescriptorReader::readable(const ErrorCode &waiting)
{
    if (m_isOver || waiting == asio::error::operation_aborted)
        return;
    if (!m_loop.recorder.accepts() || !m_intake.prepare(m_loop)) {
        m_loop.wait(shared_from_this());
        return;
    }
    ErrorCode error;
    m_atRecorder = m_intake.read(m_loop, m_from, error, shared_from_this(), m_number, Direction::ToClient);
    if (error == asio::error::eof)
        finish({});
    else if (error == asio::error::would_block || error == asio::error::interrupted)
        goOn();
    else if (error)
        finish(error);
}

void DescriptorReader::recorded(Piece /*piece*/)
{
    if (--m_atRecorder == 0)
        goOn();
}

void DescriptorReader::finish(const ErrorCode &error)
{
    end();
    if (m_ended)
        std::exchange(m_ended, {})(error);
}

void DescriptorReader::end()
{
    if (std::exchange(m_isOver, true))
        return;
    ErrorCode ignored;
    m_from.close(ignored);
    m_loop.recorder.add(makeRecord(SpoolRecordKind::Close, m_number, Direction::ToClient));
}

} // namespace framelens::live
