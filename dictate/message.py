"""Sentences that read in English wherever they are printed, and that the windows can show in the user's language."""

from typing import Self


class Message(str):
    """A sentence made of a template and the values in it. It is an ordinary English text for whoever does not ask."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        self = super().__new__(cls, template.format(**values))
        self.template = template
        # Plain values: a sentence is copied with them, which not every exception can be.
        plain = (str, int, float)
        self.values = {name: value if isinstance(value, plain) else str(value) for name, value in values.items()}
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """For copies: made of the template again, not of the finished text, in which braces may stand."""
        return (self.template,), self.values


def message(template: str, /, **values: object) -> Message:
    """`template` with its places filled; the program that collects the translatable texts looks for these calls."""
    return Message(template, **values)
