"""What the tests of hunts share: a small web of businesses, and the work of a hunt without durable jobs."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from config.loader import ConfigLoader
from jobs import hunts
from jobs.doors import Doors
from jobs.hunt_work import HuntWork, Next
from leads.database import Database
from leads.hunt import Hunt, HuntOptions, HuntRequest
from leads.hunts import HuntBook
from leads.store import Store
from llm.completion import Completion
from llm.errors import LLMError
from llm.messages import fold
from llm.router import TaskRouter
from tests.servers.small_web import html


def business(n: int | str, *more: str, title: str = "", links: bool = True) -> dict[str, str | int]:
    """Return the pages of a plumber: home, contact, legal notice."""
    menu = {"/contact": "Contact", "/mentions-legales": "Mentions légales"} if links else {}
    name = title or f"Plomberie Durand {n}"
    phone = f"05 36 49 {int(n) // 100:02d} {int(n) % 100:02d}" if str(n).isdigit() else "05 36 49 00 99"
    return {
        "/": html(name, f"Plombier à Bordeaux. Devis gratuit. Tél. {phone}", *more, links=menu),
        "/contact": html(
            "Contact", f"Écrivez à contact@durand-{n}.example", "12 rue des Lilas, 33000 Bordeaux"
        ),
        "/mentions-legales": html("Mentions légales", f"{name}, artisan à Bordeaux."),
    }


class Oracle(TaskRouter):
    """A router that says what a test wants of each prompt, or that no model can."""

    def __init__(
        self,
        answer: Mapping[str, Any] | LLMError | str = "",
        tier: str | None = "small",
        disagreements: Sequence[str] = (),
    ) -> None:
        self.answer = answer
        self.tier = tier
        self.disagreements = list(disagreements)
        self.prompts: list[str] = []

    def tier_of(self, task: str) -> str | None:
        return self.tier

    async def run_async(
        self,
        task: str,
        messages: Sequence[Mapping[str, Any]],
        schema: type[BaseModel] | None = None,
        **_: object,
    ) -> Completion:
        assert task == "classification"
        assert schema is not None
        self.prompts.append(str(fold(messages)[0]["content"]))
        if isinstance(self.answer, LLMError):
            raise self.answer
        data = schema.model_validate(self.answer or {})
        return Completion(
            text="{}",
            data=data,
            served_model="facts-7b",
            endpoint="scripted",
            disagreements=self.disagreements,
        )


def submitted(*urls: str, query: str = "", **options: object) -> Hunt:
    return hunts.submit(
        HuntRequest(query=query, options=HuntOptions.model_validate({"urls": urls, **options}))
    )


def worked(hunt: Hunt, router: TaskRouter | None = None) -> HuntBook:
    """Do all the work of a hunt, one site after the other, as a worker does; return the book."""
    book = HuntBook(Database())
    asyncio.run(_worked(hunt, book, router or Oracle()))
    book.database.close()
    return book


async def _worked(hunt: Hunt, book: HuntBook, router: TaskRouter) -> None:
    loader = ConfigLoader()
    doors = Doors(loader)
    with Store() as store:
        work = HuntWork(loader, book, store, router, doors)
        now = book.hunt(hunt.id)
        assert now is not None
        if await work.find(hunt.id):
            for site_id, _, is_read in await work.open_sites(hunt.id):
                if is_read or await work.read(site_id, now.round) is Next.CLASSIFY:
                    await work.classify(site_id, now.round)
    await doors._close()
