// SPDX-License-Identifier: Apache-2.0
// Copyright The Framelens authors
#include "ui/widgets/filter_popup.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStandardItemModel>

namespace framelens::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int rowsInView = 12;
constexpr int textRole = Qt::UserRole;

} // namespace

FilterPopup::FilterPopup(std::shared_ptr<const Registry> registry, QLineEdit *edit)
    : QObject(edit)
    , m_registry(std::move(registry))
    , m_edit(edit)
    , m_model(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_model, this))
{
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(rowsInView);
    m_completer->setWidget(edit);
    list().setObjectName(u"filterPopup"_s);
    list().setAccessibleName(tr("What may come next"));
    list().installEventFilter(this); // before the completer
    edit->installEventFilter(this);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, &FilterPopup::take);
    connect(edit, &QLineEdit::textEdited, this, [this] {
        if (!m_isTaking)
            offer(false);
    });
}

QAbstractItemView &FilterPopup::list() const { return *m_completer->popup(); }

void FilterPopup::offer(bool areAskedFor)
{
    m_offered = completionsAt(m_edit->text(), m_edit->cursorPosition(), *m_registry, areAskedFor, m_hints ? m_hints() : CaptureHints());
    m_offeredText = m_edit->text();
    m_wasAskedFor = areAskedFor;
    m_model->clear();
    for (const Completion &entry : m_offered.entries) {
        auto item = std::make_unique<QStandardItem>(entry.label.isEmpty() ? entry.text : u"%1   %2"_s.arg(entry.text, entry.label));
        item->setData(entry.text, textRole);
        item->setEditable(false);
        m_model->appendRow(item.release()); // the model's
    }
    if (m_offered.entries.empty()) {
        list().hide();
        return;
    }
    m_completer->complete();
    list().setCurrentIndex({});
}

void FilterPopup::refresh()
{
    const bool isOpen = list().isVisible();
    const bool isAwaited = !isOpen && m_edit->hasFocus() && m_offered.entries.empty() && !m_offeredText.isEmpty();
    if ((isOpen || isAwaited) && m_edit->text() == m_offeredText && !list().currentIndex().isValid())
        offer(m_wasAskedFor);
}

void FilterPopup::take(const QModelIndex &index)
{
    const QString text = index.data(textRole).toString();
    if (text.isEmpty())
        return;
    m_isTaking = true;
    m_edit->setSelection(static_cast<int>(m_offered.begin), static_cast<int>(m_offered.length));
    m_edit->insert(text);
    m_isTaking = false;
}

bool FilterPopup::takeKey(int key, QEvent *event)
{
    const QModelIndex chosen = list().currentIndex();
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (key == Qt::Key_Escape) { // the line would take it for its own
        list().hide();
        return true;
    }
    if (key != Qt::Key_Tab && !(isEnter && !chosen.isValid()))
        return false;
    list().hide();
    if (isEnter)
        QCoreApplication::sendEvent(m_edit, event);
    else
        take(chosen.isValid() ? chosen : list().model()->index(0, 0));
    return true;
}

bool FilterPopup::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QObject::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (watched == &list() && takeKey(key->key(), event))
        return true;
    if (watched == m_edit && key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier) {
        offer(true);
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace framelens::ui
