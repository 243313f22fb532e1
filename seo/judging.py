"""What many checks do alike: judge some elements one by one and show those with the fault."""

from collections.abc import Callable, Iterable

from seo.check import Verdict, failed, not_applicable, passed
from seo.element import Element
from seo.page_view import PageView


def judge_each(
    page: PageView, elements: Iterable[Element], is_good: Callable[[Element], bool], *, absent: str
) -> Verdict:
    """Fail with the elements that are not good; without any element the check does not apply (`absent`)."""
    judged = list(elements)
    if not judged:
        return not_applicable(absent)
    bad = [element for element in judged if not is_good(element)]
    if bad:
        return failed(f"{len(bad)} of {len(judged)}", *page.spots(bad))
    return passed(len(judged))
