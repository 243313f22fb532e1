"""All checks of a page, in the order a report shows them: one module a family of faults."""

from seo.check import Check, checks_of
from seo.checks import head

MODULES = (head,)
CHECKS: tuple[Check, ...] = tuple(found for module in MODULES for found in checks_of(module))
BY_ID: dict[str, Check] = {found.id: found for found in CHECKS}
