// The certificate the stand-in shows for api.github.com: self-signed, with its key in the open, valid
// 2000-2100 so that no test depends on today's date. For tests on the loopback interface only.
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(`certificate/${name}`, import.meta.url));

export const cert = read("test-only.crt");
export const key = read("test-only.key");

/** For Chromium's --ignore-certificate-errors-spki-list, which trusts this one key and keeps the HTTP cache on. */
export const fingerprint = createHash("sha256")
  .update(new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" }))
  .digest("base64");
