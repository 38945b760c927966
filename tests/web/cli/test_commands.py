"""The command line as an operator uses it: one installation, commands in a row."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.actor import Actor, ActorKind, Channel
from web.cli import REFUSED, main
from web.cli.site import open_site
from web.handover.mandates import Wanted, appoint
from web.installation import open_installation
from web.settings import read_settings

ERRAND = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <process id="errand" name="差事" isExecutable="true">
    <startEvent id="begin"><outgoing>f1</outgoing></startEvent>
    <userTask id="do_it" name="办理">
      <extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="operations"/>
      </extensionElements><incoming>f1</incoming><outgoing>f2</outgoing></userTask>
    <endEvent id="finish"><incoming>f2</incoming></endEvent>
    <sequenceFlow id="f1" sourceRef="begin" targetRef="do_it"/>
    <sequenceFlow id="f2" sourceRef="do_it" targetRef="finish"/>
  </process></definitions>"""


class Shell:
    """Runs commands in one home; every command opens the installation anew, as a process would."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str, text: str | None = None) -> Result:
        result = CliRunner().invoke(main, list(arguments), input=text, env={"SOPFLOW_HOME": str(self.home)})
        if open_site.cache_info().currsize:
            open_site().close()
            open_site.cache_clear()
        return result

    def json(self, *arguments: str) -> object:
        result = self(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    home = tmp_path_factory.mktemp("home")
    (home / "errand.bpmn").write_text(ERRAND, encoding="utf-8")
    run = Shell(home / "var")
    assert run("setup", "--no-demo").exit_code == 0
    assert run("deploy", str(home / "errand.bpmn")).exit_code == 0
    for name, role in (("wang", "operations"), ("li", "agent")):
        assert run("user", "add", name, "--name", name, "--role", role).exit_code == 0
    return run


def test_a_case_is_started_worked_and_proved(shell: Shell) -> None:
    case_id = shell("start", "errand", "--set", "sum=5", "--business-key", "K-1").stdout.strip()
    (task,) = shell.json("tasks", "--case", case_id)
    assert (task["element"], task["groups"]) == ("do_it", ["operations"])
    assert shell("complete", task["id"], "--as", "wang", "--set", "done=true").exit_code == 0
    (case,) = [row for row in shell.json("cases") if row["id"] == case_id]
    assert (case["status"], case["end_event"], case["business_key"]) == ("completed", "finish", "K-1")
    assert shell.json("verify", case_id)["intact"] is True
    assert shell.json("replay", case_id)["agrees"] is True


def test_a_role_that_may_not_is_refused_and_nothing_changes(shell: Shell) -> None:
    case_id = shell("start", "errand").stdout.strip()
    (task,) = shell.json("tasks", "--case", case_id)
    refused = shell("complete", task["id"], "--as", "li")
    assert refused.exit_code == REFUSED
    assert refused.stderr.startswith("sopflow: ")
    assert len(shell.json("tasks", "--case", case_id)) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("start", "nothing"), "There is no process with the id nothing."),
        (("start", "errand", "--set", "novalue"), "'novalue' is not NAME=VALUE"),
        (("complete", "x.1", "--as", "nobody"), "There is no account with the id nobody."),
        (("complete", "x.1", "--as", "wang"), "There is no task with the id x.1."),
        (("replay", "nothing"), "There is no case with the id nothing."),
        (("verify", "nothing"), "There is no case with the id nothing."),
        (("user", "add", "Big Name", "--name", "x", "--role", "agent"), "an account's id is"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_status_2(shell: Shell, arguments: tuple[str, ...], sentence: str) -> None:
    refused = shell(*arguments)
    assert refused.exit_code == REFUSED
    assert sentence in refused.stderr
    assert "Traceback" not in refused.output


def test_variables_that_are_not_json_are_refused_by_name(shell: Shell) -> None:
    refused = shell("start", "errand", "--file", "-", text="{not json")
    assert refused.exit_code == REFUSED
    assert "are not JSON" in refused.stderr


def test_a_refused_diagram_is_named_with_its_element_and_not_deployed(shell: Shell, tmp_path: Path) -> None:
    broken = tmp_path / "broken.bpmn"
    broken.write_text(ERRAND.replace('targetRef="finish"', 'targetRef="nowhere"').replace("errand", "errand2"))
    refused = shell("deploy", str(broken))
    assert refused.exit_code == REFUSED
    assert "f2" in refused.stderr
    assert shell("start", "errand2").exit_code == REFUSED


def test_a_leaver_is_disabled_with_what_he_held(shell: Shell) -> None:
    shell("user", "add", "zhao", "--name", "zhao", "--role", "operations")
    case_id = shell("start", "errand").stdout.strip()
    (task,) = shell.json("tasks", "--case", case_id)
    with closing(open_installation(read_settings({"SOPFLOW_HOME": str(shell.home)}))) as site:
        site.engine.claim(task["id"], Actor("zhao", ActorKind.PERSON, Channel.TEST, frozenset({"operations"}), "zhao"))
    assert shell.json("tasks", "--case", case_id)[0]["holder"] == "zhao"
    assert shell.json("user", "disable", "zhao") == {"id": "zhao", "tasks_given_back": 1}
    assert shell.json("tasks", "--case", case_id)[0]["holder"] is None
    assert shell("complete", task["id"], "--as", "zhao").exit_code == REFUSED
    assert len(shell.json("user", "enable", "zhao")["one_time_password"]) == 14
    assert "no second factor" in shell("user", "remove-second-factor", "zhao").stdout
    assert "There is no account" in shell("user", "disable", "nobody").stderr


def test_work_is_handed_over_and_done_by_a_substitute_with_both_names(shell: Shell) -> None:
    for name, role in (("sun", "operations"), ("feng", "operations_lead")):
        assert shell("user", "add", name, "--name", name, "--role", role).exit_code == 0
    case_id = shell("start", "errand").stdout.strip()
    (task,) = shell.json("tasks", "--case", case_id)
    refused = shell("assign", task["id"], "--to", "wang", "--reason", "x", "--as", "sun")
    assert refused.exit_code == REFUSED  # neither holds it nor leads
    assert shell("assign", task["id"], "--to", "wang", "--reason", "free", "--as", "feng").exit_code == 0
    assert shell("complete", task["id"], "--as", "sun").exit_code == REFUSED
    assert "no substitute" in shell("complete", task["id"], "--as", "sun", "--for", "wang").stderr
    with closing(open_installation(read_settings({"SOPFLOW_HOME": str(shell.home)}))) as site:
        roles, now = frozenset({"operations"}), site.engine.clock.now()
        wang = Actor("wang", ActorKind.PERSON, Channel.TEST, roles, "wang")
        appoint(site.engine, Wanted("wang", "sun", now, now + timedelta(days=1), roles, None, "ill"), wang)
    assert shell("complete", task["id"], "--as", "sun", "--for", "wang").exit_code == 0
    with closing(open_installation(read_settings({"SOPFLOW_HOME": str(shell.home)}))) as site:
        last = site.engine.queries.history(case_id)[-1]
        assert (last.actor_id, last.on_behalf_of, last.channel) == ("sun", "wang", "command_line")


def serving(home: Path, port: int) -> subprocess.Popen[str]:
    """A server in a process of its own: it sets up logging and signals."""
    command = [sys.executable, "-m", "web.cli", "serve", "--port", str(port)]
    environment = os.environ | {"SOPFLOW_HOME": str(home)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def test_a_port_in_use_is_said(shell: Shell) -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as taken,
        serving(shell.home, taken.getsockname()[1]) as process,
    ):
        said = process.communicate(timeout=60)[1]
    assert process.returncode == REFUSED
    assert "choose another with --port" in said
    assert "Traceback" not in said


def test_serve_answers_until_it_is_told_to_end(shell: Shell) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    with serving(shell.home, port) as process:
        assert _first_page(port) == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def _first_page(port: int) -> int:
    for _ in range(300):
        with suppress(ConnectionError), closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("GET", "/login")
            return connection.getresponse().status
        time.sleep(0.1)
    return 0


def test_a_lost_master_key_is_said_and_none_is_drawn_in_its_place(shell: Shell) -> None:
    key = shell.home / "master.key"
    put_away = key.rename(shell.home / "elsewhere")
    try:
        refused = shell("setup", "--no-demo")
        assert refused.exit_code == REFUSED
        assert "put it back" in refused.stderr
        assert not key.exists()
    finally:
        put_away.rename(key)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SOPFLOW_TIME_ZONE", "Mars/Olympus", "no time zone"),
        ("SOPFLOW_PORT", "door", "not a port number"),
        ("SOPFLOW_STORE", "mysql://x/y", "not supported"),
        ("SOPFLOW_STORE", "sqlite:////nowhere/at/all.db", "does not exist"),
        ("SOPFLOW_STORE", "postgresql://nobody@127.0.0.1:1/x", "cannot be used now"),
        ("SOPFLOW_MASTER_KEY", "short", "master key"),
        ("SOPFLOW_MASTER_KEY", "A" * 43 + "=", "not the one"),
    ],
)
def test_a_wrong_setting_is_one_sentence(shell: Shell, monkeypatch, name: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(name, value)
    refused = shell("cases")
    assert (refused.exit_code, refused.stderr.count("sopflow: ")) == (REFUSED, 1)
    assert sentence in refused.stderr


def test_a_home_that_cannot_be_made_is_said(monkeypatch) -> None:
    monkeypatch.setenv("SOPFLOW_HOME", "/proc/nowhere")
    refused = CliRunner().invoke(main, ["setup"])
    assert refused.exit_code == REFUSED
    assert "cannot be made" in refused.stderr


def test_a_file_that_tells_no_scenario_is_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "no.yaml").write_text("nothing", encoding="utf-8")
    refused = shell("test", str(tmp_path / "no.yaml"))
    assert refused.exit_code == REFUSED
    assert "a scenario file holds" in refused.stderr


def test_setup_again_changes_nothing(shell: Shell) -> None:
    accounts = shell.json("user", "list")
    assert shell("setup", "--no-demo").exit_code == 0
    assert shell.json("user", "list") == accounts


def test_every_command_explains_itself() -> None:
    for name, command in main.commands.items():
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert command.help, name


def test_elements_prints_every_row_of_the_table() -> None:
    rows = json.loads(CliRunner().invoke(main, ["elements", "--json"]).stdout)
    printed = CliRunner().invoke(main, ["elements", "--lang", "zh"]).output
    assert len(rows) > 200
    assert all(f"[{row['id']}]" in printed for row in rows)


def test_clauses_tell_elements_scenarios_runs_and_breaches(shell: Shell) -> None:
    rows = {row["clause"]: row for row in json.loads(shell("clauses", "--json").stdout)}
    assert {"process": "application", "element": "fill_application"} in rows["4.4.1a"]["elements"]
    assert rows["4.4.1a"]["scenarios"]
    assert rows["4.2.2b"]["documents"] == ["needs_report"]
    assert rows["4.4.1a"]["breaches"]["all"] == sum(
        rows["4.4.1a"]["breaches"][kind] for kind in ("overdue", "escalated", "marked")
    )
    table = shell("clauses", "--gaps")
    assert table.exit_code == 0
    assert "4.4.1a" not in table.stdout
