"""Secretaire: an air-gapped assistant with an encrypted vault.

Keep this file free of imports: every worker passes through it before it confines itself.
"""

__version__ = "0.1.0"
