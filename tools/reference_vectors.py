"""Make tests/data/embeddings again: the vectors that the two packages themselves compute, to check ours against.

    reference_vectors.py minilm MODEL.zip SENTENCES.jsonl       (where sentence-transformers is installed)
    reference_vectors.py e5 FOLDER-OF-E5.C SENTENCES.jsonl      (where gcc and numpy are)

Run it in an environment of its own that is thrown away: this is the only place where code of these packages runs.
SENTENCES.jsonl is the corpus's aligned sentences; only their names and tokens are kept, beside our own sentences.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "tests" / "data" / "embeddings"
TOKENS_OF = "int tokens_of(e5_model *m, const char *t, int *to, int most) { return tok_content(&m->tok, t, to, most); }"


def main() -> None:
    """Write NAME.json (what was embedded, its tokens) and NAME.f16 (a float16 row each)."""
    name, source, corpus = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    own = json.loads((DATA / "sentences.json").read_text(encoding="utf-8"))
    aligned = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    languages = ("en",) if name == "minilm" else ("en", "de", "fr")
    entries = [
        {"from": f"sentences.json#{at}", "kind": ("passage", "query")[at % 2], "text": text}
        for at, text in enumerate(own)
    ]
    for at, row in enumerate(aligned):
        language = languages[at % len(languages)]
        kind = ("passage", "query")[at % 2]
        entries.append({"from": f"{row['id']}/{language}", "kind": kind, "text": row[language].strip()})
    tokens, vectors = (_minilm if name == "minilm" else _e5)(source, entries)
    kept = [
        {"from": entry["from"], "kind": entry["kind"], "tokens": ids}
        for entry, ids in zip(entries, tokens, strict=True)
    ]
    lines = ",\n ".join(json.dumps(each, separators=(",", ":")) for each in kept)
    (DATA / f"{name}.json").write_text(f"[\n {lines}\n]\n", encoding="utf-8")
    (DATA / f"{name}.f16").write_bytes(np.asarray(vectors, "<f2").tobytes())


def _minilm(source: Path, entries: Sequence[dict[str, str]]) -> tuple[list[list[int]], Any]:
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(source).extractall(folder)
        model = SentenceTransformer(folder, device="cpu")
        texts = [entry["text"] for entry in entries]
        tokens = [model.tokenizer(text, truncation=False, padding=False)["input_ids"] for text in texts]
        return tokens, model.encode(texts, normalize_embeddings=True)


def _e5(source: Path, entries: Sequence[dict[str, str]]) -> tuple[list[list[int]], Any]:
    with tempfile.TemporaryDirectory() as folder:
        wrapper, built = Path(folder) / "wrapper.c", Path(folder) / "e5.so"
        wrapper.write_text(f'#include "e5.c"\n{TOKENS_OF}\n', encoding="ascii")
        flags = ["-O3", "-mavx2", "-mfma", "-fopenmp", "-shared", "-fPIC"]
        subprocess.run(["gcc", *flags, f"-I{source}", "-o", built, wrapper, "-lm"], check=True)
        library = ctypes.CDLL(str(built))
        library.e5_load.restype = ctypes.c_void_p
        model = ctypes.c_void_p(library.e5_load(str(source / "e5-small-q4.bin").encode()))
        tokens, vectors = [], np.zeros((len(entries), 384), np.float32)
        ids = (ctypes.c_int * 4096)()
        for row, entry in zip(vectors, entries, strict=True):
            count = library.tokens_of(model, f"{entry['kind']}: {entry['text']}".encode(), ids, len(ids))
            tokens.append([0, *ids[:count], 2])
            library.e5_embed(
                model, entry["text"].encode(), int(entry["kind"] == "query"), row.ctypes.data_as(ctypes.c_void_p)
            )
        return tokens, vectors


if __name__ == "__main__":
    main()
