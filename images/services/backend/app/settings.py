from dataclasses import dataclass

from sutazai_service import env, env_number


@dataclass(frozen=True)
class Settings:
    environment: str = env("SUTAZAI_ENV", "dev")
    postgres_host: str = env("POSTGRES_HOST", "postgres")
    postgres_port: int = int(env_number("POSTGRES_PORT", 5432))
    postgres_db: str = env("POSTGRES_DB", "sutazai")
    postgres_user: str = env("POSTGRES_USER", "sutazai")
    redis_host: str = env("REDIS_HOST", "redis")
    redis_port: int = int(env_number("REDIS_PORT", 6379))
    ollama_url: str = env("OLLAMA_BASE_URL", "http://ollama:11434").rstrip("/")
    chromadb_url: str = env("CHROMADB_URL", "http://chromadb:8000").rstrip("/")
    rabbitmq_host: str = env("RABBITMQ_HOST")
    rabbitmq_port: int = int(env_number("RABBITMQ_PORT", 5672))
    default_model: str = env("DEFAULT_MODEL", "tinyllama")
    fallback_model: str = env("FALLBACK_MODEL", "tinyllama")
    generate_seconds: float = env_number("GENERATE_TIMEOUT", 300)

    @property
    def models(self) -> list[str]:
        return list(dict.fromkeys([self.default_model, self.fallback_model]))


settings = Settings()
