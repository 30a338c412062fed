// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
// What may come next, below the line in which a filter is typed.
#pragma once

#include "ui/filter_completion.h"

#include <QObject>

#include <functional>
#include <memory>

class QAbstractItemView;
class QCompleter;
class QLineEdit;
class QModelIndex;
class QStandardItemModel;

namespace framelens::ui {

/// Offers at each word that is typed, and by Ctrl+Space. Tab takes the first or the chosen one, Enter the chosen one; Escape closes.
/// Enter with none chosen is the line's.
class FilterPopup final : public QObject
{
    Q_OBJECT

public:
    /// Lives and ends with the line.
    FilterPopup(std::shared_ptr<const Registry> registry, QLineEdit *edit);

    QAbstractItemView &list() const;
    /// Asked at each offer.
    void setHints(std::function<CaptureHints()> hints) { m_hints = std::move(hints); }
    /// More is known: what is offered is made anew, unless an entry is chosen.
    void refresh();
    void setRegistry(std::shared_ptr<const Registry> registry) { m_registry = std::move(registry); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void offer(bool areAskedFor);
    void take(const QModelIndex &index);
    bool takeKey(int key, QEvent *event);

    std::shared_ptr<const Registry> m_registry;
    QLineEdit *m_edit;
    QStandardItemModel *m_model;
    QCompleter *m_completer;
    std::function<CaptureHints()> m_hints;
    Completions m_offered;
    QString m_offeredText; // that it was for
    bool m_wasAskedFor = false;
    bool m_isTaking = false;
};

} // namespace framelens::ui
