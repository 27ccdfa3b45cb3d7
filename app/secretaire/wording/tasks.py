"""The sentences for codes of ``tasks``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "task.original_mended": N_("The stored original of “{name}” was damaged; it is whole again."),
    "task.known_document": N_(
        "“{name}” holds the same bytes as “{known}”, which is in the vault already; nothing was stored twice."
    ),
    "task.no_embedding_model": N_(
        "No embedding model is installed here, so that meaning cannot be compared; nothing was changed, and search goes by words alone. Install one beside the other models."
    ),
    "task.no_embedding_model_for": N_(
        "No installed embedding model reads the language of “{name}”; it is found by its words alone. Install one for that language."
    ),
    "task.meaning_not_compared": N_(
        "There is no room in memory for the embedding model beside this one, so passages were found by their words alone. Close other programs and ask again to compare meaning too."
    ),
    "task.nothing_to_follow": N_(
        "There is no answer here to follow up on; nothing was asked. Name the id of an answer that is kept in the vault."
    ),
    "task.no_vectors": N_(
        "No passage is prepared for search by meaning yet, so the search went by words alone. Prepare them with “secretaire documents embed”."
    ),
    "task.passages_without_vectors": N_(
        "Passages not yet prepared for search by meaning: {count}; they are found by their words alone. Prepare them with “secretaire documents embed”."
    ),
    "task.same_document": N_("A document can't be compared with itself; nothing was stored. Name two."),
    "task.nothing_to_compare": N_(
        "One of the two documents was never read to its end, so there is nothing to compare; nothing was stored. Import it again."
    ),
    "task.little_in_common": N_(
        "These two documents have little in common: they are hardly two versions of one text. What they share is told, and all the rest as removed or added."
    ),
    "task.languages_differ": N_(
        "These two documents are in different languages, {language} and {other_language}: sentence by sentence they cannot be compared, and no differences are listed. Translate one of them first, then compare."
    ),
    "task.nothing_on_one_side": N_("One of the two documents holds no text that could be compared."),
    "task.no_rules": N_(
        "No rule was found in that document: no list, and no sentence that says what must be done. Nothing was stored; name a checklist, a style guide or a regulation."
    ),
    "task.rules_in_other_language": N_(
        "The rules and the text are in two languages: what belongs together was found by shared words, names and figures alone."
    ),
    "task.words_alone": N_(
        "No embedding model for these languages is installed: what is said in other words was not looked for."
    ),
    "task.bad_schema": N_(
        "“{name}” is no schema of a table: {why}. Nothing was read. A schema has fields, each with a name, and may give each a description and a type (text, list, number, date, amount, yes-no)."
    ),
    "task.bad_template": N_(
        "“{name}” is no template: {why}. Nothing was read. docs/templates.md tells what one holds."
    ),
    "task.unknown_template": N_(
        "There is no template called “{name}”; nothing was read. The templates are: {known}; a file of your own is named by its path."
    ),
    "task.unknown_field": N_("The template has no field “{field}”; nothing was read. Its fields are: {known}."),
    "task.template_of_reply": N_(
        "“{title}” is a template of replies, which answer a letter; nothing was written. Use “secretaire reply”, or another template."
    ),
    "task.template_of_draft": N_(
        "“{title}” has no place for answers, so it is no template of replies; nothing was written. Use “secretaire draft”, or another template."
    ),
    "task.no_knowledge": N_(
        "There is no document to answer from beside the letter; nothing was written. Import or name the documents that hold the answers."
    ),
    "reply.orders_ignored": N_(
        "The letter holds sentences that read like orders to a program ({count}); they were not followed and not answered."
    ),
    "reply.requests_left_out": N_("The letter asks for more than is answered at once; left out: {count}."),
    "part.heading": N_("heading"),
    "part.fixed": N_("from the template"),
    "part.request": N_("asked in the letter"),
    "part.open": N_("left open for a person"),
    "plain.model": N_("written anew by the model"),
    "plain.rules": N_("made plainer by rules"),
    "plain.easy": N_("was plain already"),
    "plain.kept": N_("kept as it was: no plainer wording held"),
    "plain.no_easier": N_("the model's wording was no easier to read"),
    "plain.lost": N_("the model's wording lost “{value}”"),
    "plain.shortened": N_("the model's wording left too much out"),
    "field.value": N_("{field}"),
    "field.by_model": N_("picked by the model, word for word from the text: check it"),
    "field.missing": N_("{field}: not found"),
    "rule.taken_items": N_("Rules taken: {count}, the items of the list."),
    "rule.taken_sentences": N_("Rules taken: {count}, the sentences that say what must or should be done."),
    "rule.taken_all": N_("Rules taken: {count}, every sentence of the document."),
    "rule.met": N_("met"),
    "rule.not_met": N_("not met"),
    "rule.not_addressed": N_("not addressed"),
    "rule.unclear": N_("unclear"),
    "rule.limit_kept": N_("the limit ({wanted}) is kept: {found}"),
    "rule.limit_broken": N_("the limit ({wanted}) is not kept: {found}"),
    "rule.turned_round": N_("the text denies what the rule asks, or the reverse"),
    "rule.said": N_("the text says it in the rule's own words"),
    "rule.by_model": N_("judged by the model: check it"),
    "style.lengths": N_("sentences of more than {most} words: {count}; the longest has {longest}"),
    "style.abbreviations": N_("abbreviations that are not explained: {count} ({words})"),
    "style.dates": N_("dates written otherwise: {count} ({words})"),
    "style.passive": N_("sentences in the passive: {count}"),
    "style.by_eye": N_("a rule about the writing itself: look at the text as a whole"),
    "rule.undecided": N_("neither the words nor the model decide it: read the places"),
    "rule.searched": N_("nothing found; searched pages 1–{pages}"),
    "compare.changed": N_("Changed"),
    "compare.added": N_("Added"),
    "compare.removed": N_("Removed"),
    "compare.moved": N_("Moved"),
    "compare.figures": N_("figures: {was} → {now}"),
    "compare.negation": N_("turned round: what was denied is said, or the reverse"),
    "compare.duty": N_("what is required or allowed: {was} → {now}"),
    "compare.names": N_("names: {was} → {now}"),
    "compare.wording": N_("words: {was} → {now}"),
    "compare.misread": N_("probably misread in the scan: {was} → {now}"),
    "task.empty_question": N_("Nothing was asked; nothing was stored. Write a question."),
    "task.empty_message": N_("The message is empty; nothing was stored. Write something."),
    "task.cancelled": N_("Stopped, as you asked; what was finished before is kept."),
    "task.nothing_to_delete": N_(
        "There is nothing with the id {id} in this vault; nothing was deleted. List what there is with “secretaire history”."
    ),
    "policy.escrow_added": N_(
        "Your organisation ({organisation}) can open this vault, too, as its policy says: its key {fingerprint} was added."
    ),
    "policy.sentence_hidden": N_("hidden, as your organisation's policy says"),
    "task.nothing_to_explain": N_(
        "There is no summary or answer with the id {id} in this vault; nothing was explained. List what there is with “secretaire history”."
    ),
    "task.no_such_sentence": N_(
        "There is no sentence {number} to explain: this result has {count}. Choose one of them."
    ),
    "task.sentence_cites_nothing": N_(
        "Sentence {number} cites nothing, so there is nothing to measure. Choose a sentence with a citation."
    ),
    "policy.retention_postponed": N_(
        "This vault was not opened for so long that the clock may be wrong. What the policy would delete for its age stays until the next unlocking."
    ),
    "task.job_unknown": N_(
        "This work can't be gone on with: another version of Secretaire began it. What it had made is kept; begin it anew."
    ),
    "task.other_model": N_(
        "The model {model} began this answer and another is loaded now, so it was left as it is. Ask for another answer."
    ),
    "task.put_aside": N_(
        "Put aside; what was made is kept. “secretaire jobs resume” goes on with it, and so does the window."
    ),
    "task.no_words": N_("There is no word to search for; nothing was searched. Give at least one."),
    "task.nothing_asked": N_("Nothing was asked in this conversation yet; write a message first."),
    "task.no_such_conversation": N_(
        "There is no such conversation in this vault; nothing was changed. List them with “secretaire history”."
    ),
    "task.message_too_long": N_(
        "The message has {tokens} tokens and the model has room for {room}; nothing was sent. Shorten it, or import it as a document and ask about it."
    ),
    "task.answer_interrupted": N_(
        "The engine ended while it was answering; what it had written is kept. Send the message again."
    ),
    "task.documents_left_out": N_(
        "The attached document's passages did not fit beside this message and were left out of the answer."
    ),
    "task.nothing_found_in_documents": N_(
        "Nothing in the attached documents matches this message; the answer does not rest on them."
    ),
    "task.nothing_to_read": N_("None of these documents has been read; nothing was changed. Import them again."),
    "task.no_sentences": N_("The document holds no words to summarise; nothing was made. Look at it page by page."),
    "task.unknown_kind": N_("There is no kind of summary called “{kind}”; the kinds are: {known}."),
    "task.unknown_mode": N_("The mode “{mode}” is not offered yet; the modes are: {known}."),
    "task.unknown_length": N_(
        "“{length}” is no length of a summary; give one of {known}, or a number of sentences from 1 to {most}."
    ),
    "task.wish_too_long": N_(
        "A reader or a wish may have {most} characters at most; nothing was made. Say it more shortly."
    ),
    "task.nothing_for_wish": N_(
        "No sentence of the document has to do with the reader or the wish that was named; this is a general summary."
    ),
    "task.no_sections": N_("The document has no headings that divide it; its points are shown in order."),
    "task.nothing_under_purpose": N_("No sentence that states a purpose was found."),
    "task.nothing_under_decisions": N_("No sentence with a decision or a request was found."),
    "task.nothing_under_risks": N_("No sentence with a risk or a deadline was found."),
    "task.nothing_under_actions": N_("No sentence with a duty was found."),
    "task.nothing_under_dates": N_("No sentence with a date or a deadline was found."),
    "task.nothing_under_people": N_("No person with title or office, and no body, was found."),
    "group.purpose": N_("Purpose"),
    "group.main": N_("Main points"),
    "group.decisions": N_("Decisions and requests"),
    "group.risks": N_("Risks and deadlines"),
    "group.actions": N_("Actions"),
    "group.dates": N_("Dates"),
    "group.people": N_("People and bodies"),
    "task.unknown_language": N_("“{language}” is not offered; the languages are: {known}."),
    "task.same_language": N_(
        "The text is to be translated from and to the same language ({language}); nothing was done. Choose another target."
    ),
    "task.nothing_to_translate": N_("There is no text to translate; nothing was done."),
    "task.model_language": N_(
        "The model {model} does not write {language} well; expect poor results, or choose another model."
    ),
    "task.model_language_others": N_(
        "The model {model} does not write {language} well; expect poor results. Installed models that do: {others} (on the command line: --model ID)."
    ),
    "task.page_unreadable": N_("{place} could not be read and is not part of the result; look at it yourself."),
    "task.page_partial": N_("{place} was read only in part; look at it yourself."),
    "task.instruction_ignored": N_(
        "An instruction in the document was ignored ({place}): it reads like an order to a program, and nothing was written from it. Read it yourself."
    ),
    "task.address_in_answer": N_(
        "The answer names an address that you did not write: {value}. Nothing was opened; look where it comes from before you use it."
    ),
    "task.hidden_text": N_("{place} holds text that nobody can see (places: {count}); it was kept out of the result."),
    "task.hidden_text_admitted": N_(
        "{place} holds text that nobody can see (places: {count}); it was admitted as evidence by hand."
    ),
    "task.no_hidden_text": N_(
        "Page {page} of the document holds no hidden text; nothing was changed. List it without naming pages."
    ),
    "task.abstained": N_("No answer was found in the documents. The nearest passages are:"),
    "task.abstained_alone": N_("No answer was found in the documents, and no passage that comes near."),
    "task.only_fragments": N_(
        "The document holds no whole sentences, only headings, lists or scraps; its own words are shown, from the beginning."
    ),
    "task.nothing_to_export": N_(
        "Nothing in this vault has the id {id}; nothing was written. Find ids with “secretaire history”."
    ),
    "task.no_ending": N_(
        "“{name}” has no ending that says how to write it; nothing was written. The endings are: {known}."
    ),
    "task.unknown_export": N_("Exports can't be written as “{ending}”; nothing was written. The endings are: {known}."),
    "task.export_exists": N_(
        "There is a file {name} already; it was left as it is. Name another one, or write over it with --force."
    ),
    "task.half_read": N_(
        "“{name}” was not read to its end, and what was read of it is kept. Where the disk is full, free some space; then “secretaire jobs resume” goes on with it, and “secretaire jobs drop” lets it go."
    ),
    "task.no_space": N_(
        "There is no space left to write {path}; nothing was written there and the vault is unharmed. Free some space and try again."
    ),
    "task.cannot_write": N_("{path} could not be written ({why}); the vault is unharmed. Name another place."),
    "task.no_memory": N_(
        "There is not enough memory to hold the file; nothing was stored. Close other programs and try again."
    ),
    "task.import_conflict": N_(
        "The export and this vault hold different things under one id; nothing was imported. Import it into a new vault."
    ),
    "task.import_original_changed": N_(
        "An original in the export is not the file that its record names; nothing was imported. Copy the folder again, or export again."
    ),
    "task.import_cancelled": N_("Stopped, as you asked; nothing was imported."),
    "left_out.attachment": N_("attached files: {count}"),
    "left_out.image": N_("pictures: {count}"),
    "left_out.source": N_("cited sources: {count}"),
    "left_out.tool": N_("calls of tools and what they gave back: {count}"),
    "left_out.reasoning": N_("a model's thoughts: {count}"),
    "left_out.other": N_("other parts that are no text: {count}"),
    "left_out.empty": N_("messages without text: {count}"),
    "left_out.empty_conversation": N_("conversations without messages: {count}"),
    "left_out.unknown_record": N_("records of an unknown kind: {count}"),
    "left_out.changed": N_("messages with other words than in this vault, where they stay as they were: {count}"),
    "left_out.odd_message": N_("messages that could not be understood: {count}"),
    "left_out.large_message": N_("messages that are too long: {count}"),
    "left_out.odd_conversation": N_("conversations that could not be understood: {count}"),
    "left_out.large_conversation": N_("conversations that are too large: {count}"),
    "left_out.damaged_file": N_("damaged files: {count}"),
    "left_out.original": N_(
        "originals that were damaged where they come from; import the files again to mend them: {count}"
    ),
    "left_out.file": N_("files that are no conversations: {count}"),
    "check.number": N_("{value} is not in the cited passage"),
    "check.address": N_("the address {value} is not in the cited passage"),
    "check.name": N_("“{value}” is not in the cited passage"),
    "check.negation": N_("says “not” where the cited passage does not"),
    "check.altered": N_("the cited passage does not say “{words}” there"),
    "check.shortened": N_("leaves out “{words}”"),
    "check.wording": N_("worded unlike the cited passage; compare them"),
    "check.fused": N_("made of words of several sentences; compare it with the cited passage"),
    "check.roles": N_("may turn round who does what; compare it with the cited passage"),
    "check.crossing": N_("the cited passage is in another language ({language}); compare them"),
    "check.language": N_("not written in the language that was asked for ({language})"),
    "check.translated": N_(
        "translated from the document's language ({language}); figures and units were compared, the rest can't be checked by code"
    ),
    "check.left_in_language": N_(
        "left in the document's language ({language}): there was no translation that could be relied on"
    ),
    "check.engine_died": N_("the engine ended twice while it was writing this sentence"),
    "check.elsewhere": N_("not found in the document"),
    "check.reworded": N_("in other words than the cited passage; the model finds it supported"),
    "check.doubted": N_("the model doubts that the cited passage says so; compare them"),
    "check.names": N_("named in the document; the passages show where"),
    "check.verbatim": N_("the document's own words"),
    "check.condensed": N_("the document's words without an aside"),
    "check.no_sentence": N_("the model wrote no whole sentence"),
    "translate.empty": N_("The model gave no translation; the source stands."),
    "translate.cut": N_("The translation was cut off."),
    "translate.number": N_("The number {value} is missing in the translation."),
    "translate.number_added": N_("The number {value} is not in the source."),
    "translate.unit": N_("“{value}” counts something else in the translation."),
    "translate.kept": N_("“{value}” should have been kept as it is."),
    "translate.same": N_("The translation is the same as the source."),
    "translate.untranslated": N_("This is mostly the source's own words: it was hardly translated."),
    "translate.language": N_("This is not in {language}."),
    "translate.order": N_("This reads like an order to a program; it was treated as text, like all else."),
    "translate.tags_repaired": N_("Marks of formatting were put right in the translation; look at their places."),
    "translate.tags_lost": N_("Some formatting of the source was lost in the translation."),
    "translate.length": N_("The translation's length is unlike the source's."),
    "stage.importing": N_("Importing"),
    "stage.loading": N_("Verifying and loading the model"),
    "stage.measuring": N_("Measuring"),
    "stage.reading": N_("Reading"),
    "stage.choosing": N_("Choosing evidence"),
    "stage.embedding": N_("Preparing search by meaning"),
    "stage.noting": N_("Reading every passage"),
    "stage.merging": N_("Putting the notes together"),
    "stage.answering": N_("Answering"),
    "stage.rewriting": N_("Making it plain"),
    "stage.writing": N_("Writing"),
    "stage.translating": N_("Translating"),
    "documents.no_page_readable": N_(
        "No page of {name} could be read; nothing was stored. Check the file in another program."
    ),
    "task.vault_name": N_(
        "A vault can't have this name; nothing was made. Take 1 to {most} characters, without a slash and without a dot in front."
    ),
    "task.vault_name_taken": N_("There is something of this name already; it was left as it is. Take another name."),
}
