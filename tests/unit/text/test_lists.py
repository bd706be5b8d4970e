"""Lists: what becomes an item and what does not."""

import pytest

from dictate.text.document import Text
from dictate.text.languages import language_table
from dictate.text.layout.modes import Mode, lay_out


@pytest.mark.parametrize(
    ("code", "content", "layout"),
    [
        ("en", "First, milk. Second, eggs.", "- First, milk.\n- Second, eggs."),
        ("en", "To do. First the rent, second the bill.", "To do.\n- First the rent,\n- second the bill."),
        ("en", "First wash. Then dry. Second eat.", "- First wash. Then dry.\n- Second eat."),
        ("en", "First eat. Second sleep. It is late.", "- First eat.\n- Second sleep.\n\nIt is late."),
        ("en", "First eat. Second sleep. Finally, rest.", "- First eat.\n- Second sleep.\n- Finally, rest."),
        ("en", "Milk. Eggs. Flour.", "- Milk.\n- Eggs.\n- Flour."),
        ("en", "milk, eggs and bread", "- milk,\n- eggs\n- and bread"),
        ("en", "Buy: milk, eggs and bread", "Buy:\n- milk,\n- eggs\n- and bread"),
        ("en", "One thing only", "One thing only"),
        ("de", "Erstens Brot, zweitens Milch.", "- Erstens Brot,\n- zweitens Milch."),
        ("fr", "Premièrement le pain, deuxièmement le lait.", "- Premièrement le pain,\n- deuxièmement le lait."),
        ("es", "Primero pan, segundo leche.", "- Primero pan,\n- segundo leche."),
    ],
)
def test_items(code: str, content: str, layout: str) -> None:
    assert lay_out(Text(content), Mode.LIST, language_table(code))[0].content == layout
