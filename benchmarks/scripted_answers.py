"""What scripted servers answer to the cases of the bench: right answers, and ways to be wrong."""

import json
import re
from typing import Any

from llm.bench.cases import TASKS, Case, cases_of

ALL = tuple(case for task in TASKS for case in cases_of(task))


def case_asked(body: dict[str, Any]) -> Case | None:
    """Return the case a request is about, None where it is about none."""
    asked = body["messages"][-1]["content"]
    for case in ALL:
        marks = (
            case.text.splitlines()[:1]
            or list(case.rows.values())[:2]
            or [case.facts["finding1"], case.facts["name"]]
        )
        shows = {"extraction": "Copy the facts", "audit": "Questions customers"}.get(case.task, "")
        if shows in asked and all(mark in asked for mark in marks):
            return case
    return None


def right_answer(case: Case) -> str:
    """Return an answer that is right in every respect."""
    if case.task == "extraction":
        known = {key: words[0] for key, words in case.known.items()}
        price = re.search(rf"{known.get('prices', 'none')}(,00)? €", case.text)
        given = {**known, "services": [], "prices": [price[0]] if price else []}
        return json.dumps(given, ensure_ascii=False)
    if case.task == "audit":
        line = next(line for line in case.text.splitlines() if len(line) > 20)
        remarks = [
            {
                "aspect": "missing",
                "remark": f"Il manque une phrase : {words[0]}, que le client cherche.",
                "quote": line,
            }
            for words in case.known.values()
        ]
        return json.dumps({"remarks": remarks}, ensure_ascii=False)
    if case.task == "lead_summary":
        return "\n".join(
            f"- {' ; '.join(case.rows[lead].split(' | ')[:5])} : à voir avec vous [{lead}]"
            for lead in case.known["leads"]
        )
    word = case.known["finding"][0]
    return (
        f"Objet : votre site\n\nBonjour,\n\nEn regardant le site de {case.facts['name']}, j'ai vu que vos "
        f"clients n'y trouvent pas tout ({word}). Voulez-vous que je vous montre ce que nous ferions ?"
    )


def invented_answer(case: Case) -> str:
    """Return an answer of the right form whose facts are nowhere in the case."""
    if case.task == "extraction":
        data = {"name": "Dupont SARL", "trade": "avocat", "town": "Genève", "services": [], "prices": []}
        return json.dumps(data, ensure_ascii=False)
    if case.task == "audit":
        remark = "Le texte reste vague pour qui cherche un rendez-vous rapide."
        quote = "Nous sommes les meilleurs du monde"
        return json.dumps({"remarks": [{"aspect": "offer", "remark": remark, "quote": quote}]})
    if case.task == "lead_summary":
        return "- 87 clients sur 100 partent sans appeler [L1]"
    return f"{right_answer(case)}\n\nVous perdez 87 % de vos clients."


def broken_answer(case: Case) -> str:
    """Return an answer that has no form: broken JSON, or words that come again and again."""
    return "Voici le résultat : {nom:" if case.task in {"extraction", "audit"} else "le site est beau " * 12


def half_answer(case: Case) -> str:
    """Return an answer no rule can find fault with, and which misses what it should have said."""
    if case.task == "extraction":
        data = json.loads(right_answer(case))
        return json.dumps({**data, "trade": case.text.split()[0], "prices": []}, ensure_ascii=False)
    if case.task == "audit":
        data = json.loads(right_answer(case))
        return json.dumps({"remarks": data["remarks"][:1]}, ensure_ascii=False)
    if case.task == "lead_summary":
        return right_answer(case).splitlines()[0]
    return "Objet : votre site\n\nBonjour,\n\nVoulez-vous que nous parlions de votre site cette semaine ?"
