/** Which secrets a new value alone does not change, because the service keeps what it was given in its data. */

/** Why a new value would not do, and what does. */
export interface Bound {
  readonly why: string;
  readonly how: string;
}

const firstStart = (application: string, name: string, where: string): Record<string, Bound> => ({
  [name]: {
    why: `${application} takes it at its first start only, and keeps its own copy`,
    how: `change it there (${where}), then give the same value to ./sutazai secrets set ${name}`,
  },
});
const encrypts = (application: string): Bound => ({
  why: `${application} has encrypted what it stores with it: with another value its stored credentials cannot be read`,
  how: `export them in ${application} first, and begin with new data`,
});

/** By the secret's name. Every other secret is read at each start: its services start anew with the new value. */
export const BOUND: Readonly<Record<string, Bound>> = {
  ...firstStart("Neo4j", "neo4j-password", "ALTER CURRENT USER SET PASSWORD in Neo4j's browser"),
  ...firstStart("Grafana", "grafana-admin-password", "Grafana's profile page"),
  ...firstStart("Langflow", "langflow-admin-password", "Langflow's settings"),
  ...firstStart("Flowise", "flowise-admin-password", "Flowise's account page"),
  ...firstStart("n8n", "n8n-owner-password", "n8n's personal settings"),
  ...firstStart("Dify", "dify-init-password", "Dify's account page"),
  "langflow-secret-key": encrypts("Langflow"),
  "n8n-encryption-key": encrypts("n8n"),
  "dify-secret-key": encrypts("Dify"),
};
