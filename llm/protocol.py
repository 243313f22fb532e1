"""The openai package, imported with the first call to a model: it costs 0.3 s of the app's start."""

import importlib
from typing import Any


def openai_package() -> Any:
    """Return the package."""
    return importlib.import_module("openai")
