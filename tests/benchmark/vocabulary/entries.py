"""A large vocabulary as people have it: contacts, and terms of several trades. No entry but the tested ones is said."""

from itertools import product
from pathlib import Path

from dictate.text.vocabulary import Entry, Vocabulary

_HERE = Path(__file__).parent


def distractors(count: int) -> tuple[Entry, ...]:
    """`count` entries that nobody says: terms and contacts in turn. Raises ValueError where there are not so many."""
    terms = (_HERE / "terms.txt").read_text(encoding="utf-8").splitlines()
    first_names, last_names = (_HERE / "contacts.txt").read_text(encoding="utf-8").splitlines()
    contacts = [f"{first} {last}" for first, last in product(first_names.split(), last_names.split())]
    mixed = [name for pair in zip(terms, contacts, strict=False) for name in pair]
    mixed += terms[len(contacts) :] + contacts[len(terms) :]
    if count > len(mixed):
        raise ValueError(f"there are only {len(mixed)} entries")
    return tuple(Entry(name) for name in mixed[:count])


def vocabulary_of(terms: tuple[str, ...], size: int) -> Vocabulary:
    """`terms` spread evenly over a vocabulary of `size` entries, the first at its beginning."""
    others = iter(distractors(size - len(terms)))
    places = {round(index * size / len(terms)): term for index, term in enumerate(terms)}
    return Vocabulary(tuple(Entry(places[at]) if at in places else next(others) for at in range(size)))
