"""All plugins of all rooms, and what was left out of them."""

from config.plugins import Plugin, PluginProblem, known, problems
from leads.export_profiles import plugin_profiles
from llm.tasks.lead_task import lead_tasks
from scrapers.search.catalog import catalog
from seo.checks import all_checks


def listed() -> tuple[list[Plugin], list[PluginProblem]]:
    """Return the plugins that work and the problems of those that do not."""
    catalog()
    all_checks()
    plugin_profiles()
    lead_tasks()
    return known(), problems()
