"""Templates of the operator's own: mistakes are found with their line, hostile ones are stopped, none costs an edition."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.digest import check_templates, load_templates, render
from monitor.digest.check import try_templates
from monitor.digest.templates import NAMES, environment, fill
from monitor.errors import ItemError, ParseError
from monitor.workers import InProcess, WorkerPool, WorkerSettings
from tests import faults
from tests.digest import oracle
from tests.digest.desk import edition, rendered, report

MARKUP = "<b onclick='x'>&\"<script>"


def of(*subs: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in faults.cases("template") if case["sub"] in subs]


def folder_with(folder: Path, source: str, name: str = "digest.html") -> str:
    (folder / name).write_text(source, encoding="utf-8")
    return str(folder)


def test_the_built_in_templates_have_no_mistakes() -> None:
    assert check_templates() == ()
    assert try_templates(load_templates()) == ()
    assert {name for name, _ in load_templates().sources} == set(NAMES)


@pytest.mark.parametrize("case", of("escape-attempt"))
def test_an_attempt_to_escape_is_found_by_reading_and_stopped_when_run(case: dict[str, Any], tmp_path: Path) -> None:
    folder = folder_with(tmp_path, f"<p>first</p>\n{case['template']}")

    assert check_templates(folder)[0].line == 2
    call = InProcess().submit(render, edition(report()), load_templates(folder))
    assert isinstance(call.exception(), ParseError)


@pytest.fixture(scope="module")
def workers() -> Any:
    limits = WorkerSettings(processes=1, memory_mb=512, cpu=timedelta(seconds=1), wall=timedelta(seconds=5))
    with WorkerPool(limits) as pool:
        yield pool


@pytest.mark.parametrize("case", of("dos"))
def test_a_template_without_end_is_ended(case: dict[str, Any], tmp_path: Path, workers: WorkerPool) -> None:
    templates = load_templates(folder_with(tmp_path, case["template"]))

    call = workers.submit(render, edition(report()), templates)
    # Jinja reads `9**9**8` from the left: it is a number of 69 digits, and harmless.
    assert isinstance(call.exception(), ItemError) or (case["id"] == "template-033" and len(call.result().html) < 200)
    assert "Radar opens" in workers.submit(render, edition(report()), load_templates()).result().html


@pytest.mark.parametrize("case", of("author-error"))
def test_an_authors_mistake_is_found(case: dict[str, Any], tmp_path: Path) -> None:
    source = case["template"].replace("item.title", "digest.head.name").replace("item.link", "digest.head.web_url")
    folder = folder_with(tmp_path, f"<p>first</p>\n{source}")
    found = check_templates(folder) or try_templates(load_templates(folder))

    assert found
    assert found[0].file.endswith("digest.html")
    assert found[0].line == 2


@pytest.mark.parametrize("case", of("autoescape"))
def test_html_is_escaped_whatever_the_file_is_called(case: dict[str, Any], tmp_path: Path) -> None:
    folder_with(tmp_path, "{{ digest.head.name }}", case["template"])
    folder = folder_with(tmp_path, f"{{% include {case['template']!r} %}}")
    html = fill(load_templates(folder), "digest.html", digest=edition(name=MARKUP), links=None, subject="")

    assert html == "&lt;b onclick=&#39;x&#39;&gt;&amp;&#34;&lt;script&gt;"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ digest.head.nam }}", "there is no 'nam' here; did you mean 'name'?"),
        ("{{ digets }}", "'digets' is unknown; did you mean 'digest'?"),
        ("{% for section in digest.sections %}{% for story in section.acounts %}x{% endfor %}{% endfor %}", "there is no 'acounts' here"),
        ("{% for s in digest.sections %}{% for a in s.accounts %}{{ a.lead.titel }}{% endfor %}{% endfor %}", "did you mean 'title'?"),
        ("{% if digest.is_empty %}{{ digest.headlines[0].excerp }}{% endif %}", "did you mean 'excerpt'?"),
        ("{{ digest.head.name | uper }}", "there is no filter 'uper'; did you mean 'upper'?"),
        ("{{ say('storys', 2) }}", "there is no phrase 'storys'; did you mean 'stories'?"),
        ("{% include 'foot.html' %}", "there is no template 'foot.html'"),
        ("{% macro m(source) %}{{ source.outlte }}{% endmacro %}", "did you mean 'outlet'?"),
        ("{% for a in digest.more %}{{ loop.idex }}{% endfor %}", "did you mean 'index'?"),
        ("{% set first = digest.headlines | first %}{{ first.numbr }}", "did you mean 'number'?"),
    ],
)
def test_a_misspelt_name_is_found_in_every_branch_with_its_line(source: str, what: str, tmp_path: Path) -> None:
    (mistake,) = check_templates(folder_with(tmp_path, f"\n\n{source}\n"))

    assert mistake.line == 3
    assert what in mistake.what
    assert str(mistake).startswith(f"{tmp_path}/digest.html:3:0:")


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    folder_with(tmp_path, "{{ a }}\n{{ digest.b }}")
    folder = folder_with(tmp_path, "{% if %}", "subject.txt")

    assert [(Path(one.file).name, one.line) for one in check_templates(folder)] == [
        ("digest.html", 1),
        ("digest.html", 2),
        ("subject.txt", 1),
    ]


def test_a_file_that_replaces_nothing_is_a_misspelt_name(tmp_path: Path) -> None:
    (mistake,) = check_templates(folder_with(tmp_path, "{{ digest.b | wrap }} {{", "digest.text"))

    assert "replaces no template" in mistake.what


@pytest.mark.parametrize("name", ["digest.html~", "#digest.html#", ".digest.html.swp"])
def test_what_an_editor_leaves_behind_is_no_template(tmp_path: Path, name: str) -> None:
    assert check_templates(folder_with(tmp_path, "{{ digest.b", name)) == ()


def test_a_folder_that_is_not_there_is_one_mistake() -> None:
    (mistake,) = check_templates("/nowhere/at/all")

    assert "cannot be read" in mistake.what


def test_a_folder_overrides_by_file_name_and_changes_the_version(tmp_path: Path) -> None:
    own = load_templates(folder_with(tmp_path, "Own: {{ digest.head.number }}", "subject.txt"))

    assert render(edition(report()), own).subject == "Own: 2"
    assert render(edition(report()), own).text == rendered(edition(report())).text
    assert own.version != load_templates().version


def test_what_fails_only_while_rendering_is_found_by_trying(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "<p>x</p>\n\n{{ 1 // digest.notices | length }}")

    assert check_templates(folder) == ()
    assert try_templates(load_templates(folder))[0].line == 3


def test_markup_of_the_operator_stays_and_hostile_text_in_it_does_not(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "<p class='own'>{% for one in digest.headlines %}{{ one.lead.title }}{% endfor %}</p>")
    html = render(edition(report(title="<script>alert(1)</script>")), load_templates(folder)).html

    assert "own" in html
    assert oracle.wrong(html) == []


def test_templates_see_no_more_than_is_documented() -> None:
    sandbox = environment(load_templates(), is_html=True)

    assert set(sandbox.globals) == {"range", "dict", "namespace", "say", "why"}
    assert "safe" not in sandbox.filters
