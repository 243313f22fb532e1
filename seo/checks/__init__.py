"""All checks of a page, in the order a report shows them: one module a family of faults."""

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
