import pytest
import release_notes

CHANGELOG = """# Changelog

Kept by hand.

## 1.1.0, 2027-01-31

Faster.

- Types <fast> on
  any layout; see the [guide](docs/guide.md).
- `dictate pedal` lists pedals.

## 1.0.0, unreleased

- The first.
"""

METAINFO = """<component>
  <name>Dictate</name>
  <releases>
    <release version="1.0.0" date="2026-11-21">
    </release>
  </releases>
</component>
"""


def test_a_release_has_its_paragraphs_and_its_list_as_plain_text() -> None:
    newest = release_notes.releases(CHANGELOG)[0]
    assert newest.paragraphs == ("Faster.",)
    assert newest.items == ("Types <fast> on any layout; see the guide.", "dictate pedal lists pedals.")


def test_the_metainfo_gets_every_release_and_keeps_the_rest() -> None:
    written = release_notes.with_releases(METAINFO, release_notes.releases(CHANGELOG))
    assert "<name>Dictate</name>" in written
    assert '<release version="1.1.0" date="2027-01-31">' in written
    assert "<li>Types &lt;fast&gt; on any layout; see the guide.</li>" in written


def test_a_release_without_a_date_keeps_the_one_of_the_metainfo() -> None:
    written = release_notes.with_releases(METAINFO, release_notes.releases(CHANGELOG))
    assert '<release version="1.0.0" date="2026-11-21">' in written


def test_a_release_without_a_date_has_no_list_yet() -> None:
    written = release_notes.with_releases(METAINFO, release_notes.releases(CHANGELOG))
    assert "The first." not in written


def test_a_new_release_needs_a_date() -> None:
    with pytest.raises(release_notes.NotesError, match=r"2\.0\.0 has no date"):
        release_notes.with_releases(METAINFO, release_notes.releases("## 2.0.0, unreleased\n\n- New.\n"))


def test_writing_twice_changes_nothing() -> None:
    once = release_notes.with_releases(METAINFO, release_notes.releases(CHANGELOG))
    assert release_notes.with_releases(once, release_notes.releases(CHANGELOG)) == once


def test_a_changelog_without_releases_is_refused() -> None:
    with pytest.raises(release_notes.NotesError):
        release_notes.releases("# Changelog\n")
