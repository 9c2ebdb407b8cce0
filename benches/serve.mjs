// Load on `lurescan serve` from a second process on the loopback interface: requests a second and latencies as ratios to the
// library's own time per ad, memory, and how a neighbor fares beside hostile callers.
//
//   node benches/serve.mjs PROGRAM [SECONDS PER STAGE [FILE OF ADS [REQUESTS]]]
//
// With REQUESTS it asks so many over four connections instead, and tells the memory after every tenth of them.
// PROGRAM is a release build. Needs node 18 or later and nothing else. Everything is measured in one run on one machine; what
// else runs there moves every figure, ratios less than times.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";

// Hostile callers run in a process of their own, so that they share nothing with the neighbor whose time is taken.
const hostileAt = process.argv[2] === "--hostile" ? Number(process.argv[3]) : undefined;
const [program, seconds = "10", file = "datasets/authored/english.jsonl", soak] = process.argv.slice(2);
const stage = Number(seconds) * 1000;
const size = 2048;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Ads of 2 KB: several of the file one behind the other, cut there.
const texts = hostileAt === undefined ? readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line).text) : [""];
const ads = Array.from({ length: hostileAt === undefined ? 500 : 0 }, (_, at) => {
  let text = "";
  for (let next = at; Buffer.byteLength(text) < size; next += 1) text += `${texts[next % texts.length]}\n`;
  return JSON.stringify({ text: Buffer.from(text).subarray(0, size).toString().replaceAll("\ufffd", "") });
});

/** Milliseconds of one core that the library takes for an ad: the difference between many and few, which leaves loading out. */
const library = () => {
  const folder = mkdtempSync(join(tmpdir(), "lurescan-load-"));
  const time = (rounds) => {
    const path = join(folder, `${rounds}.jsonl`);
    writeFileSync(path, Array(rounds).fill(ads.join("\n")).join("\n"));
    const began = performance.now();
    const { status } = spawnSync(program, ["score", "--quiet", "--threads", "1", "-f", "jsonl", "-o", "/dev/null", path]);
    if (status !== 0) throw new Error(`score: ${status}`);
    return performance.now() - began;
  };
  const [few, many] = [Math.min(time(1), time(1)), Math.min(time(9), time(9))];
  return (many - few) / (8 * ads.length);
};

const server = hostileAt !== undefined ? undefined : spawn(program, ["serve", "--listen", "127.0.0.1:0", "--quiet", "--max-connections", "9000"], { stdio: ["ignore", "pipe", "inherit"] });
const base = server && new URL((await new Promise((done) => createInterface(server.stdout).once("line", done))).trim());
const port = server ? Number(base.port) : Number(process.argv[4]);
const memory = () => Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
const request = (body, path = "/v1/score", kind = "application/json") =>
  Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${kind}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`), Buffer.from(body)]);
const requests = ads.map((ad) => request(ad));

/** One connection that asks again and again until `over`; gives what each answer took, in milliseconds. */
const asker = (over, next, between = 0) =>
  new Promise((done) => {
    const took = [];
    let errors = 0;
    let began = 0;
    let rest = Buffer.alloc(0);
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const ask = () => {
      if (over()) return socket.destroy();
      began = performance.now();
      return socket.write(next());
    };
    socket.on("connect", ask);
    socket.on("data", (data) => {
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      const head = rest.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/iu.exec(rest.toString("latin1", 0, head))?.[1] ?? 0);
      if (rest.length < head + 4 + length) return;
      took.push(performance.now() - began);
      if (rest.toString("latin1", 9, 12) !== "200") errors += 1;
      rest = rest.subarray(head + 4 + length);
      if (between > 0) setTimeout(ask, between);
      else ask();
    });
    socket.on("error", () => {
      errors += 1;
    });
    socket.on("close", () => done({ took, errors }));
  });

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
let turn = 0;
const nextAd = () => {
  turn += 1;
  return requests[turn % requests.length];
};

/** So many connections, each asking again as soon as it has its answer. */
const load = async (connections, milliseconds, between = 0) => {
  const began = performance.now();
  const over = () => performance.now() - began > milliseconds;
  const all = await Promise.all(Array.from({ length: connections }, () => asker(over, nextAd, between)));
  const took = all.flatMap((one) => one.took).sort((a, b) => a - b);
  return { count: took.length, rate: (took.length / (performance.now() - began)) * 1000, p50: quantile(took, 0.5), p99: quantile(took, 0.99), errors: all.reduce((sum, one) => sum + one.errors, 0) };
};

// Hostile callers. Each gives a way to end it.
const raw = (bytes, again = 0, more = () => "") => {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.on("connect", () => socket.write(bytes));
  const timer = again > 0 ? setInterval(() => socket.writable && socket.write(more()), again) : undefined;
  return () => {
    clearInterval(timer);
    socket.destroy();
  };
};
const many = (count, make) => {
  const ends = Array.from({ length: count }, make);
  return () => ends.forEach((end) => end());
};
/** Callers that send the same again as soon as it is answered, or their connection is closed. */
const flood = (count, bytes) => {
  let going = true;
  const one = async () => {
    while (going) {
      const { took } = await asker(() => !going, () => bytes);
      if (took.length === 0) await pause(5);
    }
  };
  for (let at = 0; at < count; at += 1) one();
  return () => {
    going = false;
  };
};
const bomb = gzipSync(Buffer.alloc(128 << 20, " "));
const bad = Buffer.concat([Buffer.from('{"text": "'), Buffer.alloc(2000, 0xff), Buffer.from('"}')]);
const hostile = [
  ["nobody", () => () => {}],
  ["500 heads that come byte by byte", () => many(500, () => raw("POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", 200, () => "a"))],
  ["500 bodies that come byte by byte", () => many(500, () => raw("POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n", 200, () => " "))],
  ["1 caller with bodies of 2 MB, refused", () => flood(1, request(Buffer.alloc(2 << 20, "a")))],
  ["1 caller with malformed UTF-8", () => flood(1, request(bad))],
  ["1 caller with gzip bombs of 128 MB", () => flood(1, request(bomb, "/v1/score-file?name=a.jsonl.gz&format=jsonl"))],
  ["10,000 idle connections", () => many(10_000, () => raw(""))],
];
if (hostileAt !== undefined) {
  hostile[hostileAt][1]();
  // Until it is ended.
  await new Promise(() => setInterval(() => {}, 1000));
}

/** Asks so many times over four connections and tells after every tenth what the server holds. */
const soakFor = async (requests) => {
  let left = requests;
  let errors = 0;
  console.log("| requests | errors | memory |\n|---:|---:|---:|");
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const end = requests - (requests * tenth) / 10;
    const over = () => left <= end || (left -= 1) < 0;
    const all = await Promise.all(Array.from({ length: 4 }, () => asker(over, nextAd)));
    errors += all.reduce((sum, one) => sum + one.errors, 0);
    console.log(`| ${requests - left} | ${errors} | ${memory().toFixed(1)} MB |`);
  }
};
if (soak !== undefined) {
  await soakFor(Number(soak));
  server.kill("SIGTERM");
  process.exit(await new Promise((done) => server.once("exit", done)));
}

const own = library();
console.log(`library: ${own.toFixed(3)} ms per ad of ${size} bytes on one core (${(1000 / own).toFixed(0)} ads/s)`);
await load(4, 2000);
console.log("\n| connections | requests/s | of the library on one core | p50 | p99 | errors | memory |\n|---:|---:|---:|---:|---:|---:|---:|");
let asked = 0;
for (const connections of [1, 2, 4, 16, 64]) {
  const { count, rate, p50, p99, errors } = await load(connections, stage);
  asked += count;
  console.log(`| ${connections} | ${rate.toFixed(0)} | ${((rate * own) / 1000).toFixed(2)} | ${(p50 / own).toFixed(2)}× | ${(p99 / own).toFixed(2)}× | ${errors} | ${memory().toFixed(0)} MB |`);
}
console.log(`\n${asked} requests; the library again: ${library().toFixed(3)} ms per ad`);

console.log("\n| beside it | neighbor's p50 | of its usual | p99 | errors | connections | memory |\n|---|---:|---:|---:|---:|---:|---:|");
let usual = 0;
for (const [at, [name]] of hostile.entries()) {
  const caller = spawn(process.execPath, [process.argv[1], "--hostile", String(at), String(port)], { stdio: ["ignore", "ignore", "inherit"] });
  await pause(name.startsWith("10,000") ? 4000 : 1500);
  const { p50, p99, errors } = await load(1, Math.min(stage, 8000), 2);
  const open = await fetch(new URL("/metrics", base)).then((answer) => answer.text()).then((text) => /lurescan_connections (\d+)/u.exec(text)?.[1]).catch(() => "?");
  usual ||= p50;
  console.log(`| ${name} | ${p50.toFixed(2)} ms | ${(p50 / usual).toFixed(2)}× | ${p99.toFixed(2)} ms | ${errors} | ${open} | ${memory().toFixed(0)} MB |`);
  caller.kill();
  await pause(500);
}
server.kill("SIGTERM");
const status = await new Promise((done) => server.once("exit", done));
console.log(`\nended with ${status}`);
process.exit(status);
