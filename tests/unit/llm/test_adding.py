"""Language models from the user's disk and from a hub, which is a server on the loopback interface here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.llm import adding, models
from tests.unit.llm.gguf_files import language_model
from tests.unit.models.hub_server import HubServer, running_hub

REVISION = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "README.md": b"hello",
    "Tiny.Q2_K.gguf": language_model(general__name="Tiny Q2"),
    "Tiny.Q4_K_M.gguf": language_model(general__name="Tiny Q4"),
    "Tiny.Q8_0.gguf": language_model(general__name="Tiny Q8"),
    "mmproj-Tiny.gguf": b"no text model",
}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with running_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.mark.parametrize(
    ("file_name", "name"),
    [("my model.gguf", "my-model"), ("Modèle (1).GGUF", "Modele-1"), ("ggml-model.bin", "ggml-model")],
)
def test_a_file_of_ones_own_is_copied(file_name: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / file_name
    path.write_bytes(language_model())

    assert adding.add(str(path)).name == name
    assert models.model_file(name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("me/Tiny-GGUF", "Tiny Q4"),
        ("me/Tiny-GGUF:Q8_0", "Tiny Q8"),
        ("me/Tiny-GGUF:q2_k", "Tiny Q2"),
        ("me/Tiny-GGUF/Tiny.Q8_0.gguf", "Tiny Q8"),
        ("https://huggingface.co/me/Tiny-GGUF", "Tiny Q4"),
        ("https://huggingface.co/me/Tiny-GGUF/blob/main/Tiny.Q2_K.gguf", "Tiny Q2"),
        ("https://huggingface.co/me/Tiny-GGUF/resolve/main/Tiny.Q2_K.gguf?download=true", "Tiny Q2"),
    ],
)
def test_a_repository_gives_the_file_that_is_meant(source: str, title: str, hub: HubServer) -> None:
    hub.add_repository("me/Tiny-GGUF", REVISION, FILES, license="mit")

    model = adding.add(source)

    assert model.ready
    described = model.manifest
    assert (described.title, described.publisher, described.revision) == (title, "me", REVISION)
    assert models.model_file(model.name).is_file()


def test_a_name_of_ones_own(hub: HubServer) -> None:
    hub.add_repository("me/Tiny-GGUF", REVISION, FILES)

    assert adding.add("me/Tiny-GGUF", "mine").name == "mine"


@pytest.mark.parametrize("source", ["me/Tiny-GGUF", "me/Tiny-GGUF:Q5_K_S", "me/Tiny-GGUF/other.gguf"])
def test_where_several_may_be_meant_they_are_named(source: str, hub: HubServer) -> None:
    hub.add_repository("me/Tiny-GGUF", REVISION, {"a.Q8_0.gguf": b"1", "a.Q2_K.gguf": b"2"})

    with pytest.raises(DictateError, match=r"several models: a\.Q2_K\.gguf, a\.Q8_0\.gguf"):
        adding.add(source)


def test_a_repository_without_gguf_is_told(hub: HubServer) -> None:
    hub.add_repository("me/Tiny", REVISION, {"model.safetensors": b"1"})

    with pytest.raises(DictateError, match="holds no GGUF file"):
        adding.add("me/Tiny")


def test_what_is_no_text_model_leaves_nothing_behind(hub: HubServer) -> None:
    content = language_model(general__architecture="whisper")
    hub.add_repository("me/Tiny", REVISION, {"ear.gguf": content})

    with pytest.raises(DictateError, match="writes no text"):
        adding.add("me/Tiny")
    store = models.language_model_store()
    assert store.installed() == []
    assert store.downloaded_bytes("ear") == 0


@pytest.mark.parametrize("source", ["nowhere.gguf", "/no/where.gguf", "a/b/c/nowhere.gguf", "../nowhere.gguf"])
def test_a_file_that_is_not_there_is_no_repository(source: str, hub: HubServer) -> None:
    with pytest.raises(DictateError, match=r"nowhere|/no/where"):
        adding.add(source)
    assert hub.requests == []


def test_every_offer_is_pinned() -> None:
    for offer in models.offers():
        assert offer.sources
        assert offer.every_file_pinned
        assert all(len(file.sha256) == 64 for file in offer.files)
        assert offer.family != models.EMBEDDINGS or offer.languages == ("en",)
