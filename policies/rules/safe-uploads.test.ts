import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { safeUploads } from "./safe-uploads.ts";

ruleTests(safeUploads, {
  good: [
    container(),
    container({ uploads: [{ file: "/x", content: "a: 1", permissions: "0640" }, { file: "/y", source: "y", permissions: "0400" }] }),
  ],
  bad: [
    [
      container({ uploads: [{ file: "/x", content: "a: 1" }] }),
      'redis: must upload files that others cannot read; got no uploads[0].permissions; fix: set uploads[0].permissions: "0640"',
    ],
    [
      container({ uploads: [{ file: "/x", content: "a", permissions: "0660" }, { file: "/x", content: "a", permissions: "rw" }] }),
      'redis: must upload files that others cannot read; got uploads[0].permissions "0660"; fix: set uploads[0].permissions: "0640"',
      'redis: must upload files that others cannot read; got uploads[1].permissions "rw"; fix: set uploads[1].permissions: "0640"',
    ],
    [
      container({ uploads: [{ file: "/x", content: "-----BEGIN PRIVATE KEY-----", permissions: "0400" }] }),
      "redis: must upload no secrets; got uploads[0] (a private key); fix: deliver it as a file in a volume: the state keeps what is uploaded",
    ],
    [
      container({ uploads: [{ file: "/x", contentBase64: Buffer.from("-----BEGIN PRIVATE KEY-----").toString("base64"), permissions: "0400" }] }),
      "redis: must upload no secrets; got uploads[0] (a private key); fix: deliver it as a file in a volume: the state keeps what is uploaded",
    ],
  ],
  unknown: [
    container({ uploads: [{ file: "/x", content: UNKNOWN, permissions: "0400" }] }),
  ],
});
