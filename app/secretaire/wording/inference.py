"""The sentences for codes of ``inference``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "inference.engine_died": N_(
        "The engine ended unexpectedly; what it had written is kept. It starts again with the next request: try once more."
    ),
    "inference.no_worker": N_(
        "No engine process could be started; everything stored is safe. Close other programs and try again."
    ),
    "inference.no_model": N_("No model is loaded; nothing was changed. Choose a model first."),
    "inference.hash_mismatch": N_(
        "The model's file is not the one its manifest vouches for, so it was not loaded. Install the model again."
    ),
    "inference.gguf_damaged": N_(
        "The model's file is damaged or no GGUF, so it was not loaded. Install the model again."
    ),
    "inference.gguf_unsupported": N_(
        "The model's file has a GGUF version that this Secretaire does not read, so it was not loaded. Get it in version 3."
    ),
    "inference.load_failed": N_("llama.cpp could not load this model; nothing was changed. Choose another model."),
    "inference.out_of_memory": N_(
        "There is not enough memory for this model's context; nothing was changed. Close other programs or choose a smaller model."
    ),
    "inference.prompt_too_long": N_(
        "The prompt has {tokens} tokens and the model's context holds {context}; nothing was sent. Shorten it."
    ),
    "inference.bad_grammar": N_("The grammar for the output is not valid; nothing was sent. Correct the grammar."),
    "inference.bad_template": N_(
        "The model's chat template is hostile or broken, so it was not used. Choose another model."
    ),
    "inference.no_chat": N_(
        "The loaded model makes embeddings and cannot write; nothing was changed. Choose a model that writes."
    ),
    "inference.cancelled": N_("The work was cancelled; what was already made is kept."),
    "inference.no_embeddings": N_("The loaded model makes no embeddings; search goes on with words alone."),
    "inference.decode_failed": N_("llama.cpp failed while computing; what was written is kept. Try again."),
}
