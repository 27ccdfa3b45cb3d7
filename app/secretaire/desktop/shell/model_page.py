"""First run: which of the installed models is used, with what is known of each."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from PySide6.QtCore import QLocale, QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QLabel, QListView, QProgressBar

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.item_list import TwoLines
from secretaire.desktop.parts.items import CAPTION, ID
from secretaire.desktop.parts.widgets import box, button, label, restyle
from secretaire.desktop.shell.jobs import Jobs
from secretaire.errors import SecretaireError, TaskFailed
from secretaire.governance.models import InstalledModel, writing_models
from secretaire.inference.interface import Engine, LoadedModel
from secretaire.tasks.custody.opening import load_model
from secretaire.tasks.events import Cancel
from secretaire.wording import _, say


class ModelPage(CardPage):
    """``loaded`` carries the LoadedModel once its hash is checked; ``left`` leaves things as they are."""

    loaded = Signal(object)
    left = Signal()
    _advanced = Signal(float)  # from the lane's thread to this one

    def __init__(self, jobs: Jobs, engine: Engine) -> None:
        super().__init__(
            _("Choose a model"),
            _("The model writes answers, summaries and translations, on this machine alone. You can change it later."),
        )
        self._jobs, self._engine = jobs, engine
        self._models: dict[str, InstalledModel] = {}
        self._rows = QStandardItemModel(self)
        self.list = QListView()
        self.list.setProperty("role", "choices")
        self.list.setAccessibleName(_("Installed models"))
        self.list.setModel(self._rows)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.selectionModel().currentChanged.connect(self._picked)
        self._facts = box("paper")
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(*[tokens.SPACE_L] * 4)
        self._grid.setHorizontalSpacing(tokens.SPACE_L)
        self._grid.setColumnStretch(1, 1)
        self._use = button(_("Use this model"), self.use, role="primary")
        self._use.setEnabled(False)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedHeight(4)
        self._bar.setRange(0, 100)
        self._bar.setAccessibleName(_("Verifying and loading the model"))
        self._stop = button(_("Cancel loading"), self.stop, role="quiet")
        self._cancel = Cancel()
        self._bar.hide()
        self._stop.hide()
        self._advanced.connect(self._advance)
        self.left.connect(self.stop)
        leave = _("Keep the current model") if engine.loaded else _("Go on without a model")
        leaving = button(leave, self.left.emit, role="quiet")
        for widget in (self.list, self._facts, self.notice, self._bar, self._use, self._stop, leaving):
            self.card.addWidget(widget)
        self._hash = label("", "muted")
        jobs.call(writing_models, self, self._show, self.notice.show_error, lane="engine")

    def begin(self) -> None:
        self.list.setFocus()

    def _show(self, models: Sequence[InstalledModel]) -> None:
        self._models = {model.manifest.id: model for model in models}
        for model in models:
            item = QStandardItem(model.manifest.name)
            item.setData(model.manifest.id, ID)
            caption = _("{size} · {languages}").format(
                size=_size(model.manifest.size), languages=", ".join(model.manifest.languages)
            )
            item.setData(caption, CAPTION)
            item.setData(f"{model.manifest.name}, {caption}", Qt.ItemDataRole.AccessibleTextRole)
            self._rows.appendRow(item)
        self.list.setFixedHeight(min(4, max(1, len(models))) * theme.px(50) + 4)
        if models:
            self.list.setCurrentIndex(self._rows.index(0, 0))
        else:
            self.notice.show_error(TaskFailed("governance.no_models"))
        self._use.setEnabled(bool(models))

    def _picked(self, index: QModelIndex) -> None:
        model = self._models.get(str(index.data(ID)))
        if model is None:
            return
        manifest = model.manifest
        for old in self._facts.findChildren(QLabel):
            old.hide()
            old.deleteLater()
        self._hash = label(_("checked when it is loaded"), "muted")
        facts = (
            (_("Name"), manifest.name),
            (_("Publisher"), manifest.publisher),
            (_("Licence"), manifest.licence),
            (_("Size"), _size(manifest.size)),
            (_("Good for"), manifest.notes or ", ".join(manifest.roles)),
            (_("SHA-256"), f"{manifest.sha256[:16]}…"),
        )
        for place, (name, value) in enumerate(facts):
            self._grid.addWidget(label(name, "muted", wrap=False), place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(value), place, 1)
        self._grid.addWidget(label(_("Verified"), "muted", wrap=False), len(facts), 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._hash, len(facts), 1)

    def use(self) -> None:
        """Verify the model against its manifest and load it."""
        chosen = str(self.list.currentIndex().data(ID) or "")
        if not chosen:
            return
        self.notice.hide()
        self._cancel = cancel = Cancel()
        self._busy(True)
        engine = self._engine
        self._jobs.call(
            lambda: load_model(engine, chosen, self._tell, cancel), self, self._loaded, self._failed, lane="engine"
        )

    def stop(self) -> None:
        """Cancel the loading that is under way, if one is."""
        self._cancel.request()
        self._stop.setEnabled(False)

    def _tell(self, share: float) -> None:
        with contextlib.suppress(RuntimeError):  # the page is gone, and with it whoever wanted to know
            self._advanced.emit(share)

    def _advance(self, share: float) -> None:
        percent = round(100 * share)
        self._bar.setValue(percent)
        if not self._use.isEnabled():
            self._use.setText(_("Verifying and loading… {percent} %").format(percent=percent))

    def _loaded(self, model: LoadedModel) -> None:
        self._busy(False)
        verified = model.used.verified
        self._hash.setText(_("✓ its bytes are what the publisher listed") if verified else _("not vouched for"))
        restyle(self._hash, "role", "ok" if verified else "warning")
        self.loaded.emit(model)

    def _failed(self, error: SecretaireError) -> None:
        self._busy(False)
        self._hash.setText(say(error.code, error.params))
        restyle(self._hash, "role", "error")
        self.notice.show_error(error)

    def _busy(self, busy: bool) -> None:
        self._use.setText(_("Verifying and loading…") if busy else _("Use this model"))
        self._use.setEnabled(not busy)
        self._bar.setValue(0)
        self._bar.setVisible(busy)
        self._stop.setVisible(busy)
        self._stop.setEnabled(busy)
        self.list.setEnabled(not busy)


def _size(size: int) -> str:
    return QLocale().formattedDataSize(size, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
