"""The root of every error an analyst may read."""


class UserFacingError(Exception):
    """Something went wrong that the analyst can understand and mend.

    Attributes:
        message: what happened, in one sentence.
        remedy: what to do about it, in one sentence.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()
