"""Sixty texts that would run a script or add to a page where they are not kept apart from it, and eyes that see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.experiments.experiment import NotPossibleError

FORMS = (
    "<b id=planted{n}>{m}</b>",
    '"><b id="planted{n}">{m}',
    "'><b id='planted{n}'>{m}",
    "<script id=planted{n}>alert({n})</script>{m}",
    "</script><script id=planted{n}>alert({n})</script>{m}",
    "<img id=planted{n} src=x onerror=alert({n})>{m}",
    '"><img id=planted{n} src=x onerror=alert({n})>{m}',
    "<svg id=planted{n} onload=alert({n})>{m}",
    "<svg><script id=planted{n}>alert&#40;{n})</script></svg>{m}",
    '" autofocus onfocus=alert({n}) id=planted{n} x="{m}',
    "' autofocus onfocus=alert({n}) id=planted{n} x='{m}",
    "</textarea><script id=planted{n}>alert({n})</script>{m}",
    "</title><script id=planted{n}>alert({n})</script>{m}",
    "</style><script id=planted{n}>alert({n})</script>{m}",
    "<iframe id=planted{n} srcdoc='<script>parent.alert({n})</script>'></iframe>{m}",
    "<iframe id=planted{n} src=javascript:alert({n})></iframe>{m}",
    "<a id=planted{n} href=javascript:alert({n})>{m}</a>",
    "javascript:alert({n})//{m}",
    "JaVaScRiPt:alert({n})//{m}",
    "data:text/html,<script>alert({n})</script>{m}",
    "<details id=planted{n} open ontoggle=alert({n})>{m}",
    "<video id=planted{n}><source onerror=alert({n})></video>{m}",
    "<body id=planted{n} onload=alert({n})>{m}",
    "<input id=planted{n} autofocus onfocus=alert({n})>{m}",
    "<select id=planted{n} autofocus onfocus=alert({n})></select>{m}",
    "<marquee id=planted{n} onstart=alert({n})>{m}</marquee>",
    "<object id=planted{n} data=javascript:alert({n})></object>{m}",
    "<embed id=planted{n} src=javascript:alert({n})>{m}",
    "<form id=planted{n} action=javascript:alert({n})><button>{m}</button></form>",
    "<button id=planted{n} formaction=javascript:alert({n})>{m}</button>",
    "<math id=planted{n} href=javascript:alert({n})>{m}</math>",
    "<base id=planted{n} href=//evil.example/>{m}",
    "<meta id=planted{n} http-equiv=refresh content='0;url=javascript:alert({n})'>{m}",
    "<link id=planted{n} rel=stylesheet href=//evil.example/x.css>{m}",
    "<style id=planted{n}>*{{display:none}}</style>{m}",
    "<template id=planted{n}><script>alert({n})</script></template>{m}",
    "<noscript id=planted{n}><img src=x onerror=alert({n})></noscript>{m}",
    "<!--><img id=planted{n} src=x onerror=alert({n})>-->{m}",
    "--><b id=planted{n}>{m}</b><!--",
    "]]><b id=planted{n}>{m}</b>",
    "<![CDATA[<b id=planted{n}>{m}</b>]]>",
    "&lt;b id=planted{n}&gt;{m}&lt;/b&gt;",
    "&#60;script id=planted{n}&#62;alert({n})&#60;/script&#62;{m}",
    "\\u003cscript id=planted{n}\\u003ealert({n})\\u003c/script\\u003e{m}",
    "\\x3cb id=planted{n}\\x3e{m}",
    "%3Cscript id=planted{n}%3Ealert({n})%3C/script%3E{m}",
    "{{{{ 7|add:7 }}}}{{% debug %}}<b id=planted{n}>{m}</b>",
    "${{alert({n})}}<b id=planted{n}>{m}</b>",
    "'-alert({n})-'<b id=planted{n}>{m}</b>",
    '";alert({n});//<b id=planted{n}>{m}</b>',
    "`-alert({n})-`<b id=planted{n}>{m}</b>",
    "<scr<script>ipt id=planted{n}>alert({n})</scr</script>ipt>{m}",
    "<SCRIPT ID=planted{n}>alert({n})</SCRIPT>{m}",
    "<script/id=planted{n}/src=data:,alert({n})></script>{m}",
    "<script id=planted{n} type=module>alert({n})</script>{m}",
    "<img/id=planted{n}/src/onerror=alert({n})>{m}",
    "<svg><animate id=planted{n} onbegin=alert({n}) attributeName=x dur=1s>{m}",
    "<p id=planted{n} style=position:fixed;inset:0>{m}</p>",
    "<x id=planted{n} tabindex=1 onfocus=alert({n}) autofocus>{m}</x>",
    "<dialog id=planted{n} open oncancel=alert({n})>{m}</dialog>",
)


def text(number: int) -> str:
    """The text of one number; its mark is what a page that shows it must contain."""
    return FORMS[number % len(FORMS)].format(n=number, m=mark(number))


def mark(number: int) -> str:
    """A word that stands in one text only."""
    return f"mk{number:03}z"


WATCH = """
window.__ran = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => { window.__ran.push(name); };
window.__broken = [];
document.addEventListener("securitypolicyviolation", (event) => window.__broken.push(event.violatedDirective));
"""

FOUND = """() => {
  const grown = [...document.querySelectorAll("*")].filter((one) =>
    one.id.toLowerCase().startsWith("planted") ||
    [...one.attributes].some((each) => each.name.startsWith("on") ||
      /^\\s*(javascript|data):/i.test(each.value) && ["href", "src", "action", "formaction", "data"].includes(each.name)
        && one.tagName !== "IMG"));
  const typed = [...document.querySelectorAll("input, textarea")].map((one) => one.value).join(" ");
  return { ran: window.__ran.length, broken: window.__broken.length, grown: grown.length,
           shown: document.documentElement.textContent + " " + typed };
}"""


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """A browser that watches for scripts; NotPossibleError where there is none."""
    found = which("chromium") or which("chromium-browser") or which("google-chrome")
    if not found:
        raise NotPossibleError("Chromium is missing (Debian: apt-get install chromium)")
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*flags, "--disable-dev-shm-usage"])
        context = browser.new_context()
        context.add_init_script(WATCH)
        yield context
        browser.close()


class Eyes:
    """Looks at pages in the browser: what ran, what was refused to run, what grew, and which texts are shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._dialogs = 0
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: object) -> None:
        self._dialogs += 1
        dialog.dismiss()  # type: ignore[attr-defined]

    def look(self) -> tuple[int, str]:
        """How much went wrong on the page that is open, and all that it shows."""
        seen = self.page.evaluate(FOUND)
        dialogs, self._dialogs = self._dialogs, 0
        return seen["ran"] + seen["broken"] + seen["grown"] + dialogs, seen["shown"]
