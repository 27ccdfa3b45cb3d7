"""Write docs/schemas/*.json from the types that the command line prints."""

from __future__ import annotations

import json
from pathlib import Path

from secretaire.cli.schemas import RESULTS, schema

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"


def main() -> None:
    """Write every schema, and remove those of commands that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.json"):
        if path.stem not in RESULTS:
            path.unlink()
    for name in RESULTS:
        (FOLDER / f"{name}.json").write_text(json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
