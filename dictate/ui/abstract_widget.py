"""Widgets that leave methods to their subclasses, which the type checker then asks for."""

from abc import ABCMeta

from PySide6.QtWidgets import QWidget


class AbstractWidgetType(ABCMeta, type(QWidget)):  # type: ignore[misc]  # Shiboken's metaclass is known at run time only
    """The metaclass of a widget with `abc.abstractmethod`s."""
