"""Rules that import-linter cannot express, checked on the code itself."""

import ast
import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from jinja2 import meta, nodes

import exchange
from exchange.app import create_app
from exchange.people.current import Needs
from exchange.plumbing.settings import Settings
from exchange.web.assets import vendor_versions
from exchange.web.rendering import Page, environment_for

SOURCE = Path(exchange.__file__).parent
REPOSITORY = SOURCE.parents[1]
MODULES = sorted(SOURCE.rglob("*.py"))
GIVEN_TO_EVERY_TEMPLATE = {"path", "section", "is_fragment", "viewer"}
MAY_COMMIT = {"cli/accounts.py", "cli/files.py", "cli/succession.py"}
# Not ours to gate: files, the machine-readable description of what is public anyway, and files of lessons by
# an address that is signed for whoever was let in, and holds for minutes.
WITHOUT_PERMISSION = {"/assets", "/static", "/api/v1/openapi.json", "/files/{token}"}


def subclasses(cls):
    return {c for s in cls.__subclasses__() for c in {s} | subclasses(s)}


def pages():
    return sorted((c for c in subclasses(Page) if hasattr(c, "template")), key=lambda c: c.__name__)


@pytest.fixture(scope="module")
def application():
    return create_app(Settings(database_url="sqlite://"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_only_sessions_and_the_command_line_commit(path):
    names = {n.attr for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)}
    if str(path.relative_to(SOURCE)) not in MAY_COMMIT:
        assert not {"commit", "rollback"} & names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_is_caught_that_nobody_thought_of(path):
    handlers = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ExceptHandler)]
    broad = [h for h in handlers if h.type is None or ast.unparse(h.type) in {"Exception", "BaseException"}]
    reasoned = [h for h in broad if "#" in path.read_text().splitlines()[h.lineno - 1]]
    assert broad == reasoned


def test_every_route_states_the_permission_it_needs(application):
    contexts = list(iter_route_contexts(application.routes))
    assert len(contexts) > 20
    silent = []
    for context in contexts:
        dependant = getattr(context, "dependant", None) or getattr(context.route, "dependant", None)
        gates = [d.call for d in dependant.dependencies] if dependant else []
        if not any(isinstance(gate, Needs) for gate in gates):
            silent.append(context.path)
    assert set(silent) == WITHOUT_PERMISSION


def test_every_page_with_data_has_a_twin_in_the_api(application):
    pages, twins = set(), set()
    for context in iter_route_contexts(application.routes):
        path = context.path
        if path.startswith("/api/v1/"):
            twins.add(path.removeprefix("/api/v1"))
        elif "GET" in (getattr(context, "methods", None) or ()) and not path.startswith(
            ("/api/", "/health/")
        ):
            pages.add(path)
    without_data = {"/about", "/accessibility"}
    # Pictures of mail, which leaves the service: a program reads it there.
    without_data |= {"/dev/mail", "/dev/mail/{name}"}
    # What somebody sees once their account, or what they sent, is no longer theirs to look up.
    without_data |= {"/account/erased", "/concerns/sent"}
    # Steps of signing in, which belong to a browser, and the page of links that an account begins with.
    without_data |= {page for page in pages if page.startswith("/sign-in")} | {"/account"}
    # A file by its signed address, and the question before a draft is deleted: it shows the title alone.
    without_data |= {"/files/{token}", "/lessons/{slug}/delete"}
    # Empty spreadsheets to fill in: what they may hold is told by their page, and its twin.
    without_data |= {
        f"/organisations/{{ods_code}}/systems/import/template.{kind}" for kind in ("csv", "xlsx")
    }
    # The first page is made of counts, areas and peers; the sources page of sources and counts.
    made_of = {"/": {"/counts", "/busiest-areas", "/peers"}, "/about/data": {"/sources", "/counts"}}
    # A form is twinned by what it sends, a file by the page that tells the same.
    made_of |= {"/concerns/new": {"/concerns"}, "/account/data/export.json": {"/account/data/export"}}
    made_of |= {"/lessons/feed.atom": {"/lessons/newest"}}
    # A room on paper, and the figures as a file, tell what their pages do.
    made_of |= {"/rooms/{slug}/list": {"/rooms/{slug}"}, "/coverage.csv": {"/coverage"}}
    made_of |= {"/coverage/organisations.csv": {"/coverage/organisations"}}
    missing = {page for page in pages - without_data if not made_of.get(page, {page}) <= twins}
    assert missing == set()


@pytest.mark.parametrize("page", pages(), ids=lambda c: c.__name__)
def test_templates_use_only_what_their_page_declares(page):
    environment = environment_for(Settings())
    tree = environment.parse(environment.loader.get_source(environment, page.template)[0])
    # A name that a template sets in one scope and reads in another counts as undeclared for jinja.
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    used = meta.find_undeclared_variables(tree) - set(environment.globals) - own
    declared = set(page.__dataclass_fields__) | GIVEN_TO_EVERY_TEMPLATE
    assert used <= declared
    assert page.fragments <= set(environment.get_template(page.template).blocks)


@pytest.mark.parametrize("path", [*sorted(SOURCE.glob("*/*actions.py")), SOURCE / "loading.py"], ids=str)
def test_every_change_is_audited(path):
    functions = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
    changing = [f for f in functions if "session" in [a.arg for a in f.args.args]]
    assert changing
    assert [
        f.name
        for f in changing
        if not {"audit.record(", "import_file("}
        & {c for c in ("audit.record(", "import_file(") if c in ast.unparse(f)}
    ] == []


def test_every_setting_is_documented():
    documented = (REPOSITORY / "docs/settings.md").read_text()
    assert [n for n in Settings.model_fields if f"`EXCHANGE_{n.upper()}`" not in documented] == []


def test_the_components_and_the_style_sheet_are_the_pair_that_belongs_together():
    readme = importlib.metadata.metadata("nhsuk-frontend-jinja").get_payload()
    pair = f"| {vendor_versions()['nhsuk-frontend']} | {importlib.metadata.version('nhsuk-frontend-jinja')} |"
    assert pair in readme


def test_modules_stay_small():
    long = {str(p.relative_to(SOURCE)): n for p in MODULES if (n := len(p.read_text().splitlines())) > 300}
    assert {path: n for path, n in long.items() if not path.startswith("migrations/versions")} == {}


def test_no_registry_host_is_committed():
    locks = [
        REPOSITORY / n for n in ("package-lock.json", "tests/tools/package-lock.json", "requirements.txt")
    ]
    for lock in locks:
        assert "resolved" not in lock.read_text() and "index-url" not in lock.read_text()


def test_every_dependency_has_its_reason():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["test"]
    names = [re.match(r"[A-Za-z0-9-]+", each)[0].removeprefix("types-") for each in wanted]
    reasons = (REPOSITORY / "docs/dependencies.md").read_text().lower()
    assert [name for name in names if name not in reasons] == []
