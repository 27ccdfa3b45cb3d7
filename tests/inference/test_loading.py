"""Loading that tells how far it is and can be stopped, two models at once, memory given back, idle unloading."""

from __future__ import annotations

import itertools
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from secretaire.errors import Cancelled, Refused, TaskFailed
from secretaire.governance.models import find_model
from secretaire.inference.client import EngineClient
from secretaire.inference.idle import IdleWatch
from secretaire.inference.interface import LoadSettings, ModelFile, Request, Turn
from secretaire.records import Role
from secretaire.tasks.custody.opening import load_model
from secretaire.tasks.events import Cancel

STARTER = "smollm2-135m-instruct"
WAIT_S = 30.0


@contextmanager
def starter_file() -> Iterator[ModelFile]:
    model = find_model(STARTER)
    with model.path.open("rb") as file:
        yield ModelFile(STARTER, "", file.fileno(), model.manifest.sha256, model.manifest.size)


def hello() -> Request:
    return Request((Turn(Role.USER, "Say hello."),), max_tokens=4)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def anonymous_bytes(pid: int) -> int:
    """Resident memory of a process' own, files and libraries apart (proc_pid_status(5))."""
    found = re.search(r"^RssAnon:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.engine
def test_progress_rises_to_the_end_and_comes_often(engine: EngineClient) -> None:
    heard: list[float] = []
    load_model(engine, STARTER, heard.append)
    assert heard == sorted(heard)
    assert (heard[0] < 0.05, heard[-1] > 0.98) == (True, True)
    assert len(heard) > 20
    assert max(later - sooner for sooner, later in itertools.pairwise(heard)) < 0.35


@pytest.mark.engine
@pytest.mark.parametrize("at", [0.0, 0.2, 0.5, 0.8])
def test_a_load_is_cancelled_while_it_hashes_or_reads_and_the_next_one_works(engine: EngineClient, at: float) -> None:
    stop, heard = Cancel(), list[float]()

    def tell(share: float) -> None:
        heard.append(share)
        if share >= at:
            stop.request()

    pid = engine.pid
    with pytest.raises(Cancelled) as caught:
        load_model(engine, STARTER, tell, stop)
    assert caught.value.code == "inference.load_cancelled"
    assert heard[-1] < 1
    assert engine.loaded is None
    with pytest.raises(TaskFailed):
        engine.generate(hello())
    load_model(engine, STARTER)
    assert engine.pid == pid  # the worker lives on
    assert engine.generate(hello()).result().generated_tokens > 0


@pytest.mark.engine
def test_a_stop_that_came_before_loads_nothing(engine: EngineClient) -> None:
    stop, heard = Cancel(), list[float]()
    stop.request()
    with pytest.raises(Cancelled):
        load_model(engine, STARTER, heard.append, stop)
    assert not heard or heard[-1] < 1


@pytest.mark.engine
def test_closing_does_not_wait_for_a_load() -> None:
    client, begun = EngineClient(), threading.Event()
    errors: list[BaseException] = []

    def load() -> None:
        try:
            load_model(client, STARTER, lambda _share: begun.set())
        except (Cancelled, TaskFailed) as error:
            errors.append(error)

    thread = threading.Thread(target=load)
    thread.start()
    assert begun.wait(WAIT_S)
    client.close()
    thread.join(WAIT_S)
    assert not thread.is_alive()


@pytest.mark.engine
def test_two_models_answer_at_once(engine: EngineClient) -> None:
    second = EngineClient()
    try:
        load_model(second, STARTER)
        one, other = engine.generate(hello()), second.generate(hello())
        assert one.result().generated_tokens > 0
        assert other.result().generated_tokens > 0
        assert engine.pid != second.pid
        second.unload()
        assert engine.generate(hello()).result().generated_tokens > 0
    finally:
        second.close()


@pytest.mark.engine
def test_unloading_gives_the_memory_back() -> None:
    client = EngineClient()
    try:
        with starter_file() as file:
            client.weigh(file, 4096)
            pid = client.pid
            assert pid is not None
            fresh = anonymous_bytes(pid)
            load_model(client, STARTER)
            taken = anonymous_bytes(pid) - fresh
            client.unload()
            before = anonymous_bytes(pid)
            assert before - fresh <= 0.05 * taken  # ggml's tables and threads stay, once
            load_model(client, STARTER)
            client.generate(hello()).result()
            loaded = anonymous_bytes(pid)
            client.unload()
            after = anonymous_bytes(pid)
        print(f"before {before / 1e6:.1f} MB, loaded {loaded / 1e6:.1f} MB, after {after / 1e6:.1f} MB")
        assert loaded > before + 150e6
        assert after <= before * 1.05
    finally:
        client.close()


@pytest.mark.engine
def test_an_idle_model_is_unloaded_and_loaded_again_for_the_next_request() -> None:
    client = EngineClient(idle_s=0.3)
    try:
        load_model(client, STARTER)
        pid = client.pid
        assert pid is not None
        loaded = anonymous_bytes(pid)
        wait_until(lambda: not client.resident)
        assert anonymous_bytes(pid) < loaded / 2
        assert client.loaded is not None
        assert client.generate(hello()).result().generated_tokens > 0
        assert client.resident
        assert client.pid == pid
    finally:
        client.close()


@pytest.mark.engine
def test_a_model_at_work_is_not_idle() -> None:
    client = EngineClient(idle_s=0.05)
    try:
        load_model(client, STARTER)
        long = client.generate(Request((Turn(Role.USER, "Write a long story."),), max_tokens=100)).result()
        assert long.generated_tokens > 10
    finally:
        client.close()


def test_the_idle_watch_acts_when_it_was_quiet_and_not_before() -> None:
    quiet, acted = [0.0], threading.Event()
    watch = IdleWatch(0.02, lambda: quiet[0], acted.set)
    watch.begin()
    watch.begin()
    assert not acted.wait(0.1)
    quiet[0] = 1.0
    assert acted.wait(WAIT_S)
    watch.close()
    never = IdleWatch(0, lambda: 1e9, acted.set)
    never.begin()
    assert not never.due(1e9)
    assert "engine-idle" not in [thread.name for thread in threading.enumerate()]
    never.close()


@pytest.mark.engine
@pytest.mark.parametrize(
    "settings",
    [LoadSettings(1, 128, "q8_0", "on"), LoadSettings(64, 256, "f16", "off"), LoadSettings(0, 64)],
)
def test_every_way_of_loading_answers(engine: EngineClient, settings: LoadSettings) -> None:
    with starter_file() as file:
        loaded = engine.load(file, 2048, settings)
    assert 1 <= loaded.threads <= len(os.sched_getaffinity(0))
    assert engine.generate(hello()).result().generated_tokens > 0


@pytest.mark.engine
def test_a_worker_that_dies_while_loading_is_replaced_once_and_then_the_model_is_set_aside(
    engine: EngineClient,
) -> None:
    deaths: list[int] = []

    def kill(most: int) -> Callable[[float], None]:
        def heard(_share: float) -> None:
            pid = engine.pid
            if pid is not None and pid not in deaths and len(deaths) < most:
                deaths.append(pid)
                os.kill(pid, signal.SIGKILL)

        return heard

    assert load_model(engine, STARTER, kill(1)).parameters > 0
    deaths.clear()
    with pytest.raises(TaskFailed) as caught:
        load_model(engine, STARTER, kill(99))
    assert (caught.value.code, len(deaths)) == ("inference.load_crashed", 2)
    with pytest.raises(TaskFailed) as after:
        engine.generate(hello())
    assert after.value.code == "inference.no_model"
    load_model(engine, STARTER)


@pytest.mark.engine
def test_a_file_that_changes_under_the_load_is_refused(engine: EngineClient, tmp_path: Path) -> None:
    """The weights are read, not mapped; what was read is what was hashed, or nothing is loaded."""
    path = tmp_path / "model.gguf"
    path.write_bytes(find_model(STARTER).path.read_bytes())
    changed = threading.Event()
    writer = path.open("r+b", buffering=0)  # open before, so that there is no lease

    def change(share: float) -> None:
        if share > 0.4 and not changed.is_set():
            changed.set()
            writer.seek(-1, os.SEEK_END)
            last = writer.read(1)[0]
            writer.seek(-1, os.SEEK_END)
            writer.write(bytes([last ^ 1]))

    with writer, path.open("rb") as file, pytest.raises(Refused) as caught:
        engine.load(ModelFile("x", "", file.fileno(), "", path.stat().st_size), progress=change)
    assert caught.value.code == "inference.hash_mismatch"


@pytest.mark.engine
def test_what_bound_the_hash_to_what_was_loaded_is_told(engine: EngineClient, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(find_model(STARTER).path.read_bytes())
    with path.open("rb") as file:
        model = ModelFile("x", "", file.fileno(), "", path.stat().st_size)
        assert engine.load(model).bound_by == "leased"
        with path.open("ab"):  # a lease is not to be had while somebody may write; nor does one outlive a load
            assert engine.load(model).bound_by == "hashed_again"
