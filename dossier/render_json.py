"""A dossier as JSON, the same as the command prints."""

import json

from dossier.records import Dossier


def as_json(dossier: Dossier) -> str:
    """Return the dossier with all its sections, quotes and sources."""
    return json.dumps(dossier.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
