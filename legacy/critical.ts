/** What a platform cannot do without: never touched by a consolidation that does not name it, and validated alone by `--critical-only`. */
export const CRITICAL = ["postgres", "redis", "neo4j", "ollama", "backend", "frontend"] as const;
