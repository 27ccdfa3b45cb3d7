"""Translating text, segment by segment: memory first, then the model, then checks; layout between segments is kept."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.documents import tagged
from secretaire.documents.instructions import instruction_like
from secretaire.errors import TaskFailed, UsageError, WorkerDied
from secretaire.identity import new_id, now
from secretaire.inference.interface import Finish, Generated, Priority, Request, Sampling, Turn
from secretaire.records import Role, Segment, StoredJob, TextState, Timing, Translation, Warned
from secretaire.tasks.custody.unlocking import note
from secretaire.tasks.events import Cancel, Finished, Progress, Revised, TaskEvent
from secretaire.tasks.keeping import body_of, job_of, kept_run
from secretaire.tasks.language.figures import amounts, numbers
from secretaire.tasks.language.tagged_sentences import carried, sentences_of
from secretaire.tasks.prompting.generating import complete_all
from secretaire.tasks.prompting.models import language_warnings, model_used, writes
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.services import Services
from secretaire.tasks.translating.untranslated import untranslated

LANGUAGES = ("en", "de", "fr")
IN_FLIGHT = 8
_KEPT = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+|\{[^{}\s]*\}|%[sd]|<[^<>\s][^<>]*>")
_HEEDED = {"translate.cut", "translate.length"}
"""What the translation of an order looks like that was obeyed, not translated: the source stands then."""
_LETTER = re.compile(r"[^\W\d_]")


def translate(
    text: str, source_language: str, target_language: str, services: Services, cancel: Cancel, *, memory: bool = True
) -> Iterator[TaskEvent]:
    """Translate a text; the result is a Translation. ``source_language`` "" is detected; ``memory`` is whether what the
    same model translated before is drawn on.

    Raises:
        UsageError: a language that is not offered, both the same. TaskFailed: an empty text, no model.
        Cancelled, WorkerDied: what is translated so far is stored.
    """
    if not text.strip():
        raise TaskFailed("task.nothing_to_translate")
    for language in (source_language or "en", target_language):
        if language not in LANGUAGES:
            raise UsageError("task.unknown_language", language=language, known=", ".join(LANGUAGES))
    detected, places = sentences_of(text, source_language, services.reader)
    source_language = source_language or (detected if detected in LANGUAGES else "en")
    if source_language == target_language:
        raise UsageError("task.same_language", language=target_language)
    yield from _Work(_Asked(text, source_language, target_language, memory), places, services, cancel).whole_run()


def resume_translation(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on with a translation behind its last segment; another model than before starts anew. Raises as above."""
    asked = body_of(job, _Asked)
    _, places = sentences_of(asked.text, asked.source_language, services.reader)
    work = _Work(asked, places, services, cancel, job.id)
    work.go_on()
    yield from work.whole_run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of a translation under way."""

    text: str
    source_language: str
    target_language: str
    memory: bool = True


def joined(translation: Translation) -> str:
    """The translated text with the layout of its source; the inline tags of a file's translation are left out."""
    pieces = [translation.joints[0]]
    for segment, joint in zip(translation.segments, translation.joints[1:], strict=True):
        pieces += [tagged.plain(segment.target)[0], joint]
    return "".join(pieces)


class _Work:
    def __init__(
        self,
        asked: _Asked,
        places: Sequence[tuple[int, int]],
        services: Services,
        cancel: Cancel,
        id: str = "",
    ) -> None:
        self._began = time.monotonic()
        text = asked.text
        self._sources = [text[start:end] for start, end in places]
        self._asked, self._services, self._cancel = asked, services, cancel
        ends = [0, *(end for _, end in places)]
        starts = [*(start for start, _ in places), len(text)]
        self._joints = tuple(text[end:start] for end, start in zip(ends, starts, strict=True))
        self.translation = Translation(
            id=id or new_id(),
            source_language=asked.source_language,
            target_language=asked.target_language,
            segments=(),
            joints=self._joints[:1],
            model=model_used(services),
            timing=Timing(),
            state=TextState.STREAMING,
            marking=services.marking,
            created_at=now(),
        )

    def go_on(self) -> None:
        """Take up what was translated before."""
        earlier = self._services.vault.translation(self.translation.id)
        if earlier is None or earlier.model != self.translation.model or len(earlier.segments) > len(self._sources):
            return
        self._began -= earlier.timing.total_s
        self.translation = replace(
            self.translation,
            segments=earlier.segments,
            joints=self._joints[: len(earlier.segments) + 1],
            timing=earlier.timing,
            created_at=earlier.created_at,
        )

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``, kept as a job, with what was translated before a stop."""
        about = self.translation
        job = job_of(about.id, "translation", self._asked, about.created_at)
        return kept_run(job, self.run(), self._services, self._cancel, self._stopped)

    def _stopped(self, state: TextState) -> None:
        if self.translation.state is TextState.STREAMING and self.translation.segments:
            self.save(state)

    def run(self) -> Iterator[TaskEvent]:
        """Translate group by group."""
        about = self.translation
        wanted = (about.source_language, about.target_language)
        for language in wanted:
            yield from language_warnings(self._services, language)
        for index, segment in enumerate(about.segments):
            yield Revised(str(index), segment)
        for start in range(len(about.segments), len(self._sources), IN_FLIGHT):
            self._cancel.check()
            for segment in self._translated(self._sources[start : start + IN_FLIGHT]):
                self._add(segment)
                done = len(self.translation.segments)
                yield Revised(str(done - 1), segment)
                yield Progress("translating", done, len(self._sources), "segment")
            self.save(TextState.STREAMING)
        yield Finished(self.save(TextState.COMPLETE))

    def _translated(self, sources: Sequence[str]) -> Iterator[Segment]:
        """A group of segments in order; those that need the model are in flight together."""
        ready: dict[int, Segment] = {}
        for index, source in enumerate(sources):
            if not _LETTER.search(_KEPT.sub("", source)):
                ready[index] = Segment(source, source, "copied", 100)
            elif remembered := self._remembered(source):
                ready[index] = remembered
        requests = [self._request(source) for index, source in enumerate(sources) if index not in ready]
        made = complete_all(self._services.engine, requests, self._cancel)
        for index, source in enumerate(sources):
            yield ready[index] if index in ready else self._segment(source, _alive(next(made)))

    def _remembered(self, source: str) -> Segment | None:
        """What the same model made of it before, if today's checks find nothing wrong with it."""
        about = self.translation
        languages = about.source_language, about.target_language
        if not self._asked.memory or not all(writes(self._services, each) for each in languages):
            return None
        found = self._services.vault.remembered(source, *languages, about.model.sha256)
        if found is None:
            return None
        said, told = tagged.plain(source)[0], tagged.plain(found.target)[0]
        return None if any(segment_warnings(said, told, cut_off=False, languages=languages)) else found

    def _request(self, source: str) -> Request:
        about = self.translation
        names = {"source": about.source_language, "target": about.target_language}
        turns = (
            Turn(Role.SYSTEM, prompt("translate_system", "en", **names)),
            Turn(Role.USER, prompt(_asking(source), "en", text=source, **names)),
        )
        tokens = 40 + 2 * self._services.engine.count_tokens([source])[0]
        return Request(turns, tokens, Sampling(temperature=0.0), stop=("\n\n",), priority=Priority.BACKGROUND)

    def _segment(self, source: str, generated: Generated) -> Segment:
        target = " ".join(generated.text.split()).strip()
        if len(target) > 1 and target[0] in '"“„«' and source[0] not in '"“„«':
            target = target.strip('"“”„«» ')
        said, told = tagged.plain(source)[0], tagged.plain(target)[0]
        languages = self.translation.source_language, self.translation.target_language
        warnings = tuple(segment_warnings(said, told, generated.finish is Finish.LENGTH, languages))
        if instruction_like(said):  # a document's words, whatever they ask for; never heeded
            told = "" if {warning.code for warning in warnings} & _HEEDED else told
            warnings = (Warned("translate.order", {}), *warnings)
        if told:
            target, of_tags = carried(source, target)
            warnings += of_tags
        else:
            target = ""
        self._note(generated)
        return Segment(source, target or source, "model" if target else "copied", 0, warnings)

    def _note(self, generated: Generated) -> None:
        timing = self.translation.timing
        self.translation = replace(
            self.translation,
            timing=replace(
                timing,
                first_token_s=timing.first_token_s or time.monotonic() - self._began,
                prompt_tokens=timing.prompt_tokens + generated.prompt_tokens,
                generated_tokens=timing.generated_tokens + generated.generated_tokens,
            ),
        )

    def _add(self, segment: Segment) -> None:
        segments = (*self.translation.segments, segment)
        self.translation = replace(self.translation, segments=segments, joints=self._joints[: len(segments) + 1])

    def save(self, state: TextState) -> Translation:
        """Store the translation as far as it is."""
        timing = replace(self.translation.timing, total_s=time.monotonic() - self._began)
        self.translation = replace(self.translation, state=state, timing=timing)
        self._services.vault.save_translation(self.translation)
        if state is TextState.COMPLETE:
            about = self.translation
            note(self._services.vault, "translation.made", model=about.model.id, marking=about.marking)
        return self.translation


def _asking(source: str) -> str:
    return "translate_segment" if tagged.plain(source)[0] == source else "translate_tagged"


def _alive(made: Generated | WorkerDied) -> Generated:
    if isinstance(made, WorkerDied):
        raise made
    return made


def segment_warnings(
    source: str, target: str, cut_off: bool, languages: tuple[str, str] = ("", "")
) -> Iterator[Warned]:
    """What deterministic checks find wrong with a translated segment; ``languages`` are the source's and the target's,
    "" reads no number in words."""
    if not target:
        yield Warned("translate.empty", {})
        return
    if cut_off:
        yield Warned("translate.cut", {})
    yield from _changed_figures(source, target, languages)
    yield from (Warned("translate.kept", {"value": kept}) for kept in _KEPT.findall(source) if kept not in target)
    if left := list(untranslated(source, target, *languages)):
        yield from left
    elif not 0.4 <= len(target) / len(source) <= 2.5 and len(source) > 20:
        yield Warned("translate.length", {})


def _changed_figures(source: str, target: str, languages: tuple[str, str]) -> Iterator[Warned]:
    """Numbers that a translation lacks or adds, and those that changed what they count ("14 Tage", "14 years")."""
    spoken, told = languages
    before, after = numbers(source, spoken), numbers(target, told)
    known, kept = numbers(source, spoken, generous=True), numbers(target, told, generous=True)
    yield from (Warned("translate.number", {"value": value}) for value in sorted(before - kept))
    yield from (Warned("translate.number_added", {"value": value}) for value in sorted(after - known))
    units = amounts(target, told, generous=True)
    for (number, unit), written in amounts(source, spoken).items():
        if number in kept and (number, unit) not in units:
            yield Warned("translate.unit", {"value": written})
