// What the page leaves in the browser, and ways to spoil it.

const NAME = "autonomous-orchestrator";

/** Everything every store of the origin holds, as `{ store: [[key, value], …] }`. */
export const stored = (page) =>
  page.evaluate(async () => {
    const whole = (request) =>
      new Promise((resolve, reject) =>
        Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }),
      );
    const found = { localStorage: Object.entries(localStorage), sessionStorage: Object.entries(sessionStorage) };
    for (const { name } of await indexedDB.databases()) {
      const database = await whole(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const records = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([whole(records.getAllKeys()), whole(records.getAll())]);
        found[store] = keys.map((key, at) => [key, values[at]]);
      }
      database.close();
    }
    found.caches = await caches.keys();
    found.cookies = document.cookie;
    return found;
  });

/** Puts `value` under `key`, or takes the key away where there is no value. */
export const spoil = (page, store, key, value) =>
  page.evaluate(
    ([name, store, key, value]) =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open(name);
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const transaction = open.result.transaction(store, "readwrite");
          const records = transaction.objectStore(store);
          if (value === null) records.delete(key);
          else records.put(value, key);
          transaction.oncomplete = () => resolve(open.result.close());
          transaction.onerror = () => reject(transaction.error);
        };
      }),
    [NAME, store, key, value ?? null],
  );
