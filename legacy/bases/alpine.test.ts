import { expect, test } from "@jest/globals";
import { fromAlpine } from "./alpine.ts";
import type { Onto } from "./onto.ts";
import { node, python } from "./testing.ts";

const ALPINE = `FROM python:3.11-alpine3.19
RUN apk add --no-cache \\
    curl build-base
WORKDIR /app
RUN addgroup -g 1001 -S web && adduser -S -u 1001 -G web web
RUN adduser -D -u 1000 agent
USER agent
CMD ["python", "app.py"]
`;

test("an Alpine file whose every line is understood, as one of the slim image: each package with its project, all of high risk", () => {
  const { text, from, lines: all } = fromAlpine(ALPINE, [python, node], false) as Extract<Onto, { text: string }>;
  expect([from, text]).toEqual(["python:3.11-alpine3.19", `FROM sutazai/python-agent-base:1
USER root
WORKDIR /
ENV PIP_CONSTRAINT="" PIP_ONLY_BINARY=""
RUN userdel sutazai
ENTRYPOINT []
RUN apt-get update && apt-get install -y --no-install-recommends curl build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN groupadd --gid 1001 --system web && useradd --system --uid 1001 --gid web --create-home --shell /bin/false web
RUN useradd --uid 1000 --create-home --user-group --shell /bin/sh agent
USER agent
CMD ["python", "app.py"]
`]);
  expect(all.slice(0, 6).map(({ text: line, risk }) => `${risk} ${line}`)).toEqual([
    "high musl becomes glibc: what the files bring along that was built for Alpine does not start",
    "high the tools of BusyBox become those of Debian, sh becomes dash",
    "high apk's curl becomes Debian's curl (curl), in its version there",
    "high apk's build-base becomes Debian's build-essential (GCC, GNU make and the C library's headers), in its version there",
    "medium users are made by useradd and groupadd; a number that is not given is another one",
    "medium users are made by useradd and groupadd; a number that is not given is another one",
  ]);
});

test.each([
  ["RUN apk add curl docker-cli", 'of apk\'s docker-cli in line 2 no Debian counterpart is known here'],
  ["RUN apk add curl=8.1", "of apk's curl=8.1 in line 2 no Debian counterpart is known here"],
  ["RUN apk add --virtual .b gcc && pip install x && apk del .b", 'line 2 is for Alpine, and more than a plain "apk add" or "adduser"'],
  ["RUN adduser x y", 'line 2 is for Alpine, and more than a plain "apk add" or "adduser"'],
  ['CMD ["/bin/ash"]', 'line 2 is for Alpine, and more than a plain "apk add" or "adduser"'],
  ["RUN pip install --user x", "pip install --user does not work in the base's virtual environment"],
])("an Alpine file stays with %s", (line, refused) => {
  expect(fromAlpine(`FROM python:3.11-alpine\n${line}\n`, [python, node], false)).toEqual({ refused });
});
