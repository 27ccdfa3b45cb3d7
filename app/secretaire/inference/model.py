"""A loaded model: llama.cpp's low-level calls behind plain Python ones. Runs in the engine worker."""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
from collections.abc import Iterator, Sequence
from typing import Literal

import llama_cpp.llama_cpp as llama
import numpy as np
import numpy.typing as npt

from secretaire.inference import chat_template, wire
from secretaire.inference.device_choice import NoSuchDevice, Placement, choose
from secretaire.inference.fit import CacheType, Plan, shape_of
from secretaire.inference.gguf_header import read_header
from secretaire.inference.loading import (
    LoadFailed,
    LoadProgress,
    check_fit,
    give_memory_back,
    hash_of,
    within_training,
)
from secretaire.inference.read_lease import ReadLease, read_lease

SEQUENCES = 32
EMBEDDING_SEQUENCES = 64
STATEFUL_SEQUENCES = 8
"""Of a recurrent model: each has a state of its own, whether it is used or not."""
BATCH_TOKENS = 512
OUTPUTS = 64
"""Rows of logits in a step; llama.cpp reserves memory for so many times the vocabulary, at least one a sequence."""
_FLASH_ATTENTION = {
    "auto": llama.LLAMA_FLASH_ATTN_TYPE_AUTO,
    "on": llama.LLAMA_FLASH_ATTN_TYPE_ENABLED,
    "off": llama.LLAMA_FLASH_ATTN_TYPE_DISABLED,
}
_CACHE_TYPES: dict[CacheType, int] = {"f16": llama.GGML_TYPE_F16, "q8_0": llama.GGML_TYPE_Q8_0}
_POOLINGS: dict[int, Literal["mean", "cls", "last"]] = {
    llama.LLAMA_POOLING_TYPE_MEAN: "mean",
    llama.LLAMA_POOLING_TYPE_CLS: "cls",
    llama.LLAMA_POOLING_TYPE_LAST: "last",
}


def plan_of(context_tokens: int, settings: wire.LoadSettings, *, drafts: bool = False) -> Plan:
    """How ``Model`` would load by these settings, for the estimate of what it needs."""
    batch = settings.batch_tokens or BATCH_TOKENS
    flash = settings.flash_attention != "off"  # ggml's CPU backend has it for every model, so "auto" means on
    sequences, outputs = (1, 1) if drafts else (SEQUENCES, OUTPUTS)
    return Plan(context_tokens, sequences, batch, outputs, settings.cache_type, flash)


class Model:
    """Weights, vocabulary and one context whose cells all sequences share."""

    def __init__(self, descriptor: int, question: wire.Load, progress: LoadProgress, *, drafts: bool = False) -> None:
        """Weigh, place, hash, check and load from one descriptor. Raises LoadFailed, BadHeader.

        One that ``drafts`` for another has one sequence, and logits for one token of a step.
        """
        self._settings, self._progress, self._drafts = question.settings, progress, drafts
        self.batch_tokens = question.settings.batch_tokens or BATCH_TOKENS
        self.threads = self.threads_for(question.settings)
        shape = shape_of(read_header(descriptor))  # found sound before any other parser sees it
        plan = within_training(shape, plan_of(question.context_tokens, question.settings, drafts=drafts))
        try:
            self.placement = choose(question.device, shape, plan)
        except NoSuchDevice:
            raise LoadFailed("no_such_device") from None
        check_fit(shape, plan, question.free_bytes, self.placement.off_main_memory)
        with read_lease(descriptor) as lease:
            if lease.held:
                progress.once()
            self.sha256 = hash_of(descriptor, progress.hashing)
            if question.sha256 and self.sha256 != question.sha256:
                raise LoadFailed("hash_mismatch")
            self._load(descriptor, question.context_tokens, lease)
        self.vocabulary = llama.llama_model_get_vocab(self.weights)
        self.vocabulary_size = llama.llama_vocab_n_tokens(self.vocabulary)
        # llama.cpp rounds its cells up; an encoder has no positions beyond what it was trained for.
        cells, trained = int(llama.llama_n_ctx(self.context)), int(llama.llama_model_n_ctx_train(self.weights))
        self.vocabulary_kind = int(llama.llama_vocab_type(self.vocabulary))
        self.context_tokens = min(cells, trained) if trained > 0 else cells
        self.memory = llama.llama_get_memory(self.context)
        self._adapters: dict[str, llama.llama_adapter_lora_p] = {}
        self._row = ctypes.POINTER(ctypes.c_float * self.vocabulary_size)
        self._ends: dict[int, bool] = {}
        self._piece = ctypes.create_string_buffer(512)
        template = llama.llama_model_chat_template(self.weights, None)
        self.has_template = bool(template)
        self._template = template.decode("utf-8", "replace") if template else chat_template.CHATML

    def _load(self, descriptor: int, context_tokens: int, lease: ReadLease) -> None:
        """Load where it was placed; where a GPU had less room than it said, on less of it."""
        while True:
            try:
                self._load_on(self.placement, descriptor, context_tokens, lease)
                return
            except LoadFailed as failure:
                if failure.code in ("hash_mismatch", "load_cancelled") or not self.placement.on_gpu:
                    raise
                self.placement = self.placement.smaller()

    def _load_on(self, placement: Placement, descriptor: int, context_tokens: int, lease: ReadLease) -> None:
        self.weights = _read_weights(descriptor, placement, self._progress)
        try:
            self.bound_by = self._bind(descriptor, lease)
            self.cuts_prefixes = not (
                llama.llama_model_is_recurrent(self.weights) or llama.llama_model_is_hybrid(self.weights)
            )
            self.sequences = 1 if self._drafts else SEQUENCES if self.cuts_prefixes else STATEFUL_SEQUENCES
            trained = llama.llama_model_n_ctx_train(self.weights)
            tokens = min(context_tokens, trained) if trained > 0 else context_tokens
            self.context = self.make_context(tokens, self._settings, self.sequences, 1 if self._drafts else OUTPUTS)
        except BaseException:
            llama.llama_model_free(self.weights)
            give_memory_back()
            raise

    def _bind(self, descriptor: int, lease: ReadLease) -> Literal["not_writable", "leased", "hashed_again"]:
        """What was hashed is what was loaded: nobody of this user can write the file, nobody opened it for writing
        since before it was hashed, or it still has the same hash.

        The weights were read into memory, not mapped, so later writes change nothing.
        """
        facts = os.fstat(descriptor)
        writable = os.geteuid() in (0, facts.st_uid) or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not writable:
            return "not_writable"
        if lease.held:
            return "leased"
        if hash_of(descriptor, self._progress.hashing_again) != self.sha256:
            raise LoadFailed("hash_mismatch")
        return "hashed_again"

    @staticmethod
    def threads_for(settings: wire.LoadSettings) -> int:
        """How many threads: as many as asked for and cores allow."""
        available = len(os.sched_getaffinity(0))
        return min(settings.threads, available) or available

    def make_context(
        self, tokens: int, chosen: wire.LoadSettings, sequences: int, outputs: int
    ) -> llama.llama_context_p:
        """A context over the weights; the caller frees it. ``outputs``: how many tokens of a step may have logits."""
        settings = llama.llama_context_default_params()
        settings.n_ctx = tokens
        settings.n_batch = settings.n_ubatch = chosen.batch_tokens or BATCH_TOKENS
        settings.type_k = settings.type_v = _CACHE_TYPES[chosen.cache_type]
        settings.flash_attn_type = _FLASH_ATTENTION[chosen.flash_attention]
        settings.n_seq_max = sequences
        settings.n_outputs_max = settings.n_outputs_max_per_seq = outputs
        settings.swa_full = True  # a window's cells are kept, so that a prefix behind it can be shared
        settings.n_threads = settings.n_threads_batch = self.threads_for(chosen)
        if self._pooled:
            settings.embeddings = True
            settings.n_seq_max = EMBEDDING_SEQUENCES
            settings.n_outputs_max = settings.n_outputs_max_per_seq = 0
            settings.n_batch = settings.n_ubatch = max(BATCH_TOKENS, tokens)  # a text must be seen whole
        settings.kv_unified = True
        settings.no_perf = True
        context = llama.llama_init_from_model(self.weights, settings)
        if not context:
            raise LoadFailed("out_of_memory")
        return context

    def break_off_when(self, flag: ctypes.Array[ctypes.c_char]) -> None:
        """From now on a decode is broken off once ``flag`` holds a string that is not empty.

        llama.cpp asks at every node of its graph (on the CPU only). The C library's own strlen answers: a Python
        callback would cost more than the loop's whole share of a step.
        """
        self._flag = flag  # llama.cpp holds no reference to either
        self._asked = ctypes.cast(ctypes.CDLL(None).strlen, llama.ggml_abort_callback)
        llama.llama_set_abort_callback(self.context, self._asked, ctypes.cast(flag, ctypes.c_void_p))

    def load_adapter(self, id: str, descriptor: int, expected_sha256: str) -> str:
        """Load a LoRA adapter made for this model; its SHA-256. Raises LoadFailed, BadHeader."""
        read_header(descriptor)
        sha256 = hash_of(descriptor, _go_on)
        if expected_sha256 and sha256 != expected_sha256:
            raise LoadFailed("hash_mismatch")
        with _stream(descriptor) as file:
            adapter = llama.llama_adapter_lora_init_from_file_ptr(self.weights, file)
        if not adapter:
            raise LoadFailed("adapter_mismatch")
        if hash_of(descriptor, _go_on) != sha256:
            llama.llama_adapter_lora_free(adapter)
            raise LoadFailed("hash_mismatch")
        self._adapters[id] = adapter
        return sha256

    def has_adapter(self, id: str) -> bool:
        """Whether an adapter of this name is loaded."""
        return id in self._adapters

    def use_adapters(self, adapters: Sequence[tuple[str, float]]) -> None:
        """What is decoded from now on is computed under these adapters, each with its scale."""
        count = len(adapters)
        loaded = (llama.llama_adapter_lora_p_ctypes * count)(*(self._adapters[adapter] for adapter, _ in adapters))
        scales = (ctypes.c_float * count)(*(scale for _, scale in adapters))
        llama.llama_set_adapters_lora(self.context, loaded, count, scales)

    def close(self) -> None:
        """Give the memory back."""
        llama.llama_free(self.context)
        llama.llama_model_free(self.weights)
        give_memory_back()

    @property
    def name(self) -> str:
        """The model's own name for itself, printable characters only."""
        text = self._metadata("general.name")
        return "".join(character for character in text if character.isprintable())[:200]

    def _metadata(self, key: str) -> str:
        buffer = ctypes.create_string_buffer(256)
        length = llama.llama_model_meta_val_str(self.weights, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace") if length > 0 else ""

    @property
    def _pooled(self) -> bool:
        """Whether the file names a pooling, so that the model is made for embeddings (before there is a context)."""
        named = self._metadata(f"{self._metadata('general.architecture')}.pooling_type")
        return named in {str(int(pooling)) for pooling in _POOLINGS}

    @property
    def parameters(self) -> int:
        """How many weights it has."""
        return int(llama.llama_model_n_params(self.weights))

    @property
    def embeds(self) -> bool:
        """Whether it is an embedding model."""
        return self.pooling != "none"

    @property
    def pooling(self) -> Literal["none", "mean", "cls", "last"]:
        """How an embedding model makes one vector of its tokens'."""
        return _POOLINGS.get(llama.llama_pooling_type(self.context), "none")

    @property
    def dimensions(self) -> int:
        """The length of an embedding model's vectors, else 0."""
        return int(llama.llama_model_n_embd(self.weights)) if self.embeds else 0

    # -- tokens -------------------------------------------------------------------------------------------------
    def prompt(self, turns: Sequence[tuple[str, str]], begun: str) -> list[int]:
        """The tokens of a chat up to where the assistant goes on. Raises BadTemplate."""
        bos = self.special(llama.llama_vocab_bos(self.vocabulary))
        pieces = chat_template.render(self._template, turns, bos, self.special(llama.llama_vocab_eos(self.vocabulary)))
        if begun:
            pieces.append(chat_template.Piece(begun, from_template=False))
        tokens = [token for piece in pieces for token in self.tokenize(piece.text, special=piece.from_template)]
        first = llama.llama_vocab_bos(self.vocabulary)
        if llama.llama_vocab_get_add_bos(self.vocabulary) and tokens[:1] != [first]:
            tokens.insert(0, first)
        return tokens

    def tokenize(self, text: str, *, special: bool = False, whole: bool = False) -> list[int]:
        """Tokens of a text. ``special`` reads control tokens where they are written; ``whole`` adds the model's own
        tokens that begin and end a text.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 16
        tokens = (llama.llama_token * room)()
        count = llama.llama_tokenize(self.vocabulary, data, len(data), tokens, room, whole, special)
        return list(tokens[: max(0, count)])

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; control tokens stand for none."""
        length = llama.llama_token_to_piece(self.vocabulary, token, self._piece, len(self._piece), 0, False)
        return self._piece.raw[: max(0, length)]

    def special(self, token: int) -> str:
        """How a control token is written."""
        if token < 0:
            return ""
        length = llama.llama_token_to_piece(self.vocabulary, token, self._piece, len(self._piece), 0, True)
        return self._piece.raw[: max(0, length)].decode("utf-8", "replace")

    def ends(self, token: int) -> bool:
        """Whether a token ends the generation."""
        known = self._ends.get(token)
        if known is None:
            known = self._ends[token] = bool(llama.llama_vocab_is_eog(self.vocabulary, token))
        return known

    def logits(self, output: int) -> npt.NDArray[np.float32]:
        """A view of one output's logits; valid until the next decode."""
        row = ctypes.cast(llama.llama_get_logits_ith(self.context, output), self._row)
        return np.frombuffer(row.contents, np.float32)

    def logprobs(self, output: int, tokens: Sequence[int]) -> list[float]:
        """The natural-log probabilities of tokens at an output."""
        row = self.logits(output)
        top = row.max()
        normaliser = float(top) + float(np.log(np.exp(row - top).sum(dtype=np.float64)))
        return [min(0.0, float(row[token]) - normaliser) for token in tokens]

    def entropy(self, output: int) -> float:
        """How open the choice at an output is (nats): 0 where one token is certain."""
        row = self.logits(output)
        weights = np.exp(row - row.max(), dtype=np.float64)
        shares = weights[weights > 0] / weights.sum()
        return max(0.0, -float((shares * np.log(shares)).sum()))


def _go_on(_share: float) -> bool:
    return True  # an adapter is small: nobody waits for it


@contextlib.contextmanager
def _stream(descriptor: int) -> Iterator[ctypes.c_void_p]:
    """A C stream over a copy of the descriptor, from the file's beginning."""
    library = ctypes.CDLL(None)
    library.fdopen.restype = ctypes.c_void_p
    library.fclose.argtypes = [ctypes.c_void_p]
    duplicate = os.dup(descriptor)
    os.lseek(duplicate, 0, os.SEEK_SET)
    file = ctypes.c_void_p(library.fdopen(duplicate, b"rb"))
    try:
        yield file
    finally:
        library.fclose(file)


def _read_weights(descriptor: int, placement: Placement, progress: LoadProgress) -> llama.llama_model_p:
    settings = llama.llama_model_default_params()
    settings.load_mode = llama.LLAMA_LOAD_MODE_NONE  # read, not mapped: later writes to the file change nothing
    settings.lazy_mode = llama.LLAMA_LAZY_MODE_OFF
    # A list, even an empty one: without, llama.cpp would take every GPU it finds for parts of its work.
    devices = (ctypes.c_void_p * (len(placement.devices) + 1))(*(device.handle for device in placement.devices), None)
    settings.devices = ctypes.cast(devices, ctypes.c_void_p)
    settings.n_gpu_layers = placement.offloaded
    shares = (ctypes.c_float * llama.llama_max_devices())(*placement.layers)
    settings.tensor_split = ctypes.cast(shares, ctypes.POINTER(ctypes.c_float))
    callback = llama.llama_progress_callback(lambda done, _data: progress.reading(done))
    settings.progress_callback = callback
    with _stream(descriptor) as file:
        weights = llama.llama_model_load_from_file_ptr(file, settings)
    if not weights:
        give_memory_back()
        raise LoadFailed("load_cancelled" if progress.stopped else "load_failed")
    return weights
