// Puts an answer on the wire: compressed as GitHub does it, or spoilt in the way a fault asks for.
import { gzipSync } from "node:zlib";

const WORTH_COMPRESSING = 1024;

/** Holds answers back half-sent until a test lets them go; nothing here waits for time to pass. */
export class Gate {
  #waiting = [];

  hold() {
    return new Promise((open) => this.#waiting.push(open));
  }

  release() {
    for (const open of this.#waiting.splice(0)) open();
  }
}

export async function deliver(request, response, { status, headers, text, delivery }, hold) {
  const half = text?.slice(0, Math.ceil(text.length / 2));
  response.sendDate = false;
  switch (delivery) {
    case "dropped":
      // A browser quietly repeats a request when a used connection closes before a first byte; so one byte goes out.
      return void request.socket.end("HTTP/1.1 200 OK\r\n");
    case "cut-off":
      response.writeHead(status, headers);
      return void response.write(half, () => request.socket.end());
    case "truncated":
      return void response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(half) }).end(half);
    case "slow":
      response.writeHead(status, headers);
      response.write(half);
      await hold();
      return void response.end(text.slice(half.length));
    default:
      return void send(request, response, status, headers, text);
  }
}

function send(request, response, status, headers, text) {
  if (text === null) return response.writeHead(status, headers).end();
  if (text.length > WORTH_COMPRESSING && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
    return response.writeHead(status, { ...headers, "content-encoding": "gzip" }).end(gzipSync(text, { level: 1 }));
  }
  return response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) }).end(text);
}
