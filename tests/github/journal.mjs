// What was asked, in order: for tests to assert order, concurrency, and that no token ever stood in a URL.
import { EventEmitter, once } from "node:events";

const TOKEN = /gh[pousr]_[A-Za-z0-9._-]{20,}|github_pat_[A-Za-z0-9_]{22,}/;

export class Journal {
  entries = [];
  mostInFlight = 0;
  #inFlight = new Set();
  #events = new EventEmitter();

  /** Notes a request as it arrives, and its end when the connection is done with it. */
  open(request, response) {
    const host = request.headers.host ?? "";
    const entry = {
      number: this.entries.length + 1,
      method: request.method,
      url: `https://${host}${request.url}`,
      path: request.url,
      host,
      origin: request.headers.origin ?? null,
      headers: { ...request.headers },
      tokenInUrl: TOKEN.test(decode(request.url)),
      status: null,
      fault: null,
      held: false,
      finished: false,
      aborted: false,
    };
    this.entries.push(entry);
    this.#inFlight.add(entry);
    entry.inFlight = this.#inFlight.size;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight.size);
    this.#events.emit("change");
    response.once("close", () => {
      this.#inFlight.delete(entry);
      entry.finished = response.writableFinished;
      entry.aborted = !response.writableFinished;
      this.#events.emit("change");
    });
    return entry;
  }

  /** Notes that an answer is being held back for as long as `held` lasts. */
  async hold(entry, held) {
    entry.held = true;
    this.#events.emit("change");
    await held;
    entry.held = false;
  }

  /** Resolves once `holds(entries)` is true: as soon as a request has arrived, is held, or has ended. */
  async until(holds) {
    while (!holds(this.entries)) await once(this.#events, "change");
  }

  get inFlight() {
    return this.#inFlight.size;
  }

  clear() {
    this.entries.length = 0;
    this.mostInFlight = this.#inFlight.size;
  }
}

function decode(url) {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
