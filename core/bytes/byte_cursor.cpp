// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "core/bytes/byte_cursor.h"

namespace framelens {

void ByteCursor::failAt(std::size_t offset, std::size_t size)
{
    if (failed())
        return;
    const std::size_t declared = offset <= m_declaredEnd ? m_declaredEnd - offset : 0;
    const std::size_t captured = offset <= m_capturedEnd ? m_capturedEnd - offset : 0;
    const bool pastDeclared = offset > m_declaredEnd || size > declared;
    m_fault = {pastDeclared ? FaultKind::PastDeclared : FaultKind::NotCaptured, offset, size,
               std::min(declared, captured)};
}

void ByteCursor::invalid(std::size_t offset, std::size_t size)
{
    if (!failed())
        m_fault = {FaultKind::InvalidValue, offset, size, size};
}

} // namespace framelens
