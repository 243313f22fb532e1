"""What can go wrong before a message is written."""

from config.errors import UserFacingError


class OutreachInputError(UserFacingError):
    """A lead or sender file that cannot be read.

    Attributes:
        code: `bad_lead` or `bad_sender`.
    """

    def __init__(self, message: str, remedy: str = "", *, code: str) -> None:
        super().__init__(message, remedy)
        self.code = code


class BlockedDraft(UserFacingError):
    """A blocked message may not leave the toolkit."""
