"""The sentences for codes of ``documents``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "documents.export_too_large": N_(
        "This is too much for one file; nothing was written. Export it as JSON, which has no such bound, or in parts."
    ),
    "documents.too_many_files": N_(
        "The folder holds more than {most} files; nothing was read. Import its folders one by one."
    ),
    "documents.folder_empty": N_(
        "There is no file in this folder; nothing was read. Name a folder that holds documents."
    ),
    "documents.folder_unreadable": N_("The folder can't be listed ({why}); nothing was read. Check its permissions."),
    "documents.subfolder_unreadable": N_(
        "This folder can't be listed ({why}); nothing in it was read, the rest was. Check its permissions and import again."
    ),
    "documents.link_left": N_(
        "{name} is a link, which an import of a folder does not follow; the rest was read. Import what it leads to by itself."
    ),
    "documents.missing": N_("{name} does not exist; nothing was changed. Check the name and the folder."),
    "documents.not_a_file": N_("{name} is not a file; nothing was changed. Name a document."),
    "documents.no_permission": N_("{name} may not be read by this user; nothing was changed. Check its permissions."),
    "documents.cannot_read": N_(
        "{name} could not be read from its disk; nothing was stored. Copy the file and try again."
    ),
    "documents.changed_while_read": N_(
        "{name} was changed while it was read; nothing was stored. Wait until it is written, then try again."
    ),
    "documents.empty": N_("The file is empty; nothing was stored. Choose another file."),
    "documents.too_large": N_(
        "The file is larger than {limit_mb} MB; nothing was stored. Divide it and import the parts."
    ),
    "documents.encrypted": N_(
        "The file is protected by a password; nothing was stored. Give its password with --document-password-fd."
    ),
    "documents.wrong_password": N_("The password does not open this file; nothing was stored. Check it and try again."),
    "documents.password_unsupported": N_(
        "The file is protected in a way that cannot be opened here, whatever its password; nothing was stored. Save it without protection and import it again."
    ),
    "documents.attachment_empty": N_("the attached file is empty"),
    "documents.attachment_encrypted": N_("the attached file is protected by a password; import it by itself"),
    "documents.attachment_password_unsupported": N_(
        "the attached file is protected in a way that cannot be opened here"
    ),
    "documents.attachment_wrong_password": N_(
        "the attached file is protected by another password; import it by itself"
    ),
    "documents.attachment_damaged": N_("the attached file is damaged beyond reading"),
    "documents.attachment_unknown_format": N_("the attached file is none of the kinds that can be read"),
    "documents.attachment_picture_format": N_(
        "the attached picture is of a kind that cannot be opened here (WebP, HEIC, AVIF or JPEG XL)"
    ),
    "documents.attachment_archive": N_("the attached file is an archive; save it, unpack it and import what is in it"),
    "documents.attachment_unpacks_too_large": N_("the attached file unpacks to more than can be read"),
    "documents.attachment_nested_too_deep": N_("files lie in files too deeply here; this one was not read"),
    "documents.attachment_encrypted_message": N_("the message is encrypted for its recipient and was not opened"),
    "documents.encrypted_message": N_("The message is encrypted for its recipient and was not opened."),
    "documents.damaged": N_("The file is damaged beyond reading; nothing was stored. Get another copy of it."),
    "documents.unknown_format": N_(
        "The file is none of the kinds that can be read; nothing was stored. Convert it to PDF and try again."
    ),
    "documents.picture_format": N_(
        "The picture is of a kind that cannot be opened here (WebP, HEIC, AVIF or JPEG XL); nothing was stored. Save it as PNG or JPEG and import it again."
    ),
    "documents.archive": N_(
        "The file is an archive of other files; nothing was stored. Unpack it and import what is in it: a whole folder can be imported as a collection."
    ),
    "documents.killed_reader": N_(
        "The file made its reader fail before a page was read; nothing was stored and Secretaire is unharmed. Get another copy of it."
    ),
    "documents.no_such_page": N_("The document has no such page."),
    "documents.cannot_render": N_("This kind of document has no pictures of pages; its text is shown instead."),
    "documents.cannot_rewrite": N_(
        "This kind of file can't be written again in its own form; nothing was written. Give an output that ends in .txt for the text alone."
    ),
    "documents.only_pictures": N_(
        "The pages are pictures, in which no words can be replaced; nothing was written. Give an output that ends in .txt for the text alone."
    ),
    "documents.page_damaged": N_("the page is damaged"),
    "documents.page_crashed": N_("the page made its reader crash"),
    "documents.page_timeout": N_("the page took too long to read"),
    "documents.page_memory": N_("the page needed too much memory"),
    "documents.part_damaged": N_("a part of the file is damaged; what could be read of it stands here"),
    "documents.only_hidden": N_("everything that stands here is hidden; nobody sees it in the file"),
    "documents.part_too_large": N_(
        "a part of the file unpacks to more than can be read; what could be read of it stands here"
    ),
    "documents.no_ocr": N_("the page is a picture, and no language data for reading it is installed"),
    "documents.ocr_language_missing": N_(
        "the page is a picture in a language whose data for reading it are not installed"
    ),
    "documents.picture_cut_off": N_("a part of the picture is missing from its file"),
    "documents.picture_without_text": N_("the page is a picture in which no text was found"),
    "documents.low_confidence": N_("the page is a picture that was hard to read"),
    "documents.render_failed": N_("The picture of page {page} could not be made; the document's text is kept."),
    "documents.reader_died": N_("The reader ended unexpectedly; everything stored is safe. Try again."),
    "documents.closed": N_("The document was closed meanwhile; what was read before is kept."),
    "documents.no_reader": N_(
        "No reader process could be started; everything stored is safe. Close other programs and try again."
    ),
    "documents.history_unknown": N_(
        "This is no whole export of Secretaire, Open WebUI, Jan, GPT4All or ChatGPT; nothing was imported. Name the exported file, or the folder that holds it."
    ),
    "documents.history_damaged": N_(
        "The export is damaged: a part of it is not what it should be; nothing was imported. Export it again."
    ),
    "documents.history_too_large": N_(
        "The export holds more than Secretaire reads at once: too long a text, too many messages or files; nothing was imported. Export it in parts."
    ),
    "documents.history_newer": N_(
        "The export was made by a newer version, whose format is not known here; nothing was imported. Install a newer Secretaire."
    ),
    "documents.export_cut_off": N_(
        "The export is not whole: its end is missing; nothing was imported. Copy the whole folder, or export again."
    ),
    "hidden.invisible": N_("invisible text"),
    "hidden.transparent": N_("transparent text"),
    "hidden.white": N_("white text on white"),
    "hidden.tiny": N_("text too small to be seen"),
    "hidden.off_page": N_("text beside the page"),
    "hidden.covered": N_("text behind a picture or a filled area"),
    "hidden.clipped": N_("text cut away by a clipping path"),
    "hidden.layer_off": N_("text on a layer that is switched off"),
    "hidden.zero_width": N_("text among characters without width"),
    "hidden.bidirectional": N_("text whose order control characters turn round"),
    "hidden.tag": N_("text in invisible tag characters"),
    "hidden.metadata": N_("text in the file's metadata"),
    "hidden.alternative": N_("a description in place of a picture"),
    "hidden.comment": N_("a comment"),
    "hidden.deleted": N_("text that was deleted with changes tracked"),
    "hidden.not_shown": N_("text that the program does not show"),
    "hidden.same_colour": N_("text in the colour of what lies behind it"),
    "hidden.other_version": N_("text that only another version of the message holds"),
    "found.javascript": N_("{place} of the document holds JavaScript; it was not run."),
    "found.launch_action": N_("{place} of the document would start a program; nothing was started."),
    "found.automatic_action": N_("{place} of the document holds an action that starts by itself; it was not followed."),
    "found.external_reference": N_("{place} of the document refers to a file elsewhere; it was not fetched."),
    "found.remote_image": N_("{place} of the document holds a picture from the network; it was not fetched."),
    "found.macro": N_("The document holds macros; they were not run ({place})."),
    "found.embedded_file": N_("{place} of the document holds a file that was not read."),
    "found.form": N_("{place} of the document holds a form."),
    "found.external_template": N_("The document names a template elsewhere; it was not fetched ({place})."),
    "found.active_content": N_("{place} of the document holds active content; it was not run."),
    "found.instruction_like": N_(
        "{place} of the document holds words that read like orders to a program. They are treated as text; read them before you rely on an answer."
    ),
    "found.malformed": N_(
        "{place} of the document was not put together as it should be; all that could be read of it was kept."
    ),
    "found.undecodable": N_(
        "{place} of the document holds characters that could not be told; they are shown as \ufffd."
    ),
    "found.guessed_encoding": N_(
        "{place} of the document does not tell in which encoding it was written; it was read as {encoding}, which is a guess. Compare names and words with other letters than English ones with the original."
    ),
    "found.encrypted_part": N_("{place} of the document holds an encrypted message; it was not opened."),
    "found.signed_part": N_(
        "{place} of the document holds a signed message; whether its signature holds was not checked."
    ),
    "found.versions_differ": N_(
        "The message on page {page} says different things as plain text and as formatted text; what only one of them says is kept apart."
    ),
    "documents.unpacks_too_large": N_(
        "The file {name} unpacks to more than can be read; nothing was stored. Ask for a smaller one, or for its parts."
    ),
    "documents.nested_too_deep": N_("Files lie in files too deeply here; what lies deeper was not read."),
}
