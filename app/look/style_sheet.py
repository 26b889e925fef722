"""The style sheet: what a palette cannot say. ``$names`` are the colours of a theme.

It is kept small, and its rules name classes or objects, because Qt matches every rule against every widget.
"""

from __future__ import annotations

SHEET = """
QToolTip { background: $field; color: $text; border: 1px solid $border; padding: 4px 6px; }
QMainWindow::separator { background: $window; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: $hover; }

QLineEdit, QComboBox, QAbstractSpinBox {
    background: $field; color: $text; border: 1px solid $field_border; border-radius: 5px;
    padding: 3px 7px; min-height: 20px; placeholder-text-color: $muted;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit, QTextEdit {
    background: $field; color: $text; border: 1px solid $field_border; border-radius: 5px;
    placeholder-text-color: $muted; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus {
    border-color: $accent;
}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
    color: $faded; background: $window;
}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"] {
    border-color: $error;
}
QAbstractSpinBox { padding: 2px 20px 2px 0px; }  /* the room of the arrows: Qt lays the text over them */
QComboBox QLineEdit, QAbstractSpinBox QLineEdit {
    border: none; padding: 0px; background: transparent; min-height: 0px;
}
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(pictures:down.svg); width: 10px; height: 10px; }
QComboBox { combobox-popup: 0; }
QComboBoxPrivateContainer { background: $field; border: none; padding: 0px; }
QComboBox QAbstractItemView { background: $field; border: 1px solid $border; padding: 3px; outline: none; }
QComboBox QAbstractItemView::item { min-height: 22px; padding: 0px 6px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $hover; color: $text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    border: none; background: transparent; width: 18px; subcontrol-origin: border;
}
QAbstractSpinBox::up-arrow { image: url(pictures:up.svg); width: 8px; height: 8px; }
QAbstractSpinBox::down-arrow { image: url(pictures:down.svg); width: 8px; height: 8px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }

QPushButton {
    background: $field; color: $text; border: 1px solid $border; border-radius: 5px;
    padding: 4px 12px; min-height: 20px;
}
QPushButton:hover, QPushButton:checked { background: $hover; }
QPushButton:pressed { background: $canvas; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faded; background: $window; }
QPushButton[words="true"] { text-align: left; padding: 3px 7px; }
QPushButton::menu-indicator {
    image: url(pictures:down.svg); width: 10px; height: 10px; right: 6px;
    subcontrol-origin: padding; subcontrol-position: right center;
}
QPushButton[primary="true"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[primary="true"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[primary="true"]:disabled {
    background: $hover; color: $faded; border-color: $border;
}
QDialogButtonBox, QMessageBox { button-layout: 0; dialogbuttonbox-buttons-have-icons: 0; }
QPushButton, QToolButton, QMenu { icon-size: 16px; }
QToolButton { border: none; border-radius: 5px; padding: 4px 6px; background: transparent; }
QToolButton:hover, QToolButton:checked { background: $hover; }
QToolButton[popupMode="2"] { padding-right: 12px; }
QToolButton::menu-indicator {
    image: url(pictures:down.svg); width: 10px; height: 10px; right: 5px;
    subcontrol-origin: padding; subcontrol-position: right center;
}
QToolButton[link="true"] { color: $accent_text; padding: 2px 0px; background: transparent; }
QToolButton[link="true"]:hover { text-decoration: underline; }
QToolButton[link="true"]:disabled { color: $faded; }

QMenuBar { background: transparent; border: none; }
QMenuBar::item { padding: 5px 10px; border-radius: 5px; background: transparent; }
QMenuBar QToolButton[popupMode="2"] { padding: 0px; }
QMenuBar QToolButton::menu-indicator { image: none; }
QMenuBar::item:selected { background: $hover; color: $text; }
QMenu { background: $card; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 8px; border-radius: 4px; color: $text; }
QMenu::item:selected { background: $hover; color: $text; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }
QMenu::icon { padding-left: 8px; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
    padding: 7px 12px 6px 12px;
}
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::scroller { width: 22px; }
QTabBar QToolButton { background: $window; padding: 2px; border-radius: 0px; }
QTabBar QToolButton::left-arrow { image: url(pictures:left.svg); width: 12px; height: 12px; }
QTabBar QToolButton::right-arrow { image: url(pictures:right.svg); width: 12px; height: 12px; }

QTreeView, QListView, QTableView {
    background: $window; border: none; outline: none;
    selection-background-color: $hover; selection-color: $text;
}
QTreeView::item { padding: 1px 2px; border-radius: 4px; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected { background: $hover; color: $text; }
QListView[several="true"]::item:focus { border: 1px solid $accent; border-radius: 4px; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:!has-siblings:closed, QTreeView::branch:closed:has-children {
    image: url(pictures:right.svg); padding: 5px;
}
QTreeView::branch:open:has-children { image: url(pictures:down.svg); padding: 5px; }
#completion { background: $card; border: 1px solid $border; padding: 3px; }
#completion::item { min-height: 22px; padding: 0px 6px; }
QHeaderView::section {
    background: $window; color: $muted; border: none; border-bottom: 1px solid $border;
    padding: 4px 6px;
}

QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0px; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: $wire; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; background: transparent; }

QProgressBar {
    background: $hover; border: none; border-radius: 4px; text-align: center; color: $text;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $field_border; border-radius: 3px; background: $field;
}
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url(pictures:check.svg);
}
QCheckBox::indicator:focus { border-color: $accent; }
QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $field_border; border-radius: 7px; background: $field;
}
QRadioButton::indicator:checked {
    width: 8px; height: 8px; border: 4px solid $accent; border-radius: 7px;
}
QRadioButton::indicator:focus { border-color: $accent; }
QRadioButton::indicator:disabled { background: $window; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QSlider:horizontal { min-height: 18px; }
QSlider::groove:horizontal { height: 4px; background: $border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -5px 0px; border-radius: 6px;
    background: $card; border: 1px solid $wire;
}

#topBar { background: $card; border-bottom: 1px solid $border; }
#searchButton {
    background: $field; border: 1px solid $field_border; color: $muted; text-align: left;
    padding: 4px 12px;
}
#searchButton:hover { border-color: $accent; }
#deviceLabel { color: $muted; }
#dockTitle { color: $text; padding: 7px 10px 3px 12px; }
#dockStrip { background: $window; color: $muted; }
#dockStrip:hover, #dockStrip:focus { background: $hover; color: $text; }
#centre { background: $canvas; }
#breadcrumb { background: $card; border-bottom: 1px solid $border; }
#breadcrumb QLabel { color: $muted; }
#breadcrumb QToolButton[link="true"] { padding: 0px; }
#breadcrumb #crumbHere[deep="true"] { color: $text; font-weight: 600; }
#breadcrumb #crumbGiven[missing="true"] { color: $warning; }
#crumbBack { padding: 1px 3px; }
#turnBox { min-height: 16px; padding: 0px 20px 0px 0px; }
#placeholder { background: $canvas; border: none; }
#problemBar { background: $error_soft; border-top: 1px solid $border; }
#problemBar[calm="true"] { background: $card; }
#notice { background: $hover; border-bottom: 1px solid $border; }
#notice[bad="true"] { background: $error_soft; }
#welcome { background: $card; border: 1px solid $border; border-radius: 8px; }
#toast {
    background: $text; color: $card; border-radius: 6px; padding: 7px 12px;
}
#statusLine { background: $card; border-top: 1px solid $border; }
#statusLine QLabel { color: $muted; }
#blockTitle { font-weight: 600; }
#muted { color: $muted; }
#templateList { background: $window; border: none; outline: none; }
#templatePage, #templatePage > QWidget > QWidget { background: $window; }
#templatePage QRadioButton { spacing: 8px; }
#templateWords { color: $muted; }
#templateWords[bad="true"] { color: $error; }
#heading { font-weight: 600; }
#wrongWords { color: $error; }
#explanation { background: $box; border-radius: 6px; }
#commandPalette { background: $card; border: 1px solid $border; border-radius: 8px; }
#nameEdit { border-color: transparent; background: transparent; color: $muted; padding: 2px 4px; }
#nameEdit:hover { border-color: $field_border; }
#nameEdit:focus { border-color: $accent; background: $field; color: $text; }
"""
