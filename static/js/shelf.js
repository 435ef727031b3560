// What was typed or tapped and has not arrived yet, in this browser's database: in the order it was made, each row sealed
// with the key of who made it, so that nobody else who uses this device can read it. Where the browser has no database
// (a private window, no room left) the rows live as long as the page, and `lasting` is false.

const NAME = "capacity";
const ROWS = "rows";

export async function openShelf({ reader, key }) {
  try {
    const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    const secret = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    return new Shelf(reader, secret, await connected());
  } catch {
    return new Shelf(reader, null, null);
  }
}

// How many rows wait here, of whomever: [all, those of this reader]. Makes no database where there is none.
export async function waiting(reader = "") {
  try {
    const known = await indexedDB.databases?.();
    if (known && !known.some((one) => one.name === NAME)) return [0, 0];
    const rows = await asked((await connected()).transaction(ROWS).objectStore(ROWS).getAll());
    return [rows.length, rows.filter((row) => row.reader === reader).length];
  } catch {
    return [0, 0];
  }
}

function connected() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(ROWS, { keyPath: "order", autoIncrement: true }).createIndex("reader", "reader");
  };
  return asked(request).then((database) => {
    database.onversionchange = () => database.close();
    return database;
  });
}

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new Error("blocked"));
  });
}

export function sign() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Shelf {
  constructor(reader, secret, database) {
    Object.assign(this, { reader, secret, database, pocket: [], orders: 0 });
  }

  get lasting() {
    return this.database !== null;
  }

  // Several steps on the rows that nothing comes between; `work` gets what stands for the object store.
  async within(work) {
    if (!this.database) return work(this.inPocket());
    const options = { durability: "strict" };
    const transaction = this.database.transaction(ROWS, "readwrite", options);
    const over = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = () => failed(transaction.error || new Error("aborted"));
    });
    over.catch(() => {});
    const store = transaction.objectStore(ROWS);
    const index = store.index("reader");
    const value = await work({
      all: () => asked(index.getAll(this.reader)),
      put: (row) => asked(store.put(row)),
      remove: (order) => asked(store.delete(order)),
    });
    await over;
    return value;
  }

  inPocket() {
    return {
      all: async () => this.pocket.map((row) => ({ ...row })),
      put: async (row) => {
        row.order ??= (this.orders += 1);
        this.pocket = [...this.pocket.filter((one) => one.order !== row.order), row].sort((a, b) => a.order - b.order);
        return row.order;
      },
      remove: async (order) => { this.pocket = this.pocket.filter((one) => one.order !== order); },
    };
  }

  // From now on nothing is kept on the device: what waits there moves into the page. When there is no room left.
  async empty() {
    this.pocket = await this.rows().catch(() => []);
    this.orders = 1e9;
    this.database = null;
  }

  async rows() {
    return (await this.within((rows) => rows.all())).sort((a, b) => a.order - b.order);
  }

  async change(order, fields) {
    return this.within(async (rows) => {
      const row = (await rows.all()).find((one) => one.order === order);
      if (row) await rows.put({ ...row, ...fields });
    });
  }

  async remove(order) {
    return this.within((rows) => rows.remove(order));
  }

  async seal(value) {
    if (!this.secret) return { value };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const words = new TextEncoder().encode(JSON.stringify(value ?? null));
    return { iv, words: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.secret, words) };
  }

  async open(sealed) {
    if (!sealed) return null;
    if ("value" in sealed) return sealed.value;
    const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, this.secret, sealed.words);
    return JSON.parse(new TextDecoder().decode(words));
  }
}
