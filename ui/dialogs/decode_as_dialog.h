// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// Decode As: which number leads to which protocol, in the user's own words. Every change acts at once.
#pragma once

#include "core/decode/bindings.h"

#include <QDialog>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QTableWidget;

namespace framelens {
class Dissection;
}

namespace framelens::ui {

class DecodeAsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `frame`: what a new row begins with; null: nothing.
    DecodeAsDialog(std::shared_ptr<const Registry> registry, const Bindings &bindings, const Dissection *frame,
                   QWidget *parent);

    /// A new row with the number by which the innermost layer of the frame was found, and the current protocol.
    void addRow();
    /// Of the rows that make sense.
    const Bindings &bindings() const & { return m_bindings; }

signals:
    void bindingsChanged();

private:
    struct Row
    {
        QComboBox *field;
        QLineEdit *value;
        QLabel *current;
        QComboBox *wanted;
        QString problem;
    };
    void addRow(const QString &field, const QString &value, const QString &wanted);
    void removeRow();
    void read();
    void readRow(Row &row, Bindings &into);
    void showCurrent(Row &row) const;

    std::shared_ptr<const Registry> m_registry;
    Bindings m_bindings;
    Key m_suggestion;
    bool m_hasSuggestion = false;
    QTableWidget *m_table;
    QLabel *m_answer;
    std::vector<Row> m_rows;
    bool m_filling = false;
};

/// "tcp.port", "udp.port", ...: the fields that a row can be about. Empty for keys that are none's.
QString fieldOfKey(KeySpace space);
/// The port that led to the innermost protocol; where nobody took the payload, the lower of both.
std::optional<Key> suggestedKey(const Dissection &dissection);

} // namespace framelens::ui
