/** Small compose projects whose meaning was asked of docker compose itself (record.ts). */
export interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Given by -f, in this order. */
  readonly compose: readonly string[];
  readonly profiles?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const one = (name: string, text: string, more: Partial<Case> = {}): Case => ({ name, files: { "compose.yml": text, ...more.files }, compose: more.compose ?? ["compose.yml"], ...(more.profiles ? { profiles: more.profiles } : {}), ...(more.env ? { env: more.env } : {}) });
const over = (name: string, base: string, text: string): Case => one(name, base, { files: { "over.yml": text }, compose: ["compose.yml", "over.yml"] });

export const CASES: readonly Case[] = [
  one("short forms", "services:\n  a:\n    image: x:1\n    command: serve --name 'two words' \"q\\\"x\" a\\ b\n    environment: [A=1, B=two=2]\n    labels: [k=v]\n    ports: ['8080:80', '127.0.0.1:9000-9001:90-91/udp', '53']\n    volumes: ['data:/data', './conf:/conf:ro', '/etc/x:/x', '/anon']\n    tmpfs: /run\n    dns: 1.1.1.1\n    depends_on: [b]\n    networks: [n]\n  b: {image: y:1}\nnetworks: {n: {}}\nvolumes: {data: {}}\n"),
  one("long forms", "services:\n  a:\n    image: x:1\n    command: [a, 'b c']\n    entrypoint: [e]\n    environment: {A: 1, B: true, C: 1.50, D: ''}\n    ports: [{target: 80, published: '8080', host_ip: 127.0.0.1, protocol: udp}]\n    volumes: [{type: volume, source: d, target: /d, read_only: true}, {type: bind, source: ./x, target: /x}, {type: tmpfs, target: /t}]\n    depends_on: {b: {condition: service_healthy}}\n  b: {image: y:1}\nvolumes: {d: {}}\n"),
  one("variables", "services:\n  a:\n    image: ${IMG:-x}:${TAG-1}\n    environment: {A: '${SET}', B: '${UNSET:-d ${SET}}', C: '$$HOME', D: '${SET:+yes}', E: '${UNSET:+yes}', F: '${EMPTY-d}', G: '${EMPTY:-d}', H: $SET}\n", { env: { SET: "s", EMPTY: "" } }),
  one("demanded variable", "services:\n  a: {image: 'x:${NEEDED:?say it}'}\n"),
  one("stray dollar", "services:\n  a: {image: 'x:1', command: ['${}']}\n"),
  one("anchors and merge keys", "x-c: &c {restart: always, environment: &e {A: 1, B: 2}}\nservices:\n  a:\n    <<: *c\n    image: x:1\n  b:\n    image: x:1\n    environment: {<<: *e, B: 3}\n"),
  one("a key twice", "services:\n  a: {image: x:1, image: y:1}\n"),
  one("two merge keys", "x-a: &a {image: x:1}\nx-b: &b {image: y:1}\nservices:\n  a:\n    <<: *a\n    <<: *b\n"),
  over("override of maps and lists", "services:\n  a:\n    image: x:1\n    environment: [A=1, B=1]\n    labels: {l: a}\n    cap_add: [A]\n    security_opt: [a]\n    dns: [1.1.1.1]\n    expose: ['80']\n    command: [a, b]\n    entrypoint: [a]\n    healthcheck: {test: [CMD, a], retries: 3}\n", "services:\n  a:\n    environment: {B: 2, C: 3}\n    labels: [l=b]\n    cap_add: [B]\n    security_opt: [b]\n    dns: 2.2.2.2\n    expose: [81]\n    command: c\n    entrypoint: [b]\n    healthcheck: {test: [CMD, b]}\n"),
  over("override of ports and volumes", "services:\n  a:\n    image: x:1\n    ports: ['80:80', '81:81']\n    volumes: ['data:/d', './a:/a']\nvolumes: {data: {}, other: {}}\n", "services:\n  a:\n    ports: ['80:80', '82:81']\n    volumes: ['other:/d', './b:/b']\n"),
  over("reset and override", "services:\n  a:\n    image: x:1\n    ports: ['80:80']\n    environment: {A: 1, B: 2}\n    cap_add: [A]\n", "services:\n  a:\n    ports: !reset []\n    environment: {A: !reset null}\n    cap_add: !override [B]\n"),
  over("null keeps what was there", "services:\n  a: {image: x:1, command: [a], environment: {A: 1}}\n", "services:\n  a: {environment: }\n"),
  over("another log driver", "services:\n  a: {image: x:1, logging: {driver: json-file, options: {max-size: 1m}}}\n", "services:\n  a: {logging: {driver: local, options: {max-file: '2'}}}\n"),
  over("depends_on and networks", "services:\n  a: {image: x:1, depends_on: [b], networks: [n]}\n  b: {image: x:1}\n  c: {image: x:1}\nnetworks: {n: {}, m: {}}\n", "services:\n  a: {depends_on: {c: {condition: service_healthy}}, networks: {m: {aliases: [z]}}}\n"),
  one("extends in the file", "services:\n  base: {image: x:1, environment: {A: 1, B: 1}, ports: ['80:80']}\n  a: {extends: base, environment: {B: 2}, ports: ['81:81']}\n"),
  one("extends another file", "services:\n  a: {extends: {file: other/base.yml, service: base}, environment: {B: 2}}\n", { files: { "other/base.yml": "services:\n  base: {extends: root, volumes: ['./x:/x']}\n  root: {image: x:1, environment: {A: 1, B: 1}}\n" } }),
  one("extends itself", "services:\n  a: {extends: b, image: x:1}\n  b: {extends: a}\n"),
  one("extends nothing", "services:\n  a: {extends: gone, image: x:1}\n"),
  one("include", "include: [sub/inc.yml]\nservices:\n  a: {image: x:1, depends_on: [b]}\n", { files: { "sub/inc.yml": "services:\n  b: {image: y:1, volumes: ['./d:/d']}\n" } }),
  one("include with the same name", "include: [inc.yml]\nservices:\n  a: {image: x:1}\n", { files: { "inc.yml": "services:\n  a: {image: y:1}\n" } }),
  one("env files", "services:\n  a:\n    image: x:1\n    env_file: [a.env, {path: gone.env, required: false}]\n    environment: {B: own}\n", { files: { "a.env": "# c\nA=1\nexport B=2\nC=\"x ${A}\"\nD='x ${A}'\nE=a b # c\nF=\n" } }),
  one("an env file that is not there", "services:\n  a: {image: x:1, env_file: gone.env}\n"),
  one("profiles", "services:\n  a: {image: x:1}\n  b: {image: x:1, profiles: [p]}\n  c: {image: x:1, profiles: [q]}\n", { profiles: ["p"] }),
  one("a dependency in another profile", "services:\n  a: {image: x:1, depends_on: [b]}\n  b: {image: x:1, profiles: [p]}\n"),
  one("an unknown dependency", "services:\n  a: {image: x:1, depends_on: [gone]}\n"),
  one("no services", "volumes: {d: {}}\n"),
  one("a list of services", "services: [a]\n"),
];
