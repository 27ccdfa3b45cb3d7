from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from secretaire.desktop.chat.conversation_view import SHOWN_AT_ONCE, ConversationView
from secretaire.desktop.chat.message_view import MachineMessage, PersonMessage, message_view
from secretaire.desktop.chat.transcript import Transcript
from secretaire.desktop.parts.widgets import label
from secretaire.desktop.shell.desk import Desk
from secretaire.records import Conversation, Message, Role, TextState
from tests.desktop.helpers import desk_over

LONG = " ".join(f"word{number}" for number in range(400))


def begin_chat(qtbot: QtBot, desk: Desk) -> ConversationView:
    desk.new_chat()
    qtbot.waitUntil(lambda: desk.chat.current is not None, timeout=5000)
    view = desk.chat.current
    assert view is not None
    return view


def test_an_answer_streams_and_is_stored(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: "An **answer** to you.", delay_s=0.01) as desk:
        view = begin_chat(qtbot, desk)
        QTest.keyClicks(view.composer.field, "Hello there")
        QTest.keyClick(view.composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert view.answering
        qtbot.waitUntil(lambda: not view.answering, timeout=5000)
        shown = view.findChildren(MachineMessage)
        assert [message.text for message in shown] == ["An **answer** to you."]
        assert view.findChildren(PersonMessage)[0].text == "Hello there"
        vault = desk._session.services.vault
        stored = vault.messages(view.conversation)
        assert [(each.role, each.state) for each in stored] == [
            (Role.USER, TextState.COMPLETE),
            (Role.ASSISTANT, TextState.COMPLETE),
        ]
        qtbot.waitUntil(lambda: desk.chat.list.ids == [view.conversation], timeout=5000)


def test_esc_stops_and_keeps_what_was_written(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: LONG, delay_s=0.01) as desk:
        view = begin_chat(qtbot, desk)
        view.composer.field.setPlainText("Tell me everything")
        view.composer.send()
        qtbot.waitUntil(lambda: "word3" in view.findChildren(MachineMessage)[0].text, timeout=5000)
        QTest.keyClick(view.composer.field, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not view.answering, timeout=5000)
        stored = desk._session.services.vault.messages(view.conversation)[-1]
        assert stored.state is TextState.CANCELLED
        assert "word3" in stored.text
        assert "word399" not in stored.text
        assert view.findChildren(MachineMessage)[0].text == stored.text


def test_a_crash_of_the_engine_keeps_the_answer_and_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: LONG, delay_s=0.01) as desk:
        view = begin_chat(qtbot, desk)
        view.composer.field.setPlainText("Tell me everything")
        view.composer.send()
        qtbot.waitUntil(lambda: "word3" in view.findChildren(MachineMessage)[0].text, timeout=5000)
        desk._session.services.engine.crash()  # type: ignore[attr-defined]  # the fake's
        qtbot.waitUntil(lambda: not view.answering, timeout=5000)
        assert view.notice.text
        assert "word3" in view.findChildren(MachineMessage)[0].text


def test_two_conversations_answer_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: LONG, delay_s=0.005) as desk:
        first = begin_chat(qtbot, desk)
        first.composer.field.setPlainText("One")
        first.composer.send()
        desk.chat.new_chat()
        qtbot.waitUntil(lambda: desk.chat.current is not first, timeout=5000)
        second = desk.chat.current
        assert second is not None
        second.composer.field.setPlainText("Two")
        second.composer.send()
        assert first.answering
        assert second.answering
        assert len(desk._session.jobs.running) == 2
        assert "2 jobs" in desk.status.jobs.text()


def test_the_window_never_waits_while_an_answer_streams(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: LONG, delay_s=0.002) as desk:
        view = begin_chat(qtbot, desk)
        beats: list[float] = []
        pulse = QTimer(view, interval=5)
        pulse.timeout.connect(lambda: beats.append(time.monotonic()))
        pulse.start()
        view.composer.field.setPlainText("Tell me everything")
        view.composer.send()
        qtbot.waitUntil(lambda: not view.answering, timeout=20_000)
        pulse.stop()
        assert max(later - earlier for earlier, later in pairwise(beats)) < 0.1


def test_closing_the_window_cancels_what_runs(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path, lambda request: LONG, delay_s=0.05) as desk:
        view = begin_chat(qtbot, desk)
        view.composer.field.setPlainText("Tell me everything")
        view.composer.send()
        qtbot.waitUntil(lambda: bool(view.findChildren(MachineMessage)[0].text), timeout=5000)
    # the fixtures check that no thread and no window is left


def test_a_long_conversation_is_shown_from_its_end(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        vault = desk._session.services.vault
        vault.add_conversation(
            Conversation("0190a000-0000-7000-8000-000000000000", "Long", "", "2026-01-01T00:00:00+00:00")
        )
        for number in range(SHOWN_AT_ONCE + 5):
            vault.add_message("0190a000-0000-7000-8000-000000000000", Role.USER, f"message {number}")
        desk.chat.open("0190a000-0000-7000-8000-000000000000")
        view = desk.chat.current
        assert view is not None
        qtbot.waitUntil(lambda: len(view.findChildren(PersonMessage)) == SHOWN_AT_ONCE, timeout=10_000)
        assert not view._more.isHidden()
        view._more.click()
        assert len(view.findChildren(PersonMessage)) == SHOWN_AT_ONCE + 5
        assert view._more.isHidden()


def test_reading_above_is_not_disturbed(qtbot: QtBot) -> None:
    transcript = Transcript("Conversation")
    qtbot.addWidget(transcript)
    transcript.resize(400, 200)
    transcript.show()
    bar = transcript.verticalScrollBar()
    for number in range(30):
        transcript.add(label(f"message {number}"))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum(), timeout=2000)
    bar.setValue(40)
    for number in range(10):
        transcript.add(label(f"new {number}"))
    qtbot.wait(50)
    assert bar.value() == 40
    transcript.follow()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum(), timeout=2000)


def test_streamed_text_ends_with_a_whole_word(qtbot: QtBot) -> None:
    message = MachineMessage()
    qtbot.addWidget(message)
    message.append("The inven")
    assert message._body.toPlainText() == "The"
    message.append("tory is ")
    assert message._body.toPlainText() == "The inventory is"


def said(view: ConversationView) -> list[str]:
    return [each.text for each in view.transcript.shown if isinstance(each, (PersonMessage, MachineMessage))]


def settled(qtbot: QtBot, view: ConversationView) -> None:
    qtbot.waitUntil(lambda: not view.answering, timeout=5000)
    qtbot.wait(100)  # what the vault says of the branches


def test_another_answer_and_a_changed_question_are_branches(qtbot: QtBot, tmp_path: Path) -> None:
    answers = iter(["first answer", "second answer", "third answer"])
    with desk_over(qtbot, tmp_path, lambda request: next(answers)) as desk:
        view = begin_chat(qtbot, desk)
        assert not view.branches.isVisible()
        view.composer.field.setPlainText("a question")
        view.composer.send()
        settled(qtbot, view)
        view.branches._again.click()
        settled(qtbot, view)
        assert said(view) == ["a question", "second answer"]
        qtbot.waitUntil(lambda: "2" in view.branches._where.text(), timeout=5000)
        view.branches._previous.click()
        qtbot.waitUntil(lambda: said(view) == ["a question", "first answer"], timeout=5000)
        view.branches._edit.click()
        assert view.composer.field.toPlainText() == "a question"
        view.composer.field.setPlainText("another question")
        view.composer.send()
        settled(qtbot, view)
        assert said(view) == ["another question", "third answer"]
        vault = desk._session.services.vault
        assert [each.text for each in vault.messages(view.conversation)] == ["another question", "third answer"]
        view.branches._previous.click()
        qtbot.waitUntil(lambda: said(view)[0] == "a question", timeout=5000)


def test_another_programs_instructions_pass_for_nobodys_words(qtbot: QtBot) -> None:
    said = Message("1", "1", Role.SYSTEM, "Be brief.", TextState.COMPLETE, "", "")
    shown = message_view(said)
    qtbot.addWidget(shown)
    assert "Instructions to the model" in [each.text() for each in shown.findChildren(QLabel)]
    answer = message_view(msgspec.structs.replace(said, role=Role.ASSISTANT))
    qtbot.addWidget(answer)
    assert "Instructions to the model" not in [each.text() for each in answer.findChildren(QLabel)]
