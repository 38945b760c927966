from tests.engine.support import ADMIN, ANNA, BEN, Sketch


def two_tasks():
    return (
        Sketch("order")
        .start()
        .user("apply")
        .user("check", groups="underwriter")
        .end()
        .chain("start", "apply", "check", "end")
    )


def test_a_case_goes_from_start_to_end(engine):
    made = engine.deploy(two_tasks().files(), ADMIN)
    assert made.is_new
    case = engine.start("order", {"a": 1}, ANNA, business_key="K1")
    (task,) = engine.queries.tasks_of_case(case)
    assert task.element == "apply"
    engine.claim(task.id, ANNA)
    engine.complete(task.id, {"b": 2}, ANNA)
    (task,) = engine.queries.tasks_of_case(case)
    assert task.element == "check"
    outcome = engine.complete(task.id, {}, BEN)
    assert outcome.status == "completed"
    detail = engine.queries.case_detail(case)
    assert detail.variables == {"a": 1, "b": 2}
    assert detail.diagrams[0].finished == ("start", "apply", "check", "end")
    assert [entry.command for entry in engine.queries.history(case)] == ["start", "claim", "complete", "complete"]
    assert all(verdict.intact for verdict in engine.verify())
    assert engine.replay(case).differences == ()
