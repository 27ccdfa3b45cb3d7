"""Tesseract's engines, one for each choice of languages, and their data. Each has one thread: there is no OpenMP."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import tesserocr

_ENGINES = {"en": "eng", "de": "deu", "fr": "fra"}
"""By what ``language.detect`` tells."""
LEAST_ORIENTATION_CONFIDENCE = 2.0
_LEAST_SCRIPT_CONFIDENCE = 3.0
_SCRIPTS = ("Latin", "Fraktur")
_DATA = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
)


def installed(languages: Sequence[str]) -> list[str]:
    """Which of the wanted languages have their data on this machine."""
    folder = _folder()
    return [name for name in languages if folder is not None and (folder / f"{name}.traineddata").is_file()]


def engines_for(language: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The data for a language; none where they are not among those wanted."""
    name = _ENGINES.get(language, "")
    return (name,) if name in wanted else ()


def _folder() -> Path | None:
    return next((folder for folder in _DATA if folder.is_dir()), None)


@lru_cache(maxsize=8)
def engine(languages: tuple[str, ...], mode: int = tesserocr.PSM.AUTO) -> Any:
    """An engine for languages that are installed; it is kept, since making one takes 0.1 s."""
    return tesserocr.PyTessBaseAPI(path=str(_folder()), lang="+".join(languages), psm=mode)


def upright(pixels: Any, dots_per_inch: int) -> tuple[int, bool]:
    """Degrees (0, 90, 180, 270) by which to turn a grey picture so that its text stands upright, 0 when unsure; and
    whether it is in a script that our languages don't have."""
    if not installed(["osd"]):
        return 0, False
    asked = engine(("osd",), tesserocr.PSM.OSD_ONLY)
    show(asked, pixels, dots_per_inch)
    told = asked.DetectOrientationScript()
    asked.Clear()
    if not told:
        return 0, False
    sure = told["orient_conf"] >= LEAST_ORIENTATION_CONFIDENCE
    strange = told["script_name"] not in _SCRIPTS and told["script_conf"] >= _LEAST_SCRIPT_CONFIDENCE
    return (-int(told["orient_deg"]) % 360 if sure else 0), strange


def show(asked: Any, pixels: Any, dots_per_inch: int) -> None:
    """Give an engine a grey picture: an array of rows of bytes."""
    height, width = pixels.shape
    asked.SetImageBytes(pixels.tobytes(), width, height, 1, width)
    asked.SetSourceResolution(min(2000, max(70, dots_per_inch)))
