"""Walks over directed graphs whose nodes are hashable. All are linear in nodes and edges, and none recurses."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def spread(begins: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Everything that can be reached, the beginnings included."""
    waiting, reached = list(begins), set[Node]()
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting.extend(following(node))
    return reached


def reversed_edges(edges: Mapping[Node, Iterable[Node]]) -> dict[Node, list[Node]]:
    """Who leads to each node."""
    sources: dict[Node, list[Node]] = {}
    for source, targets in edges.items():
        for target in targets:
            sources.setdefault(target, []).append(source)
    return sources


def rounds(edges: Mapping[Node, list[Node]]) -> Iterator[list[Node]]:
    """Groups of nodes that go round: what is left when dead ends and dead beginnings are peeled off.

    Targets outside of `edges` are ignored. Two circles joined by a path come as one group. Order is that of `edges`.
    """
    inside = {source: [target for target in targets if target in edges] for source, targets in edges.items()}
    order = {node: place for place, node in enumerate(inside)}
    left = _peeled(_peeled(set(inside), inside), reversed_edges(inside))
    near = {node: {each for each in inside[node] if each in left} for node in inside if node in left}
    for node in list(near):
        for target in inside[node]:
            if target in left:
                near[target].add(node)
    seen = set[Node]()
    for node in near:
        if node not in seen:
            group = spread([node], near.__getitem__)
            seen |= group
            yield sorted(group, key=order.__getitem__)


def _peeled(nodes: set[Node], edges: Mapping[Node, list[Node]]) -> set[Node]:
    """Without the nodes whose edges lead nowhere inside the set, again and again."""
    left = set(nodes)
    sources = reversed_edges(edges)
    degree = {node: sum(target in left for target in edges.get(node, [])) for node in left}
    waiting = [node for node, count in degree.items() if not count]
    while waiting:
        node = waiting.pop()
        left.discard(node)
        for source in sources.get(node, []):
            if source in left:
                degree[source] -= 1
                if not degree[source]:
                    waiting.append(source)
    return left
