"""From the JSON of Qdrant's HTTP interface to the engine's types, and back. What the engine or this file does not know is refused by name."""

from collections.abc import Callable
from typing import Any

import qdrant_edge as edge

DISTANCES = {name: getattr(edge.Distance, name) for name in ("Cosine", "Dot", "Euclid", "Manhattan")}
SCHEMAS = {name.lower(): getattr(edge.PayloadSchemaType, name) for name in dir(edge.PayloadSchemaType) if name[0].isupper()}


class Refused(ValueError):
    """The request is wrong, or asks for what the stand-in cannot do."""


def pick(options: dict, name: Any, what: str) -> Any:
    if name not in options:
        raise Refused(f"{what} {name!r} is none of {', '.join(options)}")
    return options[name]


def config(body: dict) -> edge.EdgeConfig:
    vectors = body.get("vectors") or {}
    dense = {"": vectors} if "size" in vectors else vectors
    sparse = {name: edge.EdgeSparseVectorParams() for name in body.get("sparse_vectors") or {}}
    if not dense and not sparse:
        raise Refused("a collection needs vectors")
    params = {name: edge.EdgeVectorParams(size=v["size"], distance=pick(DISTANCES, v["distance"], "distance")) for name, v in dense.items()}
    return edge.EdgeConfig(vectors=params or None, sparse_vectors=sparse or None)


def vector(value: Any) -> Any:
    if isinstance(value, dict) and {"indices", "values"} == set(value):
        return edge.SparseVector(indices=value["indices"], values=value["values"])
    return {name: vector(v) for name, v in value.items()} if isinstance(value, dict) else value


def points(body: dict) -> list[edge.Point]:
    """A list of points, or the columns of a batch."""
    if batch := body.get("batch"):
        payloads = batch.get("payloads") or [None] * len(batch["ids"])
        named = isinstance(batch["vectors"], dict)
        rows = [dict(zip(batch["vectors"], row)) for row in zip(*batch["vectors"].values())] if named else batch["vectors"]
        return [edge.Point(i, vector(v), p) for i, v, p in zip(batch["ids"], rows, payloads, strict=True)]
    return [edge.Point(p["id"], vector(p["vector"]), p.get("payload")) for p in body["points"]]


MATCHES: dict[str, Callable] = {
    "value": edge.MatchValue,
    "text": edge.MatchText,
    "text_any": edge.MatchTextAny,
    "phrase": edge.MatchPhrase,
    "any": edge.MatchAny,
    "except": edge.MatchExcept,
}


def condition(c: dict) -> Any:
    match c:
        case {"key": key, "match": wanted}:
            ((kind, value),) = wanted.items()
            return edge.FieldCondition(key=key, match=pick(MATCHES, kind, "match")(value))
        case {"key": key, "range": limits}:
            known = {name: limits.get(name) for name in ("gte", "gt", "lte", "lt")}
            words = any(isinstance(v, str) for v in known.values())
            return edge.FieldCondition(key=key, range=(edge.RangeDateTime if words else edge.RangeFloat)(**known))
        case {"key": key, "values_count": limits}:
            return edge.FieldCondition(key=key, values_count=edge.ValuesCount(**limits))
        case {"has_id": ids}:
            return edge.HasIdCondition(set(ids))
        case {"has_vector": name}:
            return edge.HasVectorCondition(name)
        case {"is_empty": {"key": key}}:
            return edge.IsEmptyCondition(key)
        case {"is_null": {"key": key}}:
            return edge.IsNullCondition(key)
        case {"nested": {"key": key, "filter": inner}}:
            return edge.NestedCondition(key, filter_of(inner))
    if set(c) <= {"must", "should", "must_not", "min_should"}:
        return filter_of(c)
    raise Refused(f"condition {c} is not known to the stand-in")


def filter_of(body: dict | None) -> edge.Filter | None:
    if not body:
        return None
    lists = {name: [condition(c) for c in (given if isinstance(given, list) else [given])] for name in ("must", "should", "must_not") if (given := body.get(name))}
    least = body.get("min_should")
    if least:
        lists["min_should"] = edge.MinShould([condition(c) for c in least["conditions"]], least["min_count"])
    return edge.Filter(**lists)


def selector(value: Any) -> Any:
    if isinstance(value, dict):
        return edge.PayloadSelector.Include(value["include"]) if "include" in value else edge.PayloadSelector.Exclude(value["exclude"])
    return value


def shown(body: dict, payload: bool) -> dict:
    """What of a point is wanted; `payload` is the call's default."""
    wanted = body.get("with_payload")
    return {"with_payload": selector(payload if wanted is None else wanted), "with_vector": body.get("with_vector", body.get("with_vectors", False)) or False}


def query(body: dict, vector_of: Callable[[Any, str | None], Any]) -> tuple[Any, int | str | None]:
    """`query` of a query request: a vector, a point's id, or nearest to one of them; and that point, which is not to be found itself."""
    given, using = body.get("query"), body.get("using")
    if isinstance(given, dict) and "nearest" in given:
        given = given["nearest"]
    if given is None:
        return None, None
    itself = given if isinstance(given, (int, str)) else None
    if itself is not None:
        given = vector_of(itself, using)
    if isinstance(given, dict) and set(given) != {"indices", "values"}:
        raise Refused(f"query by {', '.join(given)} is not known to the stand-in")
    return edge.Query.Nearest(vector(given), using), itself


def plain(value: Any) -> Any:
    """A vector of the engine as JSON."""
    if isinstance(value, edge.SparseVector):
        return {"indices": value.indices, "values": value.values}
    if isinstance(value, dict):
        return plain(value[""]) if set(value) == {""} else {name: plain(v) for name, v in value.items()}
    return value


def identity(value: Any) -> int | str:
    return value if isinstance(value, int) else str(value)


def point(found: Any) -> dict:
    """A scored point or a record as JSON."""
    score = {"version": found.version, "score": found.score} if hasattr(found, "score") else {}
    parts = {name: value for name, value in (("payload", found.payload), ("vector", plain(found.vector))) if value is not None}
    return {"id": identity(found.id), **score, **parts}
