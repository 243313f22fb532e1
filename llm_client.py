"""LLMClient, the interface of earlier versions, over `llm.adapter`."""

from collections.abc import Iterable, Mapping
from typing import Any

from config.loader import ConfigLoader
from leads.record import Kind, Lead
from llm.adapter import LLMAdapter
from llm.messages import document

_SYSTEM = (
    "You help a consultant to rank businesses. Use only the facts in the table; when something is not there, "
    "leave it out."
)
_COLUMNS = ("name", "emails", "phones", "city", "website", "trade", "notes", "score")


class LLMClient:
    """Asks one model about many leads."""

    def __init__(
        self,
        api_key: str = "",
        base_url: str = "",
        model: str = "gpt-4o-mini",
        temperature: float = 0.2,
        top_k: int | None = None,
        top_p: float | None = None,
        max_tokens: int | None = None,
    ) -> None:
        self._adapter = LLMAdapter(
            base_url or str(ConfigLoader().get_merged_config()["llm"]["base_url"]),
            api_key=api_key or "not-needed",
            model=model,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            max_tokens=max_tokens,
        )

    def summarize_leads(
        self,
        leads: Iterable[Lead | Mapping[str, Any]],
        instruction: str = "Summarize the top opportunities in 10 bullets.",
    ) -> str:
        """Return the model's summary of the leads.

        Raises:
            LLMError: what went wrong, with a remedy; never text that looks like a summary.
        """
        rows = [_row(lead) for lead in leads]
        table = "\n".join([" | ".join(_COLUMNS), *rows])
        return self._adapter.chat(
            [
                {"role": "system", "content": _SYSTEM},
                {"role": "user", "content": [{"type": "text", "text": instruction}, document(table)]},
            ]
        )


def _row(lead: Lead | Mapping[str, Any]) -> str:
    return " | ".join(
        _cell(value) for value in (_of_record(lead) if isinstance(lead, Lead) else _of_dict(lead))
    )


def _of_record(lead: Lead) -> list[object]:
    several = {"emails": Kind.EMAIL, "phones": Kind.PHONE}
    single = {"name": Kind.NAME, "city": Kind.CITY, "trade": Kind.TRADE}
    known: dict[str, object] = {
        column: [one.value for one in lead.all(kind)] for column, kind in several.items()
    }
    known.update({column: lead.first(kind) for column, kind in single.items()})
    return [known.get(column, lead.website if column == "website" else "") for column in _COLUMNS]


def _of_dict(lead: Mapping[str, Any]) -> list[object]:
    return [lead.get(column) for column in _COLUMNS]


def _cell(value: object) -> str:
    if isinstance(value, (list, tuple, set)):
        value = ", ".join(map(str, value))
    # A cell cannot end its row or its column: the table is data.
    return " ".join(str("" if value is None else value).replace("|", "/").split())
