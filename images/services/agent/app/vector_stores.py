"""The platform's three vector stores behind one interface: put, find, remove. Ids are strings; texts stay with Redis."""

import uuid

import httpx

NAME = "sutazai-knowledge"


class ChromaDB:
    collections = "/api/v2/tenants/default_tenant/databases/default_database/collections"

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.path = ""

    async def open(self) -> str:
        if not self.path:
            answer = await self.client.post(self.collections, json={"name": NAME, "get_or_create": True, "metadata": {"hnsw:space": "cosine"}})
            self.path = f"{self.collections}/{answer.raise_for_status().json()['id']}"
        return self.path

    async def put(self, id: str, vector: list[float]) -> None:
        answer = await self.client.post(f"{await self.open()}/upsert", json={"ids": [id], "embeddings": [vector]})
        answer.raise_for_status()

    async def find(self, vector: list[float], count: int) -> list[str]:
        query = {"query_embeddings": [vector], "n_results": count, "include": ["distances"]}
        answer = await self.client.post(f"{await self.open()}/query", json=query)
        return answer.raise_for_status().json()["ids"][0]

    async def remove(self, id: str) -> None:
        (await self.client.post(f"{await self.open()}/delete", json={"ids": [id]})).raise_for_status()


class Qdrant:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.made = False

    @staticmethod
    def point(id: str) -> str:
        """Qdrant takes numbers and UUIDs only."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, id))

    async def open(self, size: int) -> None:
        if not self.made and (await self.client.get(f"/collections/{NAME}")).status_code == 404:
            made = await self.client.put(f"/collections/{NAME}", json={"vectors": {"size": size, "distance": "Cosine"}})
            if made.status_code != 409:
                made.raise_for_status()
        self.made = True

    async def put(self, id: str, vector: list[float]) -> None:
        await self.open(len(vector))
        points = {"points": [{"id": self.point(id), "vector": vector, "payload": {"id": id}}]}
        (await self.client.put(f"/collections/{NAME}/points?wait=true", json=points)).raise_for_status()

    async def find(self, vector: list[float], count: int) -> list[str]:
        await self.open(len(vector))
        answer = await self.client.post(f"/collections/{NAME}/points/search", json={"vector": vector, "limit": count, "with_payload": True})
        return [point["payload"]["id"] for point in answer.raise_for_status().json()["result"]]

    async def remove(self, id: str) -> None:
        (await self.client.post(f"/collections/{NAME}/points/delete?wait=true", json={"points": [self.point(id)]})).raise_for_status()


class Faiss:
    """Shared with others, and its first vector fixed its dimension: ids carry a prefix, a refusal is said."""

    prefix = "knowledge:"

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def put(self, id: str, vector: list[float]) -> None:
        (await self.client.post("/add", json={"id": self.prefix + id, "vector": vector})).raise_for_status()

    async def find(self, vector: list[float], count: int) -> list[str]:
        answer = await self.client.post("/search", json={"vector": vector, "k": count})
        found = [result["id"] for result in answer.raise_for_status().json()["results"]]
        return [id.removeprefix(self.prefix) for id in found if id.startswith(self.prefix)]

    async def remove(self, id: str) -> None:
        answer = await self.client.delete(f"/vectors/{self.prefix}{id}")
        if answer.status_code != 404:
            answer.raise_for_status()


STORES = {"chromadb": ChromaDB, "qdrant": Qdrant, "faiss": Faiss}
