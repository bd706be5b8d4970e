import configparser

import flatpak_references


def fields(text: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    (group,) = parser.sections()
    return dict(parser[group])


def test_the_reference_names_program_place_and_runtime() -> None:
    found = fields(flatpak_references.reference("https://example.org/flatpak", "https://example.org/runtimes"))
    assert found["Name"] == flatpak_references.APP_ID
    assert found["Url"] == "https://example.org/flatpak"
    assert found["RuntimeRepo"] == "https://example.org/runtimes"


def test_a_key_makes_flatpak_check_signatures() -> None:
    assert fields(flatpak_references.reference("https://example.org", key=b"key"))["GPGKey"] == "a2V5"
    assert fields(flatpak_references.repository("https://example.org", key=b"key"))["GPGKey"] == "a2V5"


def test_without_a_key_none_is_named() -> None:
    assert "GPGKey" not in flatpak_references.reference("file:///folder")
