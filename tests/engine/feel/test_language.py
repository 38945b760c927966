"""The expression language: DMN 1.5 §10.3.1 and §10.3.2."""

import pytest

from engine import evaluate_feel
from engine.errors import FeelSyntaxError
from tests.engine.feel.standard import cases, check


@cases(
    ("1", 1), ("-1", -1), ("1.0", 1), ("0.5", 0.5), (".5", 0.5), ("1e3", 1000), ("1.5E-2", 0.015), ("- 2", -2),
    ("true", True), ("false", False), ("null", None), ('"text"', "text"), ('""', ""), (r'"a\"b\\c\n\t"', 'a"b\\c\n\t'),
    (r'"\u4fdd\u9669"', "保险"), (r'"\U01F40E"', "🐎"), (r'"\uD83D\uDC0E"', "🐎"), ("[1, [2], []]", [1, [2], []]),
    ('{a: 1, "b c": 2}', {"a": 1, "b c": 2}), ("{}", {}), ('@"2026-11-21"', "2026-11-21"), ('@"10:30:00"', "10:30:00"),
    ('@"2026-11-21T10:30:00"', "2026-11-21T10:30:00"), ('@"P1DT2H"', "P1DT2H"), ('@"P1Y2M"', "P1Y2M"),
    ('@"nonsense"', None), ("1 // a remark\n+ 1", 2), ("1 /* a\nremark */ + 1", 2),
)  # fmt: skip
def test_a_literal_is_its_value(expression, expected):
    check(expression, expected)


@pytest.mark.parametrize(
    "expression",
    [
        *("", "1 +", "(1", "[1", "{a: 1", "1 2", "if true then 1", "for x in", "1 + )"),
        *("'text'", '"text', "a.", "1..2", "{a 1}", "f(1, b: 2)"),
    ],
)
def test_what_is_not_feel_is_a_syntax_error(expression):
    with pytest.raises(FeelSyntaxError):
        evaluate_feel(expression)


@cases(
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 2 - 3", 5), ("7 / 2", 3.5), ("2 ** 3", 8), ("2 ** -1", 0.5),
    ("-(1 + 2)", -3), ("1 - -1", 2), ("1 / 0", None), ("0.1 + 0.2", 0.3), ("0.1 + 0.2 = 0.3", True),
    ("1 / 3 * 3 = 1", False), ("9007199254740993 + 1", 9007199254740994), ("10 ** 30 + 1", 10**30 + 1),
    ("1.1 * 1.1", 1.21), ("100 * 1.15", 115), ("4.35 * 100", 435), ("1 / 3", 1 / 3), ("10 ** 7000", None),
    ('"a" + "b"', "ab"), ('"a" - "b"', None), ('1 + "a"', None), ("null + 1", None), ("true + 1", None),
    ("[1] + 1", None), ("-null", None), ('-"a"', None),
)  # fmt: skip
def test_arithmetic_is_decimal_and_a_wrong_operand_gives_null(expression, expected):
    check(expression, expected)


@cases(
    ('date("2026-01-31") + duration("P1M")', "2026-02-28"), ('date("2024-02-29") + duration("P1Y")', "2025-02-28"),
    ('duration("P1D") + date("2026-12-31")', "2027-01-01"), ('date("2026-03-01") - duration("P1D")', "2026-02-28"),
    ('date("2026-03-01") + duration("PT36H")', "2026-03-02"), ('date("2026-03-02") - date("2026-03-01")', "P1D"),
    ('date("2026-03-01") - date and time("2026-03-01T00:00:00Z")', "PT0S"),
    ('date and time("2026-03-01T10:00:00Z") - date and time("2026-03-01T10:00:00+08:00")', "PT8H"),
    ('date and time("2026-03-01T10:00:00Z") - date and time("2026-03-01T10:00:00")', None),
    ('date and time("2026-03-01T10:00:00@Asia/Shanghai") + duration("P1D")', "2026-03-02T10:00:00@Asia/Shanghai"),
    ('date and time("2026-01-31T10:00:00") + duration("P1M")', "2026-02-28T10:00:00"),
    ('time("23:30:00") + duration("PT1H")', "00:30:00"), ('time("10:00:00") - time("09:00:00")', "PT1H"),
    ('time("10:00:00") + duration("P1Y")', None), ('date("2026-01-01") + date("2026-01-01")', None),
    ('date("2026-01-01") + 1', None), ('duration("P1D") + duration("PT1H")', "P1DT1H"),
    ('duration("P1Y") + duration("P1M")', "P1Y1M"), ('duration("P1Y") + duration("P1D")', None),
    ('duration("P1D") - duration("P2D")', "-P1D"), ('duration("P1D") * 2.5', "P2DT12H"),
    ('2 * duration("P1M")', "P2M"), ('duration("P1Y") / 5', "P2M"), ('duration("P1D") / duration("PT6H")', 4),
    ('duration("P1D") / 0', None), ('duration("P1Y") / duration("P5M")', 2.4),
    ('duration("P1D") * duration("P1D")', None), ('-duration("P1D")', "-P1D"),
)  # fmt: skip
def test_temporal_values_are_added_and_scaled(expression, expected):
    check(expression, expected)


@cases(
    ("1 = 1.0", True), ("1 != 2", True), ('1 = "1"', None), ("null = null", True), ("1 = null", False),
    ("[1, 2] = [1, 2]", True), ("[1, 2] = [2, 1]", False), ("[1] = 1", None), ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ("{a: 1} = {a: 1, b: null}", False), ('duration("P1D") = duration("PT24H")', True),
    ('duration("P1Y") = duration("P365D")', None), ('date("2026-01-01") = date and time("2026-01-01T00:00:00")', None),
    ('time("10:00:00Z") = time("10:00:00+00:00")', True), ("[1..3] = [1..3]", True), ("[1..3] = [1..3)", False),
    ("1 < 2", True), ("2 <= 2", True), ('"a" < "b"', True), ('1 < "a"', None), ("null < 1", None), ("[1] < [2]", None),
    ('date("2026-01-01") < date("2026-01-02")', True), ('duration("P1D") > duration("PT23H")', True),
    ('@"2026-01-01T10:00:00+08:00" < @"2026-01-01T03:00:00Z"', True), ("true > false", None),
    ('@"2026-01-01T10:00:00" < @"2026-01-01T03:00:00Z"', None), ("2 between 1 and 3", True),
    ("4 between 1 and 3", False), ("null between 1 and 3", None), ("5 between 1 and null", None),
    ('"b" between "a" and "c"', True),
)  # fmt: skip
def test_only_values_of_one_kind_are_compared(expression, expected):
    check(expression, expected)


@cases(
    ("true and false", False), ("true and null", None), ("false and null", False), ("null and null", None),
    ("true or null", True), ("false or null", None), ("null or null", None), ('true and "x"', None),
    ('false and "x"', False), ('true or "x"', True), ("not(true)", False), ("not(null)", None), ("not(1)", None),
    ("true or false and false", True),
)  # fmt: skip
def test_logic_has_three_values(expression, expected):
    check(expression, expected)


@cases(
    ("if true then 1 else 2", 1), ("if false then 1 else 2", 2), ("if null then 1 else 2", 2),
    ("if 1 then 1 else 2", 2), ("if 1 < 2 then if true then 3 else 4 else 5", 3),
)  # fmt: skip
def test_a_condition_that_is_not_true_takes_the_else_branch(expression, expected):
    check(expression, expected)


@cases(
    ("5 in [1..10]", True), ("1 in (1..10]", False), ("10 in [1..10)", False), ("1 in ]1..10[", False),
    ("5 in (< 3, > 4)", True), ("5 in < 5", False), ("5 in <= 5", True), ("5 in [1, 5]", True),
    ("5 in [[1..3], [4..6]]", True), ("5 in 5", True), ("5 in 6", False), ("5 in (6, 7)", False),
    ("null in [1..10]", None), ("null in [1, null]", True), ('"x" in [1..10]', None), ('"b" in ["a".."c"]', True),
    ('date("2026-05-01") in [@"2026-01-01"..@"2026-12-31"]', True), ("[1..3].start", 1),
    ("(1..3).start included", False), ("[1..3].end included", True), ("(> 5).start", 5), ("(> 5).end", None),
    ('[1.."a"]', None), ("5 in (? > 4)", True), ("[1, 2] in [[1, 2], [3]]", True), ("5 in != 5", False),
    ("5 in (= 5)", True), ('"foo" in (string length(?) = 3)', True), ('"foo" in (1 = 1)', None), ("true in (?)", True),
    ("false in (?)", True), ("false in (? = true)", False),
)  # fmt: skip
def test_in_asks_ranges_lists_and_tests(expression, expected):
    check(expression, expected)


@cases(
    ("[3..1]", None), ("2 in [3..1]", None), ("null in [3..1]", None), ("for x in [3..1] return x", None),
    ('[@"2026-02-01"..@"2026-01-01"]', None), ("(1..1) = null", False), ("before([3..1], 5)", None),
    ("null in (< null)", None), ("null in (1, null)", True),
)  # fmt: skip
def test_an_interval_that_ends_before_it_starts_is_none(expression, expected):
    check(expression, expected)


@cases(
    ("(< 10) = (null..10)", False), ("(<= 10) = (null..10]", False), ("(> 10) = (10..null)", False),
    ("(>= 10) = [10..null)", False), ("(< 10) = (< 10)", True), ("(< 10) = (<= 10)", False),
    ('(< 10) = range("(..10)")', True), ("(null..10) = (null..10)", True), ("5 in (null..10)", True),
    ("string(< 10)", "< 10"), ("string((null..10))", "(null..10)"),
)  # fmt: skip
def test_a_comparison_and_an_interval_from_null_are_two_ranges(expression, expected):
    check(expression, expected)


@cases(
    ("for x in [1, 2, 3] return x * x", [1, 4, 9]), ("for x in 1..3 return x", [1, 2, 3]),
    ("for x in 3..1 return x", [3, 2, 1]), ("for x in [1..3] return x", [1, 2, 3]), ("for x in (1..3) return x", [2]),
    ("for x in [] return x", []), ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
    ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]), ("for x in 5 return x", [5]),
    ("for x in null return x", None), ("for x in 1..2.5 return x", None),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ('for d in @"2026-02-27"..@"2026-03-01" return d', ["2026-02-27", "2026-02-28", "2026-03-01"]),
    ("some x in [1, 2] satisfies x > 1", True), ("every x in [1, 2] satisfies x > 1", False),
    ("some x in [] satisfies x", False), ("every x in [] satisfies x", True),
    ("some x in [1, null] satisfies x > 1", None), ("some x in [null, 2] satisfies x > 1", True),
    ("every x in [null, 0] satisfies x > 1", False), ("every x in [1, 2], y in [3, 4] satisfies x < y", True),
    ("some x in null satisfies true", None),
)  # fmt: skip
def test_iterations_walk_through_lists_and_ranges(expression, expected):
    check(expression, expected)


@cases(
    ("[1, 2, 3][1]", 1), ("[1, 2, 3][-1]", 3), ("[1, 2, 3][4]", None), ("[1, 2, 3][0]", None),
    ("[1, 2, 3][item > 1]", [2, 3]), ("[1, 2, 3][true]", [1, 2, 3]), ("[1, 2, 3][false]", []),
    ("[1, 2, 3][> 1]", [2, 3]), ("5[1]", 5), ("5[2]", None), ("null[1]", None),
    ("[{a: 1}, {a: 2}][a > 1]", [{"a": 2}]), ("[{a: 1}, {a: 2}].a", [1, 2]), ("[{a: 1}, {b: 2}].a", [1, None]),
    ("[{a: 1}, {a: 2}][item.a = 1].a", [1]), ("[1, null, 3][item = null]", [None]), ("[1, 2, 3][1 + 1]", 2),
    ("[{ok: true}, {ok: false}][ok]", [{"ok": True}]), ("[][1]", None), ("[][item > 1]", []), ("{a: {b: 1}}.a.b", 1),
    ("{a: 1}.b", None), ("null.a", None), ('"text".a', None), ("{a: [{b: 1}, {b: [2, 3]}]}.a.b", [1, [2, 3]]),
    ("{list: [1, 2, 3], big: list[item > 1]}.big", [2, 3]),
)  # fmt: skip
def test_filters_and_paths_reach_into_values(expression, expected):
    check(expression, expected)


@cases(
    ("{a: 1, b: a + 1}", {"a": 1, "b": 2}), ("{a: 1, a: 2}", None), ("{a: b, b: 1}.a", None),
    ("{first name: 1}.first name", 1), ("{a+b: 1}.a+b", 1), ('{"a": 1}.a', 1),
    ("{a: 1, f: function(x) x + a}.f(2)", 3), ("{a: null}.a", None),
)  # fmt: skip
def test_entries_of_a_context_see_those_before_them(expression, expected):
    check(expression, expected)


@cases(
    ("(function(x, y) x - y)(3, 1)", 2), ("(function(x, y) x - y)(y: 3, x: 1)", -2), ("(function(x) x)()", None),
    ("(function(x) x)(1, 2)", None), ("(function(x) x)(y: 1)", None), ('(function(x: number) x)("a")', None),
    ("(function(x: number) x)([1])", 1), ("(function(x: list<number>) x)(1)", [1]),
    ("(function(a) function(b) a * b)(2)(3)", 6),
    ("{fac: function(n) if n < 2 then 1 else n * fac(n - 1)}.fac(10)", 3628800), ("[function(x) x + 1][1](1)", 2),
    ("(function(x, y) [x, y])(y: 3)", [None, 3]), ("abs(number: -1)", None), ("floor(n: 1.5, scale: null)", None),
    ("insert before(list: [1], position: 1)", [None, 1]), ("floor(n: 1.5)", 1), ("substring(start position: 1)", None),
    ("missing(1)", None), ("1(2)", None), ('(function(x) external {java: {class: "C"}})(1)', None), ("abs(n: -1)", 1),
    ('substring(start position: 2, string: "abc")', "bc"), ("abs(x: -1)", None), ("abs()", None), ("abs(1, 2)", None),
)  # fmt: skip
def test_functions_take_their_arguments_by_place_or_by_name(expression, expected):
    check(expression, expected)


@cases(
    ("1 instance of number", True), ('"a" instance of string', True), ("1 instance of string", False),
    ("null instance of number", False), ("null instance of Null", True), ("null instance of Any", False),
    ("1 instance of Any", True), ("true instance of boolean", True), ('@"2026-01-01" instance of date', True),
    ('@"2026-01-01T00:00:00Z" instance of date', False), ('@"2026-01-01T00:00:00Z" instance of date and time', True),
    ('@"10:00:00" instance of time', True), ('@"P1D" instance of days and time duration', True),
    ('@"P1D" instance of years and months duration', False), ('@"P400D" instance of years and months duration', False),
    ('@"P1Y" instance of years and months duration', True), ("[1, 2] instance of list<number>", True),
    ('[1, "a"] instance of list<number>', False), ("[] instance of list<string>", True),
    ("{a: 1} instance of context<a: number>", True), ('{a: "x"} instance of context<a: number>', False),
    ("{} instance of context<a: number>", False), ("[1..3] instance of range<number>", True),
    ("[1..3] instance of range<string>", False), ("(function(x: number) x) instance of function<number>->Any", True),
    ("(function(x) x) instance of function<>->Any", False), ("1 instance of Unknown", None),
    ("1 instance of context<a: Unknown>", False), ("1 instance of list<Unknown>", False),
    ("{a: 1} instance of context<a: Unknown>", None), ("null instance of list<Unknown>", None),
)  # fmt: skip
def test_instance_of_knows_every_type(expression, expected):
    check(expression, expected)
