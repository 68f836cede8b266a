// A small static file server, for web/serve and for the end-to-end tests.
// `node web/static.mjs DIR` serves DIR at PORT (8080).
import { createReadStream, realpathSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const types = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".jsonl": "application/jsonl",
  ".map": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** The file a request asks for, or nothing if there is none inside `root`. */
async function find(root, prefix, url) {
  try {
    let name = decodeURIComponent(new URL(url, "http://localhost").pathname);
    if (!name.startsWith(prefix)) return undefined;
    name = name.slice(prefix.length);
    if (name === "" || name.endsWith("/")) name += "index.html";
    const file = path.join(root, name);
    if (!file.startsWith(root + path.sep)) return undefined;
    const { size, isFile } = await stat(file).then((s) => ({ size: s.size, isFile: s.isFile() }));
    return isFile ? { file, size } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves `dir` on the loopback interface. `port` 0 takes any free port;
 * `prefix` ("/owner/repo/") serves it below a path, as project pages are.
 */
export async function serve(dir, { port = 0, prefix = "/" } = {}) {
  const root = path.resolve(dir);
  const server = createServer(async (request, response) => {
    const send = (status, headers = {}) =>
      response.writeHead(status, { "cache-control": "no-cache", "x-content-type-options": "nosniff", ...headers });
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(405, { allow: "GET, HEAD" }).end();
    } else if (prefix !== "/" && request.url === prefix.slice(0, -1)) {
      send(301, { location: prefix }).end();
    } else {
      const found = await find(root, prefix, request.url);
      if (!found) return send(404, { "content-type": types[".txt"] }).end("Not found\n");
      const type = types[path.extname(found.file)] ?? "application/octet-stream";
      send(200, { "content-type": type, "content-length": found.size });
      if (request.method === "HEAD") return response.end();
      createReadStream(found.file).on("error", () => response.destroy()).pipe(response);
    }
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const port = process.env.PORT || "8080";
  try {
    const { url } = await serve(process.argv[2] ?? "dist", { port: Number(port) });
    console.log(`Serving at ${url} (Ctrl-C stops)`);
  } catch (error) {
    const taken = error.code === "EADDRINUSE" ? "is taken" : "cannot be used";
    console.error(`Port ${port} ${taken}: set PORT to another and run this again.`);
    process.exitCode = 1;
  }
}
