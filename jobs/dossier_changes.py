"""What the analyst does with a dossier that stands: edit, have a section written anew, ask, compare."""

from dossier.changes import Changes, changes
from dossier.records import Dossier, SentenceKind
from jobs.dossier_desk import DossierJobError, book, included, keep, standing
from leads.dossier_book import BuildKind, BuildState, DossierBuild
from leads.store import Store


def edit_sentence(lead_id: str, section: int, sentence: int, text: str, store: Store) -> Dossier:
    """Put the analyst's words in place of a sentence; it is marked as edited. Empty text takes it out.

    Raises:
        DossierJobError: there is no dossier, or no such sentence.
    """
    made, dossier = standing(lead_id, book())
    try:
        wanted = dossier.sections[section].sentences[sentence]
    except IndexError as error:
        raise DossierJobError("There is no such sentence any more.", "Look at the dossier again.") from error
    plain = " ".join(text.split())
    if plain == wanted.text:
        return dossier
    if plain:
        wanted.instead_of = wanted.instead_of or wanted.text
        wanted.text, wanted.kind, wanted.state = plain, SentenceKind.EDITED, None
    else:
        dossier.sections[section].sentences.pop(sentence)
    keep(made, dossier, store, book())
    return dossier


def rebuild_section(lead_id: str, section: int) -> DossierBuild:
    """Have one section written anew from the proven claims; edited sentences stay.

    Raises:
        DossierJobError: there is no such section.
    """
    made, dossier = standing(lead_id, book())
    if not 0 <= section < len(dossier.sections):
        raise DossierJobError("There is no such section any more.", "Look at the dossier again.")
    wanted = DossierBuild(
        lead_id=lead_id,
        kind=BuildKind.SECTION,
        target=dossier.sections[section].title,
        request=made.request,
    )
    return book().add(wanted)


def ask(lead_id: str, question: str) -> DossierBuild:
    """Ask the stored sources a question; a worker answers it.

    Raises:
        DossierJobError: there are no sources, or nothing was asked.
    """
    plain = " ".join(question.split())[:500]
    if not plain:
        raise DossierJobError("Nothing was asked.", "Write a question.")
    made = book().latest(lead_id)
    if made is None or not included(lead_id, book()):
        raise DossierJobError("There is nothing to answer from yet.", "Build the dossier first.")
    return book().add(
        DossierBuild(lead_id=lead_id, kind=BuildKind.QUESTION, target=plain, request=made.request)
    )


def question_of(lead_id: str) -> DossierBuild | None:
    """Return the last question that was asked, answered or not."""
    return book().latest(lead_id, BuildKind.QUESTION)


def answer_of(lead_id: str) -> Dossier | None:
    """Return what the last question gave: a section, or itself in `not_found`; None while it is open."""
    asked = question_of(lead_id)
    if asked is None or asked.state is not BuildState.DONE:
        return None
    return Dossier.model_validate(asked.report)


def difference(lead_id: str, store: Store) -> Changes | None:
    """Return what the last build says that the one before did not; None where there are not two."""
    kept = store.dossiers_of(lead_id)
    if len(kept) < 2:
        return None
    return changes(Dossier.model_validate(kept[1].report), Dossier.model_validate(kept[0].report))
