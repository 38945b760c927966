"""Reports without a site: charts, weeks, the middle of durations, filters of an address, files that compute nothing."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from lxml import etree
from openpyxl import load_workbook

from handlers import records
from handlers.agency.figures import Period
from web.customers.workbook import read_first_sheet
from web.permissions import GRANTS, Permission
from web.reports.asked import LONGEST_DAYS, presets, read_asked
from web.reports.catalogue import REPORTS, may_read
from web.reports.charts import Chart, Series, Shape, Tone, draw, nice_ceiling
from web.reports.export import BOM, as_csv, as_workbook
from web.reports.report import Cell, Column, Kind, Table
from web.reports.spans import WorkingDays, buckets_of, quantile
from web.reports.words import VOCABULARIES, word
from web.reports.workbook import WIDTH, Sheet, write_workbook

SVG = "{http://www.w3.org/2000/svg}"
FRIDAY = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)


def drawn(shape: Shape, labels: list[str], *series: Series) -> etree._Element:
    chart = Chart(shape, "Title & <more>", "What it says", labels, series)
    text = str(draw(chart, 400, "x1")).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return etree.fromstring(text)


@pytest.mark.parametrize("shape", list(Shape), ids=str)
def test_a_chart_says_itself_in_words_and_carries_no_style(shape: Shape) -> None:
    root = drawn(shape, ["<a>", "b"], Series("one", [3, 0]), Series("two", [1, None], Tone.HATCHED))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert root.get("aria-labelledby").split() == [ids[0], ids[1]] == ["x1-t", "x1-d"]
    assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == ("Title & <more>", "What it says")
    assert "<a>" in [text.text for text in root.iter(f"{SVG}text")]
    assert len(ids) == len(set(ids))
    assert not [name for element in root.iter() for name in element.attrib if name == "style" or name.startswith("on")]


def test_series_differ_by_pattern_and_stand_on_each_other() -> None:
    root = drawn(Shape.COLUMNS, ["a"], Series("in time", [6]), Series("late", [2], Tone.HATCHED))
    low, high = (rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") and rect.get("width") == "44.0")
    assert (low.get("fill"), high.get("fill")) == ("url(#x1-plain)", "url(#x1-hatched)")
    assert float(low.get("height")) == pytest.approx(3 * float(high.get("height")), abs=0.1)
    assert float(high.get("y")) + float(high.get("height")) == pytest.approx(float(low.get("y")), abs=0.2)


def test_a_line_breaks_where_there_is_nothing_and_its_marks_differ() -> None:
    root = drawn(Shape.LINES, list("abc"), Series("one", [1, None, 3]), Series("two", [2, 2, 2], Tone.HATCHED))
    path = next(
        one.get("d")
        for one in root.iter(f"{SVG}path")
        if one.get("class") == "line tone-plain" and "L" not in one.get("d") and one.get("d").count("M") == 2
    )
    assert path
    assert (
        len([one for one in root.iter(f"{SVG}circle") if one.get("class", "").startswith("dot")]) == 3
    )  # one in the legend


@pytest.mark.parametrize(("value", "top"), [(0, 4), (4, 4), (5, 8), (13, 20), (164, 200), (4001, 8000)], ids=str)
def test_an_axis_ends_at_four_whole_steps(value: float, top: float) -> None:
    assert nice_ceiling(value) == top


def test_weeks_are_cut_at_the_period_and_count_the_days_that_people_work(app: Flask) -> None:
    with app.test_request_context():
        weeks = buckets_of(Period(date(2026, 9, 24), date(2026, 10, 13)))
        months = buckets_of(Period(date(2024, 11, 15), date(2026, 1, 3)))
    assert [(part.first.day, part.last.day) for part in weeks.parts] == [(24, 27), (28, 4), (5, 11), (12, 13)]
    assert (months.weekly, len(months.parts), months.parts[-1].last) == (False, 15, date(2026, 1, 3))
    days = WorkingDays(date(2026, 9, 24), date(2026, 10, 13))
    # Mid-Autumn is 25 to 27 September; National Day 1 to 7 October; 10 October is worked in its place.
    assert [days.within(part.first, part.last) for part in weeks.parts] == [1, 3, 3, 2]
    assert days.between(date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert days.notice == ""
    with app.test_request_context():
        assert WorkingDays(date(2026, 12, 30), date(2099, 1, 4)).notice.endswith(
            "2099年的节假日尚未公布，暂按周一至周五计算。"
        )
    assert weeks.spread(Counter({date(2026, 9, 24): 2, date(2026, 10, 13): 3})) == [2, 0, 0, 3]


def test_the_middle_of_durations() -> None:
    assert quantile(Counter(), 0.5) is None
    assert quantile(Counter({0: 5, 3: 4, 30: 1}), 0.5) == 0
    assert quantile(Counter({0: 5, 3: 4, 30: 1}), 0.9) == 3
    assert quantile(Counter({0: 5, 3: 4, 30: 1}), 1.0) == 30


def test_what_an_address_says_wrongly_is_said_and_not_obeyed(app: Flask) -> None:
    def asked(**said: str):
        return read_asked(
            "work", {name.strip("_"): value for name, value in said.items()}, FRIDAY, None, ["agent"], frozenset()
        )

    usual = presets(date(2026, 11, 20))["weeks"]
    with app.test_request_context():
        assert (asked().period, asked().refusal) == (usual, "")
        assert asked().period.first == date(2026, 8, 31)
        for wrong in ({"from_": "x"}, {"from_": "2026-11-02", "to": "2026-11-01"}, {"to": "9999-01-01"}):
            assert asked(**wrong).period == usual
            assert asked(**wrong).refusal
        long = asked(from_="2010-01-01", to="2026-11-20")
        assert (long.period.last - long.period.first).days == LONGEST_DAYS - 1
        assert "两年" in long.refusal
        assert (asked(role="agent").role, asked(role="claims").role) == ("agent", "")
        assert asked(from_="2026-11-01").args == {"from": "2026-11-01", "to": "2026-11-20"}


def test_the_period_ends_at_midnight_of_the_agency(app: Flask) -> None:
    with app.test_request_context():
        span = read_asked("work", {"from": "2026-11-19", "to": "2026-11-19"}, FRIDAY, None, [], frozenset()).span
    assert span.start == datetime(2026, 11, 18, 16, tzinfo=UTC)
    assert span.end == datetime(2026, 11, 19, 16, tzinfo=UTC)


def test_a_file_computes_nothing_that_somebody_typed(app: Flask) -> None:
    typed = ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "plain", "a,b"]
    rows = [[Cell(text), Cell(-5), Cell(Decimal("1.50")), Cell(FRIDAY), Cell(date(2026, 11, 20))] for text in typed]
    kinds = (Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.MOMENT, Kind.DAY)
    table = Table([Column("=head", kind) for kind in kinds], rows)
    with app.test_request_context():
        text = as_csv(table).decode()
        book = as_workbook([("=sheet", table), ("=sheet", table)], [("about", "=1+1")])
    assert text.startswith(BOM + "'=head")
    lines = text.removeprefix(BOM).split("\r\n")[1:]
    assert [line[0] for line in lines[:5]] == ["'", "'", "'", "'", "'"]
    assert lines[0] == "'=1+1,-5,1.50,2026-11-20 10:42,2026-11-20"
    assert lines[6].startswith('"a,b",')
    assert read_first_sheet(book)[0] == ["about", "=1+1"]
    assert b"<f>" not in book
    assert [row[0] for row in read_first_sheet(_second(book))[1:]] == [text.strip() for text in typed]


def _second(book: bytes) -> bytes:
    """The workbook with its second sheet first."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        assert b"<f>" not in b"".join(old.read(name) for name in old.namelist())
        for name in old.namelist():
            kept = {"sheet1": "sheet2", "sheet2": "sheet1"}.get(
                name.removeprefix("xl/worksheets/").removesuffix(".xml")
            )
            new.writestr(f"xl/worksheets/{kept}.xml" if kept else name, old.read(name))
    return made.getvalue()


def test_a_workbook_shows_what_a_value_is() -> None:
    rows = [
        ["=head", "Yuan", "At", "On"],
        ["\x07=1+1\uffff", Decimal("1234.50"), datetime(2026, 11, 20, 10, 42), date(2026, 11, 20)],  # noqa: DTZ001
        ["https://example.org", None, None, None],
        ["", 3, None, None],
    ]
    names = ["a/b", "A B", "x" * 40, "'"]
    made = write_workbook([Sheet(name, rows, money=frozenset({1})) for name in names])
    book = load_workbook(BytesIO(made))
    assert book.sheetnames == ["a b", "A B 2", "x" * 31, "Sheet4"]
    sheet = book["a b"]
    assert [(cell.value, cell.data_type, cell.font.b) for cell in sheet["A"]] == [
        ("=head", "s", True),
        ("=1+1", "s", False),
        ("https://example.org", "s", False),
        (None, "n", False),
    ]
    assert sheet["A3"].hyperlink is None
    assert (sheet["B2"].value, sheet["B2"].number_format, sheet["B3"].value) == (1234.5, "#,##0.00", None)
    assert (sheet["B4"].value, sheet["B4"].number_format) == (3, "#,##0.00")
    assert (sheet["C2"].value, sheet["C2"].number_format) == (datetime(2026, 11, 20, 10, 42), "m/d/yy h:mm")  # noqa: DTZ001
    assert (sheet["D2"].value.date(), sheet["D2"].number_format) == (date(2026, 11, 20), "mm-dd-yy")
    assert sheet.column_dimensions["A"].width == pytest.approx(WIDTH, abs=1)


def test_whoever_may_open_reports_has_one_to_read() -> None:
    for role, granted in GRANTS.items():
        readable = [entry for entry in REPORTS.values() if may_read(entry, {role})]
        assert bool(readable) == (Permission.REPORTS_READ in granted), role


def test_every_code_of_a_record_is_called_something_in_both_languages(app: Flask) -> None:
    used = {
        "application": records.application.ApplicationStatus,
        "claim": records.claim.ClaimStatus,
        "claim_outcome": records.claim_outcome.ClaimOutcome,
        "complaint": records.complaint.ComplaintStatus,
        "contact": records.contact.ContactStatus,
        "follow_up": records.follow_up.FollowUpOutcome,
        "follow_up_kind": records.follow_up.FollowUpKind,
        "needs": records.needs_analysis.NeedsStatus,
        "place": records.training.PlaceStatus,
        "policy": records.policy.PolicyStatus,
        "proposal": records.proposal.ProposalStatus,
        "underwriting": records.underwriting_decision.Outcome,
    }
    for name, codes in used.items():
        assert set(map(str, codes)) - {"appointment"} <= {*VOCABULARIES[name]}, name
    with app.test_request_context(headers={"Cookie": ""}) as context:
        context.session["language"] = "en"
        chinese = [
            (name, code, word(name, code))
            for name, codes in VOCABULARIES.items()
            for code in codes
            if re.search("[\u4e00-\u9fff]", word(name, code))
        ]
    assert chinese == []
