"""XMP (ISO 16684-1): provenance where PDF tools look for it, with IPTC's digital source type."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from secretaire.documents.composing.properties import properties, source_type
from secretaire.documents.composing.text import clean
from secretaire.documents.reader.wire_blocks import WireAbout

NAMESPACE = "urn:secretaire:provenance:1"
_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'


def xmp(about: WireAbout) -> str:
    """The packet."""
    provenance = about.provenance
    sources = "".join(
        f"<rdf:li>sha256:{source.sha256} {escape(clean(source.name))}</rdf:li>" for source in provenance.sources
    )
    own = "".join(
        f"<secretaire:{_tag(name)}>{escape(value)}</secretaire:{_tag(name)}>"
        for name, value in properties(provenance)
        if not name.startswith("Secretaire.Source.")
    )
    return f"""{_HEAD}
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:secretaire="{NAMESPACE}"
 xmp:CreatorTool={quoteattr(provenance.generator)} xmp:CreateDate={quoteattr(provenance.exported_at)}
 Iptc4xmpExt:DigitalSourceType={quoteattr(source_type(provenance))}>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(clean(about.title))}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Secretaire</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{escape(about.language)}</rdf:li></rdf:Bag></dc:language>
<dc:relation><rdf:Bag>{sources}</rdf:Bag></dc:relation>
{own}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def _tag(name: str) -> str:
    """ "Secretaire.Model.1" as an element: Model_1."""
    return name.removeprefix("Secretaire.").replace(".", "_")
