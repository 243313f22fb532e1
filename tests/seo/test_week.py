import pytest

from seo.week import markup_week, text_week, told

WEEK = range(5)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Du lundi au vendredi de 8h à 18h", "Samedi : 9h - 12h", "Dimanche : fermé"],
         {**dict.fromkeys(WEEK, "08:00-18:00"), 5: "09:00-12:00", 6: "closed"}),
        (["Lun-Ven 8:00–12:00 / 14h00-18h30"], dict.fromkeys(WEEK, "08:00-12:00, 14:00-18:30")),
        (["Lundi", "9h-12h", "Mardi", "Fermé"], {0: "09:00-12:00", 1: "closed"}),
        (["Mo–Fr 8–18 Uhr", "Sa 9.00 - 13.00 Uhr"], {**dict.fromkeys(WEEK, "08:00-18:00"), 5: "09:00-13:00"}),
        (["Montag bis Freitag: 8:00 bis 17:00 Uhr"], dict.fromkeys(WEEK, "08:00-17:00")),
        (["Ouvert du mardi au samedi, 9h30-12h30 et 14h-19h"], dict.fromkeys(range(1, 6), "09:30-12:30, 14:00-19:00")),
        (["Tous les jours de 9h à 19h"], dict.fromkeys(range(7), "09:00-19:00")),
        (["Ouvert 24h/24 et 7j/7"], dict.fromkeys(range(7), "00:00-00:00")),
        (["Mon-Fri: 9am - 5pm"], dict.fromkeys(WEEK, "09:00-17:00")),
        (["Lundi, mardi et jeudi : 9h à midi"], dict.fromkeys((0, 1, 3), "09:00-12:00")),
        (["Fermé le dimanche et le lundi"], dict.fromkeys((6, 0), "closed")),
        (["Fermeture hebdomadaire : lundi", "Ouvert de 9h à 19h"], {0: "closed"}),
        (["Repos hebdomadaire : dimanche et lundi"], dict.fromkeys((6, 0), "closed")),
        (["Fermeture hebdomadaire : dimanche après-midi et lundi"], {}),
        (["Fermeture annuelle du lundi 3 au lundi 10"], {}),
        (["Lundi : 14h - 19h | Mardi au mercredi : 9h - 12h, 14h - 19h"],
         {0: "14:00-19:00", **dict.fromkeys((1, 2), "09:00-12:00, 14:00-19:00")}),
        (["Vendredi et samedi : 19h - 2h"], dict.fromkeys((4, 5), "19:00-02:00")),
        (["Nos bureaux de Bordeaux sont ouverts du lundi au vendredi de 8h à 18h."], dict.fromkeys(WEEK, "08:00-18:00")),
        (["De 9h à 18h du lundi au vendredi"], dict.fromkeys(WEEK, "09:00-18:00")),
        (["Lundi", "9h-12h", "14h-18h", "Mardi", "9h-12h"], {0: "09:00-12:00, 14:00-18:00", 1: "09:00-12:00"}),
        (["Lundi : 9h-12h", "14h-18h"], {0: "09:00-12:00, 14:00-18:00"}),
        (["Lundi : 9h-12h", "", "14h-18h"], {0: "09:00-12:00"}),
        (["Lundi : 9h-12h", "Appelez avant 18h"], {0: "09:00-12:00"}),
        (["Nous vous accueillons du lundi au samedi, de 9 heures à 19 heures."], dict.fromkeys(range(6), "09:00-19:00")),
        (["Accueil du public : lundi et jeudi 9h-12h ; vendredi 14h-17h"],
         {0: "09:00-12:00", 3: "09:00-12:00", 4: "14:00-17:00"}),
        (["Ouvert du lundi au vendredi de 9h à 18h sauf mercredi"],
         {**dict.fromkeys((0, 1, 3, 4), "09:00-18:00"), 2: "closed"}),
        (["Tous les jours sauf le lundi, de 7h à 19h30"], {**dict.fromkeys(range(1, 7), "07:00-19:30"), 0: "closed"}),
        (["Lundi9h-12h30"], {0: "09:00-12:30"}),
        # What cannot be read for certain, or is something else.
        (["Dépannage 24h/24 7j/7"], {}),
        (["Lundi de 9h à 12h sur rendez-vous"], {}),
        (["Cours de yoga le lundi de 18h à 19h"], {}),
        (["Mercredi 12 mars à 19h : portes ouvertes"], {}),
        (["Ouvert du lundi au vendredi de 9h à 18h sauf le mercredi matin"], {}),
        (["Ouvert de 9h à 18h sauf jours fériés, du lundi au vendredi"], {}),
        (["Lundi : 9h - 12h - 14h"], {}),
        (["Ouvert 1 samedi sur 2, 9h - 12h"], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_lines_of_a_timetable(lines: list[str], expected: dict[int, str]) -> None:
    week = text_week(lines)

    assert week is not None
    assert {day: told(spans) for day, spans in week.items()} == expected


def test_two_timetables_contradict_each_other() -> None:
    assert text_week(["Lundi 9h-12h", "Lundi 14h-18h"]) is None
    assert text_week(["Lundi 9h-12h", "Horaires : lundi 9h - 12h"]) is not None


def test_markup_in_both_forms() -> None:
    week = markup_week(
        {"openingHours": ["Mo,We 09:00-12:00", "Fr-Sa 9:00-23:59", None]},
        [
            {"dayOfWeek": ["https://schema.org/Sunday", "Tuesday"], "opens": "00:00", "closes": "00:00"},
            {"dayOfWeek": "Th", "opens": "19:00:00", "closes": "02:00:00"},
            {"dayOfWeek": "Monday", "opens": "14:00", "closes": "18:00"},
            {"dayOfWeek": "Monday", "opens": "10:00", "closes": "11:00", "validFrom": "2026-12-24"},
            {"dayOfWeek": None, "opens": "10:00"},
        ],
    )

    assert {day: told(spans) for day, spans in sorted(week.items())} == {
        0: "09:00-12:00, 14:00-18:00",
        1: "closed",
        2: "09:00-12:00",
        3: "19:00-02:00",
        4: "09:00-23:59",
        5: "09:00-23:59",
        6: "closed",
    }
