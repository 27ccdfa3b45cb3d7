"""Mail (RFC 5322, MIME): its head, its text, and every file in it. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from functools import lru_cache

from secretaire.documents import charsets
from secretaire.documents.formats import attachments, html
from secretaire.documents.formats.attachments import Attachment
from secretaire.documents.formats.compound import CompoundFile
from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.html.pieces import pieces_of
from secretaire.documents.mail import cms
from secretaire.documents.mail.mail_text import SHOWN, both, headers, plain

DEEPEST = 60
"""How deep multiparts may lie in each other."""
LONGEST_FIELD = 4096
"""Characters that a field may have to be parsed: an attachment's name, a hundred addresses."""
MOST_FIELDS = 50
"""How many fields of a name are shown."""
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_KNOWN = frozenset(
    b"from to cc bcc subject date received return-path mime-version message-id content-type reply-to sender "
    b"delivered-to content-transfer-encoding dkim-signature in-reply-to references list-id x-mailer x-priority".split()
)
_ALONE = re.compile(rb"content-type:\s*multipart/[\w.-]+;\s*boundary=", re.IGNORECASE)
_NEEDED = frozenset(b"from to subject received return-path mime-version message-id delivered-to content-type".split())
_BOILERPLATE = re.compile(
    r"multi-?part message|mehrteilige|mime[- ](?:format|encoded|compliant)|plusieurs parties", re.IGNORECASE
)
_WORDS = re.compile(r"\w{2,}")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_ENCRYPTED = (*_SMIME, "application/pgp-encrypted")
_ARMOUR = "-----BEGIN PGP MESSAGE-----"


class _Bounded(policy.EmailPolicy):
    """Parses fields as far as that ends soon: the library's time grows with the square of a field's length."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """See ``EmailPolicy``: what ``content-`` says is cut, other long fields are taken for plain text."""
        if hasattr(value, "name"):
            return value
        if len(value) > LONGEST_FIELD:
            name, value = (name, value[:LONGEST_FIELD]) if name.lower().startswith("content-") else ("X-Long", value)
        return _parsed(name, _clean(re.sub("[\r\n]+", "", value)))  # bytes that are no ASCII the library would drop


@lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> str:
    parsed: str = policy.default.header_factory(name, value)  # asked for several times a part, and never kept
    return parsed


def recognises(source: Source) -> bool:
    """Fields of a mail's head from the first line on, two of them known."""
    names: list[bytes] = []
    lines = _narrow(source.head).lstrip(b"\r\n").splitlines()
    if _ALONE.match(b"\n".join(lines[:2])):
        return True
    for line in lines[1:] if lines and lines[0].startswith((b"From ", b">From ")) else lines:
        if not line.strip():
            break
        if line[:1] in b" \t" and names:
            continue
        match = _FIELD.match(line)
        if not match:
            break
        names.append(match[1].lower())
    known = _KNOWN.intersection(names)
    return len(known) > 1 and bool(known & _NEEDED) and len(known) * 3 >= len(set(names)) / 2


def open_file(source: Source) -> CompoundFile:
    """Raises CannotRead("damaged") for what no mail program could take apart."""
    return opened(source, source.whole())


def opened(source: Source, data: bytes) -> CompoundFile:
    """One message, whose attachments lie in ``source``. Raises CannotRead("damaged")."""
    try:
        message = message_from_bytes(_narrow(data).lstrip(b"\r\n"), policy=_Bounded())
        reader = _Reader()
        reader.read(message)
    except RecursionError as error:
        raise CannotRead("damaged") from error
    subject = _field(message, "Subject")
    fields = [(name, value) for name in SHOWN for value in _fields(message, name)]
    head = headers(fields)
    hidden = [Piece(value, hidden="metadata") for name in ("Comments", "Keywords") for value in _fields(message, name)]
    own = FlowFile("message/rfc822", [head, *hidden, *reader.pieces], subject or _field(message, "From"))
    return CompoundFile(own, attachments.opened(source, reader.files))


def _narrow(data: bytes) -> bytes:
    """A mail that was saved as UTF-16, or with a mark, as the bytes it was sent as."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return charsets.decode(data).text.encode("utf-8", "surrogatepass")
    return data


_OTHER_MARKUP = frozenset(("text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"))
_TAGS = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(slots=True)
class _Reader:
    """Takes a mail apart: what it says, and the files in it."""

    pieces: list[Piece] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    def read(self, part: Message, depth: int = 0) -> None:
        """A part with all that lies in it."""
        if part.defects:
            self.pieces.append(Piece(notices=("malformed",)))
        kind = part.get_content_type()
        if depth > DEEPEST:
            self.files.append(Attachment(_name(part) or kind, "nested_too_deep"))
        elif kind == "multipart/encrypted" or kind in _ENCRYPTED:
            self._enveloped(part, kind, depth)
        elif kind.startswith("message/") and kind != "message/delivery-status":
            self._message(part, kind)
        elif part.is_multipart():
            self._several(part, kind, depth)
        elif kind in _SIGNATURES:
            return
        elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment" and not _name(part):
            self.pieces += _body(part)
        elif part.get_content_maintype() == "multipart":  # without the parts it promises
            self.pieces += [*_body(part), Piece(notices=("malformed",))]
        else:
            self.files.append(Attachment(_name(part), _bytes(part)))

    def _several(self, part: Message, kind: str, depth: int) -> None:
        self._around(part)
        inner = _payload(part)
        if kind == "multipart/alternative":
            self._alternative(inner, depth)
            return
        for each in inner:
            if kind == "message/delivery-status":
                self.pieces.append(headers([(name, str(value)) for name, value in each.raw_items()]))
            self.read(each, depth + 1)

    def _alternative(self, parts: Sequence[Message], depth: int) -> None:
        """The same in several versions: the formatted one shows, others are compared with it."""
        versions = []
        others: list[Piece] = []
        for each in parts:
            if each.get_content_type() in _OTHER_MARKUP:
                others += _marked_up(each)
                continue
            version = _Reader()
            version.read(each, depth + 1)
            self.files += version.files
            versions.append((any(inner.get_content_type() == "text/html" for inner in _all(each)), version.pieces))
        of_html = [pieces for is_html, pieces in versions if is_html]
        formatted = of_html[-1] if of_html else []
        unformatted = [piece for is_html, pieces in versions if not is_html for piece in pieces]
        others += [piece for pieces in of_html[:-1] for piece in pieces if piece.hidden is None]
        shown = formatted or unformatted
        beside = [*unformatted, *others] if formatted else others
        self.pieces += both(beside, shown) if beside else shown

    def _around(self, part: Message) -> None:
        """What stands before the first part and behind the last one, where no mail program shows it."""
        for text in (part.preamble, part.epilogue):
            if text and len(_WORDS.findall(text)) > 1 and not _BOILERPLATE.search(text):
                self.pieces.append(Piece(_clean(text), hidden="not_shown"))

    def _message(self, part: Message, kind: str) -> None:
        if kind == "message/external-body":
            self.pieces.append(Piece(notices=("external_reference",)))
        inner = next(iter(_payload(part)), None)
        if inner is None:
            self.files.append(Attachment(_name(part) or kind, _bytes(part)))
            return
        try:
            data = inner.as_bytes(policy=policy.compat32)
        except (UnicodeError, ValueError, LookupError, TypeError, AttributeError):
            data = inner.as_string(policy=policy.compat32).encode("utf-8", "surrogateescape")
        self.files.append(Attachment(_name(part) or _field(inner, "Subject") or kind, data))

    def _enveloped(self, part: Message, kind: str, depth: int) -> None:
        """A message in a signature's envelope is taken out of it; an encrypted one is told."""
        inner = cms.signed_content(_bytes(part)) if kind in _SMIME else None
        if inner is not None:
            self.pieces.append(Piece(notices=("signed_part",)))
            self.read(message_from_bytes(inner, policy=policy.default), depth + 1)
            return
        signed = "signed" in str(part.get_param("smime-type") or "")
        if not signed:
            self.pieces.append(Piece(notices=("encrypted_part",)))
        self.files.append(Attachment(_name(part) or kind, "unknown_format" if signed else "encrypted_message"))


def _marked_up(part: Message) -> list[Piece]:
    """What a version says in a markup that few programs show, its tags left out."""
    text = charsets.decode(_bytes(part), str(part.get_content_charset("") or "")).text
    return list(plain(" ".join(_TAGS.sub(" ", text).split())))


def _body(part: Message) -> Iterator[Piece]:
    """The text of a part that shows."""
    data = _bytes(part)
    declared = str(part.get_content_charset("") or "")
    if part.get_content_type() == "text/html":
        try:
            document, notices = html.parse(data, declared)
        except CannotRead:
            decoded = charsets.decode(data, declared)
            yield Piece(decoded.text, notices=("malformed", *decoded.notices))
            return
        yield from (*notices, *pieces_of(document))
        return
    decoded = charsets.decode(data, declared)
    if decoded.notices:
        yield Piece(notices=decoded.notices)
    if _ARMOUR in decoded.text:
        yield Piece(notices=("encrypted_part",))
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    yield from plain(_clean(decoded.text), flowed=flowed, joined=str(part.get_param("delsp") or "").lower() == "yes")


def _payload(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _all(part: Message) -> Iterator[Message]:
    return iter(list(part.walk())[:1000])


def _bytes(part: Message) -> bytes:
    """What a part holds, its transfer encoding undone as far as it goes."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, UnicodeError, AssertionError):
        data = None
    if isinstance(data, bytes):
        return data
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, UnicodeError, TypeError, AttributeError, IndexError):
        return "?"


def _field(message: Message, name: str) -> str:
    return next(iter(_fields(message, name)), "")


def _fields(message: Message, name: str) -> list[str]:
    """The values of a field, decoded as far as they can be."""
    fields = [value for key, value in message.raw_items() if key.lower() == name.lower()][:MOST_FIELDS]
    try:
        values = [str(message.policy.header_fetch_parse(name, value)) for value in fields]
    except Exception:  # noqa: BLE001 - the library's parser of fields raises whatever it stumbles over
        values = [str(value) for value in fields]
    return [_clean(value) for value in values]


def _clean(text: str) -> str:
    """Bytes that the library could not tell, told; nothing that is no character is left."""
    if re.search("[\udc80-\udcff]", text):
        text = charsets.decode(text.encode("utf-8", "surrogateescape")).text
    return re.sub("[\ud800-\udfff]", "\ufffd", text.replace("\0", "\ufffd"))
