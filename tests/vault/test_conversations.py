from __future__ import annotations

import subprocess
import sys

import pytest

from secretaire.errors import TaskFailed
from secretaire.records import Conversation, Message, Role
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import PASSPHRASE


@pytest.fixture
def chat(vault: Vault) -> Conversation:
    made = examples.conversation()
    vault.add_conversation(made)
    return made


def say(vault: Vault, chat: Conversation, text: str, parent: str | None = None) -> Message:
    return vault.add_message(chat.id, Role.USER, text, parent=parent)


def texts(vault: Vault, chat: Conversation) -> str:
    return "".join(message.text for message in vault.messages(chat.id))


def test_messages_follow_each_other(vault: Vault, chat: Conversation) -> None:
    first = say(vault, chat, "a")
    second = say(vault, chat, "b")
    assert (first.parent, second.parent) == ("", first.id)
    assert texts(vault, chat) == "ab"


def test_an_edit_makes_a_branch_and_the_old_one_can_be_shown_again(vault: Vault, chat: Conversation) -> None:
    first, second, _ = (say(vault, chat, text) for text in "abc")
    edited = say(vault, chat, "B", parent=first.id)
    say(vault, chat, "C")
    assert texts(vault, chat) == "aBC"
    assert [each.text for each in vault.versions(second.id)] == ["b", "B"]
    vault.show_branch(second.id)
    assert texts(vault, chat) == "abc"
    vault.show_branch(edited.id)
    assert texts(vault, chat) == "aBC"


def test_a_conversation_may_begin_twice(vault: Vault, chat: Conversation) -> None:
    first = say(vault, chat, "a")
    other = say(vault, chat, "A", parent="")
    assert texts(vault, chat) == "A"
    assert [each.id for each in vault.versions(first.id)] == [first.id, other.id]
    vault.show_branch(first.id)
    assert texts(vault, chat) == "a"


AHEAD = """
import sys, time
real, year = time.time_ns, 365 * 24 * 3600 * 10**9
time.time_ns = lambda: real() + year
from pathlib import Path
from secretaire.records import Role
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import PASSPHRASE
vault = Vault.unlock(Path(sys.argv[1]), PASSPHRASE)
chat = examples.conversation("a year ahead")
vault.add_conversation(chat)
for text in "ab":
    vault.add_message(chat.id, Role.USER, text)
examples.import_text(vault, "alt", "old.pdf")
vault.close()
"""


def test_a_clock_that_is_set_back_changes_no_order(vault: Vault) -> None:
    """Another process wrote a year ahead; this one, by the right time, goes on behind it."""
    vault.close()
    subprocess.run([sys.executable, "-c", AHEAD, vault.directory], check=True)
    again = Vault.unlock(vault.directory, PASSPHRASE)
    try:
        (chat,) = again.conversations()
        second = again.messages(chat.id)[-1]
        third = say(again, chat, "c")
        say(again, chat, "B", parent=second.parent)
        again.show_branch(second.id)
        assert texts(again, chat) == "abc"
        assert "".join(each.text for each in again.all_messages(chat.id)) == "abcB"
        assert [each.text for each in again.versions(second.id)] == ["b", "B"]
        assert second.id < third.id
        later = examples.conversation("later")
        again.add_conversation(later)
        examples.import_text(again, "neu", "new.pdf")
        assert [each.title for each in again.conversations()] == ["later", "a year ahead"]
        assert [each.name for each in again.documents()] == ["new.pdf", "old.pdf"]
        assert all(finding.sound for finding in again.verify())
    finally:
        again.close()


def test_a_message_stays_in_its_conversation(vault: Vault, chat: Conversation) -> None:
    other = examples.conversation()
    vault.add_conversation(other)
    elsewhere = say(vault, other, "x")
    for parent in (elsewhere.id, "no such"):
        with pytest.raises(TaskFailed):
            say(vault, chat, "y", parent=parent)
    assert vault.messages(chat.id) == []


def test_deleting_a_conversation_takes_all_branches(vault: Vault, chat: Conversation) -> None:
    first = say(vault, chat, "kakadu")
    say(vault, chat, "kanarienvogel", parent=first.id)
    say(vault, chat, "kormoran", parent=first.id)
    vault.delete_conversation(chat.id)
    for word in ("kakadu", "kanarienvogel", "kormoran"):
        assert not vault.search(word)
    with pytest.raises(TaskFailed):
        vault.versions(first.id)


def test_a_long_conversation_is_read_in_order(vault: Vault, chat: Conversation) -> None:
    for number in range(300):
        say(vault, chat, f"{number} ")
    assert texts(vault, chat) == "".join(f"{number} " for number in range(300))
