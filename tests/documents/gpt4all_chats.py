"""GPT4All's chat files, written by Qt's own QDataStream in the order of the program's sources."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QUrl

MAGIC = 0xF5D553CC
NEWEST = 12


@dataclass(frozen=True)
class Part:
    """A part of an answer (since version 12): Response, Text, Think, ToolCall or ToolResponse."""

    kind: str
    text: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Item:
    """A prompt or a response."""

    kind: str
    text: str
    stopped: bool = False
    failed: bool = False
    sources: int = 0
    attachments: int = 0
    parts: tuple[Part, ...] = ()


QUESTION = Item("Prompt", "Wann läuft der Vertrag aus? 📄", sources=2, attachments=1)
ANSWER = Item(
    "Response",
    "Am 31. März.",
    parts=(
        Part("Response", "", (Part("Text", "Ich sehe nach. "), Part("Think", "<think>Seite 3 …</think>"))),
        Part("Response", "", (Part("ToolCall", "<function>print(1)</function>"),)),
        Part("ToolResponse", "1"),
    ),
)
SECOND = Item("Prompt", "Und wer hat ihn unterschrieben?")
STOPPED = Item("Response", "Unterschrieben haben ihn", stopped=True)
CHAT = (QUESTION, ANSWER, SECOND, STOPPED)
PLAIN = (Item("Prompt", "Guten Morgen"), Item("Response", "Guten Morgen!", sources=1), Item("Response", ""))


class Writer:
    """Writes one chat as the given version of the format does."""

    def __init__(self, version: int) -> None:
        self._version = version
        self._data = QByteArray()
        self._stream = QDataStream(self._data, QIODevice.OpenModeFlag.WriteOnly)
        self._stream.writeUInt32(MAGIC)
        self._stream.writeInt32(version)
        self._stream.setVersion(QDataStream.Version.Qt_6_2)

    def chat(self, items: tuple[Item, ...], key: str, title: str, model: str, created: int) -> bytes:
        """All of it."""
        stream = self._stream
        stream.writeInt64(created)
        for text in (key, "New Chat", title, model):
            stream.writeQString(text)
        if self._version >= 3:
            stream.writeQStringList(["Verträge"])
        if self._version < 11:
            self._model_state()
        stream.writeInt32(len(items))
        for number, item in enumerate(items):
            self._item(number, item)
        return bytes(self._data.data())

    def _model_state(self) -> None:
        stream, version = self._stream, self._version
        if version >= 6:
            stream.writeBool(True)
        if version >= 2:
            stream.writeInt32(1)
            stream.writeInt32(0)
        stream.writeQString("response")
        stream.writeQString("name")
        stream.writeUInt32(7)
        for _ in range(sum((version < 4, True, version >= 7))):
            stream.writeUInt32(3)
        for has in (version < 9, True):
            if has:
                stream.writeInt64(2)
                stream.writeInt32(1)
                stream.writeInt32(2)
        _ = stream << QByteArray(b"state")

    def _item(self, number: int, item: Item) -> None:
        stream, version = self._stream, self._version
        if version < 12:
            stream.writeInt32(number)
        stream.writeQString(f"{item.kind}: ")
        stream.writeQString(item.text)
        if version < 10:
            stream.writeQString("the prompt's template")
        stream.writeQString("")
        for flag in (False, item.stopped, False, False):
            stream.writeBool(flag)
        if version >= 11 and item.kind == "Response":
            stream.writeBool(item.failed)
        self._sources(item.sources)
        if version >= 10:
            stream.writeInt64(item.attachments)
            for _ in range(item.attachments):
                _ = stream << QUrl("file:///home/anna/Vertrag.txt")
                _ = stream << QByteArray(b"Der Vertrag ...")
        if version >= 12:
            self._parts(item.parts)

    def _sources(self, count: int) -> None:
        stream, version = self._stream, self._version
        if version >= 8:
            stream.writeInt64(count)
            for _ in range(count):
                for text in ("Verträge", "/home/anna/Vertrag.pdf", "Vertrag.pdf", "", "", "2024-01-01", "Auszug"):
                    stream.writeQString(text)
                for number in (3, -1, -1):
                    stream.writeInt32(number)
        elif version >= 3:
            stream.writeQString("1. In Vertrag.pdf. Page 3. [Context](context://1)" if count else "")
            stream.writeQStringList(["Auszug"] * count)

    def _parts(self, parts: tuple[Part, ...]) -> None:
        stream = self._stream
        stream.writeInt64(len(parts))
        for part in parts:
            stream.writeQString(f"{part.kind}: ")
            stream.writeQString(part.text)
            if part.kind == "ToolCall":
                self._tool_call()
            if part.kind == "Think":
                stream.writeInt32(1200)
            self._parts(part.parts)

    def _tool_call(self) -> None:
        stream = self._stream
        stream.writeQString("javascript_interpret")
        values = ("print(1)", 7, 1.5, True)
        stream.writeInt64(len(values))
        for value in values:
            stream.writeQString("code")
            stream.writeInt32(0)
            stream.writeQVariant(value)
        stream.writeQString("1")
        stream.writeInt32(0)
        stream.writeQString("")


def chat_file(
    items: tuple[Item, ...] = CHAT, version: int = NEWEST, key: str = "a1b2", title: str = "Vertrag"
) -> bytes:
    """A whole chat file."""
    return Writer(version).chat(items, key, title, "Llama-3.2-3B-Instruct-Q4_0.gguf", 1_732_000_000)
