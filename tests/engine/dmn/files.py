"""Small DMN files written as the tests need them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}


def definitions(*elements: str, version: str = "1.5", namespace: str = "urn:test", attributes: str = "") -> str:
    """A whole file."""
    return (
        f'<definitions xmlns="{NAMESPACES[version]}" namespace="{namespace}" id="file" name="file" {attributes}>'
        + "".join(elements)
        + "</definitions>"
    )


def input_data(name: str, type_: str = "Any") -> str:
    """An input whose id is `in_` and its name with underscores."""
    return f'<inputData id="{input_id(name)}" name={quoteattr(name)}>{variable(name, type_)}</inputData>'


def input_id(name: str) -> str:
    return "in_" + name.replace(" ", "_")


def variable(name: str, type_: str = "Any") -> str:
    return f'<variable name={quoteattr(name)} typeRef="{type_}"/>'


def literal(text: str, type_: str = "") -> str:
    """A boxed literal expression."""
    typed = f' typeRef="{type_}"' if type_ else ""
    return f"<literalExpression{typed}><text>{escape(text)}</text></literalExpression>"


def decision(
    name: str, logic: str, *, needs: Sequence[str] = (), knows: Sequence[str] = (), type_: str = "Any", id_: str = ""
) -> str:
    """A decision. `needs`: ids of inputs (`in_…`) and decisions; `knows`: ids of functions."""
    required = "".join(
        f"<informationRequirement><required{'Input' if one.partition('#')[2].startswith('in_') else 'Decision'} "
        f'href="{one}"/></informationRequirement>'
        for one in (one if "#" in one else f"#{one}" for one in needs)
    )
    known = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{one if "#" in one else "#" + one}"/></knowledgeRequirement>'
        for one in knows
    )
    head = f'<decision id="{id_ or name}" name={quoteattr(name)}>{variable(name, type_)}'
    return f"{head}{required}{known}{logic}</decision>"


def knowledge(
    name: str, parameters: Sequence[tuple[str, str]], logic: str, *, type_: str = "Any", knows: str = ""
) -> str:
    """A business knowledge model."""
    formal = "".join(f'<formalParameter name={quoteattr(one)} typeRef="{kind}"/>' for one, kind in parameters)
    known = f'<knowledgeRequirement><requiredKnowledge href="#{knows}"/></knowledgeRequirement>' if knows else ""
    return (
        f'<businessKnowledgeModel id="{name}" name={quoteattr(name)}>{variable(name, type_)}'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{known}</businessKnowledgeModel>"
    )


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    *,
    hit_policy: str = "UNIQUE",
    more: str = "",
) -> str:
    """A decision table with the id `table`: input expressions, output names, rows of cells.

    An input is `expression` or `expression: type`, an output `name`, `name: type` or `name: type [values]`; a row
    holds its input cells, then its output cells, then perhaps an annotation.
    """
    heads = "".join(_input(number, text) for number, text in enumerate(inputs))
    heads += "".join(_output(number, text) for number, text in enumerate(outputs))
    if rules and len(rules[0]) > len(inputs) + len(outputs):
        heads += '<annotation name="why"/>'
    body = "".join(_rule(number, row, len(inputs), len(outputs)) for number, row in enumerate(rules, start=1))
    return f'<decisionTable id="table" hitPolicy="{hit_policy}" {more}>{heads}{body}</decisionTable>'


def _input(number: int, text: str) -> str:
    expression, _, type_ = text.partition(": ")
    typed = f' typeRef="{type_}"' if type_ else ""
    return (
        f'<input id="input{number}"><inputExpression{typed}><text>{escape(expression)}</text></inputExpression></input>'
    )


def _output(number: int, text: str) -> str:
    head, _, values = text.partition(" [")
    name, _, type_ = head.partition(": ")
    typed = f' typeRef="{type_}"' if type_ else ""
    listed = f"<outputValues><text>{escape(values.rstrip(']'))}</text></outputValues>" if values else ""
    return f'<output id="output{number}" name={quoteattr(name)}{typed}>{listed}</output>'


def _rule(number: int, row: Sequence[str], inputs: int, outputs: int) -> str:
    cells = [f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[:inputs]]
    cells += [f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in row[inputs : inputs + outputs]]
    cells += [f"<annotationEntry><text>{escape(cell)}</text></annotationEntry>" for cell in row[inputs + outputs :]]
    return f'<rule id="rule{number}">{"".join(cells)}</rule>'
