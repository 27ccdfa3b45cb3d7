"""The line at the bottom: air gap, model, device, speed, jobs, lock."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from secretaire.confinement.confine import confinement
from secretaire.desktop.parts.icons import icon
from secretaire.desktop.parts.progress_row import worded
from secretaire.desktop.parts.widgets import label, restyle, row, with_key
from secretaire.desktop.shell.session import Session
from secretaire.wording import _, plural, say

SAID_FROM_MINUTES = 5


class StatusBar(QWidget):
    """Every part of it is a button with a name; ``locked`` asks to lock, ``model_wanted`` to choose another model."""

    locked = Signal()
    model_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "status-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Status"))
        self._session = session
        self._speed = 0.0
        self.air_gap = _part()
        self.air_gap.clicked.connect(self._explain)
        self.model = _part()
        self.model.clicked.connect(self.model_wanted)
        self.jobs = _part()
        self.jobs.clicked.connect(self._list_jobs)
        self.left = label("", "caption")
        self.lock = _part()
        self.lock.setIcon(icon("lock", "muted"))
        self.lock.setIconSize(QSize(14, 14))
        self.lock.setToolTip(with_key(_("Lock"), "Ctrl+L"))
        self.lock.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)  # the rail has the word
        self.lock.setAccessibleName(_("Lock"))
        self.lock.clicked.connect(self.locked)
        layout = row(self, 2, 4)
        for widget in (self.air_gap, self.model):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.jobs)
        layout.addWidget(self.left)
        layout.addWidget(self.lock)
        session.model_changed.connect(self.show_model)
        session.load_advanced.connect(self.show_loading)
        session.speed.connect(self.show_speed)
        session.jobs.changed.connect(self.show_jobs)
        self.show_air_gap()
        self.show_model()
        self.show_jobs()

    def show_left(self, seconds: float) -> None:
        """Say how long it is until an idle window locks, once that is near."""
        minutes = math.ceil(seconds / 60)
        near = minutes <= SAID_FROM_MINUTES
        self.left.setText(plural("locks in {count} minute", "locks in {count} minutes", minutes) if near else "")

    # -- air gap ------------------------------------------------------------------------------------------------
    def show_air_gap(self) -> None:
        """Say whether the operating system refuses this process the network, and how completely."""
        found = confinement()
        if found is not None and found.complete:
            words, state = _("● Air gap enforced"), "ok"
        elif found is not None:
            missing = sum(not measure.enforced for measure in found.measures)
            words, state = (
                plural("◐ Air gap: {count} measure missing", "◐ Air gap: {count} measures missing", missing),
                "warn",
            )
        else:
            words, state = _("○ Air gap not enforced"), "warn"
        _say(self.air_gap, words, _("What the operating system refuses this program"))
        restyle(self.air_gap, "state", state)

    def _explain(self) -> None:
        found = confinement()
        lines = [
            f"{'●' if measure.enforced else '○'} {measure_words(measure.name)}"
            + (f" ({measure.missing})" if measure.missing else "")
            for measure in (found.measures if found else ())
        ]
        self._menu(self.air_gap, lines or [_("This process was started without confinement.")])

    # -- model --------------------------------------------------------------------------------------------------
    def show_model(self) -> None:
        """Name the model and its device."""
        model = self._session.model
        if self._session.loading:
            _say(self.model, _("Loading the model…"), _("The model is verified and loaded"))
        elif model is None:
            _say(self.model, _("No model"), _("Choose a model"))
        else:
            verified = _("its bytes were verified") if model.used.verified else _("nobody vouched for its bytes")
            told = [model.name, model.device]
            if self._speed:
                told.append(_("{speed:.0f} tokens/s").format(speed=self._speed))
            hint = _("Model: {verified}").format(verified=verified)
            _say(self.model, " · ".join(told), f"{hint}\n{say(f'device.{model.note}')}" if model.note else hint)

    def show_loading(self, share: float) -> None:
        """How far the model's loading is."""
        if self._session.loading:
            words = _("Loading the model… {percent} %").format(percent=round(100 * share))
            _say(self.model, words, _("The model is verified and loaded"))

    def show_speed(self, tokens_per_s: float) -> None:
        """Show how fast the last answer comes."""
        if tokens_per_s > 0:
            self._speed = tokens_per_s
            self.show_model()

    # -- jobs ---------------------------------------------------------------------------------------------------
    def show_jobs(self) -> None:
        """Count what is under way, with how far it is on the whole."""
        running = self._session.jobs.running
        self.jobs.setVisible(bool(running))
        if not running:
            return
        counted = [job.progress for job in running if job.progress is not None and job.progress.total > 0]
        words = plural("{count} job", "{count} jobs", len(running))
        if counted:
            share = sum(min(1.0, each.done / each.total) for each in counted) / len(counted)
            words += f" · {share:.0%}"
        _say(self.jobs, words, _("What is under way"))

    def _list_jobs(self) -> None:
        lines = [
            f"{job.title}: {worded(job.progress)}" if job.progress is not None else job.title
            for job in self._session.jobs.running
        ]
        self._menu(self.jobs, lines or [_("Nothing is under way.")])

    def _menu(self, part: QToolButton, lines: list[str]) -> None:
        menu = QMenu(self)
        for line in lines:
            menu.addAction(line.replace("&", "&&"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(part.mapToGlobal(QPoint(0, -menu.sizeHint().height())))


def measure_words(name: str) -> str:
    """What a measure of confinement does, in words."""
    return {
        "no_new_privileges": _("No process of the program can gain privileges"),
        "memory_hidden": _("Other programs cannot read its memory"),
        "seccomp": _("No network sockets (system call filter)"),
        "landlock_files": _("Only its own interpreter can be started (Landlock)"),
        "landlock_tcp": _("No TCP connection (Landlock)"),
        "landlock_abstract_sockets": _("No abstract sockets (Landlock)"),
        "landlock_signals": _("No signals to other programs (Landlock)"),
    }.get(name, name)


def _part() -> QToolButton:
    made = QToolButton()
    made.setProperty("role", "status")
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _say(part: QToolButton, words: str, hint: str) -> None:
    part.setText(words)
    part.setToolTip(hint)
    part.setAccessibleName(f"{words}. {hint}")
