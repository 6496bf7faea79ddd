"""Takes the text out of documents: PDF, HTML, plain text."""

import base64
import binascii
import io
from contextlib import AsyncExitStack
from html.parser import HTMLParser

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sutazai_service import explain

DOES = ["POST /extract {text | base64}"]

router = APIRouter()
SILENT = {"script", "style", "template", "head"}
BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "pre"}


class Document(BaseModel):
    """One of both; what it is, its first bytes say."""

    text: str | None = Field(default=None, max_length=20_000_000)
    base64: str | None = Field(default=None, max_length=28_000_000)


async def start(_: AsyncExitStack) -> None:
    pass


async def problems() -> list[str]:
    return []


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.title: str | None = None
        self.silent = 0
        self.in_title = False

    def handle_starttag(self, tag, attrs):
        self.silent += tag in SILENT
        self.in_title = tag == "title"
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT and self.silent > 0
        self.in_title = False

    def handle_data(self, data):
        if self.in_title:
            self.title = data.strip()
        elif not self.silent:
            self.parts.append(data)


def from_pdf(content: bytes) -> dict:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    pages = [page.extract_text() for page in reader.pages]
    title = reader.metadata.title if reader.metadata else None
    return {"kind": "pdf", "title": title, "pages": len(pages), "text": "\n\n".join(pages)}


def from_html(text: str) -> dict:
    reader = Words()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return {"kind": "html", "title": reader.title, "pages": 1, "text": "\n".join(line for line in lines if line)}


def read(content: bytes) -> dict:
    if content.lstrip()[:5] == b"%PDF-":
        return from_pdf(content)
    text = content.decode("utf-8", "replace")
    start = text.lstrip()[:200].lower()
    return from_html(text) if start.startswith(("<!doctype html", "<html", "<head", "<body")) else {"kind": "text", "title": None, "pages": 1, "text": text}


@router.post("/extract")
def extract(document: Document):
    try:
        content = base64.b64decode(document.base64, validate=True) if document.base64 else (document.text or "").encode()
    except binascii.Error:
        return JSONResponse({"error": "base64 is not base64"}, 422)
    if not content:
        return JSONResponse({"error": "give text or base64"}, 422)
    try:
        found = read(content)
    except Exception as error:
        return JSONResponse({"error": f"cannot be read: {explain(error)}"}, 422)
    return {**found, "words": len(found["text"].split())}
