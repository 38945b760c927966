"""Deploy: all or none, the same bytes once, a new version exactly where something changed."""

from __future__ import annotations

import pytest

from engine.errors import DeployRefused
from tests.engine.support import ADMIN, ANNA, Sketch, only_task

FORM = b'{"type": "default", "id": "f", "schemaVersion": 16, "components": [%s]}'
FIELD = b'{"type": "textfield", "key": "name", "label": "Name", "id": "f1"}'


def shown(process_id: str, form: str = "") -> Sketch:
    return Sketch(process_id).start().user("ask", form=form).end().chain("start", "ask", "end")


def versions(deployment) -> dict[str, int]:
    return {each.process_id: each.version for each in deployment.processes}


def test_the_same_bytes_again_change_nothing(engine):
    files = {**shown("a", "f").files(), "f.form": FORM % FIELD}
    first = engine.deploy(files, ADMIN)
    again = engine.deploy(dict(reversed(files.items())), ANNA)
    assert (first.is_new, again.is_new, again.id, again.by) == (True, False, first.id, "root")
    assert versions(again) == {"a": 1}
    assert len(engine.queries.engine_history()) == 1


def test_a_changed_form_makes_a_new_version_of_who_shows_it_alone(engine):
    files = {**shown("a", "f").files(), **shown("b").files(), "f.form": FORM % FIELD}
    engine.deploy(files, ADMIN)
    changed = engine.deploy({**files, "f.form": FORM % b""}, ADMIN)
    assert versions(changed) == {"a": 2, "b": 1}
    again = engine.deploy({**files, "f.form": FORM % b""}, ADMIN)
    assert (again.is_new, versions(again)) == (False, {"a": 2, "b": 1})


def test_a_changed_called_process_makes_a_new_version_of_its_caller(engine):
    caller = Sketch("caller").start().call("call", "child").end().chain("start", "call", "end")
    files = {**caller.files(), **shown("child").files()}
    engine.deploy(files, ADMIN)
    changed = Sketch("child").start().user("other").end().chain("start", "other", "end")
    assert versions(engine.deploy({**files, **changed.files()}, ADMIN)) == {"caller": 2, "child": 2}


def test_older_files_deployed_again_are_the_newest_again(engine):
    old, new = shown("a").files(), shown("a", "f").files() | {"f.form": FORM % FIELD}
    engine.deploy(old, ADMIN)
    engine.deploy(new, ADMIN)
    back = engine.deploy(old, ADMIN)
    assert (back.is_new, versions(back)) == (True, {"a": 3})
    assert engine.queries.case(engine.start("a", {}, ANNA)).process_version == 3
    assert not engine.deploy(old, ADMIN).is_new


def test_a_refused_deploy_writes_nothing_and_says_what_and_where(engine):
    files = {**shown("good").files(), **shown("bad", "missing_form").files()}
    with pytest.raises(DeployRefused) as refused:
        engine.deploy(files, ADMIN)
    errors = [finding for finding in refused.value.facts["findings"] if finding.severity == "error"]
    assert [(finding.file, finding.element_id) for finding in errors] == [("bad.bpmn", "ask")]
    assert engine.lint(files) == refused.value.facts["findings"]
    assert engine.queries.processes() == ()
    assert engine.queries.engine_history() == []
    (line,) = engine.queries.access_log()
    assert (line.verb, line.outcome) == ("deploy", "refused")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"notes.txt": b"hello"},
        {"a.bpmn": b"not xml"},
        {"a.bpmn": b""},
        {"a.bpmn": shown("a").xml(), "b.bpmn": shown("a").xml()},
        {"a.bpmn": shown("a").xml(), "f.form": b"{"},
        {"a.bpmn": shown("a").xml(), "d.dmn": b"<definitions/>"},
        {"a.bpmn": Sketch("a").start().service("s", "no.such.handler").end().chain("start", "s", "end").xml()},
        {
            "a.bpmn": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
            b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
        },
    ],
)
def test_what_cannot_run_is_refused(engine, files):
    with pytest.raises(DeployRefused):
        engine.deploy(files, ADMIN)
    assert engine.queries.processes() == ()


def test_old_cases_keep_their_form(engine):
    files = {**shown("a", "f").files(), "f.form": FORM % FIELD}
    engine.deploy(files, ADMIN)
    old = engine.start("a", {}, ANNA)
    engine.deploy({**files, "f.form": FORM % b""}, ADMIN)
    new = engine.start("a", {}, ANNA)
    forms = [engine.queries.task_detail(only_task(engine, case).id, ANNA).form for case in (old, new)]
    assert [len(form["components"]) for form in forms] == [1, 0]


def test_a_file_name_with_half_a_character_is_a_finding(engine):
    files = {"a\ud800.bpmn": shown("a").xml()}
    (finding,) = engine.lint(files)
    assert (finding.rule, finding.file) == ("file-name", "a\\ud800.bpmn")
    with pytest.raises(DeployRefused, match="half of a character"):
        engine.deploy({**files, **shown("b").files()}, ADMIN)
    assert engine.queries.processes() == ()
    assert [line.verb for line in engine.queries.access_log()] == ["deploy"]
