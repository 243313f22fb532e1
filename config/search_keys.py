"""The keys of search services: from the environment, else from the private file of keys."""

import os
from typing import Final

from config.secrets import Secret, Secrets

# Which environment variable holds the key of which service.
VARIABLES: Final = {
    "brave": "BRAVE_API_KEY",
    "serper": "SERPER_API_KEY",
    "google_places": "GOOGLE_PLACES_API_KEY",
}


def stored_name(service: str) -> str:
    """Return under which name the file of keys holds the key of a service: apart from those of endpoints."""
    return f"search.{service}"


def search_key(service: str) -> Secret:
    """Return the key of a service, empty where there is none."""
    from_environment = os.environ.get(VARIABLES[service], "").strip()
    return Secret(from_environment or Secrets().get(stored_name(service)) or "")
