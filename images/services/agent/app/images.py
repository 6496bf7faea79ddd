"""Says what an uploaded image is - format, size, colours - and gives that, with a question, to the model."""

import base64
import binascii
import io

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, Field

from . import ollama
from .ollama import problems, start

DOES = ["POST /describe {image: base64}", "POST /ask {image: base64, question, tokens?}"]
__all__ = ["DOES", "problems", "router", "start"]

router = APIRouter()
Image.MAX_IMAGE_PIXELS = 50_000_000


class Picture(BaseModel):
    image: str = Field(min_length=1, max_length=14_000_000, description="base64")


class Question(Picture):
    question: str = Field(min_length=1, max_length=8_000)
    tokens: int | None = Field(default=None, ge=1, le=4096)


def describe(encoded: str) -> dict:
    """@raises ValueError with words for the sender."""
    try:
        picture = Image.open(io.BytesIO(base64.b64decode(encoded, validate=True)))
        kind, mode, (width, height) = picture.format, picture.mode, picture.size
        picture.draft("RGB", (256, 256))
        small = picture.convert("RGB").resize((64, 64))
    except binascii.Error:
        raise ValueError("the image is not base64") from None
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValueError(f"no image that can be read: {type(error).__name__}") from None
    palette = small.quantize(5)
    colours = palette.getpalette()
    shares = sorted(palette.getcolors(), reverse=True)
    named = [{"colour": "#" + bytes(colours[3 * i : 3 * i + 3]).hex(), "share": round(count / 64**2, 2)} for count, i in shares]
    levels = small.convert("L").histogram()
    return {
        "format": kind, "mode": mode, "width": width, "height": height,
        "brightness": round(sum(i * n for i, n in enumerate(levels)) / (255 * 64**2), 2), "colours": named,
    }


@router.post("/describe")
def look(picture: Picture):
    try:
        return describe(picture.image)
    except ValueError as error:
        return JSONResponse({"error": str(error)}, 422)


@router.post("/ask")
async def ask(question: Question):
    try:
        seen = describe(question.image)
    except ValueError as error:
        return JSONResponse({"error": str(error)}, 422)
    colours = ", ".join(c["colour"] for c in seen["colours"])
    words = f"An image: {seen['format']}, {seen['width']} x {seen['height']} pixels, colours {colours}, brightness {seen['brightness']} of 1."
    return await ollama.complete(f"{words}\n{question.question}", tokens=question.tokens)
