"""Questions that go across cases: which are about a customer, policy or claim, what they wait for, their history.

Nothing here reads more than the rows of an index that the question names: not what else is open, not what was done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_, union

from engine.bpmn.model import Process
from engine.errors import NotFound
from engine.query_rows import SUMMARY, begins_with, case_summary, history_entry, waiting_of
from engine.store.cases import case_subjects, cases
from engine.store.deployments import process_versions
from engine.store.history import journal
from engine.views import CasePage, CaseSummary, JournalPage, Readable, Waiting
from engine.workload import WorkloadQueries

EVERY_CASE = Readable()
CANDIDATES = 200
"""Keys looked at for one page of a beginning: somebody who may read few cases is not made to wait for all of them."""


class SubjectQueries(WorkloadQueries):
    """The questions of one store across its cases."""

    def cases_about(
        self,
        values: Collection[str],
        *,
        names: Collection[str] = (),
        readable: Readable = EVERY_CASE,
        before: str | None = None,
        limit: int = 20,
    ) -> CasePage:
        """Cases whose variables name one of these ids or numbers, the newest first.

        `names`: in variables of these names only. `before`: the last case of the page before.
        """
        if not values:
            return CasePage((), more=False)
        named = case_subjects.c
        about = (
            select(named.case_id)
            .join_from(case_subjects, cases, named.case_id == cases.c.id)
            .where(named.value.in_(sorted(values)), *conditions_of(readable))
            .distinct()
        )
        if names:
            about = about.where(named.name.in_(sorted(names)))
        if before is not None:
            about = about.where(named.case_id < before)
        # Found before they are sorted: PostgreSQL would else walk all cases from the newest on until enough fit.
        all_of_them = about.cte("about").prefix_with("MATERIALIZED").c
        ids = select(all_of_them.case_id).order_by(all_of_them.case_id.desc()).limit(limit + 1)
        with self._store.read() as connection:
            found = connection.execute(ids).scalars().all()
            rows = connection.execute(SUMMARY.where(cases.c.id.in_(found[:limit]))).all() if found else []
        summaries = sorted((case_summary(row) for row in rows), key=lambda case: case.id, reverse=True)
        return CasePage(tuple(summaries), len(found) > limit)

    def cases_called(
        self, keys: Collection[str], case_id: str = "", *, readable: Readable = EVERY_CASE, limit: int = 20
    ) -> tuple[CaseSummary, ...]:
        """The case of this id and those with exactly one of these business keys, the newest first."""
        conditions = conditions_of(readable)
        asked = SUMMARY.where(cases.c.business_key.in_(sorted(keys)), *conditions).limit(limit)
        with self._store.read() as connection:
            rows = [
                *connection.execute(SUMMARY.where(cases.c.id == case_id, *conditions)),
                *connection.execute(asked),
            ]
        found = {row[0]: case_summary(row) for row in rows}
        return tuple(found[each] for each in sorted(found, reverse=True))

    def cases_beginning(
        self, text: str, *, readable: Readable = EVERY_CASE, after: tuple[str, str] | None = None, limit: int = 20
    ) -> tuple[tuple[CaseSummary, ...], tuple[str, str] | None]:
        """Cases whose business key begins so, in its order, and where the next page goes on; None at the end.

        Of what the reader may not see a page may be short, or empty, and still go on. `after`: key and id.
        """
        key, id_ = cases.c.business_key, cases.c.id
        candidates = select(key, id_).where(begins_with(key, text)).order_by(key, id_).limit(CANDIDATES + 1)
        if after is not None:
            later = tuple_(key, id_) > tuple_(literal(after[0]), literal(after[1]))
            candidates = candidates.where(key >= after[0], later)
        with self._store.read() as connection:
            looked_at = [(row[0], row[1]) for row in connection.execute(candidates)]
            ids = [each[1] for each in looked_at[:CANDIDATES]]
            mine = connection.execute(SUMMARY.where(id_.in_(ids), *conditions_of(readable))).all() if ids else []
        found = sorted((case_summary(row) for row in mine), key=lambda case: (case.business_key or "", case.id))
        if len(found) > limit:
            return tuple(found[:limit]), (found[limit - 1].business_key or "", found[limit - 1].id)
        return tuple(found), looked_at[CANDIDATES - 1] if len(looked_at) > CANDIDATES else None

    def may_know(self, case_ids: Collection[str], readable: Readable) -> frozenset[str]:
        """Of these cases those that somebody may know of."""
        asked = select(cases.c.id).where(cases.c.id.in_(sorted(case_ids)), *conditions_of(readable))
        with self._store.read() as connection:
            return frozenset(connection.execute(asked).scalars()) if case_ids else frozenset()

    def waiting(self, case_ids: Collection[str]) -> dict[str, tuple[Waiting, ...]]:
        """What each of these cases waits for beside people."""
        found: dict[str, list[Waiting]] = {case_id: [] for case_id in case_ids}
        with self._store.read() as connection:
            for case_id, one in waiting_of(connection, sorted(case_ids)):
                found[case_id].append(one)
        return {case_id: tuple(each) for case_id, each in found.items()}

    def definitions_of(self, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """The hash of the diagram of each process and version."""
        table = process_versions.c
        wanted = sorted(set(versions))
        if not wanted:
            return {}
        asked = select(table.process_id, table.version, table.definition_sha256).where(
            or_(*(and_(table.process_id == process_id, table.version == version) for process_id, version in wanted))
        )
        with self._store.read() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(asked)}

    def processes_beside(self, sha256: str) -> Mapping[str, Process]:
        """All processes that were deployed together with this diagram, the last time it was. Raises `NotFound`."""
        asked = select(func.max(process_versions.c.deployment_id)).where(process_versions.c.definition_sha256 == sha256)
        with self._store.read() as connection:
            deployment_id = connection.execute(asked).scalar()
            if deployment_id is None:
                raise NotFound(what="diagram", id=sha256)
            return self._libraries.get(connection, deployment_id).package.processes

    def history_of(
        self, case_ids: Collection[str], commands: Collection[str], *, before: int | None = None, limit: int = 30
    ) -> JournalPage:
        """What these commands did in these cases together, the newest first, decrypted."""
        # An expression, so that no planner walks the whole journal backwards for the order's sake.
        place = journal.c.id + 0
        asked = select(journal).where(journal.c.case_id.in_(sorted(case_ids)), journal.c.command.in_(sorted(commands)))
        if before is not None:
            asked = asked.where(place < before)
        if not case_ids:
            return JournalPage((), None)
        with self._store.read() as connection:
            rows = connection.execute(asked.order_by(place.desc()).limit(limit + 1)).all()
            ciphers = self._keys.get_many(connection, {row.case_id for row in rows})
            entries = tuple(history_entry(row, ciphers.get(row.case_id)) for row in rows[:limit])
        return JournalPage(entries, rows[limit - 1].id if len(rows) > limit else None)


def conditions_of(readable: Readable) -> list[ColumnElement[bool]]:
    """What a row of `cases` must fulfil for somebody to know of it."""
    conditions: list[ColumnElement[bool]] = []
    if readable.without:
        conditions.append(cases.c.process_id.not_in(sorted(readable.without)))
    if readable.people is not None:
        mine, named = sorted(readable.people), case_subjects.alias("theirs")
        conditions.append(
            or_(
                cases.c.started_by.in_(mine),
                exists().where(
                    named.c.case_id == cases.c.id,
                    named.c.name == readable.named_as,
                    named.c.value.in_(mine),
                    named.c.is_now,
                ),
            )
        )
    return conditions


def newest_known(
    people: Collection[str], named_as: str, conditions: Sequence[ColumnElement[bool]], most: int
) -> Select[tuple[str]]:
    """Ids of the newest cases that these people began, and of the newest that name one of them now.

    Either way is a range of an index and ends after `most`; joined by OR, all cases would be walked.
    """
    mine = sorted(people)
    began = select(cases.c.id).where(cases.c.started_by.in_(mine), *conditions)
    began = began.order_by(cases.c.started_at.desc(), cases.c.id.desc()).limit(most)
    named = case_subjects.c
    told = select(cases.c.id).join_from(case_subjects, cases, named.case_id == cases.c.id)
    told = told.where(named.value.in_(mine), named.name == named_as, named.is_now, *conditions)
    told = told.order_by(named.case_id.desc()).limit(most)
    return union(select(began.subquery()), select(told.subquery())).subquery().select()
