"""Turn a page object into HTML: the whole page, or the one block htmx asked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from jinja2.runtime import Macro
from jinja2.utils import LRUCache
from markupsafe import Markup

from exchange.plumbing.settings import Settings
from exchange.plumbing.shipped import shipped_folder
from exchange.web.assets import vendor_versions
from exchange.web.markup import markdown

# NHS.UK macro → the folder of its component. Templates call them as nhs.button({...}).
NHS_MACROS = {
    "actionLink": "action-link",
    "backLink": "back-link",
    "breadcrumb": "breadcrumb",
    "button": "button",
    "card": "card",
    "characterCount": "character-count",
    "checkboxes": "checkboxes",
    "dateInput": "date-input",
    "details": "details",
    "errorSummary": "error-summary",
    "fileUpload": "file-upload",
    "footer": "footer",
    "header": "header",
    "input": "input",
    "insetText": "inset-text",
    "notificationBanner": "notification-banner",
    "pagination": "pagination",
    "radios": "radios",
    "searchInput": "search-input",
    "select": "select",
    "summaryList": "summary-list",
    "table": "tables",
    "tag": "tag",
    "textarea": "textarea",
    "warningCallout": "warning-callout",
}
REMEMBERED = frozenset({"footer", "searchInput"})
"""Macros that every page calls alike, with nothing about anybody: together they take 2 to 3 ms of it."""
MOST_REMEMBERED = 100
_NEEDLESS_ROLE = re.compile(r' role="(?:table|rowgroup|row|columnheader|rowheader|cell|text)"')
VARIES_BY = "HX-Request, HX-Request-Type, HX-Target"


@dataclass(frozen=True, kw_only=True)
class Page:
    """The typed context of one template. Subclasses add fields; the template may use no others."""

    template: ClassVar[str]
    fragments: ClassVar[frozenset[str]] = frozenset()
    section: ClassVar[str] = ""  # the item of the main menu to mark as current


class NhsMacros:
    """The NHS.UK components, so that a block renders alone without import lines."""

    def __init__(self, environment: Environment) -> None:
        for name, folder in NHS_MACROS.items():
            module: Any = environment.get_template(f"nhsuk/components/{folder}/macro.jinja").module
            macro = getattr(module, name)
            setattr(self, name, _remembering(macro) if name in REMEMBERED else macro)
        self.table: Callable[..., Markup] = _without_needless_roles(self.table)
        self.warningCallout: Callable[..., Markup] = _without_needless_roles(self.warningCallout)


def _without_needless_roles(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """Leave out roles that valid HTML has not: those that tables repeat, and "text" (docs/decisions/0006)."""
    return lambda *args, **params: Markup(_NEEDLESS_ROLE.sub("", macro(*args, **params)))


def _remembering(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """Have a macro be worked out once for the same parameters, unless they hold what somebody typed."""
    known: LRUCache = LRUCache(MOST_REMEMBERED)  # threads share it

    def remembered(params: dict[str, Any]) -> Markup:
        if params.get("value"):
            return macro(params)
        key = repr(params)  # tells markup from text, and names that are undefined alike
        html: Markup | None = known.get(key)
        if html is None:
            html = known[key] = macro(params)
        return html

    return remembered


class OwnMacros:
    """Every macro of templates/components, likewise."""

    def __init__(self, environment: Environment) -> None:
        for template in environment.list_templates(filter_func=lambda n: n.startswith("components/")):
            module: Any = environment.get_template(template).module
            macros = {name: each for name, each in vars(module).items() if isinstance(each, Macro)}
            self.__dict__.update(macros)


class Look(NamedTuple):
    """The settings that templates know."""

    service_name: str
    nhs_logo: bool
    frutiger: bool
    demo: bool
    base_url: str


def environment_for(settings: Settings) -> Environment:
    """Return the template environment for what ``settings`` say of the look."""
    return _environment(_look(settings))


def _look(settings: Settings) -> Look:
    chosen = settings
    return Look(
        chosen.service_name, chosen.nhs_logo, chosen.frutiger, demo=chosen.demo, base_url=chosen.public_url
    )


@cache
def _environment(look: Look) -> Environment:
    """Build an environment, our templates first, then the NHS.UK components: a third of a second's work."""
    # Chainable undefined names are what the NHS.UK components are written for.
    environment = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(shipped_folder("templates")), PackageLoader("nhsuk_frontend_jinja")]
        ),
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else 400 looks at the disk for a page
    )
    environment.filters["markdown"] = markdown
    environment.globals |= {"versions": vendor_versions(), "settings": look}
    environment.globals["nhs"] = NhsMacros(environment)
    environment.globals["kit"] = OwnMacros(environment)
    return environment


def render(request: Request, page: Page, *, status: int = 200) -> HTMLResponse:
    """Render ``page`` whole, or only the block that htmx asked for when the page offers it."""
    environment: Environment = request.app.state.templates
    template = environment.get_template(page.template)
    wanted = _wanted_block(request)
    is_fragment = wanted in page.fragments
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    context |= {"path": request.url.path, "section": page.section, "is_fragment": is_fragment}
    context |= {"viewer": getattr(request.state, "viewer", None)}
    if is_fragment:
        html = "".join(template.blocks[wanted](template.new_context(context)))
    else:
        html = template.render(context)
    return HTMLResponse(html, status_code=status, headers={"Vary": VARIES_BY, "Cache-Control": "no-cache"})


@cache
def boot_script() -> str:
    """Return the one inline script of the NHS.UK page, which the security policy allows by its hash."""
    source = PackageLoader("nhsuk_frontend_jinja").get_source(Environment(), "nhsuk/template.jinja")[0]
    found = re.search(r"<script[^>]*?>(document\.body\.className.*?)</script>", source)
    if found is None:
        raise RuntimeError("nhsuk-frontend-jinja has another page template than the one this release knows")
    return found[1]


def _wanted_block(request: Request) -> str:
    """Return the id of the element that htmx will swap; "" when it wants, or must get, the whole page."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or "HX-History-Restore-Request" in headers:
        return ""
    if headers.get("HX-Request-Type", "partial") == "full":
        return ""
    return headers.get("HX-Target", "").rpartition("#")[2]
