// The HTML report in a real browser: it sorts, filters and unfolds, and nothing an ad says runs.
//
//   node tests/outside/check.mjs PAGE HOSTILE-PAGE [FOLDER FOR SCREENSHOTS]
//
// Drives a headless Chromium over a pipe with its own protocol; needs node 18 or later and nothing else. CHROMIUM names
// the browser. Exit status 0 when all holds, 1 when something does not, 77 when there is no browser.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [page, hostile, pictures] = process.argv.slice(2);
const browsers = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);
const browser = browsers.find((name) => spawnSync(name, ["--version"]).status === 0);
if (!browser) {
  console.log("there is no Chromium here");
  process.exit(77);
}

const profile = mkdtempSync(join(tmpdir(), "lurescan-page-"));
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "--hide-scrollbars"];
const child = spawn(browser, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map();
const events = [];
let last = 0;
let buffer = "";
child.stdio[4].setEncoding("utf8");
child.stdio[4].on("data", (data) => {
  buffer += data;
  for (let end = buffer.indexOf("\0"); end >= 0; end = buffer.indexOf("\0")) {
    const message = JSON.parse(buffer.slice(0, end));
    buffer = buffer.slice(end + 1);
    if (message.id) waiting.get(message.id)(message);
    else events.push(message);
  }
});

const send = (method, params = {}, sessionId = undefined) =>
  new Promise((done, fail) => {
    last += 1;
    waiting.set(last, (answer) => (answer.error ? fail(new Error(`${method}: ${answer.error.message}`)) : done(answer.result)));
    child.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A page that is open: evaluates in it, and collects what it asks for and complains of.
const open = async (path, { width = 1200, height = 900, scheme = "light", script = true } = {}) => {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const here = (method, params) => send(method, params, sessionId);
  for (const domain of ["Page", "Network", "Runtime", "Log"]) await here(`${domain}.enable`);
  await here("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  await here("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  await here("Emulation.setScriptExecutionDisabled", { value: !script });
  const from = events.length;
  const began = performance.now();
  await here("Page.navigate", { url: pathToFileURL(resolve(path)).href });
  const mine = (method) => events.slice(from).filter((event) => event.sessionId === sessionId && event.method === method);
  while (mine("Page.loadEventFired").length === 0) await pause(10);
  const loaded = performance.now() - began;
  const run = async (expression) => {
    const answer = await here("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails) throw new Error(`${expression}: ${answer.exceptionDetails.exception.description}`);
    return answer.result.value;
  };
  const picture = async (name) => {
    if (!pictures) return;
    const { data } = await here("Page.captureScreenshot", { format: "png" });
    writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, "base64"));
  };
  const press = async (key, code) => {
    for (const type of ["keyDown", "keyUp"]) {
      await here("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: code, text: type === "keyDown" && key === "Enter" ? "\r" : "" });
    }
  };
  return { run, mine, here, picture, press, loaded, close: () => send("Target.closeTarget", { targetId }) };
};

let failed = 0;
const check = (what, holds, found = "") => {
  if (!holds) failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${what}${holds ? "" : `: ${JSON.stringify(found)}`}`);
};

const visible = `Array.from(document.querySelectorAll("tbody.ad")).filter((ad) => !ad.hidden)`;

const behaves = async () => {
  const it = await open(page);
  const asked = it.mine("Network.requestWillBeSent").map((event) => event.params.request.url).filter((url) => !url.startsWith("file:"));
  check("asks for nothing from the network", asked.length === 0, asked);
  const complaints = it.mine("Log.entryAdded").map((event) => event.params.entry.text);
  check("its policy lets its own style and script through", complaints.length === 0, complaints);
  const ads = await it.run(`${visible}.length`);
  check("shows several ads", ads > 3, ads);
  const weights = await it.run(`${visible}.map((ad) => Number(ad.dataset.weight))`);
  check("begins with the riskiest", weights.every((weight, at) => at === 0 || weights[at - 1] >= weight), weights);
  check("the summary stands above the ads", await it.run(`document.getElementById("summary").compareDocumentPosition(document.getElementById("ads")) === 4`));
  check("every ad is folded", await it.run(`document.querySelectorAll("tr.detail").values().every((row) => row.offsetHeight === 0)`));
  await it.picture("table");

  await it.run(`document.querySelector("th[data-key=name] button").click()`);
  const names = await it.run(`${visible}.map((ad) => ad.querySelector(".open-ad").textContent)`);
  const sorted = [...names].sort(new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare);
  check("sorts by name", JSON.stringify(names) === JSON.stringify(sorted), names);
  check("says how it is sorted", await it.run(`document.querySelector("th[data-key=name]").getAttribute("aria-sort") === "ascending"`));
  await it.run(`document.querySelector("th[data-key=risk] button").click()`);

  await it.run(`document.querySelector("input[value=low]").click()`);
  check("filters by risk", await it.run(`${visible}.length > 0 && ${visible}.every((ad) => ad.dataset.band !== "low")`));
  await it.run(`document.querySelector("input[value=low]").click()`);
  const word = await it.run(`${visible}[0].querySelector("mark").firstChild.textContent.trim()`);
  await it.run(`{ const find = document.getElementById("find"); find.value = ${JSON.stringify(word.toUpperCase())}; find.dispatchEvent(new Event("input")); }`);
  await pause(300);
  const found = await it.run(`${visible}.length`);
  check("filters by words", found > 0 && found < ads, [word, found, ads]);
  check("tells how many are shown", (await it.run(`document.getElementById("shown").textContent`)).startsWith(`${found} of ${ads}`));
  await it.run(`{ const find = document.getElementById("find"); find.value = ""; find.dispatchEvent(new Event("input")); }`);
  await pause(300);

  await it.run(`document.querySelector(".open-ad").focus()`);
  await it.press("Enter", 13);
  check("the keyboard opens an ad", await it.run(`document.querySelector(".open-ad").getAttribute("aria-expanded") === "true" && document.querySelector("tr.detail").offsetHeight > 100`));
  check("its evidence is marked", await it.run(`document.querySelector("tr.detail mark sup") !== null && getComputedStyle(document.querySelector("mark")).backgroundColor !== "rgba(0, 0, 0, 0)"`));
  check("its ledger has bars", await it.run(`document.querySelectorAll("tr.detail .ledger rect").length >= 7`));
  await it.run(`document.querySelector("tbody.ad").scrollIntoView()`);
  await it.picture("open");
  await it.run(`document.getElementById("open-all").click()`);
  check("opens all", await it.run(`document.querySelectorAll("tbody.ad:not(.open)").length === 0`));
  const labels = await it.run(`Array.from(document.querySelectorAll("button, input, a")).filter((one) => !(one.textContent.trim() || one.labels?.length)).length`);
  check("every control has a name", labels === 0, labels);
  await it.close();
};

// Contrast of every text with what is behind it, by the measure of WCAG 2.
const contrast = `(() => {
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const low = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const own = Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || one.closest("script, svg, .unseen") || one.offsetHeight === 0) continue;
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.add(one.className + " " + one.tagName + " " + ((a + 0.05) / (b + 0.05)).toFixed(2));
  }
  return Array.from(low);
})()`;

const looks = async () => {
  for (const scheme of ["light", "dark"]) {
    const it = await open(page, { scheme });
    await it.run(`document.getElementById("open-all").click()`);
    const low = await it.run(contrast);
    check(`texts stand out in ${scheme}`, low.length === 0, low);
    await it.run(`document.querySelectorAll("tbody.ad")[1].scrollIntoView()`);
    await it.picture(`open-${scheme}`);
    await it.close();
  }
  const phone = await open(page, { width: 390, height: 800 });
  await phone.run(`document.querySelector(".open-ad").click()`);
  const wide = await phone.run(`document.documentElement.scrollWidth`);
  const over = await phone.run(`Array.from(document.querySelectorAll("body *")).filter((one) => one.getBoundingClientRect().right > 391).map((one) => one.tagName + "." + (one.className.baseVal ?? one.className)).slice(0, 8)`);
  check("fits a phone", wide <= 390, [wide, over]);
  await phone.run(`document.querySelector("tbody.ad").scrollIntoView()`);
  await phone.picture("phone");
  await phone.close();
  const bare = await open(page, { script: false });
  await bare.picture("no-script");
  await bare.here("Emulation.setScriptExecutionDisabled", { value: false });
  check("without a script every ad is open", await bare.run(`Array.from(document.querySelectorAll("tr.detail")).every((row) => row.offsetHeight > 50)`));
  await bare.close();
};

const holds = async () => {
  const it = await open(hostile);
  const ran = await it.run(`({ title: document.title, scripts: document.scripts.length, forged: document.querySelectorAll("main h1, img, iframe, main script, main style, [onerror], [onmouseover], [onload]").length, said: window.owned === undefined })`);
  check("nothing in a hostile ad becomes a tag", ran.scripts === 2 && ran.forged === 0, ran);
  check("nothing in a hostile ad runs", ran.said && ran.title.startsWith("lurescan"), ran);
  check("no dialog opens", it.mine("Page.javascriptDialogOpening").length === 0);
  const complaints = it.mine("Log.entryAdded").map((event) => event.params.entry.text);
  check("no policy had to step in", complaints.length === 0, complaints);
  const injected = await it.run(`(() => {
    const script = document.createElement("script");
    const handler = document.createElement("p");
    const attempts = [
      () => { script.textContent = "window.owned = true"; document.body.append(script); },
      () => { handler.setAttribute("onclick", "window.owned = true"); document.body.append(handler); handler.click(); },
      () => { handler.innerHTML = "<img src=x onerror='window.owned = true'>"; },
    ];
    for (const attempt of attempts) {
      try { attempt(); } catch { /* Refused as it should be: the page takes no text for code or mark-up. */ }
    }
    return window.owned === true;
  })()`);
  check("the policy would stop what got in", injected === false);
  await it.run(`document.querySelector(".open-ad").click()`);
  await it.picture("hostile");
  await it.close();
};

try {
  await behaves();
  await looks();
  await holds();
} finally {
  await send("Browser.close").catch(() => {});
  child.kill();
  await pause(200);
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
console.log(failed === 0 ? "the page holds" : `${failed} checks failed`);
process.exit(failed === 0 ? 0 : 1);
