from seo.audit import PageAudit, audit_page
from seo.check import Level
from seo.page_input import PageInput
from seo.quick_wins import IN_48_HOURS, MOST_WINS, plan_48_hours, quick_wins
from tests.seo.cases import URL, page


def audited(path: str, body: str, head: str = "<title>Accueil</title>") -> PageAudit:
    return audit_page(PageInput(url=URL + path, html=page(body, head=head)))


def test_the_same_fault_of_several_pages_is_one_win_with_their_addresses() -> None:
    wins = quick_wins([audited("a", "<p>x</p>"), audited("b", "<p>y</p>")])

    title = next(win for win in wins if win.id == "placeholder-title")
    assert title.urls == [f"{URL}a", f"{URL}b"]
    assert title.evidence[0].snippet == "Accueil"


def test_what_keeps_a_page_out_of_the_index_comes_first() -> None:
    noindex = '<title>Accueil</title><meta name="robots" content="noindex">'

    assert quick_wins([audited("a", "<p>x</p>", noindex)])[0].id == "is-crawlable"


def test_more_impact_and_less_work_rank_higher() -> None:
    wins = quick_wins([audited("a", "<p>x</p><img src=a.jpg>")], most=99)

    ranks = [win.rank for win in wins]
    assert ranks == sorted(ranks, reverse=True)
    easy = next(win for win in wins if win.impact is Level.HIGH and win.effort is Level.LOW)
    slight = next(win for win in wins if win.impact is Level.LOW)
    assert easy.rank > slight.rank


def test_a_fault_of_every_page_ranks_above_the_same_fault_of_one() -> None:
    with_image, without = audited("a", "<img src=a.jpg>"), audited("b", "<p>x</p>")

    alone = next(win for win in quick_wins([with_image, without], 99) if win.id == "image-alt")
    everywhere = next(win for win in quick_wins([with_image], 99) if win.id == "image-alt")

    assert everywhere.rank > alone.rank


def test_there_are_at_most_ten_and_eight_make_the_plan() -> None:
    wins = quick_wins(
        [audited("a", "<p>x</p><a>x</a><img src=a.jpg><button></button><form action=http://a.b/>")]
    )

    assert len(wins) == MOST_WINS
    plan = plan_48_hours(wins)
    assert 0 < len(plan) <= IN_48_HOURS
    assert all(win.effort is not Level.HIGH for win in plan)


def test_mending_gains_points() -> None:
    audit = audited("a", "<p>x</p>")

    assert all(win.gain >= 0 for win in quick_wins([audit]))
    assert sum(win.gain for win in quick_wins([audit])) > 0


def test_no_page_and_no_fault_give_no_win() -> None:
    assert quick_wins([]) == []
    assert plan_48_hours([]) == []
