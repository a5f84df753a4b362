"""The few words that a deck says itself, by language."""

_WORDS = {
    "en": {
        "plan": "Minutes {} to {} of {}",
        "wide": "A wide picture; scroll it sideways",
        "previous": "previous slide",
        "next": "next slide",
        "logo": "Logo",
    },
    "de": {
        "plan": "Minute {} bis {} von {}",
        "wide": "Ein breites Bild, zum seitlichen Verschieben",
        "previous": "vorige Folie",
        "next": "nächste Folie",
        "logo": "Logo",
    },
}


def of(language: str) -> dict[str, str]:
    """Return the words of a language such as "de" or "de-AT"; else English ones."""
    return _WORDS.get(language.partition("-")[0], _WORDS["en"])
