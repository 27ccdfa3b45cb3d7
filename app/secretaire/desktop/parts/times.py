"""Dates and sizes by the system's locale; stored times are UTC, shown times local."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from secretaire.wording import _


def _local(stored: str) -> QDateTime:
    moment = datetime.fromisoformat(stored).astimezone()
    return QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute, moment.second))


def exact(stored: str) -> str:
    """Date and time in full."""
    return QLocale().toString(_local(stored), QLocale.FormatType.LongFormat)


def stamp(stored: str) -> str:
    """Date and time in few characters, to the second."""
    moment = _local(stored)
    date = QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)
    return f"{date} {moment.time().toString('HH:mm:ss')}"


def short(stored: str) -> str:
    """The time today, "yesterday", or the date."""
    moment = _local(stored)
    days = moment.date().daysTo(QDate.currentDate())
    if days == 0:
        return QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
    return _("yesterday") if days == 1 else QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)
