"""
What jobs share. A job reads its request as JSON from standard input, and its answer is the last line of its standard output.
A self-test is the same work with a scripted model in this process, which speaks the protocols of Ollama and OpenAI.
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def main(work: Callable[[dict], dict], script: Callable[[int, str], str] | None = None, task: str = "Say ready.") -> None:
    """`script` answers for the scripted model: it is given the number of the question, from 0, and the question."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    code = 1
    try:
        answers.write(json.dumps({"ok": True, **answer(work, script, task)}) + "\n")
        answers.flush()
        code = 0
    except BaseException as error:
        traceback.print_exc()
        print(f"{type(error).__name__}: {' '.join(str(error).split())[:280]}", file=sys.stderr)
    finally:
        os._exit(code)  # a library's threads do not hold it up


def answer(work: Callable[[dict], dict], script: Callable[[int, str], str] | None, task: str) -> dict:
    request = json.load(sys.stdin)
    if not (script and request.pop("selftest", False)):
        return work(request)
    with ScriptedModel(script) as model:
        done = work({"task": task, "model": "scripted", "ollama": model.address, "selftest": True, **request})
    if not model.asked:
        raise RuntimeError("the model was never asked")
    return {**done, "model": "scripted", "asked": model.asked}


class ScriptedModel:
    def __init__(self, script: Callable[[int, str], str]) -> None:
        self.script = script
        self.asked = 0
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"model": self}))
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "ScriptedModel":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()

    def answer(self, messages: list[dict]) -> str:
        with self.lock:
            number, self.asked = self.asked, self.asked + 1
        return self.script(number, "\n".join(text(message.get("content")) for message in messages))


def text(content) -> str:
    """OpenAI's content is a text, or a list of parts."""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content or [])


class _Handler(BaseHTTPRequestHandler):
    model: ScriptedModel
    protocol_version = "HTTP/1.1"

    def log_message(self, *_) -> None:
        pass

    def send(self, body: bytes, kind: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.send(json.dumps({"models": [{"name": "scripted:latest", "model": "scripted:latest"}], "data": [{"id": "scripted", "object": "model"}], "version": "0.9.0"}).encode())

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        if self.path.startswith("/v1/"):
            return self.openai(request, self.model.answer(request.get("messages") or [{"content": request.get("prompt", "")}]))
        if self.path == "/api/show":
            return self.send(json.dumps({"details": {"family": "scripted"}, "model_info": {"scripted.context_length": 8192}, "capabilities": ["completion"]}).encode())
        answer = self.model.answer(request.get("messages") or [{"content": request.get("prompt", "")}])
        done = {"model": request.get("model"), "created_at": "2026-01-01T00:00:00Z", "done": True, "done_reason": "stop", "prompt_eval_count": 1, "eval_count": 1}
        done |= {"message": {"role": "assistant", "content": answer}} if self.path == "/api/chat" else {"response": answer}
        self.send(json.dumps(done).encode() + b"\n", "application/x-ndjson")

    def openai(self, request: dict, answer: str) -> None:
        head = {"id": "scripted", "created": 0, "model": request.get("model")}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        if request.get("stream"):
            deltas = [({"role": "assistant", "content": answer}, None), ({}, "stop")]
            chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": end}]} for delta, end in deltas]
            chunks.append({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
            return self.send("".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode() + b"data: [DONE]\n\n", "text/event-stream")
        message = {"role": "assistant", "content": answer}
        self.send(json.dumps({**head, "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage}).encode())
