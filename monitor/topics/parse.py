"""Text of the topic language in, frozen tree out; or the place, the mistake and its repair.

Lark builds the parser. Its grammar is wide on purpose: it takes any row of operands and operators, so that the strict
rules below can say what is wrong in the analyst's words instead of naming an unexpected terminal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from monitor.errors import ConfigError, Mistake
from monitor.topics.habits import repair_of
from monitor.topics.tree import META_FIELDS, TEXT_FIELDS, And, AtLeast, InField, Near, Not, Or, Query, Word
from monitor.topics.wording import word_mistake

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

LONGEST = 100_000
DEEPEST = 40
FARTHEST = 100

GRAMMAR = r"""
start: row?
row: (_operand | AND | OR | NOT | NEAR)+
_operand: PHRASE | BARE | group | field | call
group: LPAR row? RPAR
field: FIELD (PHRASE | BARE | group | call)?
call: CALL group
AND: "AND"
OR: "OR"
NOT: "NOT"
NEAR.2: /(NEAR|PRE|NOTNEAR)(\/\d*)?(?=[\s()"]|$)/
CALL.2: /(CASE|ATLEAST)(\/\d*)?(?=\s*\()/
FIELD.2: /[A-Za-z_]+:(?!\/\/)/
PHRASE: /"[^"]*"/
BARE: /[^\s()":]+(:[^\s()":]+)*/
LPAR: "("
RPAR: ")"
%ignore /\s+/
"""


class QueryError(ConfigError):
    """A query that cannot be understood: `offset` counts characters from 0 to the place, `repair` says what to write."""

    def __init__(self, what: str, repair: str, offset: int = 0) -> None:
        super().__init__((Mistake(file="query", line=1, column=offset + 1, what=what, repair=repair),))
        self.what, self.repair, self.offset = what, repair, offset


@dataclass(frozen=True, slots=True)
class _Part:
    """An operand with the place it was written at."""

    tree: Query
    at: int
    is_group: bool = False


_SIMPLE = re.compile(r'(CASE\()?"([^"]*)"(?(1)\))')
_BARE = re.compile(r"[^\s()\":]+")
_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR", "PRE", "NOTNEAR"})
"""A phrase or word that stands alone needs no parser: most of the vocabulary is such."""


def parse_query(text: str) -> Query:
    """The tree of a query; raises QueryError with the offset of the first mistake."""
    simple = _SIMPLE.fullmatch(text)
    if simple and not word_mistake(simple[2]):
        return Word(simple[2], is_cased=bool(simple[1]))
    if _BARE.fullmatch(text) and text.split("/", maxsplit=1)[0] not in _OPERATORS and not word_mistake(text):
        return Word(text)
    _check_outline(text)
    from lark.exceptions import UnexpectedInput

    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        at = getattr(error, "pos_in_stream", None)
        raise QueryError("this cannot be read", "quote words that hold colons or brackets", len(text) if at is None else at) from error
    if not tree.children:
        raise QueryError("the query is empty", "write at least one term")
    return _row(_subtree(tree.children[0])).tree


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False)


def _check_outline(text: str) -> None:
    if len(text) > LONGEST:
        raise QueryError(f"the query is longer than {LONGEST:,} characters", "divide it into several phrases", LONGEST)
    open_at: list[int] = []
    quote_at: int | None = None
    for at, letter in enumerate(text):
        if letter == '"':
            quote_at = at if quote_at is None else None
        elif quote_at is None and letter == "(":
            open_at.append(at)
            if len(open_at) > DEEPEST:
                raise QueryError(f"more than {DEEPEST} parentheses within each other", "write the query flatter", at)
        elif quote_at is None and letter == ")":
            if not open_at:
                raise QueryError("unbalanced parenthesis: nothing to close", "remove it, or open one before", at)
            open_at.pop()
    if quote_at is not None:
        raise QueryError("unbalanced quote", 'close it with "', quote_at)
    if open_at:
        raise QueryError("unbalanced parenthesis", "close it with )", open_at[-1])


def _subtree(node: Tree[Token] | Token) -> Tree[Token]:
    from lark import Tree

    if not isinstance(node, Tree):
        raise TypeError(node)
    return node


def _row(row: Tree[Token]) -> _Part:
    """One level of a query: operands divided by operators, all checked."""
    operands: list[_Part] = []
    operators: list[Token] = []
    for child in row.children:
        if _is_operator(child):
            token = _token(child)
            if len(operands) == len(operators):
                raise _stray(token, is_first=not operands)
            operators.append(token)
            continue
        part = _operand(child)
        if len(operands) > len(operators):
            raise QueryError("two words side by side", repair_of(part.tree.text if isinstance(part.tree, Word) else ""), part.at)
        operands.append(part)
    if len(operators) == len(operands):
        raise QueryError(f"nothing after {operators[-1]}", "write a term after it, or remove it", _at(operators[-1]))
    return _join(_join_near(operands, operators))


def _is_operator(child: Tree[Token] | Token) -> bool:
    return getattr(child, "type", "") in {"AND", "OR", "NOT", "NEAR"}


def _token(child: Tree[Token] | Token) -> Token:
    from lark import Token

    if not isinstance(child, Token):
        raise TypeError(child)
    return child


def _at(token: Token) -> int:
    return token.start_pos or 0


def _stray(token: Token, *, is_first: bool) -> QueryError:
    if token.type == "NOT":
        what = "only negative terms" if is_first else "NOT after another operator"
        return QueryError(what, "write: x NOT y, with what you want before NOT", _at(token))
    return QueryError(f"nothing before {token}", "write a term before it, or remove it", _at(token))


def _operand(child: Tree[Token] | Token) -> _Part:
    kind = getattr(child, "type", None) or getattr(child, "data", "")
    if kind in {"PHRASE", "BARE"}:
        return _word(_token(child))
    tree = _subtree(child)
    first = tree.children[0]
    if kind == "group":
        inner = _group(tree)
        return _Part(inner.tree, _at(_token(first)), is_group=True)
    return _field(tree) if kind == "field" else _call(tree)


def _word(token: Token, *, is_cased: bool = False) -> _Part:
    is_quoted = token.type == "PHRASE"
    text = token[1:-1] if is_quoted else str(token)
    mistake = word_mistake(text)
    if mistake:
        raise QueryError(*mistake, _at(token))
    return _Part(Word(text, is_cased), _at(token))


def _group(tree: Tree[Token]) -> _Part:
    rows = tree.children[1:-1]
    if not rows:
        raise QueryError("empty parentheses", "write a term in them, or remove them", _at(_token(tree.children[0])))
    return _row(_subtree(rows[0]))


def _field(tree: Tree[Token]) -> _Part:
    token = _token(tree.children[0])
    name, at = token[:-1], _at(token)
    if name not in TEXT_FIELDS + META_FIELDS:
        raise QueryError(f"unknown field {name}", f"one of {', '.join(TEXT_FIELDS + META_FIELDS)}, or quote the words", at)
    if len(tree.children) < 2:
        raise QueryError(f"nothing after {token}", "write a term directly after the colon", at)
    part = _operand(tree.children[1])
    if _has(part.tree, InField):
        raise QueryError("a field within a field", "close the first field before the second", part.at)
    if name in META_FIELDS and not _is_choice(part.tree):
        raise QueryError(f"{name}: takes a term or an OR group", f"write {name}:(a OR b)", part.at)
    return _Part(InField(name, part.tree), at)  # type: ignore[arg-type]


def _call(tree: Tree[Token]) -> _Part:
    token = _token(tree.children[0])
    name, _, number = token.partition("/")
    part = _group(_subtree(tree.children[1]))
    if name == "CASE":
        if not isinstance(part.tree, Word) or number or part.tree.is_cased:
            raise QueryError("CASE takes one term or phrase", 'write CASE("x")', _at(token))
        return _Part(Word(part.tree.text, is_cased=True), _at(token))
    if not _is_positional(part.tree):
        raise QueryError("ATLEAST counts a term, a phrase or an OR group", "write ATLEAST/3(a OR b)", part.at)
    return _Part(AtLeast(_number(token, number, "ATLEAST/3(x)"), part.tree), _at(token))


def _number(token: Token, number: str, example: str) -> int:
    if not number.isdecimal() or len(number) > 6 or not 1 <= int(number) <= FARTHEST:
        raise QueryError(f"{token.split('/')[0]} needs a number from 1 to {FARTHEST}", f"write {example}", _at(token))
    return int(number)


def _has(tree: Query, kind: type) -> bool:
    if isinstance(tree, kind):
        return True
    if isinstance(tree, And | Or):
        return any(_has(part, kind) for part in tree.parts)
    if isinstance(tree, Not | Near):
        return _has(tree.x, kind) or _has(tree.y, kind)
    return not isinstance(tree, Word) and _has(tree.x, kind)


def _is_choice(tree: Query) -> bool:
    return isinstance(tree, Word) or (isinstance(tree, Or) and all(map(_is_choice, tree.parts)))


_is_positional = _is_choice


def _join_near(operands: list[_Part], operators: list[Token]) -> tuple[list[_Part], list[Token]]:
    """Proximity first: it stands between two terms, so there is no other way to read it."""
    parts, rest = [operands[0]], []
    was_near = False
    for operator, right in zip(operators, operands[1:], strict=True):
        is_near = operator.type == "NEAR"
        if is_near and was_near:
            raise QueryError("chained proximity", "use two NEAR in parentheses joined by AND", _at(operator))
        was_near = is_near
        if is_near:
            parts[-1] = _near(parts[-1], operator, right)
        else:
            rest.append(operator)
            parts.append(right)
    return parts, rest


def _near(left: _Part, operator: Token, right: _Part) -> _Part:
    name, _, number = operator.partition("/")
    distance = _number(operator, number, f"{name}/5")
    for part in (left, right):
        if not _is_positional(part.tree):
            raise QueryError("proximity operands are terms, phrases or OR groups of them", "write a NEAR/5 (b OR c)", part.at)
    return _Part(Near(name, distance, left.tree, right.tree), left.at)  # type: ignore[arg-type]


def _join(level: tuple[list[_Part], list[Token]]) -> _Part:
    parts, operators = level
    kinds = {operator.type for operator in operators}
    if len(kinds) > 1:
        other = next(operator for operator in operators if operator.type != operators[0].type)
        what = "AND or OR beside NOT" if "NOT" in kinds else "AND and OR mixed"
        raise QueryError(what, "add parentheses to say what belongs together", _at(other))
    if not operators:
        return parts[0]
    trees = tuple(part.tree for part in parts)
    if kinds == {"NOT"}:
        left = trees[0]
        for right, part in zip(trees[1:], parts[1:], strict=True):
            _check_not(left, right, part.at)
            left = Not(left, right)
        return _Part(left, parts[0].at)
    return _Part(And(trees) if kinds == {"AND"} else Or(trees), parts[0].at)


def _check_not(left: Query, right: Query, at: int) -> None:
    taken = set(right.parts if isinstance(right, Or) else (right,))
    wanted = left.parts if isinstance(left, Or) else (left,)
    if all(part in taken for part in wanted):
        raise QueryError("NOT takes away everything that comes before it", "remove the term after NOT", at)
