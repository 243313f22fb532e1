"""Page text on its way into a prompt: marked as data on every line, and unable to end its own frame.

Marking is the cheap layer (Hines et al., arXiv 2403.14720); what keeps a lie out of a lead is that every
value is looked up in the page afterwards.
"""

import re

MARK = "> "
# Anything that could be taken for one of our frames, however it is spelt.
_FRAME = re.compile(r"[<＜﹤‹]\s*/?\s*(?=(?:page|sources?)\b)", re.IGNORECASE)


def as_data(text: str) -> str:
    """Return the text with a mark before every line and its look-alikes of `<page>` and `<source>` defused.

    Every line break of Unicode counts as one, so no line of the page stands without its mark.
    """
    lines = (_FRAME.sub("(", line).rstrip() for line in text.splitlines())
    return "\n".join(MARK + line if line else "" for line in lines).strip("\n")


def one_line(text: str) -> str:
    """Return the text as one line of data, for a title or a question inside a prompt."""
    return _FRAME.sub("(", " ".join(text.split()))
