"""The JSON Schema of every command's ``--json``, made from the types that are printed (JSON Schema 2020-12)."""

from __future__ import annotations

from typing import Any

import msgspec

from secretaire.cli import devices, json_commands, json_demo, json_documents, json_models, json_vault
from secretaire.governance.export_signature import ExportSignature
from secretaire.tasks.exporting import json_types

RESULTS: dict[str, type] = {
    "airgap": json_commands.AirGap,
    "ask": json_types.Answer,
    "audit-verify": json_vault.AuditVerified,
    "chat": json_commands.ChatAnswer,
    "check": json_types.CheckFacts,
    "compare": json_types.ComparisonFacts,
    "delete": json_commands.Deleted,
    "demo": json_demo.DemoResult,
    "documents-admit": json_documents.DocumentHidden,
    "documents-coverage": json_documents.DocumentCoverage,
    "documents-embed": json_documents.Prepared,
    "documents-import": json_documents.Imported,
    "documents-list": json_documents.DocumentList,
    "documents-text": json_documents.DocumentText,
    "draft": json_types.DraftFacts,
    "error": json_commands.Failure,
    "export": json_commands.Exported,
    "export-signature": ExportSignature,
    "export-verify": json_commands.ExportVerified,
    "exported-conversation": json_types.ConversationFacts,
    "extract": json_types.TableFacts,
    "jobs": json_commands.JobList,
    "models-devices": devices.DeviceList,
    "models-bench": json_models.ModelBench,
    "models-info": json_models.ModelInfo,
    "models-list": json_models.ModelList,
    "plain": json_types.PlainFacts,
    "policy": json_commands.PolicyFacts,
    "reply": json_types.DraftFacts,
    "search": json_commands.Hits,
    "summarize": json_types.Summary,
    "translate": json_types.TranslationFacts,
    "vault-copies": json_vault.VaultCopies,
    "vault-create": json_vault.VaultCreated,
    "vault-destroy": json_vault.Receipt,
    "vault-export": json_vault.VaultExported,
    "vault-import": json_vault.VaultImported,
    "vault-lock": json_vault.VaultLocked,
    "vault-purge": json_vault.Purged,
    "vault-recovery": json_vault.NewCode,
    "vault-rehearse": json_vault.Rehearsed,
    "vault-rotate": json_vault.RotatedFacts,
    "vault-shares": json_vault.NewShares,
    "vault-slots": json_vault.VaultKeys,
    "vault-status": json_vault.VaultState,
    "vault-verify": json_vault.VaultVerified,
    "why": json_types.WhyFacts,
}


def schema(name: str) -> dict[str, Any]:
    """One command's schema. Readers must allow for new fields: the contract adds, it does not break."""
    made = msgspec.json.schema(RESULTS[name])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"secretaire {name} --json", **made}
