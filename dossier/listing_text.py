"""An entry of a register or a map as labelled lines, which facts are read from like from any other source."""

from collections.abc import Iterator

from scrapers.search import Listing


def listing_lines(listing: Listing) -> Iterator[str]:
    """Yield a line for each thing an entry says."""
    address = " ".join(filter(None, [listing.postcode, listing.city]))
    rows = (
        ("Nom", listing.name),
        ("SIREN", listing.siren),
        ("SIRET", listing.siret),
        ("Adresse", ", ".join(filter(None, [listing.street, address]))),
        ("Activité", " ".join(filter(None, [listing.trade, listing.activity]))),
        ("Tranche d’effectif", listing.staff),
        ("Création", f"créée en {listing.founded[:4]}" if listing.founded else ""),
        ("Horaires", listing.opening_hours),
        ("Note", f"{listing.rating}/5 sur {listing.ratings or 0} avis" if listing.rating else ""),
        ("État", listing.state),
        ("Site", listing.website),
        *(("Téléphone", phone) for phone in listing.phones),
        *(("E-mail", mail) for mail in listing.emails),
    )
    for label, value in rows:
        if value:
            yield f"{label} : {value}"
