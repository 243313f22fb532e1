"""The root of every error an analyst may read, and the errors of this room."""


class UserFacingError(Exception):
    """Something went wrong that the analyst can understand and mend.

    Attributes:
        message: what happened, in one sentence.
        remedy: what to do about it, in one sentence.
        code: what a program is told; docs/architecture.md lists the codes.
    """

    code = "error"

    def __init__(self, message: str, remedy: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


def as_report(error: UserFacingError) -> dict[str, str]:
    """Return what a program is told of an error."""
    return {"code": str(error.code), "message": error.message, "remedy": error.remedy}


class DataFolderError(UserFacingError, OSError):
    """The data folder cannot be made or written."""


class UnknownModel(UserFacingError, KeyError):
    """A model or task that no file names."""


class SettingsError(UserFacingError):
    """A setting or key that cannot be saved.

    Attributes:
        key: the dotted key at fault, empty where it is the file.
    """

    def __init__(self, message: str, remedy: str = "", key: str = "") -> None:
        super().__init__(message, remedy)
        self.key = key
