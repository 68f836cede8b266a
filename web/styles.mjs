// Makes one small file of the style sheets: together they compress better, and a
// first visit asks once.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const dist = process.env.TRUNK_STAGING_DIR ?? "dist";
const page = path.join(dist, "index.html");
const html = readFileSync(page, "utf8");
const links = [...html.matchAll(/\s*<link rel="stylesheet" href="\.\/([^"]+\.css)"[^>]*>/g)];
if (links.length === 0) {
  console.error("web/styles.mjs found no style sheets in index.html.");
  process.exit(1);
}
const input = links.map(([, file]) => readFileSync(path.join(dist, file), "utf8")).join("\n");
const text = execFileSync("esbuild", ["--minify", "--loader=css"], { input });
const name = `style-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.css`;
for (const [, file] of links) rmSync(path.join(dist, file));
writeFileSync(path.join(dist, name), text);
const rest = links.slice(1).reduce((html, [link]) => html.replace(link, ""), html);
writeFileSync(page, rest.replace(links[0][0].trim(), `<link rel="stylesheet" href="./${name}" />`));
