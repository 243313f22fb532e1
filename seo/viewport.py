"""What a viewport meta says, read the way the CSS device adaptation draft tells browsers to."""

import re
from collections.abc import Mapping

_NAMES = frozenset(
    {
        *("width", "height", "initial-scale", "minimum-scale", "maximum-scale", "user-scalable"),
        *("shrink-to-fit", "viewport-fit", "interactive-widget"),
    }
)
_PROPERTY = re.compile(r"([^ \n\t,;=]+)[^,;=]*=[ \n\t=]*([^ \n\t,;=]+)")
_NUMBER = re.compile(r"\s*([-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+))", re.IGNORECASE)
_WORDS = frozenset({"yes", "no", "device-width", "device-height"})
_SPECIAL = {
    "viewport-fit": frozenset({"auto", "cover"}),
    "interactive-widget": frozenset({"overlays-content", "resizes-content", "resizes-visual"}),
}


def read_viewport(content: str) -> Mapping[str, float | str | None]:
    """Return the properties of a viewport that browsers know; None for a value that means nothing."""
    found: dict[str, float | str | None] = {}
    for name, value in _PROPERTY.findall(content):
        if name in _NAMES:
            match = _NUMBER.match(value)
            word = value.lower()
            is_word = word in _WORDS or word in _SPECIAL.get(name, ())
            found[name] = float(match[1]) if match else (word if is_word else None)
    return found


def is_mobile_friendly(content: str) -> bool:
    """Tell whether a viewport makes a phone draw the page in its own width (Lighthouse's `viewport`)."""
    properties = read_viewport(content)
    scale = properties.get("initial-scale")
    if "initial-scale" in properties and (scale is None or (isinstance(scale, float) and scale < 1)):
        return False
    return bool(properties.get("width") or isinstance(scale, float))
