"""JSON Schema (draft 2020-12, as far as a grammar can say it) to GBNF, by llama-cpp-python's converter, bounded."""

from __future__ import annotations

from llama_cpp.llama_grammar import json_schema_to_gbnf

from secretaire.inference.bounds import OutOfBounds, bounded

MOST_GRAMMAR = 1_000_000


class BadSchema(Exception):
    """The schema is no JSON, refers to what isn't there, asks for what no grammar can say, or is without bound."""


def grammar_of(schema: str) -> str:
    """The grammar of the JSON texts that a schema allows; its start symbol is ``root``. Raises BadSchema."""
    try:
        with bounded():
            grammar = json_schema_to_gbnf(schema)
    except (OutOfBounds, MemoryError, RecursionError) as error:
        raise BadSchema from error
    except (AssertionError, ValueError, TypeError, LookupError, AttributeError, NotImplementedError) as error:
        raise BadSchema from error
    if len(grammar) > MOST_GRAMMAR:
        raise BadSchema
    return str(grammar)
