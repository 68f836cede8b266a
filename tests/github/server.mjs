// A stand-in for api.github.com, for end-to-end tests of a page that reads issues in the browser.
//
//   node tests/github/server.mjs [--data FOLDER] [--port 8443] [--issues 250]
//   chromium --host-resolver-rules="MAP api.github.com 127.0.0.1:8443" --ignore-certificate-errors …
//
// With --ignore-certificate-errors Chromium keeps its HTTP cache off; to have it on, trust the one key instead
// (--ignore-certificate-errors-spki-list and `fingerprint` of certificate.mjs; it needs --user-data-dir).
// It serves HTTPS on the loopback interface and speaks of itself as https://api.github.com.
import { createServer } from "node:https";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { answer } from "./answer.mjs";
import { backlog } from "./backlog.mjs";
import { cert, fingerprint, key } from "./certificate.mjs";
import { deliver, Gate } from "./delivery.mjs";
import { Faults } from "./faults.mjs";
import * as headers from "./headers.mjs";
import { Journal } from "./journal.mjs";
import { Limits } from "./limits.mjs";
import { loadRecordings } from "./recordings.mjs";
import { anonymous, identify } from "./tokens.mjs";
import { World } from "./world.mjs";

/**
 * @param repositories `{ "owner/name": issues or { issues, blockedBy, subIssues, comments, labels, id, private,
 *   has_issues, deleted, blocked } or { renamedTo } }`
 * @param dataDir a folder of recorded issues, served as well
 * @param faults the fault script: `[{ at: page, fault, …options }, { next: count, fault, …options }]`
 * @param now the clock: a function, a Date, or a time in any form Date reads
 */
export async function start({ repositories = {}, dataDir, port = 0, faults: script = [], now = Date.now } = {}) {
  const clock = () => Number(new Date(typeof now === "function" ? now() : now));
  const world = new World({ ...(dataDir && loadRecordings(dataDir)), ...repositories }, clock);
  const service = { world, limits: new Limits(clock), faults: new Faults(script), now: clock };
  const journal = new Journal();
  const gate = new Gate();

  const server = createServer({ cert, key }, async (request, response) => {
    const entry = journal.open(request, response);
    request.resume();
    try {
      const reply = request.method === "OPTIONS" ? preflight(request, entry, clock) : answer(request, entry, service);
      entry.status = reply.status;
      await deliver(request, response, reply, () => journal.hold(entry, gate.hold()));
    } catch (error) {
      entry.status = 500;
      entry.error = error.stack;
      response.writeHead(500, { "content-type": "text/plain", "access-control-allow-origin": "*" }).end(error.stack);
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  const { port: bound } = server.address();
  return {
    url: `https://127.0.0.1:${bound}`,
    port: bound,
    control: control(service, journal, gate),
    async close() {
      gate.release();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function preflight(request, entry, clock) {
  entry.refused = headers.refused(request.headers["access-control-request-headers"]);
  return { status: 204, text: null, headers: { ...headers.base(clock(), entry.number), ...headers.preflight } };
}

/** What a test holds in its hands while the page is running. */
function control({ world, limits, faults }, journal, gate) {
  const who = (token) => (token ? identify(`Bearer ${token}`) : anonymous);
  return {
    next: (count, fault, options) => faults.next(count, fault, options),
    at: (page, fault, options) => faults.at(page, fault, options),
    clearFaults: () => faults.clear(),
    get pendingFaults() {
      return faults.pending;
    },
    until: (holds) => journal.until(holds),
    held: () => journal.until((entries) => entries.some((entry) => entry.held)),
    idle: () => journal.until(() => journal.inFlight === 0),
    release: () => gate.release(),
    get journal() {
      return journal.entries;
    },
    get mostInFlight() {
      return journal.mostInFlight;
    },
    clearJournal: () => journal.clear(),
    budget: (token) => limits.budget(who(token)),
    spend: (count, token) => limits.spend(who(token), count),
    repository(name) {
      const found = world.byName(name);
      if (!found) throw new Error(`no repository is called ${name}`);
      return found;
    },
  };
}

async function main() {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      port: { type: "string", default: "8443" },
      issues: { type: "string", default: "250" },
    },
  });
  const name = "example/backlog";
  const repositories = { [name]: backlog(name, Number(values.issues)) };
  const { url, port } = await start({ repositories, dataDir: values.data, port: Number(values.port) });
  console.log(`The GitHub stand-in listens at ${url} (try ${url}/repos/${name}/issues).`);
  const trust = `--ignore-certificate-errors-spki-list=${fingerprint} --user-data-dir=$(mktemp -d)`;
  console.log(`chromium --host-resolver-rules="MAP api.github.com 127.0.0.1:${port}" ${trust} PAGE`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
