// Writes the page's Content-Security-Policy:
// nothing is allowed but the page's own files, and requests to the GitHub API.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const placeholder = "__POLICY__";
const page = path.join(process.env.TRUNK_STAGING_DIR ?? "dist", "index.html");
const api = process.env.GITHUB_API_ORIGIN || "https://api.github.com";

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

// An own GitHub host has its API below a path.
if (!URL.canParse(api) || !/^https?:\/\/[^/?#]+(\/[\w/.-]*\w)?$/.test(api)) {
  stop(`GITHUB_API_ORIGIN is "${api}", but must be an address such as https://api.github.com or https://github.example.com/api/v3.`);
}
const html = readFileSync(page, "utf8");
const quoted = `content="${placeholder}"`;
if (html.split(quoted).length !== 2) stop(`index.html must hold ${quoted} exactly once, quotes and all.`);
// The policy forbids these, so the browser would drop them without a word.
const forbidden = html.match(/<style\b|<[^>]*\s(?:style|on\w+)\s*=/i);
if (forbidden) stop(`index.html must not hold inline styles or event handlers: ${forbidden[0]}`);

const inline = [...html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/gi)]
  .filter(([, attributes]) => !/\ssrc\s*=/i.test(attributes))
  .map(([, , text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);

const policy = [
  "default-src 'none'",
  ["script-src 'self' 'wasm-unsafe-eval'", ...inline].join(" "),
  "style-src 'self'",
  "img-src 'self' data:",
  `connect-src 'self' ${new URL(api).origin}`,
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
writeFileSync(page, html.replace(placeholder, () => policy));
