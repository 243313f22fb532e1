from datetime import UTC, datetime

import pytest

from seo.robots_dates import read_moment, unavailable_after

NOON = datetime(2012, 8, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "25 Aug 2012 12:00:00 GMT",
        " 25 Aug 2012 08:00:00 EDT, noindex",
        "Sat, 25 Aug 2012 12:00:00 +0000",
        "Saturday, 25-Aug-12 12:00:00 UTC",
        "25-aug-2012 12:00:00",
        "2012-08-25T12:00:00Z",
        "2012-08-25T14:00:00+02:00",
        "2012-08-25 12:00",
        "2012/8/25 12:00",
        "25 August 2012 12:00",
        "Aug 25, 2012 12:00:00",
        "August 25th, 2012, 12:00",
        "08/25/2012 12:00:00",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert read_moment(text) == NOON


@pytest.mark.parametrize("text", ["", "soon", "2012", "2012-13-25", "31 Feb 2012", "25 Foo 2012", "99:99"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_moment(text) is None


def test_a_year_of_two_digits_may_be_of_the_last_century() -> None:
    assert [read_moment(f"25-Aug-{year}") for year in ("94", "07")] == [
        datetime(1994, 8, 25, tzinfo=UTC),
        datetime(2007, 8, 25, tzinfo=UTC),
    ]


def test_directives_are_read_at_any_place() -> None:
    directives = "max-snippet: 20, Unavailable_After : Saturday, 25-Aug-12 12:00:00 GMT, nofollow"

    assert unavailable_after(directives) == [NOON]
    assert unavailable_after("not_unavailable_after: 2012-08-25") == []
