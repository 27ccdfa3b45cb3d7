from __future__ import annotations

from collections.abc import Iterator

import pytest

from secretaire.governance.models import installed_models
from secretaire.inference.client import EngineClient
from secretaire.tasks.custody.opening import load_model

STARTER = "smollm2-135m-instruct"


@pytest.fixture
def engine() -> Iterator[EngineClient]:
    """The real engine worker with the real starter model."""
    if STARTER not in [model.manifest.id for model in installed_models()]:
        pytest.skip("the starter model is not installed: make setup")
    client = EngineClient()
    try:
        load_model(client, STARTER)
        yield client
    finally:
        client.close()
