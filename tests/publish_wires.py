"""Write docs/*-wire.schema.json from the wires' types: ``python -m tests.publish_wires``."""

from __future__ import annotations

import json

from secretaire.documents.reader import wire as reader_wire
from secretaire.inference import wire as engine_wire
from tests.test_repository import ROOT, wire_schema

WIRES: tuple[tuple[object, str], ...] = ((reader_wire, "reader"), (engine_wire, "engine"))
for wire, name in WIRES:
    text = json.dumps(wire_schema(wire), indent=1, ensure_ascii=False)
    (ROOT / "docs" / f"{name}-wire.schema.json").write_text(text + "\n", encoding="utf-8")
