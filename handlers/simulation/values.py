"""Words with `@` in answers, put in place for one case (README lists them)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from handlers.parameters import local_day
from handlers.people import find_customer, identity_of
from handlers.privacy import ErasedError
from handlers.records import Application
from handlers.simulation.people import Person

Json = Any
PERSON_KEYS = ("customer_id", "policyholder_id", "applicant_id")
"""Variables of a case that name its customer, the first that is there."""
EACH = "each"
"""Key of an answer that is a list: every row of the list that its word stands for, the other keys laid over."""
_DAYS = re.compile(r"@today([+-]\d+)")


class UnknownWordError(ValueError):
    """An answer holds a word with `@` that stands for nothing here."""


def fill(answers: Json, words: Mapping[str, Json], variables: Mapping[str, Json], now: datetime) -> Json:
    """The answers with every word replaced, at any depth. Raises `UnknownWordError`."""
    if isinstance(answers, Mapping):
        if EACH in answers:
            rows = _value(answers[EACH], words, variables, now) or []
            more = {key: value for key, value in answers.items() if key != EACH}
            return [{**row, **fill(more, words, variables, now)} for row in rows]
        return {key: fill(value, words, variables, now) for key, value in answers.items()}
    if isinstance(answers, list):
        return [fill(value, words, variables, now) for value in answers]
    if isinstance(answers, str) and answers.startswith("@"):
        return _value(answers, words, variables, now)
    return answers


def _value(word: str, words: Mapping[str, Json], variables: Mapping[str, Json], now: datetime) -> Json:
    if word == "@today":
        return local_day(now).isoformat()
    if days := _DAYS.fullmatch(word):
        return (local_day(now) + timedelta(days=int(days[1]))).isoformat()
    if word == "@now":
        return now.isoformat()
    if word.startswith("@var."):
        return _deep(word, variables, word.removeprefix("@var."))
    if word.startswith("@values."):
        return _values_of(_deep(word, variables, word.removeprefix("@values.")))
    if word.startswith("@first."):
        return _values_of(_deep(word, variables, word.removeprefix("@first.")))[:1]
    if word.startswith("@number."):
        text = str(_deep(word, variables, word.removeprefix("@number.")))
        number = float(text.replace(",", ""))
        return int(number) if number.is_integer() else number
    if word.removeprefix("@") in words:
        return words[word.removeprefix("@")]
    raise UnknownWordError(f"'{word}' stands for nothing here; known are {', '.join(sorted(words))}")


def _values_of(options: list[Json]) -> list[Json]:
    return [option.get("value", option.get("code")) for option in options]


def _deep(word: str, variables: Mapping[str, Json], path: str) -> Json:
    found: Json = variables
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise UnknownWordError(f"'{word}': the case has no variable of that name")
        found = found[part]
    return found


def words_of_person(person: Person) -> dict[str, Json]:
    """An invented person as words."""
    return dict(asdict(person))


def words_of_case(session: Session, variables: Mapping[str, Json]) -> dict[str, Json]:
    """What the case itself tells: its customer's identity, and the ids that it names."""
    words = {key: value for key, value in variables.items() if key.endswith(("_id", "_no")) and value is not None}
    customer_id = _customer_of(session, variables)
    if customer_id is None:
        return words
    try:
        customer = find_customer(session, customer_id)
        words |= {name: value for name, value in asdict(identity_of(session, customer)).items() if value}
    except (LookupError, ErasedError):
        return words
    words["customer_id"] = customer_id
    words["id_last4"] = str(words.get("id_no", ""))[-4:]
    words["sex"] = customer.sex or "female"
    if customer.birth_date is not None:
        words["birth_date"] = customer.birth_date.isoformat()
    elif len(identity_no := str(words.get("id_no", ""))) == ID_LENGTH:
        words["birth_date"] = f"{identity_no[6:10]}-{identity_no[10:12]}-{identity_no[12:14]}"
        words["sex"] = "male" if int(identity_no[16]) % 2 else "female"
    return words


ID_LENGTH = 18


def _customer_of(session: Session, variables: Mapping[str, Json]) -> str | None:
    named = next((str(variables[key]) for key in PERSON_KEYS if variables.get(key)), None)
    if named is not None or not variables.get("application_id"):
        return named
    application = session.get(Application, str(variables["application_id"]))
    return application.applicant_id if application is not None else None
