"""How orders to a program are given in English, German and French.

Before each shape stand words that none is without: one at least of every group between slashes.
"""

from __future__ import annotations

_IGNORE_EN = r"(?:ignor(?:e|ing)|disregard(?:ing)?|forget|override|overrule|bypass)"
_TOLD_EN = (
    r"(?:instructions?|prompts?|orders?|commands?|directives?|directions|guidelines|rules?|constraints|messages?|"
    r"guidance|guardrails|tasks?|questions?|requests?|queries|inputs?|context|text|contents?|statements?|function|"
    r"conversation|(?:everything|anything|all)(?: else| (?:above|before|written|said|you))?)"
)
_WHICH_EN = (
    r"(?:previous(?:ly)?|prior|above|preceding|earlier|foregoing|original|initial|system|former|past|other|user'?s?)"
)
_TELL_EN = "ignore ignoring disregard disregarding forget override overrule bypass"
_AI_EN = (
    "ai ais llm llms model models assistant assistants chatbot chatbots summariser summarisers summarizer summarizers"
)
_ENGLISH = (
    (_TELL_EN, rf"{_IGNORE_EN}\b(?: \S+){{0,3}}? {_WHICH_EN}(?: \S+){{0,2}}? {_TOLD_EN}"),
    (
        _TELL_EN,
        rf"{_IGNORE_EN}\b(?: \S+){{0,3}}? {_TOLD_EN}(?: \S+){{0,3}}? (?:above|before|previous(?:ly)?|you(?:'ve| have| were)|so far|until now|given)",
    ),
    (
        _TELL_EN,
        rf"{_IGNORE_EN} (?:all |any )?(?:of )?(?:the |your |these |those |all )?(?:instructions?|prompts?|directives|guardrails|function|above|foregoing)\b",
    ),
    (
        _TELL_EN,
        r"(?:disregard|forget) (?:everything|all|anything) (?:above|before|prior|previous|(?:that )?(?:you|was|has))",
    ),
    (
        "do / not / follow obey heed",
        r"do not (?:follow|obey|heed) (?:the |any |your )?(?:previous|prior|above|earlier|original|system)",
    ),
    ("you / now longer", r"(?:you are|you're) (?:now|no longer) (?:an? |the |in |bound |my |called |acting |DAN\b)"),
    ("from / now / on / you", r"from now on,? you (?:are|will|must|should|only)\b"),
    (
        "pretend act / to as / ai assistant model unrestricted dan evil admin hacker root",
        r"(?:pretend|act) (?:to be|as(?: if| though)? you(?:'re| are)?) (?:an? )?(?:ai|assistant|model|unrestricted|dan|evil|admin|hacker|root)\b",
    ),
    (
        "new updated real hidden secret override / instruction instructions instructionss prompt prompts directive directives",
        r"(?:new|updated|real|hidden|secret|override) (?:system )?(?:instructions?|prompt|directive)s?(?: follows?)? ?:",
    ),
    (
        "reveal repeat print show output leak tell disclose / system your initial hidden prompt",
        r"(?:reveal|repeat|print|show|output|leak|tell me|disclose)\b(?: \S+){0,3}? (?:system prompt|your instructions|initial prompt|hidden prompt|prompt above)",
    ),
    (
        "instead rather / answering summarising summarizing translating following",
        r"(?:instead of|rather than) (?:answering|summari[sz]ing|translating|following)(?: \S+){0,4}? (?:question|document|text|email|user|instructions?|task)",
    ),
    (
        "state say answer respond reply output write print claim indicate / answer output result response / is as be",
        r"(?:state|say|answer|respond|reply|output|write|print|claim|indicate)\b(?: \S+){0,3}? (?:that )?(?:the |your )?(?:answer|output|result|response) (?:is|as|should be|must be) ['\"‘“«]",
    ),
    (
        "as dear / ai llm assistant chatgpt copilot model",
        r"(?:as an? (?:ai|large language model)|dear (?:ai|llm|assistant|chatgpt|copilot|model))\b,? ?(?:you|please|must|should|ignore)?",
    ),
    (
        f"attention note message instruction instructions / {_AI_EN}",
        r"(?:attention|note|message|instructions?) (?:to|for) (?:the |all |any )?(?:ai|llm|language model|assistant|chatbot|summari[sz]er)s?\b",
    ),
    (
        _TELL_EN,
        rf"{_IGNORE_EN} (?:the |this |all )?(?:web ?page|page|content|email|document|article|text|table|data) and (?:instead )?(?:say|state|write|answer|output|print|reply|respond|tell)",
    ),
    (
        "output print reply respond answer / following",
        r"(?:please )?(?:output|print|reply with|respond with|answer with) (?:only )?the following ?:",
    ),
    (
        "system admin developer god maintenance debug root / mode prompt override message instruction instructions",
        r"<\W*(?:begin |end |enter |enable )?(?:system|admin|developer|god|maintenance|debug|root)[ _-](?:mode|prompt|override|message|instructions?)\b",
    ),
    (
        "your / developer creator administrator programmer",
        r"i(?:'m| am) your (?:developer|creator|administrator|programmer)\b",
    ),
    (
        "your / answer answers response responses output outputs summary summarys translation translations",
        r"(?:replace|remove|insert|add|include|introduce|rearrange|reverse|append|encode|use|write|put|embed|end|start|begin)\b(?: \S+){0,8}? (?:in|of|from|to|throughout|with) your (?:answer|response|output|summary|translation)s?\b",
    ),
    (
        "when / asked summarising summarizing answering translating",
        r"when (?:asked|summari[sz]ing|answering|translating)(?: \S+){0,8}?,? (?:you (?:must|should|will)|always (?:say|answer|respond|state)|say that|respond (?:with|only))",
    ),
)
_TELL_DE = "ignorier ignoriere ignorieren ignoriert missachte missachten vergiss vergessen"
_GERMAN = (
    (
        f"{_TELL_DE} übergeh übergehe übergehen verwirf verwerfen beachte beachten",
        r"(?:ignorier(?:e|en|t)?|missacht(?:e|en)|vergiss|vergessen|übergeh(?:e|en)|verwirf|verwerfen|beacht(?:e|en))\b"
        r"(?: \S+){0,4}? (?:vorherig|vorig|vorangehend|vorangegangen|vorstehend|obig|bisherig|früher|ursprünglich|weiter oben|davor|oben)\w*"
        r"(?: \S+){0,2}? (?:anweisung|instruktion|befehl|vorgabe|aufforderung|regel|nachricht|text|eingabe|aufgabe|prompt|stehende|gesagte|geschriebene|inhalt)\w*(?: nicht)?",
    ),
    (
        _TELL_DE,
        r"(?:ignorier(?:e|en|t)?|missacht(?:e|en)|vergiss|vergessen)\b(?: \S+){0,3}? (?:anweisung(?:en)?|instruktion(?:en)?|befehle?|vorgaben|prompts?|systemprompt|funktion)\b",
    ),
    (
        _TELL_DE,
        r"(?:ignorier(?:e|en|t)?|vergiss|vergessen) (?:sie )?(?:alles|das|was|die),?(?: \S+){0,2}? (?:davor|zuvor|vorher|vorangegangene\w*|obige\w*|bisherige\w*|oben|bisher)",
    ),
    (
        "bist sind / jetzt nun ab nicht / ein eine der die kein keine an",
        r"(?:du bist|sie sind) (?:jetzt|nun|ab jetzt|ab sofort|nicht (?:mehr|länger))(?: ein| eine| der| die| kein| keine| an)\b",
    ),
    (
        "ab von / jetzt sofort nun / bist sind wirst antwortest musst antworte",
        r"(?:ab jetzt|ab sofort|von nun an|von jetzt an) (?:bist du|sind sie|wirst du|antwortest du|musst du|antworte)\b",
    ),
    (
        "tu tun verhalte verhalten gib geben / als wie so",
        r"(?:tu so|tun sie so|verhalte dich|verhalten sie sich|gib dich|geben sie sich),? (?:als|wie|so)\b(?: \S+){0,3}? (?:ki|assistent|modell|administrator|hacker)",
    ),
    (
        "neue geheime aktualisierte eigentliche / anweisung anweisungen instruktion instruktionen systemanweisung systemanweisungen systeminstruktion systeminstruktionen",
        r"(?:neue|geheime|aktualisierte|eigentliche) (?:system)?(?:anweisung|instruktion)(?:en)? ?:",
    ),
    (
        "gib geben zeig zeige zeigen verrat verrate nenne wiederhol wiederhole",
        r"(?:gib|geben sie|zeige?|zeigen sie|verrate?|nenne|wiederhole?)\b(?: \S+){0,3}? (?:systemprompt|system-prompt|deine anweisungen|ihre anweisungen|systemanweisung\w*)",
    ),
    (
        _TELL_DE,
        r"(?:ignorier(?:e|en|t)?|vergiss) (?:sie )?(?:die |das |den |diese[ns]? |alle )?(?:web)?(?:seite|inhalte?|text|dokument|artikel|tabelle)n? und\b",
    ),
    ("ich / bin / dein ihr", r"ich bin (?:dein|ihr) (?:entwickler|administrator|programmierer)\b"),
    ("gib geben / folgendes", r"(?:geben sie|gib) (?:bitte )?folgendes (?:heraus|aus|zurück) ?:"),
    (
        "hinweis nachricht anweisung achtung / an für / ki ai llm sprachmodell sprachmodelle assistent assistenten chatbot chatbots",
        r"(?:hinweis|nachricht|anweisung|achtung) (?:an|für) (?:die |das |den |alle )?(?:ki|ai|llm|sprachmodelle?|assistent(?:en)?|chatbots?)\b",
    ),
    (
        "sag sage sagen gib geben antworte behaupte schreib schreibe / antwort ausgabe ergebnis hauptstadt",
        r"(?:sag|sage|sagen sie|gib|geben sie|antworte|behaupte|schreibe?)\b(?: \S+){0,3}? (?:dass )?(?:die |das |deine )?(?:antwort|ausgabe|ergebnis|hauptstadt) (?:ist|lautet|sei|wie folgt)? ?['\"„»‚]",
    ),
)
_TELL_FR = "ignore ignorez oublie oubliez"
_FRENCH = (
    (
        "ignore ignorez ignorer oublie oubliez oublier néglige négligez négliger méconnais méconnaissez tiens tenez abstraction",
        r"(?:ignor(?:e|ez|er)|oubli(?:e|ez|er)|néglig(?:e|ez|er)|méconnais(?:sez)?|ne (?:tiens|tenez) (?:pas|aucun) compte|fai(?:s|tes) abstraction)\b"
        r"(?: \S+){0,4}? (?:instructions?|consignes?|ordres?|directives?|règles?|messages?|commandes?|questions?|demandes?|textes?|prompts?|fonction)"
        r"(?: \S+){0,2}?(?: (?:précédent|antérieur|préalable|ci-dessus|initial|d'avant|reçu|donné)\w*)?",
    ),
    (
        f"{_TELL_FR} / qui",
        r"(?:ignor(?:e|ez)|oubli(?:e|ez)) (?:tout )?ce qui (?:précède|vient|est (?:au-dessus|ci-dessus))",
    ),
    (
        f"{_TELL_FR} / tout toutes tous",
        r"(?:ignor(?:e|ez)|oubli(?:e|ez)) (?:tout|toutes|tous)(?: \S+){0,3}? (?:précéd\w+|ci-dessus|avant)",
    ),
    (
        "es êtes / maintenant désormais présent dorénavant",
        r"(?:tu es|vous êtes) (?:maintenant|désormais|à présent|dorénavant)(?: un| une| le| la| libre)\b",
    ),
    (
        "maintenant désormais dorénavant / tu vous",
        r"(?:à partir de maintenant|désormais|dorénavant),? (?:tu (?:es|dois|vas|réponds)|vous (?:êtes|devez|allez|répondez))\b",
    ),
    (
        "fais faites / comme semblant",
        r"(?:fais|faites) (?:comme si|semblant d')(?: \S+){0,4}? (?:ia|assistant|modèle|administrateur|pirate)",
    ),
    (
        "nouvelle nouvelles véritable véritables vraies / instruction instructions consigne consignes",
        r"(?:nouvelles?|véritables?|vraies) (?:instructions?|consignes?)(?: (?:du|de) système)? ?:",
    ),
    (
        "révèle révélez affiche affichez répète répétez montre montrez / invite prompt tes vos consignes",
        r"(?:révèle|révélez|affiche|affichez|répète|répétez|montre|montrez)\b(?: \S+){0,3}? (?:invite système|prompt système|tes instructions|vos instructions|consignes du système)",
    ),
    (
        f"{_TELL_FR} / et",
        r"(?:ignor(?:e|ez)|oubli(?:e|ez)) (?:la |le |les |cette |ce |cet )?(?:page(?: web)?|contenu|texte|document|article|tableau) et\b",
    ),
    (
        "suis / ton votre / développeur créateur administrateur",
        r"je suis (?:ton|votre) (?:développeur|créateur|administrateur)\b",
    ),
    (
        "ce / qui / suit",
        r"(?:imprime|imprimez|affiche|affichez|écris|écrivez|réponds|répondez) (?:uniquement )?ce qui suit ?:",
    ),
    (
        "note message instruction instructions attention / ia llm modèle modèles assistant assistants chatbot chatbots",
        r"(?:note|message|instructions?|attention) (?:à|pour|aux?) (?:l'|la |le |les |toute )?(?:ia|llm|modèles? de langage|assistants?|chatbots?)\b",
    ),
)
SHAPES = (*_ENGLISH, *_GERMAN, *_FRENCH)
