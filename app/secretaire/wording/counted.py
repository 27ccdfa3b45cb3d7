"""Sentences with a number that changes their words: for each code the parameter that counts, and both forms."""

from __future__ import annotations

from secretaire.wording.mark import NN_

COUNTED: dict[str, tuple[str, tuple[str, str]]] = {
    "policy.retention_applied": (
        "count",
        NN_(
            "Older than your organisation's policy allows, and deleted for good: one thing (a conversation, a document or a result).",
            "Older than your organisation's policy allows, and deleted for good: {count} things (conversations, documents, results).",
        ),
    ),
    "vault.damaged_originals": (
        "count",
        NN_(
            "The original of one document is damaged; what was read of it, and all else, is whole. Import the file again to mend it: {where}",
            "The originals of {count} documents are damaged; what was read of them, and all else, is whole. Import the files again to mend them: {where}",
        ),
    ),
    "policy.sentences_hidden": (
        "count",
        NN_("1 sentence hidden by policy", "{count} sentences hidden by policy"),
    ),
    "task.answer_cut": (
        "tokens",
        NN_(
            "The answer was cut after one token; ask it to go on if you need the rest.",
            "The answer was cut after {tokens} tokens; ask it to go on if you need the rest.",
        ),
    ),
    "translate.remembered": (
        "count",
        NN_(
            "Segment {numbers} is from an earlier translation by the same model; --no-memory translates it anew.",
            "{count} segments are from earlier translations by the same model ({numbers}); --no-memory translates them anew.",
        ),
    ),
    "task.history_dropped": (
        "messages",
        NN_(
            "The oldest message no longer fits the model's context and was left out of this answer; it is still in the vault.",
            "The {messages} oldest messages no longer fit the model's context and were left out of this answer; they are still in the vault.",
        ),
    ),
    "task.other_language": (
        "count",
        NN_(
            "The document is in more than one language; one sentence, in {language}, was left out of the summary.",
            "The document is in more than one language; {count} sentences, most of them in {language}, were left out of the summary.",
        ),
    ),
    "task.left_in_language": (
        "count",
        NN_(
            "One sentence stands in {language}, the document's language, and not in {other_language}: the model {model} gave no translation that could be relied on. Choose a larger model, or read it there.",
            "{count} sentences stand in {language}, the document's language, and not in {other_language}: the model {model} gave no translations that could be relied on. Choose a larger model, or read them there.",
        ),
    ),
    "task.import_expires": (
        "count",
        NN_(
            "One thing that comes in is older than your organisation's policy allows, and will be deleted at the next unlocking. Write it to a file before, with “secretaire export”, if you need it.",
            "{count} things that come in are older than your organisation's policy allows, and will be deleted at the next unlocking. Write what you need to files before, with “secretaire export”.",
        ),
    ),
    "rewrite.tags_repaired": (
        "count",
        NN_(
            "Marks of formatting were put right in one passage; look at its place: {places}",
            "Marks of formatting were put right in {count} passages; look at their places: {places}",
        ),
    ),
    "rewrite.tags_lost": (
        "count",
        NN_(
            "Some formatting was lost in one passage: {places}",
            "Some formatting was lost in {count} passages: {places}",
        ),
    ),
    "rewrite.hidden_left": (
        "count",
        NN_(
            "One hidden text was left as it is: {places}",
            "{count} hidden texts were left as they are: {places}",
        ),
    ),
    "rewrite.text_shrunk": (
        "count",
        NN_(
            "Letters had to be made much smaller for the place in one passage: {places}",
            "Letters had to be made much smaller for the place in {count} passages: {places}",
        ),
    ),
    "verify.faults": ("faults", NN_("one fault, {repaired} repaired", "{faults} faults, {repaired} repaired")),
}
