"""What the paid search services have in common: a key in a header, and what their refusals mean.

The words of a refusal are never shown: a service may repeat the key in them. Nothing is cached: their terms
forbid it, or do not allow it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.search_keys import VARIABLES
from config.secrets import Secret
from scrapers.fetch import ApiAnswer, Door, FetchCode, FetchError
from scrapers.search.base import SearchError

_OTHER_WAY = "or choose another search provider"


@dataclass(frozen=True)
class Service:
    """A service with its key.

    Attributes:
        label: what people call it.
        name: under which its key is kept.
        header: in which header it wants the key.
        key: the key, empty where there is none.
        pause: seconds between two questions.
    """

    label: str
    name: str
    header: str
    key: Secret = field(repr=False)
    pause: float = 0.0

    async def ask(
        self,
        door: Door,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Return the text of a good answer.

        Raises:
            SearchError: there is no key, or the service gives no answer.
        """
        if not self.key:
            raise self.without_key()
        try:
            found = await door.api(
                method,
                url,
                params=params,
                json=json,
                headers={**(headers or {}), self.header: str(self.key)},
                pause=self.pause,
            )
        except FetchError as error:
            remedy = "Check that this machine is online" if error.code is FetchCode.DNS else "Try again later"
            raise SearchError(
                f"{self.label} could not be asked. {error.message}", f"{remedy}, {_OTHER_WAY}."
            ) from error
        if found.status != 200:
            raise self._refusal(found)
        return found.text

    def without_key(self) -> SearchError:
        """Return the error of a service that has no key."""
        return SearchError(
            f"{self.label} needs a key, and none is set.",
            f"Enter it in the sidebar under Search and crawl, or set {VARIABLES[self.name]}, {_OTHER_WAY}.",
        )

    def unreadable(self) -> SearchError:
        """Return the error of an answer that has not the form it should have."""
        return SearchError(
            f"{self.label} gave no answer that can be read.", f"Try again later, {_OTHER_WAY}."
        )

    def _refusal(self, found: ApiAnswer) -> SearchError:
        if found.status in (401, 403):
            return SearchError(
                f"{self.label} does not accept the key (status {found.status}).",
                "Check the key, and that the account may use this service, in its console.",
            )
        if found.status in (402, 429):
            return SearchError(
                f"{self.label} has had enough questions from this key (status {found.status}).",
                f"Wait a minute, look at the plan's quota, {_OTHER_WAY}.",
            )
        return SearchError(
            f"{self.label} answered with status {found.status}.", f"Try again later, {_OTHER_WAY}."
        )
