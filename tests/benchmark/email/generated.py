"""E-mails that nobody here wrote: a small instruct model is asked for them, and its own layout is the measure.

Answers are kept in a cache folder. Only mails with a greeting, a body of several sentences and a closing are taken,
judged by their blank lines alone, not by the tables of Dictate.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

from llama_cpp import Llama

_NAMES = ["Maria", "Tom Becker", "Dr. Shah", "Ms. Keller", "Anna", "Mr. Novak", "the team", "Sam", "Professor Lee",
          "Helena", "Oliver", "Mrs. Brown", "everyone", "Priya", "Jack", "Mr. and Mrs. Hall"]  # fmt: skip
_SENDERS = ["Daniel", "Claire Dubois", "Peter Lang", "Mia", "Arjun", "The office", "Ruth", "Leo Martin"]
_TOPICS = [
    "a meeting that moves to Thursday", "a broken lamp that arrived by post", "the plan for a birthday party",
    "a late invoice", "a request for holiday in May", "a lost key", "feedback on a report", "an apology for being late",
    "a question about a bus timetable", "a thank-you for a dinner", "the budget of a small project",
    "an invitation to a concert", "a doctor's appointment", "a job application", "a server that will be down",
    "a complaint about noise", "borrowing a tent", "a new colleague", "a book recommendation", "the results of a test",
    "selling a bicycle", "a school trip", "a change of address", "the repair of a window", "a reference letter",
    "a cancelled flight", "help with moving house", "a garden in spring", "a wrong order in a shop",
    "the minutes of a meeting", "a training course", "a reminder about a deadline", "congratulations on an exam",
    "the price of a printer", "a visit next weekend", "sharing photos",
]  # fmt: skip
_TONES = ["a short, friendly", "a polite, formal", "a brief", "a warm"]


def generated_mails(model: Path, cache: Path, count: int, seed: int = 11) -> list[str]:
    """`count` mails as the model laid them out, with real names in place of its placeholders."""
    file = cache / "generated.json"
    mails: list[str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    llama = None
    while len(mails) < count:
        llama = llama or Llama(str(model), n_ctx=1024, n_threads=1, verbose=False)
        mail = _one_mail(llama, random.Random(seed + len(mails)))
        if mail and mail not in mails:
            mails.append(mail)
            cache.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(mails, indent=1, ensure_ascii=False), encoding="utf-8")
    return mails[:count]


def _one_mail(llama: Llama, chance: random.Random) -> str:
    """A mail, asked for until one has the parts of a mail."""
    while True:
        sender = chance.choice(_SENDERS)
        wish = f"Write {chance.choice(_TONES)} email to {chance.choice(_NAMES)} about {chance.choice(_TOPICS)}."
        wish += f" Sign it as {sender}. Write two or three short paragraphs and no list."
        answer = llama.create_chat_completion(
            [{"role": "user", "content": wish}],
            temperature=0.6,
            top_p=0.9,
            repeat_penalty=1.1,
            max_tokens=220,
            seed=chance.randrange(1 << 30),
        )
        choice = answer["choices"][0]
        mail = _cleaned(choice["message"]["content"], sender)
        if choice["finish_reason"] == "stop" and _is_mail(mail):
            return mail


def _cleaned(answer: str, sender: str) -> str:
    text = re.sub(r"^\W*subject:.*\n+", "", answer.strip(), flags=re.IGNORECASE)
    text = re.sub(r"\[(your|sender)[^\]]*\]", sender, text, flags=re.IGNORECASE)
    text = re.sub(r"\[[^\]]*name\]", "Jo", text, flags=re.IGNORECASE)
    return re.sub(r"[ \t]+\n", "\n", text)


def _is_mail(text: str) -> bool:
    parts = re.split(r"\n\s*\n", text)
    if len(parts) < 4 or not 35 <= len(text.split()) <= 230 or re.search(r"[\[\]*#]|^\s*[-\d]", text, re.MULTILINE):
        return False
    closing = parts[-1].split()
    return len(parts[0].split()) <= 6 and 1 <= len(closing) <= 8 and all("\n" not in part for part in parts[1:-1])
