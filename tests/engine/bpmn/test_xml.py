"""Hostile, broken and foreign files give one finding, at once and without a traceback."""

from __future__ import annotations

import codecs

import pytest

from engine.bpmn.parse import parse_diagram
from engine.bpmn.xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, decoded
from tests.engine.bpmn.diagrams import between, diagram

LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]><d x='&j;'>&j;</d>"
)
OUTSIDE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'

REFUSED = {
    "empty": (b"", "xml-empty"),
    "blank": (b" \n\t ", "xml-empty"),
    "only a byte order mark": (codecs.BOM_UTF8, "xml-broken"),
    "zeros": (b"\0" * 100, "xml-empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "xml-broken"),
    "a zip": (b"PK\x03\x04" + bytes(range(256)), "xml-broken"),
    "json": (b'{"components": []}', "xml-broken"),
    "cut off": (diagram(between('<bpmn:task id="x"/>'))[:-40], "xml-broken"),
    "billion laughs": (LAUGHS, "xml-dtd"),
    "billion laughs in UTF-16": (LAUGHS.decode().encode("utf-16"), "xml-dtd"),
    "external entity": (OUTSIDE, "xml-dtd"),
    "outside DTD": (b'<!DOCTYPE d SYSTEM "http://127.0.0.1:1/d.dtd"><d/>', "xml-dtd"),
    "deep": (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "xml-limit"),
    "many": (b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>", "xml-limit"),
    "big": (b"<a>" + b" " * MAX_BYTES + b"</a>", "xml-limit"),
    "GBK that calls itself UTF-8": (
        '<?xml version="1.0" encoding="UTF-8"?><a b="核保"/>'.encode("gbk"),
        "xml-broken",
    ),
    "unknown encoding": (b'<?xml version="1.0" encoding="martian"?><a/>', "xml-broken"),
    "UTF-16 without a mark": ("<a>核保</a>".encode("utf-16-le"), "xml-broken"),
    "unbound prefix": (b"<bpmn:definitions/>", "xml-broken"),
    "undefined entity": (b"<a>&nbsp;</a>", "xml-broken"),
    "DMN": (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "not-bpmn"),
    "XPDL": (b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>', "not-bpmn"),
    "HTML": (b"<html><body/></html>", "not-bpmn"),
    "another root": (b'<b:process xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "not-bpmn"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_diagram_gives_exactly_one_finding(name):
    data, rule = REFUSED[name]
    found, findings = parse_diagram(data, "x.bpmn")
    assert found is None
    (finding,) = findings
    assert (finding.rule, finding.file, finding.element_id) == (rule, "x.bpmn", None)
    assert all((finding.sentence, finding.remedy, finding.sentence_zh, finding.remedy_zh))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk", "big5"])
def test_a_diagram_in_any_declared_encoding_is_read(encoding):
    text = diagram(between('<bpmn:task id="x" name="審核"/>')).decode()
    declared = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, encoding)
    found, findings = parse_diagram(text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding))
    assert findings == []
    assert found.processes[0].nodes["x"].name == "審核"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-7", "gb18030"])
def test_a_viewer_gets_the_text_of_any_encoding(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding="{name}"?><d name="核保 é"/>'.encode(encoding)
    assert '<d name="核保 é"/>' in decoded(xml)
    without = xml if encoding in ("utf-7", "gb18030", "utf-32") else '<d name="核保 é"/>'.encode(encoding)
    assert '<d name="核保 é"/>' in decoded(without)
