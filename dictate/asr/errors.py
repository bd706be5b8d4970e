"""What can go wrong in recognition, beyond a DictateError that ends the matter."""

from dictate.errors import DictateError


class SegmentSetAsideError(DictateError):
    """A segment ended the recognizer twice. Its text is missing, its audio is kept; the next segment may be tried."""
