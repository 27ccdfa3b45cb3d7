"""llama.cpp's own tools, as ``make peers`` builds them: the same source, the same flags, the same settings."""

from __future__ import annotations

import contextlib
import functools
import http.client
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.subject import BATCH, FLASH_ATTENTION, KV_TYPE, THREADS, Subject

ROOT = Path(__file__).resolve().parents[2]
SLOTS = 8
LIMIT_S = 600.0
"""No run of a peer and no answer of the server takes longer."""
_STARTING_S = 120.0
_COMMON = (
    *("-t", str(THREADS), "-b", str(BATCH), "-ub", str(BATCH), "-fa", FLASH_ATTENTION),
    *("-ctk", KV_TYPE, "-ctv", KV_TYPE, "-ngl", "0", "-lm", "none"),
)


@functools.cache
def folder() -> Path:
    """Where the tools are; they are built when they aren't there yet."""
    built = subprocess.run([ROOT / "tools" / "build_peers.sh"], check=True, stdout=subprocess.PIPE, text=True)
    return Path(built.stdout.splitlines()[-1])


def llama_bench(subject: Subject, *, prompt: int = 0, generate: int = 0, depth: int = 0) -> float:
    """Tokens a second of ``llama-bench``: of reading ``prompt`` tokens, or of writing, after ``depth`` tokens."""
    asked = {"-m": subject.path, "-p": prompt, "-n": generate, "-d": depth, "-r": 1, "-o": "json"}
    result = _run("llama-bench", [*_COMMON, *_words(asked)])
    (row,) = json.loads(result)
    return float(row["avg_ts"])


def llama_batched_bench(subject: Subject, *, prompt: int, generate: int, sequences: int, context: int) -> float:
    """Tokens a second of all sequences together, which share the prompt in a unified cache."""
    asked = {"-m": subject.path, "-c": context, "-npp": prompt, "-ntg": generate, "-npl": sequences}
    result = _run("llama-batched-bench", [*_COMMON, *_words(asked), "-pps", "-kvu", "--output-format", "jsonl"])
    rows = [json.loads(line) for line in result.splitlines() if line.startswith("{")]
    return float(rows[-1]["speed_tg"])


def _words(options: dict[str, object]) -> list[str]:
    return [word for name, value in options.items() for word in (name, str(value))]


def _run(tool: str, arguments: Sequence[str]) -> str:
    done = subprocess.run(
        [folder() / tool, *arguments], check=True, capture_output=True, text=True, timeout=LIMIT_S, env=_environment()
    )
    return done.stdout


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


class Server:
    """A ``llama-server`` on this machine's loopback."""

    def __init__(self, port: int) -> None:
        self._port = port

    def chat(self, text: str, tokens: int) -> tuple[float, float, int]:
        """Ask once, greedily, and read the stream: seconds to the first text, to the end, and tokens made."""
        asked = {
            "messages": [{"role": "user", "content": text}],
            "max_tokens": tokens,
            "temperature": 0.0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LIMIT_S)
        began, first, made = time.perf_counter(), 0.0, 0
        try:
            connection.request("POST", "/v1/chat/completions", json.dumps(asked), {"Content-Type": "application/json"})
            response = connection.getresponse()
            if response.status != http.client.OK:
                raise RuntimeError(f"llama-server answered {response.status}: {response.read(500)!r}")
            for event in _events(response):
                if "error" in event:
                    raise RuntimeError(f"llama-server gave up: {event['error']}")
                if not first and any(choice["delta"].get("content") for choice in event.get("choices", ())):
                    first = time.perf_counter() - began
                made = (event.get("usage") or {}).get("completion_tokens", made)
        finally:
            connection.close()
        total = time.perf_counter() - began
        if not made:
            raise RuntimeError("llama-server wrote nothing, or did not say how much")
        return first or total, total, made

    def healthy(self) -> bool:
        """Whether it has its model and answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()


def _events(response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    for line in response:
        for mark in (b"data: {", b"error: {"):
            if line.startswith(mark):
                found = json.loads(line[len(mark) - 1 :])
                yield {"error": found} if mark.startswith(b"error") else found


@contextlib.contextmanager
def llama_server(subject: Subject, context: int) -> Iterator[Server]:
    """A server with as many slots as the engine has requests; always stopped when this is left."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    arguments = [
        *_COMMON,
        *("-m", str(subject.path), "-c", str(context), "-np", str(SLOTS), "-kvu"),
        *("--host", "127.0.0.1", "--port", str(port), "--offline"),
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [folder() / "llama-server", *arguments],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
        try:
            server = Server(port)
            _wait_for(server, process, log)
            yield server
        finally:
            process.kill()
            process.wait()


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Any) -> None:
    until = time.monotonic() + _STARTING_S
    while not server.healthy():
        if process.poll() is not None or time.monotonic() > until:
            log.seek(0)
            raise RuntimeError(f"llama-server did not start: {log.read()[-2000:].decode('utf-8', 'replace')}")
        time.sleep(0.1)
