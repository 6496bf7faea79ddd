"""Reviews a page's HTML: what a reader with a screen reader, a phone or a keyboard would miss."""

from contextlib import AsyncExitStack
from html.parser import HTMLParser

from fastapi import APIRouter
from pydantic import BaseModel, Field

DOES = ["POST /review {html}"]

router = APIRouter()
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


class Html(BaseModel):
    html: str = Field(min_length=1, max_length=1_000_000)


async def start(_: AsyncExitStack) -> None:
    pass


async def problems() -> list[str]:
    return []


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str, str]] = []
        self.seen: set[str] = set()
        self.labels: set[str] = set()
        self.fields: list[tuple[int, str]] = []
        self.ids: set[str] = set()
        self.level = 0
        self.labelled = 0

    def say(self, rule: str, advice: str) -> None:
        self.found.append((self.getpos()[0], rule, advice))

    def handle_starttag(self, tag, attrs):
        given = {key: value or "" for key, value in attrs}
        self.seen.add(tag)
        if (id := given.get("id")) and (id in self.ids or self.ids.add(id)):
            self.say("duplicate-id", f'id "{id}" occurs twice')
        if tag == "html" and not given.get("lang"):
            self.say("no-language", "html has no lang: a screen reader does not know how to speak")
        elif tag == "meta" and given.get("name") == "viewport":
            self.seen.add("viewport")
        elif tag == "img" and "alt" not in given:
            self.say("no-alternative", 'img has no alt: describe it, or say alt="" if it only decorates')
        elif tag == "a" and given.get("target") == "_blank" and "noopener" not in given.get("rel", ""):
            self.say("opener", 'a new tab can steer this one: rel="noopener"')
        elif tag == "label":
            self.labels.add(given.get("for", ""))
            self.labelled += 1
        elif tag in ("input", "select", "textarea") and given.get("type", "text") not in UNLABELLED:
            if not self.labelled and not given.get("aria-label") and not given.get("aria-labelledby"):
                self.fields.append((self.getpos()[0], given.get("id", "")))
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            if int(tag[1]) > self.level + 1:
                self.say("heading-order", f"{tag} follows {f'h{self.level}' if self.level else 'no heading'}: do not skip a level")
            self.level = int(tag[1])
        if any(key.startswith("on") for key in given):
            self.say("inline-script", f"{tag} has script in an attribute: a content security policy would have to allow it")

    def handle_endtag(self, tag):
        if tag == "label" and self.labelled:
            self.labelled -= 1

    def findings(self) -> list[tuple[int, str, str]]:
        whole = [(1, f"no-{word}", advice) for word, tag, advice in [
            ("title", "title", "the page has no title"),
            ("viewport", "viewport", "no viewport: a phone shows the page of a desktop, small"),
            ("main", "main", "no main: a keyboard cannot jump to the content"),
        ] if tag not in self.seen]
        unlabelled = [(line, "no-label", "a field has no label") for line, id in self.fields if not id or id not in self.labels]
        return sorted(whole + self.found + unlabelled)


@router.post("/review")
def review(page: Html):
    reader = Page()
    reader.feed(page.html)
    reader.close()
    found = [{"line": line, "rule": rule, "advice": advice} for line, rule, advice in reader.findings()]
    return {"count": len(found), "findings": found}
