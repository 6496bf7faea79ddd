import { describe, expect, test } from "@jest/globals";
import { buildLogInput, failedStep, lostConnection } from "./build-log.ts";

const TRY = (step: string, ...words: string[]) => `#0 building with "default" instance using docker driver

#1 [internal] load .dockerignore
#1 DONE 0.2s

#5 [2/3] RUN apt-get update
#5 1.2 Hit:1 bookworm
#5 DONE 3.1s

#6 [3/3] RUN ${step}
${words.map((word) => `#6 1.9 ${word}`).join("\n")}
#6 ERROR: executor failed running [/bin/sh -c ${step}]: exit code: 1
------
 > [3/3] RUN ${step}:
${words.map((word) => `1.9 ${word}`).join("\n")}
------
`;

test("the log lies in the checkout's own folder, seen from the program's", () => expect(buildLogInput("lab-consul")).toBe("../.sutazai/builds/lab-consul.log"));

describe("what is told of a failed build", () => {
  test("is the failed step of the last try", () => {
    expect(failedStep(TRY("make", "old words") + TRY("go build", "compiling", "no space left on device"))).toEqual([
      "#6 [3/3] RUN go build",
      "#6 1.9 compiling",
      "#6 1.9 no space left on device",
      "#6 ERROR: executor failed running [/bin/sh -c go build]: exit code: 1",
    ]);
  });

  test("is the end of it, and the whole try when no step says that it failed", () => {
    const words = Array.from({ length: 40 }, (_, i) => `word ${i} ${"x".repeat(400)}`);
    const told = failedStep(TRY("make", ...words));
    expect([told.length, told[0]!.slice(0, 14), Math.max(...told.map((line) => line.length))]).toEqual([25, "#6 1.9 word 16", 300]);
    expect(failedStep("#0 building\n#1 [internal] load metadata\n\n#1 waiting\n")).toEqual(["#0 building", "#1 [internal] load metadata", "#1 waiting"]);
    expect(failedStep("")).toEqual([]);
  });
});

test.each([
  'go: github.com/a/b@v1.0.0: read "/proxy/mod": read tcp 10.0.0.2:4->10.0.0.3:443: read: connection reset by peer',
  'github.com/a/b: Get "/b/@v/v1.zip": unexpected EOF',
  "go: downloading: Get /x: dial tcp: lookup mirror: no such host",
  "npm error code ECONNRESET",
  "npm error network request failed, reason: connect ETIMEDOUT 10.0.0.1:443",
  "pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.",
  "E: Failed to fetch x.deb  Could not connect to mirror:80",
  "Temporary failure resolving 'mirror'",
  "verifying module: reading /lookup: 502 Bad Gateway",
  "Received status code: 429 Too Many Requests",
])("lost its connection: %s", (line) => expect(lostConnection(["before", line, "after"])).toBe(line));

test.each([
  "SyntaxError: unexpected EOF while parsing",
  "npm error code ERESOLVE",
  "main.go:502: undefined: server",
  "ERROR: Could not find a version that satisfies the requirement x==9",
  "no space left on device",
  "E: Unable to locate package frobnicate",
])("is its own fault: %s", (line) => expect(lostConnection([line])).toBeUndefined());
