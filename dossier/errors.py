"""What can keep a dossier from being built."""

from config.errors import UserFacingError


class DossierError(UserFacingError):
    """The dossier cannot be built from what was given."""

    code = "bad_pages"
