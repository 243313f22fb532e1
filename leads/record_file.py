"""A file with one record, written by anyone: the lead a message or a dossier is about, or who sends it."""

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.errors import UserFacingError

_LARGEST = 5_000_000

M = TypeVar("M", bound=BaseModel)


class RecordFileError(UserFacingError):
    """A lead or sender file that cannot be read; its code is `bad_lead` or `bad_sender`."""


def read_record(path: Path, model: type[M], what: str) -> M:
    """Return the record of a file; `what` is `lead` or `sender`.

    Raises:
        RecordFileError: it is missing, too large, no JSON object in UTF-8, or does not fit the model.
    """
    code = f"bad_{what}"
    try:
        if path.stat().st_size > _LARGEST:
            raise RecordFileError(f"The {what} file “{path}” is too large.", "Give one record.", code=code)
        given: Any = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise RecordFileError(
            f"The {what} file “{path}” cannot be read: {reason}.", "Check its name.", code=code
        ) from error
    except (ValueError, RecursionError) as error:
        raise RecordFileError(
            f"The {what} file “{path}” is not JSON.", "Write one JSON object in UTF-8.", code=code
        ) from error
    if not isinstance(given, dict):
        raise RecordFileError(
            f"The {what} file “{path}” holds no JSON object.", 'Write {"name": "..."}.', code=code
        )
    try:
        return model.model_validate(given)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(map(str, problem["loc"]))
        raise RecordFileError(
            f"The {what} file “{path}” cannot be used: {place}: {problem['msg']}.", "Mend it.", code=code
        ) from error
