"""The sentences for codes of ``governance``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "governance.bad_manifest": N_(
        "The model description {file} was refused ({why}). The model is left out; ask for a corrected description."
    ),
    "governance.model_size": N_(
        "The file of the model {model} has {size} bytes, but its description says {expected}. "
        "It was not loaded and nothing was changed; install the model again."
    ),
    "governance.not_for_writing": N_(
        "The model {model} makes embeddings for searching and cannot write. Nothing was changed; choose another model."
    ),
    "governance.other_embeddings": N_(
        "The model {model} does not make the embeddings that its description names. "
        "It was not used; ask for a corrected description."
    ),
    "governance.model_unreadable": N_(
        "The file of the model {model} cannot be read ({why}). "
        "Nothing was changed; check its permissions or install it again."
    ),
    "governance.no_models": N_(
        "No model is installed on this machine. Nothing was changed; "
        "run “make setup”, or ask your administrator for a model pack."
    ),
    "governance.unknown_model": N_("There is no installed model {model}. Nothing was changed; choose one of: {known}."),
}
