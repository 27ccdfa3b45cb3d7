"""The calibrated probe: what it chooses, when it stops, what it remembers and for whom."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from secretaire.errors import Cancelled, TaskFailed
from secretaire.inference import tuned
from secretaire.inference.interface import AS_THE_ENGINE_CHOOSES, Generated, LoadSettings, Speed
from secretaire.inference.tuned import remember, remembered
from secretaire.places import config_home
from secretaire.records import Warned
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent
from secretaire.tasks.prompting.tuning import BUSY, Tuning, tune
from tests.inference.fake_engine import DEFAULT_MODEL, FakeEngine, FakeGeneration

SHA = DEFAULT_MODEL.sha256


def run(engine: FakeEngine, limit_s: float = 50.0) -> tuple[Tuning, list[TaskEvent]]:
    events = list(tune(engine, Cancel(), limit_s))
    assert isinstance(events[-1], Finished)
    return events[-1].result, events


def fast_with(**wanted: object) -> FakeEngine:
    """A pretended machine that is fast with some settings: each that is met adds half the speed."""
    engine = FakeEngine()

    def speed(settings: LoadSettings) -> Speed:
        met = sum(getattr(settings, name) == value for name, value in wanted.items())
        return Speed(100.0 * (1 + met / 2), 10.0 * (1 + met / 2))

    engine.speed = speed
    return engine


@pytest.mark.parametrize(
    "wanted", [{"flash_attention": "off"}, {"batch_tokens": 128, "cache_type": "q8_0"}, {"batch_tokens": 256}]
)
def test_the_fastest_is_chosen_and_remembered(wanted: dict[str, object]) -> None:
    tuning, events = run(fast_with(**wanted))
    for name, value in wanted.items():
        assert getattr(tuning.chosen, name) == value
    assert remembered(SHA) == tuning.chosen
    assert any(isinstance(event, Progress) for event in events)


def test_fewer_threads_are_chosen_where_they_are_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)))
    tuning, _ = run(fast_with(threads=4))
    assert tuning.chosen.threads == 4


def test_noise_changes_nothing() -> None:
    engine = FakeEngine()
    engine.speed = lambda settings: Speed(100.0 + (settings.batch_tokens == 128), 10.0)
    tuning, _ = run(engine)
    assert (tuning.chosen.batch_tokens, tuning.chosen.flash_attention, tuning.chosen.cache_type) == (512, "on", "f16")


def test_a_quantised_cache_is_never_tried_without_flash_attention() -> None:
    engine = fast_with(flash_attention="off")
    run(engine)
    assert all(tried.flash_attention != "off" or tried.cache_type == "f16" for tried in engine.measured)


def test_when_time_is_up_the_rest_is_not_measured_and_says_so() -> None:
    engine = FakeEngine()
    tuning, _ = run(engine, limit_s=0.0)
    assert tuning.choices
    assert all(choice.speed is None for choice in tuning.choices)
    assert len(engine.measured) == 1


def test_a_way_that_the_model_cannot_be_run_with_is_passed_over() -> None:
    engine = FakeEngine()

    def speed(settings: LoadSettings) -> Speed:
        if settings.cache_type == "q8_0":
            raise TaskFailed("inference.out_of_memory")
        return Speed(100.0 + 50 * (settings.batch_tokens == 128), 10.0 + 5 * (settings.batch_tokens == 128))

    engine.speed = speed
    tuning, _ = run(engine)
    assert (tuning.chosen.batch_tokens, tuning.chosen.cache_type) == (128, "f16")
    assert [choice.speed for choice in tuning.choices if choice.settings.cache_type == "q8_0"] == [None]


def test_a_busy_machine_is_told_and_nothing_is_remembered() -> None:
    engine = FakeEngine()
    engine.speed = lambda settings: Speed(100.0 * (1 + (settings.batch_tokens == 128)), 10.0, BUSY + 0.1)
    tuning, events = run(engine)
    assert not tuning.remembered
    assert [event.code for event in events if isinstance(event, Warned)] == ["inference.machine_busy"]
    assert remembered(SHA) == AS_THE_ENGINE_CHOOSES
    assert not config_home().exists()


def test_cancelling_remembers_nothing() -> None:
    cancel = Cancel()
    cancel.request()
    with pytest.raises(Cancelled):
        list(tune(FakeEngine(), cancel))
    assert remembered(SHA) == AS_THE_ENGINE_CHOOSES


def test_what_cannot_be_tuned_says_so() -> None:
    for engine, code in ((FakeEngine(load=False), "no_model"), (FakeEngine(embeds=True), "nothing_to_tune")):
        with pytest.raises(TaskFailed) as caught:
            list(tune(engine, Cancel()))
        assert caught.value.code == f"inference.{code}"


def test_settings_are_remembered_for_each_machine_and_model(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = LoadSettings(1, 128, "q8_0", "on"), LoadSettings(2, 256, "f16", "off")
    remember("a" * 64, one)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(tuned, "_processor", lambda: "another processor")
        assert remembered("a" * 64) == AS_THE_ENGINE_CHOOSES
        remember("a" * 64, other)
        assert remembered("a" * 64) == other
    assert remembered("a" * 64) == one
    assert remembered("b" * 64) == AS_THE_ENGINE_CHOOSES
    assert [path.name for path in config_home().iterdir()] == [tuned.FILE]


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"machines": {"x": {"y": {"threads": "many"}}}}'])
def test_a_damaged_memory_is_no_memory(content: bytes) -> None:
    config_home().mkdir(parents=True)
    (config_home() / tuned.FILE).write_bytes(content)
    assert remembered(SHA) == AS_THE_ENGINE_CHOOSES


def test_where_nothing_can_be_written_it_is_told() -> None:
    config_home().parent.mkdir(parents=True)
    config_home().write_text("a file where the folder should be")
    with pytest.raises(TaskFailed) as caught:
        remember(SHA, AS_THE_ENGINE_CHOOSES)
    assert caught.value.code == "inference.tuning_not_kept"


def test_a_draft_model_is_used_where_it_was_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(lambda asked: "one two three " * 40)
    rate = {True: 2.0, False: 1.0}
    whole = FakeGeneration.result

    def timed(generation: FakeGeneration) -> Generated:
        made = whole(generation)
        return replace(made, decode_s=made.generated_tokens / rate[generation._request.draft])

    monkeypatch.setattr(FakeGeneration, "result", timed)
    for along, pays in ((2.0, True), (1.02, False)):
        rate[True] = along
        *_, end = tune(engine, Cancel(), drafts=True)
        assert isinstance(end, Finished)
        assert end.result.drafting.pays is pays
        assert end.result.drafting.along == pytest.approx(along)
        assert remembered(SHA).draft is pays
    *_, end = tune(engine, Cancel())
    assert isinstance(end, Finished)
    assert end.result.drafting is None
