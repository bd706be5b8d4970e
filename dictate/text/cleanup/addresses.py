"""Writes e-mail and web addresses that were said aloud: "jo dot smith at example dot org"."""

from __future__ import annotations

from dictate.text.cleanup.numbers import spoken_numbers
from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import Words, words_of
from dictate.text.number_tables import WrittenFormTable

_CUE_REACH_WORDS = 5
_MOST_PORT_DIGITS = 5
_PORTS = range(80, 65_536)
_LONE_HOSTS = frozenset({"localhost"})
_MAX_PARTS = 12
_MARKS = ",.;:!?…\"'()”’"
_SCHEMES = frozenset({"http", "https", "ftp"})
_TOP_LEVEL_DOMAINS = frozenset(
    [
        *("com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "dev", "app", "ai", "eu", "example"),
        *("de", "at", "ch", "fr", "es", "it", "nl", "be", "pl", "se", "dk", "fi", "no", "pt", "cz", "gr", "ie", "uk"),
        *("us", "ca", "au", "nz", "br", "mx", "ar", "cl", "co", "jp", "cn", "in", "il", "ru", "ua", "tr", "za", "kr"),
        *("rs", "lt", "lv", "ee", "hr", "si", "sk", "hu", "ro", "bg", "lu", "sg", "hk", "tw", "vn", "th", "ph", "pk"),
        *("kz", "ge", "gg", "sh", "ly", "fm", "pe", "uy", "ma", "eg", "ng", "ke", "blog", "wiki", "berlin"),
        *("me", "tv", "xyz", "online", "shop", "site", "local", "test", "cat", "cloud", "tech"),
    ]
)
_FILE_EXTENSIONS = frozenset(
    [
        *(
            "txt",
            "md",
            "pdf",
            "doc",
            "docx",
            "odt",
            "xls",
            "xlsx",
            "ods",
            "csv",
            "ppt",
            "pptx",
            "zip",
            "gz",
            "tar",
            "iso",
        ),
        *("png", "jpg", "jpeg", "gif", "svg", "mp3", "mp4", "wav", "html", "css", "js", "json", "xml", "yaml", "toml"),
        *("py", "sh", "exe", "deb", "conf", "ini", "log"),
    ]
)


def with_addresses(text: Text, language: LanguageTable) -> Text:
    """An e-mail address needs its whole domain spelled, and either a local part of several pieces or a word before it
    that announces an address: "shoes at example dot com" is no address.
    """
    words = words_of(text, language)
    table = language.written_forms
    if not table.dot:
        return text
    replacements: list[Replacement] = []
    index = 0
    while index < len(words):
        found = (
            _email_at(words, index, table) or _web_at(words, index, table, language) or _file_at(words, index, language)
        )
        if found is None:
            index += 1
            continue
        end, written = found
        last = words.word(end - 1)
        marks = last[len(last.rstrip(_MARKS)) :]
        replacements.append(Replacement(words.core(index)[0], words.spans[end - 1][1], written + marks))
        index = end
    return text.edited("addresses", replacements)


def _email_at(words: Words, first: int, table: WrittenFormTable) -> tuple[int, str] | None:
    local = _joined(words, first, {".": table.dot, "_": table.underscore, "-": table.dash})
    if local is None:
        return None
    at, written = local
    if at < len(words) and words.bare(at).isdecimal() and not words.ends_with_mark(at - 1):
        # "user 42": the model parts what is one word.
        written, at = written + words.bare(at), at + 1
    at_words = words.match(at, table.at)
    if not at_words or words.ends_with_mark(at - 1) or words.bare(first) in table.no_local_part:
        return None
    domain = _domain(words, at + at_words, table)
    if domain is None:
        return None
    if written.isdecimal() and not _is_announced(words, first, table):
        return None
    is_composed = at > first + 1 or any(letter.isdigit() for letter in written)
    if not is_composed and not _is_announced(words, first, table):
        return None
    end, host = domain
    return end, f"{written}@{host}"


def _web_at(words: Words, first: int, table: WrittenFormTable, language: LanguageTable) -> tuple[int, str] | None:
    if _is_spelled_www(words, first):
        found = _web_at(words, first + 2, table, language)
        return (found[0], f"ww{found[1]}") if found is not None else None
    scheme = _scheme(words, first, table)
    start = scheme[0] if scheme is not None else first
    is_lone = start < len(words) and words.bare(start) in _LONE_HOSTS
    domain = (start + 1, words.bare(start)) if is_lone else _domain(words, start, table)
    if domain is None:
        return None
    end, host = domain
    port = _port(words, end, language)
    if is_lone and scheme is None and port is None:
        return None
    # "Un point de vue", "der Punkt de luxe": ordinary words are no labels; behind www there is no doubt.
    labels = host.split(".")
    if scheme is not None:
        host = scheme[1] + host
    elif labels[0] != "www" and (labels[0] in language.common_words or labels[-1] in language.common_words):
        return None
    if port is not None:
        end, host = port[0], f"{host}:{port[1]}"
    while end + 1 < len(words) and not words.ends_with_mark(end - 1) and (length := words.match(end, table.slash)):
        path = _joined(words, end + length, {".": table.dot, "_": table.underscore, "-": table.dash})
        if path is None:
            break
        end, piece = path
        host = f"{host}/{piece}"
    # What stands as one word is written already: "CONF.sh".
    return (end, host) if end > first + 1 else None


def _port(words: Words, index: int, language: LanguageTable) -> tuple[int, int] | None:
    """ "colon eight thousand" behind a host: the index behind it, and its number."""
    length = words.match(index, language.written_forms.colon)
    first = index + length
    if not length or first >= len(words) or words.ends_with_mark(index - 1) or words.ends_with_mark(first - 1):
        return None
    if words.bare(first).isascii() and words.bare(first).isdecimal() and len(words.bare(first)) <= _MOST_PORT_DIGITS:
        return (first + 1, int(words.bare(first))) if int(words.bare(first)) in _PORTS else None
    said = next((number for number in spoken_numbers(words) if number.first >= first), None)
    is_port = said is not None and said.first == first and not said.decimals and said.value in _PORTS
    return (said.end, said.value) if said is not None and is_port else None


def _is_spelled_www(words: Words, first: int) -> bool:
    return first + 2 < len(words) and all(words.bare(index) == "w" for index in range(first, first + 3))


def _file_at(words: Words, first: int, language: LanguageTable) -> tuple[int, str] | None:
    """A file name, such as "notes dot txt"."""
    dot = words.match(first + 1, language.written_forms.dot)
    last = first + 1 + dot
    if not dot or last >= len(words) or words.ends_with_mark(first) or words.ends_with_mark(last - 1):
        return None
    is_file = words.bare(last) in _FILE_EXTENSIONS and _is_label(words.bare(first))
    if not is_file or words.bare(first) in language.common_words:
        return None
    return last + 1, f"{words.content[slice(*words.core(first))]}.{words.bare(last)}"


def _scheme(words: Words, first: int, table: WrittenFormTable) -> tuple[int, str] | None:
    """ "https colon slash slash", as written, and the index behind it."""
    if words.bare(first) not in _SCHEMES:
        return None
    index = first + 1
    for spoken in (table.colon, table.slash, table.slash):
        length = words.match(index, spoken)
        if not length:
            return None
        index += length
    return (index, f"{words.bare(first)}://") if index < len(words) else None


def _domain(words: Words, first: int, table: WrittenFormTable) -> tuple[int, str] | None:
    """The longest run of labels joined by "dot" that ends in a top-level domain."""
    found = _joined(words, first, {".": table.dot, "-": table.dash})
    if found is None:
        return None
    _, host = found
    if host.startswith("www.") and host.count(".") < 2:
        return None
    return found if "." in host and host.rsplit(".", 1)[1] in _TOP_LEVEL_DOMAINS else None


def _joined(words: Words, first: int, joiners: dict[str, tuple[str, ...]]) -> tuple[int, str] | None:
    """Words with spoken joiners between them ("jo dot smith"), as written, and the index behind them."""
    if first >= len(words) or not _is_label(words.bare(first)):
        return None
    written = words.bare(first)
    index = first + 1
    for _ in range(_MAX_PARTS):
        if words.ends_with_mark(index - 1):
            break
        joined = next(
            ((mark, length) for mark, spoken in joiners.items() if (length := words.match(index, spoken))), None
        )
        if joined is None:
            break
        mark, length = joined
        following = index + length
        if following >= len(words) or not _is_label(words.bare(following)):
            break
        written += mark + words.bare(following)
        index = following + 1
    return index, written


def _is_label(word: str) -> bool:
    return bool(word) and word.isascii() and all(letter.isalnum() or letter in "-_." for letter in word)


def _is_announced(words: Words, first: int, table: WrittenFormTable) -> bool:
    before = (words.bare(index) for index in range(max(0, first - _CUE_REACH_WORDS), first))
    return any(word in table.address_cues for word in before)
