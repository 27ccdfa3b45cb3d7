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
    "inference.does_not_fit": N_(
        "The model needs {needed} GB of memory and {free} GB are free, so it was not loaded; "
        "a context of {context} tokens would fit. Close other programs or choose a smaller model."
    ),
    "inference.does_not_fit_at_all": N_(
        "The model needs {needed} GB of memory and {free} GB are free, so it was not loaded; "
        "no shorter context would fit. Close other programs or choose a smaller model."
    ),
    "inference.load_cancelled": N_("Loading was cancelled; no model is loaded. Choose a model to go on."),
    "inference.load_crashed": N_(
        "The engine ended twice while it was loading this model, so the model was set aside; everything stored is safe. "
        "Install the model again, or choose another."
    ),
    "inference.prompt_too_long": N_(
        "The prompt has {tokens} tokens and the model's context holds {context}; nothing was sent. Shorten it."
    ),
    "inference.bad_grammar": N_("The grammar for the output is not valid; nothing was sent. Correct the grammar."),
    "inference.bad_schema": N_(
        "The JSON schema for the output can't be used: it is no valid schema, or asks for what no grammar can say; nothing was sent. Correct the schema."
    ),
    "inference.busy": N_(
        "Too many requests wait for the engine already; nothing was sent. Try again when some are done."
    ),
    "inference.adapter_mismatch": N_(
        "The adapter was made for another model, so it was not loaded; the model goes on without it. Choose an adapter of this model."
    ),
    "inference.draft_mismatch": N_(
        "The draft model has another vocabulary than the model it should draft for, so it was not loaded; the model goes on without it. Choose a smaller model of the same family."
    ),
    "inference.unknown_adapter": N_("The adapter is not loaded; nothing was sent. Load it first."),
    "inference.bad_template": N_(
        "The model's chat template is hostile or broken, so it was not used. Choose another model."
    ),
    "inference.no_chat": N_(
        "The loaded model makes embeddings and cannot write; nothing was changed. Choose a model that writes."
    ),
    "inference.cancelled": N_("The work was cancelled; what was already made is kept."),
    "inference.no_embeddings": N_("The loaded model makes no embeddings; search goes on with words alone."),
    "inference.device_lost": N_("The GPU was lost; what was written is kept. Load the model again."),
    "inference.no_such_device": N_(
        "There is no such device here; nothing was loaded. Choose one that 'secretaire models devices' names, or auto."
    ),
    "device.cpu_chosen": N_("No GPU is used, because the CPU was chosen."),
    "device.gpu_not_built": N_("No GPU is used, because this installation has no GPU backend."),
    "device.gpu_none": N_("No GPU is used, because none was found: there is none, or its driver is missing."),
    "device.gpu_memory_short": N_("No GPU is used, because its memory is too small for this model."),
    "device.gpu_memory_used": N_(
        "No GPU is used, because too little of its memory is free: close other programs and load the model again."
    ),
    "device.gpu_model_unknown": N_("No GPU is used, because the model's file does not tell how much memory it needs."),
    "device.gpu_failed": N_("The GPU failed while the model was loaded; it is computed on the CPU."),
    "device.gpu_lost": N_("The GPU was lost; going on on the CPU until a model is loaded again."),
    "device.gpu_out_of_memory": N_("The GPU ran out of memory; going on on the CPU until a model is loaded again."),
    "device_kind.cpu": N_("processor"),
    "device_kind.gpu": N_("GPU"),
    "device_kind.integrated_gpu": N_("GPU with shared memory"),
    "device_kind.accelerator": N_("accelerator"),
    "inference.machine_busy": N_(
        "Other programs used {percent} % of the processor while it was measured, so nothing is remembered. "
        "Close them and measure again."
    ),
    "inference.nothing_to_tune": N_(
        "This is an embedding model: its speed has no settings to choose, so nothing was measured. Choose a model that writes."
    ),
    "inference.tuning_not_kept": N_(
        "The measured settings could not be written to {path}; nothing else was changed. "
        "Check the folder's permissions and measure again."
    ),
    "inference.bad_weights": N_(
        "The model gave numbers that are none: its file is damaged, though its hash is as the manifest says. Nothing else was changed; install the model again, or choose another one."
    ),
    "inference.decode_failed": N_("llama.cpp failed while computing; what was written is kept. Try again."),
}
