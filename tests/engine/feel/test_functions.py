"""The built-in functions but for dates: DMN 1.5 §10.3.4, and those Camunda 8 adds."""

import pytest

from engine import evaluate_feel
from engine.errors import FeelError
from tests.engine.feel.standard import cases, check


@cases(
    ('number("1,000.5", ",", ".")', 1000.5), ('number("1.000,5", ".", ",")', 1000.5),
    ('number("1 000", " ", ".")', 1000), ('number("1", null, null)', 1), ('number("12.5")', 12.5),
    ('number("x", null, null)', None), ('number("1", ",", ",")', None), ('number("1", "a", ".")', None),
    ("number(null, null, null)", None), ('number(from: "1", grouping separator: null, decimal separator: ".")', 1),
    ('string("a")', "a"), ("string(1.10)", "1.1"), ("string(null)", None), ("string(true)", "true"),
    ("string(10 ** 10)", "10000000000"), ("string(0.0000001)", "0.0000001"),
    ('string([1, "a", null])', '[1, "a", null]'), ('string({a: "x", b c: 1})', '{a: "x", b c: 1}'),
    ('string({"{": 1})', '{"{": 1}'), ('string(@"P1DT1H")', "P1DT1H"), ("string([1..3])", "[1..3]"),
    ('string(@"2026-01-01")', "2026-01-01"), ('range("[1..3]") = [1..3]', True), ('2 in range("(1..3)")', True),
    ('range("[3..1]")', None), ('range("[1..]")', None), ('range("[1..)") = (>= 1)', True),
    ('range("[date(\\"2026-01-01\\")..@\\"2026-01-02\\"]") instance of range<date>', True),
    ('range("[1 + 1..3]")', None), ('from json("{\\"a\\": [1, null]}")', {"a": [1, None]}),
    ('to json({a: @"2026-01-01"})', '{"a":"2026-01-01"}'),
)  # fmt: skip
def test_conversions_are_exact_or_null(expression, expected):
    check(expression, expected)


@cases(
    ('substring("foobar", 3)', "obar"), ('substring("foobar", 3, 3)', "oba"), ('substring("foobar", -2, 1)', "a"),
    ('substring("foobar", 0)', None), ('substring("foobar", 7)', None), ('substring("🐎ab", 2)', "ab"),
    ('substring("a", null)', None), ('string length("foo")', 3), ('string length("🐎ab")', 3),
    ("string length(null)", None), ("string length(1)", None), ('upper case("aBc4")', "ABC4"),
    ('lower case("aBc4")', "abc4"), ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "xyz")', ""), ('substring after("foobar", "ob")', "ar"),
    ('substring after("", "a")', ""), ('substring after("foo", "")', "foo"), ('contains("foobar", "of")', False),
    ('starts with("foobar", "fo")', True), ('ends with("foobar", "r")', True),
    ('split("John Doe", "\\\\s")', ["John", "Doe"]), ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('replace("abracadabra", "a.*?a", "*")', "*c*bra"), ('replace("abracadabra", "a(.)", "a$1$1")', "abbraccaddabbra"),
    ('replace("ABC", "b", "x", "i")', "AxC"), ('replace("a.b", ".", "-", "q")', "a-b"),
    ('replace("a", "(", "x")', None), ('replace("a", "a", "$")', None), ('replace("a", "a", "\\\\$")', "$"),
    ('matches("foobar", "^fo*b")', True), ('matches("FOO", "foo", "i")', True), ('matches("a\\nb", "a.b", "s")', True),
    ('matches("helloworld", "hello world", "x")', True), ('matches("a", "[a-z-[aeiou]]")', False),
    ('matches("a", "a", "k")', None), ('matches("a", "(")', None), ('matches("a", "a", null)', True),
    ('string join(["a", "b"], ", ")', "a, b"), ('string join(["a", null, "b"])', "ab"),
    ('string join(["a", 1])', None), ("string join([])", ""), ('string join(["a", "b"], ", ", "[", "]")', "[a, b]"),
    ('trim("  a b ")', "a b"), ('extract("this is 1234", "[0-9]+")', ["1234"]), ('is blank(" ")', True),
    ('to base64("FEEL 保")', "RkVFTCDkv50="),
)  # fmt: skip
def test_strings_are_counted_in_characters(expression, expected):
    check(expression, expected)


@cases(
    ("list contains([1, null], null)", True), ("list contains([1], 2)", False), ("count([1, null])", 2),
    ("count([])", 0), ("count(1)", 1), ("min([3, 1, 2])", 1), ("max(3, 1, 2)", 3), ("min([])", None),
    ('max(["a", "b"])', "b"), ('max([1, "a"])', None), ("min(null)", None),
    ('max([@"2026-01-01", @"2026-02-01"])', "2026-02-01"), ("sum([1, 2.5])", 3.5), ("sum(1, 2)", 3), ("sum([])", None),
    ("sum([1, null])", None), ('sum([1, "a"])', None), ("sum([0.1, 0.2])", 0.3), ("mean([1, 2, 3])", 2),
    ("mean(1, 2)", 1.5), ("mean([])", None), ("product([2, 3])", 6), ("median([6, 1, 2, 3])", 2.5),
    ("median(8, 2, 5)", 5), ("median([])", None), ("mode([6, 3, 9, 6, 6])", [6]), ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("mode([])", []), ("stddev([2, 4, 7, 5])", 2.0816659994661326), ("stddev([1])", None), ("all([true, true])", True),
    ("all([true, null])", None), ("all([false, null])", False), ("all([])", True), ("all(true, false)", False),
    ("all(0)", None), ("any([false, true])", True), ("any([false, null])", None), ("any([])", False),
    ("any(null)", None), ("sublist([4, 5, 6], 2)", [5, 6]), ("sublist([4, 5, 6], 1, 2)", [4, 5]),
    ("sublist([4, 5, 6], -2)", [5, 6]), ("sublist([1], 2)", None), ("append([1], 2, 3)", [1, 2, 3]),
    ("append(1, 2)", [1, 2]), ("concatenate([1, 2], [3])", [1, 2, 3]), ("insert before([1, 3], 1, 2)", [2, 1, 3]),
    ("insert before([1, 3], -1, 2)", [1, 2, 3]), ("insert before([1], 5, 2)", None), ("remove([1, 2, 3], 2)", [1, 3]),
    ("remove([1], 0)", None), ("reverse([1, 2])", [2, 1]), ("index of([1, 2, 3, 2], 2)", [2, 4]),
    ("index of([1], 2)", []), ("union([1, 2], [2, 3])", [1, 2, 3]), ("distinct values([1, 2, 1, 1.0])", [1, 2]),
    ('distinct values([1, "1", null, null])', [1, "1", None]), ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
    ("list replace([1, 2, 3], 2.5, 4)", [1, 4, 3]), ("list replace([1, 2, 3], -1.5, 4)", [1, 2, 4]),
    ("list replace([1, 2, 3], 0.5, 4)", None), ("remove([1, 2, 3], 2.9)", [1, 3]),
    ("sublist([1, 2, 3], 1.9, 2.9)", [1, 2]), ("insert before([1, 2], 1.2, 0)", [0, 1, 2]),
    ("list replace([2, 4, 7], 3, 6)", [2, 4, 6]), ("list replace([2, 4, 7], -3, 1)", [1, 4, 7]),
    ("list replace([2, 4], 0, 1)", None),
    ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
    ("list replace([1], function(a, b) 1, 5)", None), ("sort([3, 1, 4], function(x, y) x < y)", [1, 3, 4]),
    ('sort(list: ["b", "a"], precedes: function(x, y) x < y)', ["a", "b"]), ("sort([2, 1], function(x) x)", None),
    ("is empty([])", True), ("partition([1, 2, 3], 2)", [[1, 2], [3]]), ("duplicate values([1, 2, 3, 2])", [2]),
)  # fmt: skip
def test_lists_are_counted_from_one(expression, expected):
    check(expression, expected)


@cases(
    ("decimal(1/3, 2)", 0.33), ("decimal(1.5, 0)", 2), ("decimal(2.5, 0)", 2), ("decimal(1.115, 2)", 1.12),
    ("decimal(125, -1)", 120), ("decimal(1, 7000)", None), ("floor(1.5)", 1), ("floor(-1.5)", -2),
    ("floor(-1.56, 1)", -1.6), ("ceiling(1.5)", 2), ("ceiling(-1.5)", -1), ("ceiling(1.51, 1)", 1.6),
    ("round up(5.5, 0)", 6), ("round up(-5.5, 0)", -6), ("round up(1.121, 2)", 1.13), ("round down(5.5, 0)", 5),
    ("round down(-1.126, 2)", -1.12), ("round half up(5.5, 0)", 6), ("round half up(-5.5, 0)", -6),
    ("round half up(1.005, 2)", 1.01), ("round half down(5.5, 0)", 5), ("round half down(1.126, 2)", 1.13),
    ("abs(-10)", 10), ('abs(@"-P1D")', "P1D"), ("abs(null)", None), ("modulo(12, 5)", 2), ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3), ("modulo(10.1, 4.5)", 1.1), ("modulo(1, 0)", None), ("sqrt(16)", 4), ("sqrt(-1)", None),
    ("sqrt(2)", 2**0.5), ("log(10)", 2.302585092994046), ("log(0)", None), ("exp(5)", 148.4131591025766),
    ("odd(5)", True), ("odd(-1)", True), ("even(2)", True), ("even(0)", True), ('even("a")', None),
)  # fmt: skip
def test_numbers_are_rounded_on_their_decimal_digits(expression, expected):
    check(expression, expected)


@cases(
    ("before(1, 10)", True), ("before(1, [1..10])", False), ("before(1, (1..10])", True),
    ("before([1..10], 10)", False), ("before([1..10), 10)", True), ("before([1..10], [10..20])", False),
    ("before([1..10), [10..20])", True), ("after(10, 5)", True), ("after(12, [2..5])", True),
    ("after([11..20], 10)", True), ("after((10..20], [1..10])", True), ("meets([1..5], [5..10])", True),
    ("meets([1..5), [5..10])", False), ("met by([5..10], [1..5])", True), ("overlaps([1..5], [3..8])", True),
    ("overlaps([1..5], (5..8])", False), ("overlaps before([1..5], [3..8])", True),
    ("overlaps before([3..8], [1..5])", False), ("overlaps after([3..8], [1..5])", True),
    ("finishes(10, [1..10])", True), ("finishes(10, [1..10))", False), ("finishes([5..10], [1..10])", True),
    ("finished by([1..10], 10)", True), ("includes([1..10], 5)", True), ("includes([1..10], [4..6])", True),
    ("includes((1..10], 1)", False), ("during(5, [1..10])", True), ("during([4..6], [1..10])", True),
    ("starts(1, [1..10])", True), ("starts([1..5], [1..10])", True), ("started by([1..10], 1)", True),
    ("coincides(5, 5)", True), ("coincides([1..5], [1..5])", True), ("coincides([1..5], (1..5])", False),
    ('before(1, "a")', None), ("before(null, 1)", None), ("before(point1: 1, point2: 2)", True),
    ("before(range1: [1..2], range2: [3..4])", True),
)  # fmt: skip
def test_points_and_ranges_lie_to_each_other_as_allen_says(expression, expected):
    check(expression, expected)


@cases(
    ('get value({a: 1}, "a")', 1), ('get value({a: 1}, "b")', None), ('get value({a: {b: 1}}, ["a", "b"])', 1),
    ("get value({}, [])", None), ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}), ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
    ('context([{key: "a"}])', None), ("context([])", {}), ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}), ('context put({a: 1}, ["a", "b"], 2)', None),
    ("context put({}, [], 1)", None), ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ("context merge([{a: 1}, 2])", None), ("get or else(null, 1)", 1), ("get or else(2, 1)", 2),
    ("get or else(missing, 1)", 1), ("is defined(missing)", False), ("is defined(null)", True),
    ("is defined({a: 1}.b)", False), ("is defined({a: null}.a)", True), ("assert(1, 1 > 0)", 1),
)  # fmt: skip
def test_contexts_are_put_together_and_taken_apart(expression, expected):
    check(expression, expected)


def test_a_failed_assertion_ends_the_evaluation():
    with pytest.raises(FeelError, match="No applicant"):
        evaluate_feel('assert(null, false, "no applicant")')
