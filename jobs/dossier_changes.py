"""What the analyst does with a dossier that stands: edit, write a section anew, ask, compare."""

from config import locations
from dossier.build import build
from dossier.cache import AnswerCache
from dossier.changes import Changes, changes
from dossier.records import Dossier, Section, SentenceKind
from jobs import interactive
from jobs.dossier_desk import DossierJobError, book, included, keep, key_of, order_for, standing
from leads.store import Store
from llm.router import TaskRouter


def edit_sentence(lead_id: str, section: int, sentence: int, text: str, store: Store) -> Dossier:
    """Put the analyst's words in place of a sentence; it is marked as edited. Empty text takes it out.

    Raises:
        DossierJobError: there is no dossier, or no such sentence.
    """
    made, dossier = standing(lead_id)
    try:
        wanted = dossier.sections[section].sentences[sentence]
    except IndexError as error:
        raise DossierJobError("There is no such sentence any more.", "Look at the dossier again.") from error
    if plain := " ".join(text.split()):
        wanted.text, wanted.kind = plain, SentenceKind.EDITED
    else:
        dossier.sections[section].sentences.remove(wanted)
    keep(made.id, lead_id, dossier, store)
    return dossier


def rebuild_section(lead_id: str, section: int, router: TaskRouter | None, store: Store) -> interactive.Job:
    """Write one section anew, from the stored sources and without the kept answers; edited sentences stay.

    Raises:
        DossierJobError: there is no such section.
    """
    made, dossier = standing(lead_id)
    if not 0 <= section < len(dossier.sections):
        raise DossierJobError("There is no such section any more.", "Look at the dossier again.")
    wanted = dossier.sections[section]

    def work(handle: interactive.Handle) -> None:
        order = order_for(made, store, handle)
        fresh = build(order, router, None)
        new = next((one for one in fresh.sections if one.title == wanted.title), None)
        if new is None:
            raise DossierJobError("Nothing was found for this section any more.", "The old one stays.")
        edited = [one for one in wanted.sentences if one.kind is SentenceKind.EDITED]
        current = standing(lead_id)[1]
        current.sections = [
            Section(title=new.title, question=new.question, sentences=[*new.sentences, *edited])
            if one.title == wanted.title
            else one
            for one in current.sections
        ]
        keep(made.id, lead_id, current, store)

    return interactive.submit(key_of(lead_id), work, wanted.title)


def ask(lead_id: str, question: str, router: TaskRouter | None, store: Store) -> interactive.Job:
    """Ask the stored sources a question; the job's result is a `Dossier` with one section, or in `not_found`.

    Raises:
        DossierJobError: there are no sources, or nothing was asked.
    """
    plain = " ".join(question.split())
    if not plain:
        raise DossierJobError("Nothing was asked.", "Write a question.")
    made = book().latest(lead_id)
    if made is None or not included(lead_id):
        raise DossierJobError("There is nothing to answer from yet.", "Build the dossier first.")

    def work(handle: interactive.Handle) -> None:
        order = order_for(made, store, handle, (plain,))
        with AnswerCache(locations.dossier_cache_file()) as cache:
            answer = build(order, router, cache)
        answer.sections = [one for one in answer.sections if one.question == plain]
        handle.set_result(answer)

    return interactive.submit(f"{key_of(lead_id)}:question", work, plain)


def answer_of(lead_id: str) -> Dossier | None:
    """Return what the last question gave, None while it is being answered or where none was asked."""
    job = interactive.job(f"{key_of(lead_id)}:question")
    return job.result if job is not None and isinstance(job.result, Dossier) else None


def difference(lead_id: str, store: Store) -> Changes | None:
    """Return what the last kept dossier says that the one before did not; None where there are not two."""
    kept = store.dossiers_of(lead_id)
    if len(kept) < 2:
        return None
    return changes(Dossier.model_validate(kept[1].report), Dossier.model_validate(kept[0].report))
