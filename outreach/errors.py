"""What can go wrong before a message is written."""

from config.errors import UserFacingError


class BlockedDraft(UserFacingError):
    """A blocked message may not leave the toolkit."""
