"""Where a citation stands, in words: the page as it is printed and as it is counted."""

from __future__ import annotations

from secretaire.records import Citation, Report
from secretaire.tasks.summaries.summary_groups import is_flowing
from secretaire.vault.vault import Vault
from secretaire.wording import _


class Places:
    """Words for places; page labels come from the vault, each looked up once."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._labels: dict[tuple[str, int], str] = {}

    def page(self, citation: Citation) -> str:
        """ "p. 9", "p. iv (no. 4)", or the anchor of an unpaged document."""
        if citation.page is None:
            return citation.anchor
        key = (citation.span.extraction, citation.page)
        if key not in self._labels:
            page = self._vault.page(*key)
            self._labels[key] = page.label if page else ""
        label = self._labels[key]
        if label and label != str(citation.page):
            return _("p. {label} (no. {page})").format(label=label, page=citation.page)
        return _("p. {page}").format(page=citation.page)

    def quoted(self, *places: Citation | None) -> str:
        """The words of places on one line, each with where they stand; "" for none."""
        return " ".join(f"{' '.join(each.quote.split())} [{self.page(each)}]" for each in places if each is not None)


def sentence_anchor(report: Report, number: int) -> str:
    """Where a report's sentence (from 1) stands in its export: a paragraph has one place for all of its sentences."""
    return "s1" if is_flowing(report) else f"s{number}"
