"""Text as a vector without a model: words and their letter triples, hashed into a fixed number of places."""

import math
import re
from hashlib import blake2b

DIMENSION = 384


def embed(text: str, dimension: int = DIMENSION) -> list[float]:
    vector = [0.0] * dimension
    for word in re.findall(r"\w+", text.lower()):
        padded = f"^{word}$"
        for weight, feature in [(1.0, word)] + [(0.3, padded[i : i + 3]) for i in range(len(padded) - 2)]:
            hashed = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest())
            vector[hashed % dimension] += weight if hashed >> 63 else -weight
    length = math.sqrt(sum(x * x for x in vector)) or 1.0
    return [x / length for x in vector]
