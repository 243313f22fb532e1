"""All checks of a page, in the order a report shows them: one module a family of faults."""

from config.plugins import Group, plugins
from seo.check import Check, checks_of
from seo.checks import (
    accessible_names,
    accessible_structure,
    consent,
    content,
    crawl_index,
    head,
    images,
    language,
    legal,
    links,
    local,
    nap,
    phones,
    readability,
    security,
    social,
    speed,
    structured_data,
    technical,
    versions,
)

MODULES = (
    crawl_index,
    versions,
    head,
    content,
    links,
    images,
    technical,
    speed,
    language,
    accessible_names,
    accessible_structure,
    structured_data,
    phones,
    nap,
    consent,
    legal,
    readability,
    local,
    security,
    social,
)
CHECKS: tuple[Check, ...] = tuple(found for module in MODULES for found in checks_of(module))
BY_ID: dict[str, Check] = {found.id: found for found in CHECKS}


def all_checks() -> tuple[Check, ...]:
    """Return the toolkit's own checks and then those that plugins bring."""
    brought = plugins(Group.CHECKS, _fault)
    return (*CHECKS, *(one.thing for one in brought if isinstance(one.thing, Check)))


def _fault(name: str, thing: object) -> str:
    if not isinstance(thing, Check):
        return "it is no check: seo.check.check makes one of a function"
    if thing.id != name or name in BY_ID:
        return "its id has to be the entry point's name, and not one of the toolkit's own"
    return ""
