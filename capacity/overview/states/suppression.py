"""Which numbers of a table are left out before it is published, so that no small one can be read or computed.

A table has rows and columns that add up to their totals, and all of it to one total; all of these numbers are
published. First every number below five is hidden (a zero points at nobody). Then more are hidden, until none of them
can be computed from the others: hidden numbers are the edges of a graph between rows and columns, and one can be
computed exactly if its edge lies on no cycle. So edges are added until all of them lie on cycles.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from capacity.overview.states import told

TOTAL = ""
"""The row, and the column, of the totals."""

Key = TypeVar("Key", bound=Hashable)
Cell = tuple[str, str]
Node = tuple[int, str]
"""A row (0) or a column (1)."""


def with_totals(numbers: Mapping[Cell, int]) -> dict[Cell, int]:
    """The whole table: every row and column (zero where nothing was counted), and the totals."""
    rows = dict.fromkeys(row for row, _column in numbers)
    columns = dict.fromkeys(column for _row, column in numbers)
    table = {(row, column): numbers.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        table[row, TOTAL] = sum(numbers.get((row, column), 0) for column in columns)
    for column in columns:
        table[TOTAL, column] = sum(numbers.get((row, column), 0) for row in rows)
    table[TOTAL, TOTAL] = sum(numbers.values())
    return table


def hidden(table: Mapping[Cell, int], forced: Collection[Cell] = ()) -> set[Cell]:
    """The cells of a whole table that are left out; ``forced`` are left out whatever they hold."""
    found = {cell for cell, number in table.items() if told(number) is None}
    found |= {cell for cell in forced if cell in table}
    while True:
        exposed = sorted(_exposed(found))
        more = next((cell for one in exposed if (cell := _beside(table, found, one)) is not None), None)
        if more is None:
            return found
        found.add(more)


def hidden_together(tables: Mapping[Key, Mapping[Cell, int]]) -> dict[Key, set[Cell]]:
    """The same for several tables of one whole: rows add up to the same totals, which are hidden in all or in none."""
    forced: set[Cell] = set()
    while True:
        found = {name: hidden(table, forced) for name, table in tables.items()}
        shared = {cell for cells in found.values() for cell in cells if cell[1] == TOTAL}
        if shared <= forced:
            return found
        forced |= shared


def _beside(table: Mapping[Cell, int], found: set[Cell], exposed: Cell) -> Cell | None:
    """What to hide with a cell that can be computed: what closes a cycle through it, else what leads on from it; the
    smallest number, zeros and totals last."""
    row, column = exposed
    near = _near(found - {exposed})
    here, there = _reached((0, row), near), _reached((1, column), near)
    others = [cell for cell in table if cell not in found]
    closing = [cell for cell in others if _joins(cell, here, there)]
    leading = [cell for cell in others if cell[0] == row or cell[1] == column]
    return min(
        closing or leading, key=lambda cell: (table[cell] == 0, cell.count(TOTAL), table[cell], cell), default=None
    )


def _joins(cell: Cell, here: set[Node], there: set[Node]) -> bool:
    ends = {(0, cell[0]), (1, cell[1])}
    return bool(ends & here) and bool(ends & there)


def _reached(start: Node, near: Mapping[Node, list[Node]]) -> set[Node]:
    found, waiting = {start}, [start]
    while waiting:
        for node in near.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


def _near(edges: Collection[Cell]) -> dict[Node, list[Node]]:
    near: dict[Node, list[Node]] = {}
    for row, column in edges:
        near.setdefault((0, row), []).append((1, column))
        near.setdefault((1, column), []).append((0, row))
    return near


def _exposed(edges: Collection[Cell]) -> set[Cell]:
    """The edges on no cycle of the graph between rows and columns."""
    near = _near(edges)
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    bridges: set[Cell] = set()
    for start in near:
        if start not in order:
            _walk(start, near, order, low, bridges)
    return bridges


def _walk(
    start: Node,
    near: Mapping[Node, list[Node]],
    order: dict[Node, int],
    low: dict[Node, int],
    bridges: set[Cell],
) -> None:
    """Depth first, without recursion: an edge is a bridge when nothing behind it leads back before it."""
    order[start] = low[start] = len(order)
    path = [(start, start, iter(near[start]))]
    while path:
        node, came_from, ways = path[-1]
        step = next(ways, None)
        if step is None:
            path.pop()
            if path:
                low[came_from] = min(low[came_from], low[node])
                if low[node] > order[came_from]:
                    bridges.add((node[1], came_from[1]) if node[0] == 0 else (came_from[1], node[1]))
        elif step == came_from:
            continue
        elif step in order:
            low[node] = min(low[node], order[step])
        else:
            order[step] = low[step] = len(order)
            path.append((step, node, iter(near[step])))
