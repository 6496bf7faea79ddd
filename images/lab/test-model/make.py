#!/usr/bin/env python3
"""make.py FILE: writes a llama model of 0.5 MB with random weights (GGUF), the same at each run. It answers nonsense, but through
everything a real model goes through: `ollama create tinyllama -f Modelfile` with `FROM FILE`, then /api/generate. For tests only."""

import random
import struct
import sys

EMBED, HEADS, HIDDEN, BLOCKS = 64, 4, 128, 2
U32, F32, I32, STRING, ARRAY = 4, 6, 5, 8, 9

tokens = [b"<unk>", b"<s>", b"</s>", *(b"<0x%02X>" % i for i in range(256)), *(bytes([c]) for c in range(97, 123)), "▁".encode()]
kinds = [2, 3, 3] + [6] * 256 + [1] * 27


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def number(value: int) -> tuple[int, bytes]:
    return U32, struct.pack("<I", value)


def array(kind: int, items: list[bytes]) -> tuple[int, bytes]:
    return ARRAY, struct.pack("<IQ", kind, len(items)) + b"".join(items)


facts = {
    "general.architecture": (STRING, text(b"llama")),
    "general.name": (STRING, text(b"random test model")),
    "general.file_type": number(0),
    "llama.vocab_size": number(len(tokens)),
    "llama.context_length": number(4096),
    "llama.embedding_length": number(EMBED),
    "llama.block_count": number(BLOCKS),
    "llama.feed_forward_length": number(HIDDEN),
    "llama.attention.head_count": number(HEADS),
    "llama.attention.head_count_kv": number(HEADS),
    "llama.attention.layer_norm_rms_epsilon": (F32, struct.pack("<f", 1e-5)),
    "llama.rope.dimension_count": number(EMBED // HEADS),
    "tokenizer.ggml.model": (STRING, text(b"llama")),
    "tokenizer.ggml.tokens": array(STRING, [text(token) for token in tokens]),
    "tokenizer.ggml.scores": array(F32, [struct.pack("<f", 0)] * len(tokens)),
    "tokenizer.ggml.token_type": array(I32, [struct.pack("<i", kind) for kind in kinds]),
    "tokenizer.ggml.bos_token_id": number(1),
    "tokenizer.ggml.eos_token_id": number(2),
    "tokenizer.ggml.unknown_token_id": number(0),
}

shapes = {"token_embd": (EMBED, len(tokens)), "output_norm": (EMBED,), "output": (EMBED, len(tokens))}
for block in range(BLOCKS):
    names = {f"attn_{part}": (EMBED, EMBED) for part in ("q", "k", "v", "output")}
    names |= {
        "attn_norm": (EMBED,),
        "ffn_norm": (EMBED,),
        "ffn_gate": (EMBED, HIDDEN),
        "ffn_up": (EMBED, HIDDEN),
        "ffn_down": (HIDDEN, EMBED),
    }
    shapes |= {f"blk.{block}.{name}": shape for name, shape in names.items()}

chance = random.Random(0)
head, data = b"", b""
for name, shape in shapes.items():
    count = shape[0] * (shape[1] if len(shape) > 1 else 1)
    head += text(f"{name}.weight".encode()) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
    data += struct.pack(f"<{count}f", *([1.0] * count if len(shape) == 1 else (chance.gauss(0, 0.1) for _ in range(count))))

start = struct.pack("<4sIQQ", b"GGUF", 3, len(shapes), len(facts))
start += b"".join(text(key.encode()) + struct.pack("<I", kind) + value for key, (kind, value) in facts.items()) + head
with open(sys.argv[1], "wb") as file:
    file.write(start + bytes(-len(start) % 32) + data)
