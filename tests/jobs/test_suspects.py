import asyncio

import pytest

from jobs.suspects import Room


def most_at_once(size: int, starts: list[int]) -> tuple[int, list[int]]:
    """Run one piece of work for each of `starts`; return how many ran at once at most, and in which order."""
    running = most = 0
    order: list[int] = []

    async def work(room: Room, n: int) -> None:
        nonlocal running, most
        async with room.for_site(starts[n]):
            order.append(n)
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1

    async def run() -> None:
        room = Room(size)
        await asyncio.gather(*(work(room, n) for n in range(len(starts))))

    asyncio.run(run())
    return most, order


@pytest.mark.parametrize(
    ("starts", "most"), [([0] * 20, 8), ([2] * 20, 8), ([3] * 20, 4), ([6] * 5, 1), ([0, 0, 9, 0, 0], 2)]
)
def test_the_more_workers_died_the_fewer_share_one(starts: list[int], most: int) -> None:
    assert most_at_once(8, starts)[0] == most


def test_all_come_in_turn() -> None:
    assert most_at_once(4, [0, 6, 0, 3, 0])[1] == [0, 1, 2, 3, 4]
