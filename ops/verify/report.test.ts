import { expect, test } from "@jest/globals";
import { markdownReport, sumLine } from "./report.ts";

const check = { service: "redis", check: "PING", ok: true, ms: 12, detail: "PONG", real: true };
const head = { stack: "dev", environment: "dev", source: "lab", at: new Date("2026-01-02T03:04:05Z") };

test("the report has the sum, the failed checks, and every check; stand-ins are marked", () => {
  const checks = [check, { ...check, service: "kong", check: "GET :8000/", ok: false, ms: 3, detail: "HTTP 404 <b>a|b</b>", real: false }];
  expect(markdownReport(head, checks)).toBe(`# Verification of stack dev

2026-01-02T03:04:05.000Z, environment dev, images from lab.

2 checks of 2 services: 1 passed, 1 failed; 1 stand-in (kong)

## Failed

- **kong** GET :8000/ (stand-in): HTTP 404 &lt;b>a\\|b&lt;/b>

## All checks

| service | check | result | ms | detail |
| --- | --- | --- | ---: | --- |
| redis | PING | passed | 12 | PONG |
| kong | GET :8000/ (stand-in) | **failed** | 3 | HTTP 404 &lt;b>a\\|b&lt;/b> |
`);
});

test("without failures there is no list of them", () => {
  expect(markdownReport(head, [check])).not.toContain("## Failed");
  expect(sumLine([check, check])).toBe("2 checks of 1 service: 2 passed, 0 failed");
});
