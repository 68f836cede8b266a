// Asks the stand-in questions as a browser would put them to api.github.com, with the certificate checked.
import { once } from "node:events";
import { request } from "node:https";
import { gunzipSync } from "node:zlib";
import { cert } from "./certificate.mjs";

/** Resolves to { status, headers, text, body }; rejects where the connection or the body breaks. */
export async function ask({ port }, target, { method = "GET", headers = {}, token, agent } = {}) {
  const asked = request({
    host: "127.0.0.1",
    port,
    ca: cert,
    servername: "api.github.com",
    path: target.replace("https://api.github.com", ""),
    method,
    agent,
    headers: { host: "api.github.com", ...(token && { authorization: `Bearer ${token}` }), ...headers },
  });
  asked.end();
  const [response] = await once(asked, "response");
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const text = (response.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
  const json = /json/.test(response.headers["content-type"] ?? "");
  return { status: response.statusCode, headers: response.headers, text, get body() { return json ? JSON.parse(text) : null; } };
}

export const links = ({ headers }) =>
  Object.fromEntries([...(headers.link ?? "").matchAll(/<([^>]*)>; rel="([^"]*)"/g)].map(([, url, relation]) => [relation, url]));

/** All pages from `target` on, by one relation of the Link header. */
export async function walk(server, target, { relation = "next", ...options } = {}) {
  const pages = [];
  for (let url = target; url; url = links(pages.at(-1))[relation]) {
    pages.push(await ask(server, url, options));
    if (pages.length > 1000) throw new Error(`the pages of ${target} do not end`);
  }
  return pages;
}

export const numbers = (pages) => pages.flatMap(({ body }) => body.map((row) => row.number));
