// A headless Chromium, driven over a pipe with its own protocol; needs node 18 or later and nothing else. CHROMIUM names the
// browser. Whoever imports this exits with 77 when there is none.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const browsers = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);
const browser = browsers.find((name) => spawnSync(name, ["--version"]).status === 0);
if (!browser) {
  console.log("there is no Chromium here");
  process.exit(77);
}

const profile = mkdtempSync(join(tmpdir(), "lurescan-page-"));
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "--hide-scrollbars", "--lang=en"];
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

export const send = (method, params = {}, sessionId = undefined) =>
  new Promise((done, fail) => {
    last += 1;
    waiting.set(last, (answer) => (answer.error ? fail(new Error(`${method}: ${answer.error.message}`)) : done(answer.result)));
    child.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** A page that is open: evaluates in it, and collects what it asks for and complains of. Pictures go into `pictures`. */
export const open = async (url, { width = 1200, height = 900, scheme = "light", script = true, pictures = undefined } = {}) => {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const here = (method, params) => send(method, params, sessionId);
  for (const domain of ["Page", "Network", "Runtime", "Log"]) await here(`${domain}.enable`);
  await here("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  await here("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  await here("Emulation.setScriptExecutionDisabled", { value: !script });
  const from = events.length;
  const began = performance.now();
  await here("Page.navigate", { url });
  const mine = (method) => events.slice(from).filter((event) => event.sessionId === sessionId && event.method === method);
  while (mine("Page.loadEventFired").length === 0) await pause(10);
  const loaded = performance.now() - began;
  const run = async (expression) => {
    const answer = await here("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails) throw new Error(`${expression}: ${answer.exceptionDetails.exception.description}`);
    return answer.result.value;
  };
  // Waits until something holds; tells whether it came to hold.
  const until = async (expression, seconds = 20) => {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      if (await run(expression)) return true;
      await pause(50);
    }
    return false;
  };
  const picture = async (name, whole = false) => {
    if (!pictures) return;
    const { data } = await here("Page.captureScreenshot", { format: "png", captureBeyondViewport: whole });
    writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, "base64"));
  };
  const press = async (key, code) => {
    for (const type of ["keyDown", "keyUp"]) {
      await here("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: code, text: type === "keyDown" && key === "Enter" ? "\r" : "" });
    }
  };
  return { run, until, mine, here, picture, press, loaded, close: () => send("Target.closeTarget", { targetId }) };
};

let failed = 0;
/** Notes whether something holds. */
export const check = (what, holds, found = "") => {
  if (!holds) failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${what}${holds ? "" : `: ${JSON.stringify(found)}`}`);
};

/** Closes the browser and ends the program: 0 when all held, 1 when something did not. */
export const end = async (what) => {
  const ended = new Promise((done) => child.once("exit", done));
  await send("Browser.close").catch(() => {});
  await Promise.race([ended, pause(5000).then(() => child.kill("SIGKILL"))]);
  // Its helpers may still write for a moment.
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  } catch (error) {
    console.log(`left behind: ${error.message}`);
  }
  console.log(failed === 0 ? `${what} holds` : `${failed} checks failed`);
  process.exit(failed === 0 ? 0 : 1);
};

/** Nothing of a page has run that should not, and its policy would stop what got in. */
export const stoppedByPolicy = async (it) => {
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
};

/** Texts of a page that stand out too little from what is behind them, by the measure of WCAG 2. */
export const contrast = `(() => {
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
    if (!own || one.closest("script, noscript, svg, .unseen, .skip, :disabled") || one.offsetHeight === 0) continue;
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.add(one.className + " " + one.tagName + " " + ((a + 0.05) / (b + 0.05)).toFixed(2));
  }
  return Array.from(low);
})()`;
