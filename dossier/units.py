"""Units of measure, what a price is for one of, and how often something is, as they are written."""

import re

# Spelt folded; those of several words stand with a blank.
UNITS = {
    "km": "km, kilometre, kilometres, kilometer, kilometern, kilometers",
    "m": "m, metre, metres, meter, metern, meters",
    "mile": "mile, miles",
    "m2": "m2, m², qm, quadratmeter, metres carres, square metres",
    "ha": "ha, hectare, hectares, hektar, hektars",
    "hl": "hl, hectolitre, hectolitres, hektoliter, hektolitern",
    "year": "an, ans, annee, annees, jahr, jahre, jahren, year, years",
    "month": "mois, monat, monate, monaten, month, months",
    "week": "semaine, semaines, woche, wochen, week, weeks",
    "day": "jour, jours, tag, tage, tagen, werktag, werktage, werktagen, arbeitstage, arbeitstagen,"
    " day, days",
    "hour": "heure, heures, stunde, stunden, hour, hours",
    "minute": "minute, minutes, minuten, min, mn",
    "percent": "%, pour cent, prozent, percent, per cent",
    "keur": "k€, keur, tausend euro",
    "meur": "m€, meur, million d'euros, millions d'euros, millionen euro, mio euro, mio. euro, million euros,"
    " mio. €,"
    " million €, millionen €, million de livres, million pounds",
    "eur": "€, euro, euros, eur",
    "usd": "$, dollar, dollars, usd",
    "gbp": "£, pound, pounds, gbp",
    "chf": "chf, francs, franken",
    "kg": "kg, kilo, kilos, kilogramm, kilogrammes",
    "t": "t, tonne, tonnes, tonnen",
    "l": "l, litre, litres, liter, litern",
    "kw": "kw, kilowatt, kilowatts",
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split(", ")}
# Words that are units, and so never names.
UNIT_WORDS = frozenset(word for word in UNIT_OF if len(word) > 2 and " " not in word)

CURRENCIES = frozenset({"eur", "usd", "gbp", "chf"})

# "20 € a kilo": what a price is for one of.
PER = re.compile(
    r"\s?(?:€|\$|£|eur\w*|chf)?\s?(?:ttc|ht|netto|brutto)?\s?"
    r"(?:/|par |pro |per |je |le |la |l['’]|a |an |the )\s?(?P<what>[^\W\d_]+)",
    re.IGNORECASE,
)
_RHYTHMS = {
    "hourly": "de l'heure, par heure, heure, pro stunde, stundlich, an hour, per hour, hourly",
    "daily": "chaque jour, par jour, tous les jours, quotidien*, taglich*, pro tag, am tag, jeden tag, daily,"
    " a day, every day, per day",
    "weekly": "chaque semaine, par semaine, hebdomadaire*, wochentlich*, pro woche, jede woche, weekly,"
    " a week, every week, per week",
    "monthly": "chaque mois, par mois, mensuel*, monatlich*, pro monat, jeden monat, monthly, a month,"
    " per month",
    "yearly": "jahres*, chaque annee, par an, annuel*, jahrlich*, pro jahr, jedes jahr, yearly, annual*,"
    " a year, per year",
}


def _any_of(listed: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + listed.replace("*", r"\w*").replace(", ", "|") + r")\b")


RHYTHMS = {name: _any_of(listed) for name, listed in _RHYTHMS.items()}
