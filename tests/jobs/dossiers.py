"""The work on a dossier as a worker does it, here and now."""

import asyncio
import shutil
from pathlib import Path

from config.loader import ConfigLoader
from config.locations import ROOT
from jobs.doors import Doors
from jobs.dossier_work import DossierWork
from leads.database import Database
from leads.dossier_book import DossierBook, DossierBuild
from leads.store import Store
from llm.router import TaskRouter


class NoModels(TaskRouter):
    """A router behind which nothing answers."""

    def __init__(self) -> None:
        super().__init__(ConfigLoader())

    def tier_of(self, task: str) -> str | None:
        return None


def own_loader(folder: Path, **settings: object) -> ConfigLoader:
    """Return a loader of the shipped configuration with settings of a test's own."""
    shutil.copytree(ROOT / "config", folder / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    loader = ConfigLoader(folder)
    loader.save_settings({key.replace("__", "."): value for key, value in settings.items()})
    return loader


def worked(made: DossierBuild, router: TaskRouter | None = None, loader: ConfigLoader | None = None) -> None:
    """Do all the work of a build."""
    database = Database()
    try:
        asyncio.run(_worked(made, DossierBook(database), router or NoModels(), loader or ConfigLoader()))
    finally:
        database.close()


async def _worked(made: DossierBuild, book: DossierBook, router: TaskRouter, loader: ConfigLoader) -> None:
    doors = Doors(loader)
    with Store() as store:
        work = DossierWork(loader, book, store, router, doors)
        if await work.collect(made.id, made.round):
            await work.build(made.id, made.round)
        work.close()
    await doors._close()
