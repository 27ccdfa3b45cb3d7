"""Passages that read like orders to a program: "ignore previous instructions", in English, German and French, and the
commonest in three more languages.

A softer warning than that of hidden text: the words stand where everybody sees them, and may be meant for people.
Runs in the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter

import msgspec

from secretaire.documents.reader.wire import Range, UntrustedPage
from secretaire.documents.unseen import ZERO_WIDTH

MOST = 200

_IGNORE_EN = r"(?:ignor(?:e|ing)|disregard(?:ing)?|forget|override|overrule|bypass)"
_TOLD_EN = (
    r"(?:instructions?|prompts?|orders?|commands?|directives?|directions|guidelines|rules?|constraints|messages?|"
    r"guidance|guardrails|tasks?|questions?|requests?|queries|inputs?|context|text|contents?|statements?|function|"
    r"conversation|(?:everything|anything|all)(?: else| (?:above|before|written|said|you))?)"
)
_WHICH_EN = (
    r"(?:previous(?:ly)?|prior|above|preceding|earlier|foregoing|original|initial|system|former|past|other|user'?s?)"
)
_ENGLISH = (
    rf"{_IGNORE_EN}\b(?: \S+){{0,3}}? {_WHICH_EN}(?: \S+){{0,2}}? {_TOLD_EN}",
    rf"{_IGNORE_EN}\b(?: \S+){{0,3}}? {_TOLD_EN}(?: \S+){{0,3}}? (?:above|before|previous(?:ly)?|you(?:'ve| have| were)|so far|until now|given)",
    rf"{_IGNORE_EN} (?:all |any )?(?:of )?(?:the |your |these |those |all )?(?:instructions?|prompts?|directives|guardrails|function|above|foregoing)\b",
    r"(?:disregard|forget) (?:everything|all|anything) (?:above|before|prior|previous|(?:that )?(?:you|was|has))",
    r"do not (?:follow|obey|heed) (?:the |any |your )?(?:previous|prior|above|earlier|original|system)",
    r"(?:you are|you're) (?:now|no longer) (?:an? |the |in |bound |my |called |acting |dan\b)",
    r"from now on,? you (?:are|will|must|should|only)\b",
    r"(?:pretend|act) (?:to be|as(?: if| though)? you(?:'re| are)?) (?:an? )?(?:ai|assistant|model|unrestricted|dan|evil|admin|hacker|root)\b",
    r"(?:new|updated|real|hidden|secret|override) (?:system )?(?:instructions?|prompt|directive)s?(?: follows?)? ?:",
    r"(?:reveal|repeat|print|show|output|leak|tell me|disclose)\b(?: \S+){0,3}? (?:system prompt|your instructions|initial prompt|hidden prompt|prompt above)",
    r"(?:instead of|rather than) (?:answering|summari[sz]ing|translating|following)(?: \S+){0,4}? (?:question|document|text|email|user|instructions?|task)",
    r"(?:state|say|answer|respond|reply|output|write|print|claim|indicate)\b(?: \S+){0,3}? (?:that )?(?:the |your )?(?:answer|output|result|response) (?:is|as|should be|must be) ['\"‘“«]",
    r"(?:as an? (?:ai|large language model)|dear (?:ai|llm|assistant|chatgpt|copilot|model))\b,? ?(?:you|please|must|should|ignore)?",
    r"(?:attention|note|message|instructions?) (?:to|for) (?:the |all |any )?(?:ai|llm|language model|assistant|chatbot|summari[sz]er)s?\b",
    rf"{_IGNORE_EN} (?:the |this |all )?(?:web ?page|page|content|email|document|article|text|table|data) and (?:instead )?(?:say|state|write|answer|output|print|reply|respond|tell)",
    r"(?:please )?(?:output|print|reply with|respond with|answer with) (?:only )?the following ?:",
    r"<\W*(?:begin |end |enter |enable )?(?:system|admin|developer|god|maintenance|debug|root)[ _-](?:mode|prompt|override|message|instructions?)\b",
    r"i(?:'m| am) your (?:developer|creator|administrator|programmer)\b",
    r"(?:replace|remove|insert|add|include|introduce|rearrange|reverse|append|encode|use|write|put|embed|end|start|begin)\b(?: \S+){0,8}? (?:in|of|from|to|throughout|with) your (?:answer|response|output|summary|translation)s?\b",
    r"modify your (?:answer|response|reply|output|summary) to (?!the |a |an |any |each |question)\w",
    r"(?:misspell|scramble|anagram|shuffle|substitute|group|rearrange)\b(?: \S+){0,5}? your (?:answer|response|reply|message|output|summary)\b",
    r"integrate\b(?: \S+){0,8}? in(?:to)? your (?:answer|response|reply|summary)\b",
    r"add ['\"“‘][^'\"”]{5,160}['\"”’](?: linking to \S+)? to your (?:answer|response|reply|summary)\b",
    r"(?:provide|give|render|write) your (?:answer|response|reply|message|output|summary) (?:in|using|with|without)(?: \S+){0,3}? (?:anagram\w*|\w*substitution|misspell\w*|spaces|punctuation|base64|rot13|ciphers?|morse|rhymes?)\b",
    r"in your (?:answer|response|output|summary), (?:suggest|tease|recommend|promote|mention|include|tell|say|add|advise|urge|invite)\b",
    r"when (?:asked|summari[sz]ing|answering|translating)(?: \S+){0,8}?,? (?:you (?:must|should|will)|always (?:say|answer|respond|state)|say that|respond (?:with|only))",
)
_GERMAN = (
    r"(?:ignorier(?:e|en|t)?|missacht(?:e|en)|vergiss|vergessen|übergeh(?:e|en)|verwirf|verwerfen|beacht(?:e|en))\b"
    r"(?: \S+){0,4}? (?:vorherig|vorig|vorangehend|vorangegangen|vorstehend|obig|bisherig|früher|ursprünglich|weiter oben|davor|oben)\w*"
    r"(?: \S+){0,2}? (?:anweisung|instruktion|befehl|vorgabe|aufforderung|regel|nachricht|text|eingabe|aufgabe|prompt|stehende|gesagte|geschriebene|inhalt)\w*(?: nicht)?",
    r"(?:ignorier(?:e|en|t)?|missacht(?:e|en)|vergiss|vergessen)\b(?: \S+){0,3}? (?:anweisung(?:en)?|instruktion(?:en)?|befehle?|vorgaben|prompts?|systemprompt|funktion)\b",
    r"(?:ignorier(?:e|en|t)?|vergiss|vergessen) (?:sie )?(?:alles|das|was|die),?(?: \S+){0,2}? (?:davor|zuvor|vorher|vorangegangene\w*|obige\w*|bisherige\w*|oben|bisher)",
    r"(?:du bist|sie sind) (?:jetzt|nun|ab jetzt|ab sofort|nicht (?:mehr|länger))(?: ein| eine| der| die| kein| keine| an)\b",
    r"(?:ab jetzt|ab sofort|von nun an|von jetzt an) (?:bist du|sind sie|wirst du|antwortest du|musst du|antworte)\b",
    r"(?:tu so|tun sie so|verhalte dich|verhalten sie sich|gib dich|geben sie sich),? (?:als|wie|so)\b(?: \S+){0,3}? (?:ki|assistent|modell|administrator|hacker)",
    r"(?:neue|geheime|aktualisierte|eigentliche) (?:system)?(?:anweisung|instruktion)(?:en)? ?:",
    r"(?:gib|geben sie|zeige?|zeigen sie|verrate?|nenne|wiederhole?)\b(?: \S+){0,3}? (?:systemprompt|system-prompt|deine anweisungen|ihre anweisungen|systemanweisung\w*)",
    r"(?:ignorier(?:e|en|t)?|vergiss) (?:sie )?(?:die |das |den |diese[ns]? |alle )?(?:web)?(?:seite|inhalte?|text|dokument|artikel|tabelle)n? und\b",
    r"ich bin (?:dein|ihr) (?:entwickler|administrator|programmierer)\b",
    r"(?:geben sie|gib) (?:bitte )?folgendes (?:heraus|aus|zurück) ?:",
    r"(?:hinweis|nachricht|anweisung|achtung) (?:an|für) (?:die |das |den |alle )?(?:ki|ai|llm|sprachmodelle?|assistent(?:en)?|chatbots?)\b",
    r"(?:ändere|verändere|ergänze)\b(?: \S+){0,2}? deine (?:antwort|ausgabe|zusammenfassung|übersetzung)\b",
    r"(?:füge|schreibe?|erwähne|baue)\b(?: \S+){0,10}? in deine[rm]? (?:antwort|ausgabe|zusammenfassung|übersetzung)\b",
    r"(?:sag|sage|sagen sie|gib|geben sie|antworte|behaupte|schreibe?)\b(?: \S+){0,3}? (?:dass )?(?:die |das |deine )?(?:antwort|ausgabe|ergebnis|hauptstadt) (?:ist|lautet|sei|wie folgt)? ?['\"„»‚]",
)
_FRENCH = (
    r"(?:ignor(?:e|ez|er)|oubli(?:e|ez|er)|néglig(?:e|ez|er)|méconnais(?:sez)?|ne (?:tiens|tenez) (?:pas|aucun) compte|fai(?:s|tes) abstraction)\b"
    r"(?: \S+){0,4}? (?:instructions?|consignes?|ordres?|directives?|règles?|messages?|commandes?|questions?|demandes?|textes?|prompts?|fonction)"
    r"(?: \S+){0,2}?(?: (?:précédent|antérieur|préalable|ci-dessus|initial|d'avant|reçu|donné)\w*)?",
    r"(?:ignor(?:e|ez)|oubli(?:e|ez)) (?:tout )?ce qui (?:précède|vient|est (?:au-dessus|ci-dessus))",
    r"(?:ignor(?:e|ez)|oubli(?:e|ez)) (?:tout|toutes|tous)(?: \S+){0,3}? (?:précéd\w+|ci-dessus|avant)",
    r"(?:tu es|vous êtes) (?:maintenant|désormais|à présent|dorénavant)(?: un| une| le| la| libre)\b",
    r"(?:à partir de maintenant|désormais|dorénavant),? (?:tu (?:es|dois|vas|réponds)|vous (?:êtes|devez|allez|répondez))\b",
    r"(?:fais|faites) (?:comme si|semblant d')(?: \S+){0,4}? (?:ia|assistant|modèle|administrateur|pirate)",
    r"(?:nouvelles?|véritables?|vraies) (?:instructions?|consignes?)(?: (?:du|de) système)? ?:",
    r"(?:révèle|révélez|affiche|affichez|répète|répétez|montre|montrez)\b(?: \S+){0,3}? (?:invite système|prompt système|tes instructions|vos instructions|consignes du système)",
    r"(?:ignor(?:e|ez)|oubli(?:e|ez)) (?:la |le |les |cette |ce |cet )?(?:page(?: web)?|contenu|texte|document|article|tableau) et\b",
    r"je suis (?:ton|votre) (?:développeur|créateur|administrateur)\b",
    r"(?:imprime|imprimez|affiche|affichez|écris|écrivez|réponds|répondez) (?:uniquement )?ce qui suit ?:",
    r"(?:modifie|change|ajoute|insère|mentionne|intègre)\b(?: \S+){0,10}? (?:ta (?:réponse|sortie|synthèse|traduction)|ton résumé)\b",
    r"(?:note|message|instructions?|attention) (?:à|pour|aux?) (?:l'|la |le |les |toute )?(?:ia|llm|modèles? de langage|assistants?|chatbots?)\b",
)
_OTHERS = (
    r"(?:olvid[ae]n?|ignor[ae]n?)\b(?: \S+){0,4}? instrucciones\b",
    r"(?:dimentica|ignora|dimenticate|ignorate)\b(?: \S+){0,4}? istruzioni\b",
    r"忽略(?:以前|之前|以上|上述|先前|所有)的?(?:所有|全部)?(?:指示|指令|说明)",
)
"""An order need not be in the document's language."""
PATTERNS = (*_ENGLISH, *_GERMAN, *_FRENCH, *_OTHERS)
_ANY = re.compile(r"(?<!\w)(?:" + "|".join(PATTERNS) + ")")
"""Of small letters: to look for large ones, too, takes four times as long."""
_STEMS = (
    "ab achtung act add affich aktualisierte answer antwort anweisung append attention beacht begin behaupt bypass "
    "claim dear disclose disregard du désormais dorénavant eigentliche embed encode end fai forget from geben geheime "
    "gib hidden hinweis i'm ich ignor imprim include indicate insert instead instruction introduce je leak message "
    "missacht montre méconnai nachricht ne nenn neue new note nouvelle néglig oubli output overrid overrule please "
    "pretend print put rather real rearrange remove repeat replace reply respond reveal reverse révèl révél répèt répét "
    "sag say schreib secret show sie start state tell tu tun updated use vergess vergiss verhalte verrat verwerf verwirf "
    "von vous vraies véritable when wiederhol write you zeig à écri répond übergeh < "
    "modif misspell scramble anagram shuffle substitute group integrate provide give render ändere verändere ergänze "
    "füge erwähne baue ajoute change insère mentionne intègre olvid dimentic 忽略"
).split()
_STEMS += ["i am your", "in your", "as a", "do not"]  # too common by their first words
_OPENING = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        f"{first}(?:{'|'.join(stem[1:] for stem in stems)})" for first, stems in groupby(sorted(_STEMS), itemgetter(0))
    )
    + ")"
)
"""How any of the patterns begins: a quick look at every word, so that the patterns are tried at few of them."""
_NO_WIDTH = re.compile(f"[{ZERO_WIDTH}\u00ad]")
_GAP = re.compile(rf"[^\S ]\s*| \s+|[{ZERO_WIDTH}\u00ad]+")
"""White space that is more than a space, and characters without width."""


def instruction_like(text: str) -> list[Range]:
    """Where a text speaks like somebody who gives orders to a program, in code points."""
    plain = _plain(text).replace("’", "'")
    matches = list(islice(_matches(plain), MOST))
    if not matches:
        return []
    offsets = _offsets(text)
    return [(offsets[start], offsets[end - 1] + 1) for start, end in matches]


def _plain(text: str) -> str:
    """Every run of white space as one space, and no character without width."""
    if not text.isascii() and _NO_WIDTH.search(text):
        return _GAP.sub(lambda gap: " " if gap[0].isspace() else "", text)
    words = " ".join(text.split())  # three times as quick, edges apart
    return f"{' ' * text[:1].isspace()}{words}{' ' * (text[-1:].isspace() and bool(words))}"


def _matches(plain: str) -> Iterator[tuple[int, int]]:
    end = 0
    lowered = plain.replace("İ", "i").replace("ſ", "s").replace("ı", "i").lower()  # of the same length
    for opening in _OPENING.finditer(lowered):
        if opening.start() >= end and (match := _ANY.match(lowered, opening.start())):
            end = match.end()
            yield match.span()


def _offsets(text: str) -> list[int]:
    """Where each character of the plain text stands in the text."""
    offsets, last = list[int](), 0
    for gap in _GAP.finditer(text):
        offsets.extend(range(last, gap.start() + gap[0].isspace()))
        last = gap.end()
    offsets.extend(range(last, len(text)))
    return offsets


def marked(page: UntrustedPage) -> UntrustedPage:
    """The page with a notice, and the places, where it speaks like that; its hidden text counts too."""
    places = instruction_like(page.text)
    if not places and not any(instruction_like(each.text) for each in page.hidden):
        return page
    notices = list(dict.fromkeys([*page.notices, "instruction_like"]))
    return msgspec.structs.replace(page, instructions=places, notices=notices)
