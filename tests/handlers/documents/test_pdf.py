import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.documents import DocumentSpec, FontMissingError, issue_document, render_pdf
from handlers.documents.content import Agency
from handlers.documents.kinds import kind_of
from handlers.documents.pdf import fonts
from handlers.documents.pdf.fonts import printable
from handlers.documents.pdf.layout import CELL, FOOT, HEAD, lay_out
from handlers.documents.pdf.lines import CLOSING, OPENING, break_lines
from handlers.documents.pdf.sheets import BOTTOM, LEFT, RIGHT, TOP, Area, Rule, Words
from handlers.documents.pdf.words import Wording
from tests.handlers.documents.papers import LONG_NAME, NOW, SECTIONS, SIGNATURES, YEARS, context_of

AGENCY = Agency("示例机构", "Sample Agency")
WIDE = RIGHT + 0.01


def spec_of(kind="needs_report", sections=SECTIONS, signatures=SIGNATURES):
    what = kind_of(kind)
    return DocumentSpec(
        what.id, "NAR-2026-X", 1, what.zh, what.en, NOW, "agent.li", AGENCY, what.fixed, sections, signatures
    )


def pages_of(spec, language="zh", translate=lambda text: text):
    return lay_out(spec, "c0" * 32, Wording(language, translate))


def told(page):
    return [mark.text for mark in page if isinstance(mark, Words)]


def test_everything_that_is_said_is_on_the_pages_and_nothing_leaves_them():
    pages = pages_of(spec_of())
    cells = "".join(mark.text for page in pages for mark in page if isinstance(mark, Words) and mark.style == CELL)
    assert [
        words for words in (LONG_NAME, "示例路" * 40, "退保有损失。" * 60, "186,000.00") if words not in cells
    ] == []
    said = "".join(text for page in pages for text in told(page))
    assert [words for words in ("张伟", "ab" * 32, "本报告不是要约。", "第二行。") if words not in said] == []
    for page in pages:
        for mark in page:
            match mark:
                case Words():
                    assert mark.x >= LEFT
                    assert mark.x + mark.style.width(mark.text) <= WIDE
                    assert mark.style in (HEAD, FOOT) or TOP <= mark.y <= BOTTOM
                case Rule():
                    assert LEFT <= mark.x1 <= mark.x2 <= WIDE
                case Area():
                    assert mark.x + mark.width <= WIDE
                    assert mark.y + mark.height <= BOTTOM + 0.01


def test_no_line_is_written_over_another():
    for page in pages_of(spec_of()):
        lines = [mark for mark in page if isinstance(mark, Words)]
        for at, one in enumerate(lines):
            for other in lines[at + 1 :]:
                apart = abs(one.y - other.y) >= min(one.style.size, other.style.size)
                first, second = sorted((one, other), key=lambda mark: mark.x)
                assert apart or first.x + first.style.width(first.text) <= second.x, (one, other)


def test_a_long_table_repeats_its_heading_and_every_page_counts_itself():
    pages = pages_of(spec_of())
    table = [page for page in pages if any(re.fullmatch(r"\d+,000\.00", text) for text in told(page))]
    assert len(table) > 2
    assert [page for page in table if YEARS.columns[0] not in told(page)] == []
    assert [f"第 {n} 页，共 {len(pages)} 页" in told(page) for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert ["c0" * 32 in "".join(told(page)) for page in pages] == [True] * len(pages)


def test_the_english_pages_speak_english_where_the_document_has_english():
    english = {"客户概况": "The customer", "姓名": "Name"}
    pages = pages_of(spec_of(), "en", lambda text: english.get(text, text))
    said = told(pages[0])
    assert said[0] == "Needs Analysis Report"
    assert {"The customer", "Name", "Sample Agency", f"Page 1 of {len(pages)}"} <= set(said)


def test_a_sample_rule_is_said_at_the_section_and_on_every_page():
    pages = pages_of(spec_of())
    assert sum("示例规则，非任何公司的手册" in told(page) for page in pages) == 1
    assert all("含示例规则，非任何公司的手册" in told(page) for page in pages)
    assert not any("示例规则" in text for page in pages_of(spec_of(sections=SECTIONS[:1])) for text in told(page))


def test_a_fixed_sentence_stands_in_a_frame():
    page = pages_of(spec_of("risk_disclosure", sections=[]))[0]
    assert any(isinstance(mark, Area) and mark.grey is None for mark in page)
    assert "保险产品不构成保本保收益承诺，保险责任以合同条款为准。" in "".join(told(page))


def test_the_same_document_gives_the_same_bytes_with_its_fonts_inside(session, tmp_path):
    context, _ = context_of(session)
    document_id = issue_document(context, kind="needs_report", subject_id="CUS-1", sections=SECTIONS)
    first = render_pdf(session, document_id)
    assert render_pdf(session, document_id) == first
    assert first.startswith(b"%PDF-")
    assert first.count(b"/FontFile3") == 2
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    (tmp_path / "report.pdf").write_bytes(first)
    read = subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, check=True, timeout=60)
    assert "客户需求分析报告" in read.stdout.decode()


def test_a_sign_that_no_face_has_is_printed_as_its_code():
    assert printable("吉𠮷\t\x07野") == "吉〔U+20BB7〕    野"


def test_the_faces_have_every_sign_of_gb2312():
    rows = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    signs = "".join(row.decode("gb2312", "ignore") for row in rows)
    assert len(signs) == 7445
    assert printable(signs) == signs


def test_without_the_font_there_is_a_sentence_and_no_pdf(monkeypatch):
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_package")
    with pytest.raises(FontMissingError, match="pylopdf-fonts-zh-cn"):
        fonts.font_file(fonts.Face.SANS)
    monkeypatch.setattr(fonts, "PACKAGE", "handlers")
    with pytest.raises(FontMissingError):
        fonts.font_file(fonts.Face.SANS)


TEXTS = st.text(st.sampled_from("投保单，。（）“”1a- 甲bZ、\n"), max_size=60)


@given(TEXTS, st.integers(min_value=4, max_value=12))
def test_lines_lose_nothing_and_none_is_too_wide(text, width):
    lines = break_lines(text, width, len)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert max(map(len, lines)) <= width


def test_lines_end_where_a_reader_expects_it():
    lines = break_lines("保险代理人（以下称甲方）与投保人约定，the premium is paid yearly，不得代签。", 10, len)
    assert [line for line in lines if line[0] in CLOSING or line[-1] in OPENING] == []
    assert "premium" in " ".join(lines).split()
    assert break_lines("", 10, len) == [""]
    assert break_lines("无空格的长编号AAAAAAAAAAAAAAAAAAAA", 8, len)[1:] == ["AAAAAAAA", "AAAAAAAA", "AAAA"]
