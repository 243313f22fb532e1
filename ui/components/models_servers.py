"""Models: one line a model on each server, with all that a look of the doctor has shown of it."""

import streamlit as st

from leads.cells import safe_cell
from llm.doctor_records import Diagnosis, EndpointSummary, Support, Trial
from llm.endpoints import ModelEntry, same_model
from ui.components.model_words import server_word
from ui.language import mark, t

# Models that are only on the disk are shown up to here.
_MOST = 8
_NUMBER = "localized"
_TAKEN = {Support.YES: mark("yes"), Support.NO: mark("no"), Support.IGNORED: mark("no")}


def draw(report: Diagnosis) -> None:
    """Draw the table; nothing where no server answers."""
    rows = [row for one in report.endpoints if one.reachable for row in _rows(one)]
    if not rows:
        return
    numbers = [t(name) for name in (mark("Context"), mark("Trained for"))]
    st.dataframe(
        rows,
        hide_index=True,
        key="servers",
        placeholder="–",
        column_config={
            t("Server"): st.column_config.TextColumn(width=75),
            t("Version"): st.column_config.TextColumn(width=65),
            t("Model"): st.column_config.TextColumn(width=165),
            t("Loaded"): st.column_config.TextColumn(width=62),
            t("Quantization"): st.column_config.TextColumn(width=95),
            **{name: st.column_config.NumberColumn(format=_NUMBER, width=72) for name in numbers},
            t("Tokens/s"): st.column_config.NumberColumn(format=_NUMBER, width=68),
            t("System"): st.column_config.TextColumn(
                width=68, help=t("Does the chat template take a system message? It was tried.")
            ),
            t("Streams"): st.column_config.TextColumn(width=65),
            t("JSON"): st.column_config.TextColumn(
                width=50, help=t("Does the answer keep to the JSON schema it is given? It was tried.")
            ),
            t("Slots"): st.column_config.NumberColumn(
                width=50, help=t("Answers the server writes side by side")
            ),
        },
    )


def _rows(server: EndpointSummary) -> list[dict[str, object]]:
    models = [one for one in server.models if not one.embeds_only]
    models.sort(key=lambda one: not one.loaded)
    return [_row(server, one, _trial_of(server, one)) for one in models[:_MOST]]


def _trial_of(server: EndpointSummary, entry: ModelEntry) -> Trial | None:
    return next((one for one in server.trials if one.answered and same_model(one.model, entry.id)), None)


def _row(server: EndpointSummary, entry: ModelEntry, trial: Trial | None) -> dict[str, object]:
    trained = next((n for model, n in server.trained.items() if same_model(model, entry.id)), None)
    loaded = None if entry.loaded is None else t("yes") if entry.loaded else t("no")
    return {
        t("Server"): server_word(server.endpoint),
        t("Version"): safe_cell(server.version) or None,
        t("Model"): safe_cell(entry.id.rsplit("/", 1)[-1]),
        t("Loaded"): loaded,
        t("Context"): entry.loaded_context,
        t("Trained for"): trained or entry.max_context,
        t("Quantization"): safe_cell(entry.quantization or "") or None,
        t("Streams"): _taken(trial.streams if trial else None),
        t("System"): _taken(trial.system_role if trial else None),
        t("JSON"): _taken(trial.schema_bound if trial else None),
        t("Tokens/s"): round(trial.tokens_per_second) if trial and trial.tokens_per_second else None,
        t("Slots"): entry.parallel or server.parallel,
    }


def _taken(support: Support | None) -> str | None:
    return t(_TAKEN[support]) if support in _TAKEN else None
