// Reads sources off the page: a worker around the engine's module. The page
// loads it when something is first read.

const SLICE = 1 << 18; // bytes, or of a text UTF-16 units, that are read in one go
const NEWS = 250; // milliseconds between two words on how far it is: each is drawn
const TURN = 8; // milliseconds of reading before the page is heard
const IN_USE = 60; // milliseconds after which it counts as left alone again
const REST = 30; // milliseconds that reading rests while the page is in use
const CHANGED = "it was moved, deleted or changed after it was chosen; choose it again";
const version = self.location.search;
const own = new MessageChannel();
let lastUsed = -Infinity;
let since = 0;
let policy;
let harvester;
// Chromium throws a stream of bytes away though it is being read, unless something here holds on to it.
let underWay;

let broken = 0;
let engine = load();

// One that broke is left alone; under another name a new one is made.
function load() {
  const name = `./module/autonomous_orchestrator.js${version}${broken > 0 ? `#${broken}` : ""}`;
  return import(name).then(async (module) => {
    await module.default({ module_or_path: new URL(`./module/autonomous_orchestrator_bg.wasm${version}`, self.location.href) });
    return module;
  });
}

// The reader itself is not to be had: no fault of what was to be read.
class NotThere extends Error {}

async function under(config) {
  const { Harvester } = await engine.catch((error) => {
    throw new NotThere(error.message);
  });
  if (config !== policy) {
    harvester = new Harvester(JSON.parse(config));
    policy = config;
  }
  return harvester;
}

try {
  new BroadcastChannel("autonomous-orchestrator-use").onmessage = () => {
    lastUsed = performance.now();
  };
} catch {
  // The page has no channel either.
}

const message = (port) => new Promise((resolve) => port.addEventListener("message", resolve, { once: true }));
own.port1.start();

// Bytes that are there already come without a pause, in which no message would be heard. On few cores
// the page waits for its turn to draw: what the person does goes before what is read.
async function rest() {
  if (performance.now() - since < TURN) return;
  own.port2.postMessage(null);
  await message(own.port1);
  if (performance.now() - lastUsed < IN_USE) await new Promise((resolve) => setTimeout(resolve, REST));
  since = performance.now();
}

// A file in bytes or a text, slice by slice. The browser fetches a file's next slices while one is read.
async function* slices(source) {
  if (typeof source === "string") {
    for (let at = 0; at < source.length; ) {
      // A character of two units is not cut in two.
      const end = at + SLICE - (source.charCodeAt(at + SLICE - 1) >> 10 === 0x36);
      yield [source.slice(at, end), at / source.length];
      at = end;
    }
    return;
  }
  const reader = (underWay = bytesOf(source.stream()));
  let buffer = new ArrayBuffer(1 << 20);
  for (let read = 0; ; ) {
    const { value, done } = await reader.read(new Uint8Array(buffer)).catch(() => {
      throw new Error(CHANGED);
    });
    // A file that was cut meanwhile just ends.
    if (done && read !== source.size) throw new Error(CHANGED);
    if (done) return;
    yield [value, read / source.size];
    read += value.length;
    buffer = value.buffer;
  }
}

// Bytes read into one buffer over and over cost a quarter of those that each come in a new one. Not every
// browser can: where it cannot, a reader takes no notice of the buffer it is given.
function bytesOf(stream) {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return stream.getReader();
  }
}

async function read({ id, kind, name, source, config, now, called, paths, texts }) {
  const reader = await under(config);
  switch (kind) {
    case "lists":
      return reader.wantedLists(source);
    case "github":
      return reader.github(name, called, source, paths, texts, now);
    case "labels":
      return reader.labels(name, texts);
    case "rules":
      return [reader.labelRules()];
  }
  const file = reader.file(name);
  let told = -Infinity;
  for await (const [slice, share] of slices(source)) {
    for (let at = 0; at < slice.length; at += SLICE) {
      file.push(typeof slice === "string" ? slice : slice.subarray(at, at + SLICE));
      await rest();
    }
    if (performance.now() - told < NEWS) continue;
    told = performance.now();
    self.postMessage({ id, kind: "progress", share });
  }
  return file.finish(now);
}

self.onmessage = async ({ data }) => {
  const { id } = data;
  try {
    const texts = await read(data);
    for (const text of texts) self.postMessage({ id, kind: "portion", text });
    self.postMessage({ id, kind: "done" });
  } catch (error) {
    const kind = error instanceof NotThere ? "broken" : "failed";
    let message = error.message ?? String(error);
    if (error instanceof WebAssembly.RuntimeError) {
      message = "the reader broke over it, most likely for want of memory; split it and choose its parts";
      broken += 1;
      engine = load();
      policy = undefined;
    }
    self.postMessage({ id, kind, message });
  }
};
