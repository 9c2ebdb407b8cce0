// The page of `lurescan serve` in a real browser: an ad is typed, evidence and reasons lead to one another, a file is dropped,
// filtered and saved, colors and language change, and nothing an ad says runs.
//
//   node tests/outside/serve.mjs PROGRAM [AXE [FOLDER FOR SCREENSHOTS]]
//
// PROGRAM is the built lurescan, or the address of one that serves; AXE is axe.min.js of axe-core. Exit status 0 when all
// holds, 1 when something does not, 77 when there is no browser.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { check, contrast, end, open, pause, send, stoppedByPolicy } from "./browser.mjs";

const [program, axe, pictures] = process.argv.slice(2);
const here = (name) => new URL(name, import.meta.url);

let server;
let base = program;
if (!program.startsWith("http:")) {
  server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
  base = (await new Promise((done, failed) => {
    createInterface(server.stdout).once("line", done);
    server.once("exit", (status) => failed(new Error(`the server ended with ${status} before it listened`)));
  })).trim();
}

const lure = "No experience needed, free flight and free room, salary 3000 USD a month. Pay a registration fee of 50 USD first and send a photo of your passport on Telegram. We leave on Friday, on a tourist visa.";
const arabic = "فرصة عمل في الخارج براتب 3000 دولار شهرياً، تذكرة الطيران مجانية والسكن مجاني ولا حاجة إلى خبرة. أرسل صورة جواز السفر عبر واتساب، وادفع رسوم التسجيل 50 دولار قبل السفر. السفر بتأشيرة سياحية والعقد بعد الوصول.";
const thai = "รับสมัครแอดมินตอบแชทที่ปอยเปต เงินเดือน 45,000 บาท ไม่ต้องมีประสบการณ์ ฟรีที่พักและอาหาร มีรถรับส่งข้ามแดน ส่งรูปพาสปอร์ตทางไลน์ ทักแชทสอบถามรายละเอียด เดินทางสัปดาห์นี้ รับจำนวนจำกัด";
const burmese = "ကမ္ဘောဒီးယားမှာ အွန်လိုင်းအလုပ်ရှိတယ်။ လစာ ၃၀၀၀ ဒေါ်လာ၊ အတွေ့အကြုံမလိုပါ။ လေယာဉ်လက်မှတ် အခမဲ့၊ နေစရာနဲ့ အစားအသောက် အခမဲ့။ ပတ်စပို့ဓာတ်ပုံကို Telegram မှာ ပို့ပေးပါ။ ဒီအပတ် ထွက်မယ်။";
const say = (text) => JSON.stringify(text);
const type = (it, text, title = "") =>
  it.run(`{ for (const [id, value] of [["title", ${say(title)}], ["text", ${say(text)}]]) { const field = document.getElementById(id); field.value = value; field.dispatchEvent(new Event("input", { bubbles: true })); } }`);
const drop = (it, name, text) =>
  it.run(`{ const data = new DataTransfer(); data.items.add(new File([${say(text)}], ${say(name)})); document.getElementById("choose").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); }`);
const band = (it) => it.run(`document.getElementById("verdict").dataset.band ?? ""`);
const judged = (it, wanted) => it.until(`document.getElementById("verdict").dataset.band === ${say(wanted)}`);
const choose = (it, id, value) => it.run(`{ const one = document.getElementById(${say(id)}); one.value = ${say(value)}; one.dispatchEvent(new Event("change", { bubbles: true })); }`);
const ready = (it) => it.until(`document.getElementById("about").textContent !== ""`);
const serious = async (it, where) => {
  if (!axe) return;
  await it.run(readFileSync(axe, "utf8") + "; undefined");
  const found = await it.run(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => [id, impact, nodes.length, nodes[0].html.slice(0, 120)]))`);
  const bad = found.filter(([, impact]) => impact === "serious" || impact === "critical");
  check(`axe-core finds nothing serious ${where}`, bad.length === 0, bad);
  const rest = found.filter((one) => !bad.includes(one));
  if (rest.length > 0) console.log(`       axe-core, minor: ${JSON.stringify(rest)}`);
};

const types = async () => {
  const it = await open(base, { pictures });
  check("begins", await ready(it));
  check("begins without a verdict", (await band(it)) === "");
  await serious(it, "on the empty page");
  const calm = "We look for a receptionist in our hotel in the old town. Full time, 40 hours a week, contract for a year, paid leave and social insurance. Please send your application with certificates to the personnel office; interviews are in May.";
  await type(it, calm);
  check("an ordinary vacancy is low", await judged(it, "low"), await band(it));
  await type(it, `${calm} ${lure}`);
  check("the band changes as a lure is typed", await it.until(`["high", "critical"].includes(document.getElementById("verdict").dataset.band)`), await band(it));
  check("and is told in words", /risk/u.test(await it.run(`document.getElementById("status").textContent`)));
  await type(it, lure, "Customer service abroad");
  await it.until(`document.querySelector(".ad .head")?.textContent.startsWith("Customer")`);
  check("and says when it is up to date", await it.until(`!document.getElementById("verdict").hasAttribute("aria-busy")`));
  check("a lure is critical", await judged(it, "critical"), await band(it));
  check("evidence is marked", (await it.run(`document.querySelectorAll(".ad mark").length`)) > 5);
  check("the ad stands there letter by letter", (await it.run(`Array.from(document.querySelectorAll(".ad p:last-child")).map((p) => { const copy = p.cloneNode(true); copy.querySelectorAll("mark a").forEach((a) => a.remove()); return copy.textContent; })[0]`)) === lure);
  const quoted = await it.run(`(() => {
    const reason = Array.from(document.querySelectorAll("ol.reasons > li")).find((li) => li.querySelector(".quotes a"));
    const quote = reason.querySelector(".quotes a");
    quote.click();
    const there = document.activeElement;
    return { quote: quote.textContent, words: there.firstChild.textContent, tag: there.tagName, back: there.querySelector("a")?.textContent, number: reason.id, shown: there.classList.contains("shown") };
  })()`);
  check("a reason leads to its words", quoted.tag === "MARK" && quoted.shown && quoted.quote.startsWith(`“${quoted.words}`), quoted);
  const back = await it.run(`(() => { document.querySelector("mark a").click(); const there = document.activeElement; return [there.id, document.querySelector("mark a").textContent]; })()`);
  check("words lead to their reason", back[0] === `reason-${back[1]}`, back);
  await it.run(`document.querySelector("mark a").focus()`);
  await it.press("Enter", 13);
  check("by keyboard too", (await it.run(`document.activeElement.id`)).startsWith("reason-"));
  const headings = await it.run(`Array.from(document.querySelectorAll("#said h3, #said summary")).map((one) => one.textContent)`);
  for (const wanted of ["What raises the score", "What to ask next", "Not stated", "What would change this verdict", "Where to get help", "How the score adds up"]) {
    check(`tells: ${wanted}`, headings.some((heading) => heading.startsWith(wanted)), headings);
  }
  check("the ledger has bars", (await it.run(`document.querySelectorAll(".ledger rect").length`)) === 7);
  await it.here("Browser.grantPermissions", { origin: new URL(base).origin, permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"] }).catch(() => {});
  await it.run(`document.getElementById("copy").click()`);
  check("copies as text", await it.until(`document.getElementById("copy").textContent === "Copied"`));
  const copied = await it.run(`navigator.clipboard.readText().catch((error) => String(error))`);
  check("what a ticket needs", copied.startsWith("Critical risk, ") && copied.includes("What to ask next") && copied.includes("1. "), copied.slice(0, 200));
  await serious(it, "with a verdict");
  await it.picture("desktop", true);
  const asked = it.mine("Network.requestWillBeSent").map((event) => event.params.request.url).filter((url) => !url.startsWith(base) && !url.startsWith("data:"));
  check("asks nobody else for anything", asked.length === 0, asked);
  const complaints = it.mine("Log.entryAdded").map((event) => event.params.entry.text);
  check("its policy lets its own style and script through", complaints.length === 0, complaints);
  await it.close();
};

const changes = async () => {
  const it = await open(base, { pictures });
  await ready(it);
  await type(it, lure);
  await judged(it, "critical");
  const ground = () => it.run(`getComputedStyle(document.body).backgroundColor`);
  await choose(it, "theme", "light");
  const [light, low] = [await ground(), await it.run(contrast)];
  check("texts stand out in light", low.length === 0, low);
  await choose(it, "theme", "dark");
  const dark = await it.run(contrast);
  check("colors change", (await ground()) !== light);
  check("texts stand out in dark", dark.length === 0, dark);
  await serious(it, "in dark");
  await it.picture("dark", true);
  const languages = await it.run(`Array.from(document.getElementById("language").options).map((option) => option.value)`);
  check("speaks seven languages", languages.length === 7, languages);
  const seen = new Set();
  for (const language of languages) {
    await choose(it, "language", language);
    const changed = await it.until(`document.documentElement.lang === ${say(language)} && document.querySelector(".headline .band")?.textContent !== ${say(Array.from(seen).at(-1) ?? "")}`);
    await pause(300);
    const headline = await it.run(`document.querySelector(".headline .band").textContent`);
    check(`speaks ${language}`, changed && !seen.has(headline), headline);
    seen.add(headline);
    const english = await it.run(`(() => { const fee = Array.from(document.querySelectorAll("ol.reasons > li")).find((li) => li.textContent.includes("registration fee") && li.querySelector("p:not(.quotes)")); return fee?.querySelector("p:not(.quotes)").textContent; })()`);
    check(`and says why in ${language}`, language === "en" ? english.startsWith("A fee") : english && !english.startsWith("A fee"), english);
    const wide = await it.run(`document.documentElement.scrollWidth`);
    check("without becoming wider than the window", wide <= 1200, wide);
    await it.picture(`language-${language}`);
  }
  await choose(it, "language", "en");
  await choose(it, "theme", "auto");
  await it.close();
};

const looks = async () => {
  const phone = await open(base, { width: 390, height: 844, pictures });
  await ready(phone);
  await type(phone, lure, "Customer service abroad");
  await judged(phone, "critical");
  const wide = await phone.run(`document.documentElement.scrollWidth`);
  const over = await phone.run(`Array.from(document.querySelectorAll("body *")).filter((one) => one.getBoundingClientRect().right > 391 && !one.closest(".wide, .skip")).map((one) => one.tagName + "." + (one.className.baseVal ?? one.className)).slice(0, 8)`);
  check("fits a phone", wide <= 390, [wide, over]);
  await phone.picture("phone", true);
  await phone.close();
  for (const [name, text, language, direction] of [["arabic", arabic, "ar", "rtl"], ["thai", thai, "th", "ltr"], ["burmese", burmese, "my", "ltr"]]) {
    const it = await open(base, { pictures });
    await ready(it);
    await type(it, text);
    await it.until(`document.querySelector(".ad mark") !== null`);
    const set = await it.run(`(() => { const ad = document.querySelector(".ad"); const text = ad.querySelector("p"); const style = getComputedStyle(text); return { lang: ad.lang, direction: style.direction, copied: (() => { const copy = text.cloneNode(true); copy.querySelectorAll("mark a").forEach((a) => a.remove()); return copy.textContent; })() }; })()`);
    check(`${name}: its language and direction are set`, set.lang === language && set.direction === direction, set);
    check(`${name}: not a letter is lost between its marks`, set.copied === text, set.copied);
    await it.picture(name, true);
    await it.close();
  }
};

const files = async () => {
  const it = await open(base, { pictures });
  await ready(it);
  const folder = mkdtempSync(join(tmpdir(), "lurescan-saved-"));
  await send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  const cell = (text) => `"${text.replaceAll('"', '""')}"`;
  const calm = (at) => `We look for clerk number ${at} in our office in town, full time, with a contract, paid leave and experience in accounts.`;
  const rows = Array.from({ length: 60 }, (_, at) => `${at},Clerk ${at},${cell(calm(at))}`);
  rows.splice(30, 0, `lure,Customer service,${cell(lure)}`, "short,,hi");
  await drop(it, "ads.csv", `id,title,text\n${rows.join("\n")}\nbroken row\n`);
  check("a dropped file becomes a table", await it.until(`document.querySelectorAll("#rows tr").length === 25`));
  const first = await it.run(`document.querySelector("#rows tr").textContent`);
  check("the riskiest first", first.startsWith("critical") && first.includes("Customer service"), first);
  check("what cannot be read is told", (await it.run(`document.getElementById("unreadable-list").textContent`)).includes("63"));
  const where = () => it.run(`document.getElementById("where").textContent`);
  check("page by page", (await where()).startsWith("1 to 25 of 62"), await where());
  await it.run(`document.getElementById("next").click(); document.getElementById("next").click()`);
  check("to the last", (await where()).startsWith("51 to 62 of 62") && (await it.run(`document.getElementById("next").disabled`)), await where());
  await it.run(`document.querySelector("th[data-key=name] button").click()`);
  const names = await it.run(`Array.from(document.querySelectorAll("#rows .name")).map((name) => name.textContent)`);
  check("sorts by name and says so", (await it.run(`document.querySelector("th[data-key=name]").getAttribute("aria-sort")`)) === "ascending" && names.length > 0, names);
  await it.run(`document.querySelector("th[data-key=risk] button").click()`);
  await it.run(`document.querySelector("input[name=band][value=low]").click()`);
  check("filters by risk", (await where()).includes("of 2 (") || (await where()).startsWith("1 to 2 of 2"), await where());
  await it.run(`document.querySelector("input[name=band][value=low]").click()`);
  await it.run(`{ const find = document.getElementById("find"); find.value = "CLERK number 17 "; find.dispatchEvent(new Event("input", { bubbles: true })); }`);
  check("filters by words", (await where()).startsWith("1 to 1 of 1"), await where());
  await it.run(`{ const find = document.getElementById("find"); find.value = ""; find.dispatchEvent(new Event("input", { bubbles: true })); }`);
  await it.run(`document.querySelector("th[data-key=risk] button").click()`);
  if (!(await it.run(`document.querySelector("#rows tr").textContent`)).startsWith("critical")) await it.run(`document.querySelector("th[data-key=risk] button").click()`);
  await it.run(`document.querySelector("#rows button").click()`);
  check("a row opens its verdict", await judged(it, "critical"));
  check("and the verdict is in front of the reader", await it.run(`document.activeElement.id === "verdict"`));
  await serious(it, "with a table");
  await it.run(`document.getElementById("table").scrollIntoView({ behavior: "instant" })`);
  await pause(200);
  const covered = await it.run(`(() => { const [a, b] = ["input", "table"].map((id) => document.getElementById(id).getBoundingClientRect()); return a.bottom > b.top && a.top < b.bottom; })()`);
  check("nothing covers the table", !covered);
  await it.picture("table");
  for (const [button, ending, wanted] of [["export-csv", "csv", "lure,ads.csv,31"], ["export-html", "html", "<title>lurescan"]]) {
    await it.run(`document.getElementById("${button}").click()`);
    const path = join(folder, `ads-lurescan.${ending}`);
    for (let tries = 0; tries < 100 && !existsSync(path); tries += 1) await pause(50);
    await pause(200);
    const saved = existsSync(path) ? readFileSync(path, "utf8") : "";
    check(`saves ${ending}`, saved.includes(wanted), [readdirSync(folder), saved.slice(0, 200)]);
  }
  await drop(it, "one.eml", `From: a@example.com\nSubject: Work abroad\nContent-Type: text/plain\n\n${lure}\n`);
  check("a file of one ad is put where ads are typed", await it.until(`document.getElementById("text").value.includes("registration fee") && document.getElementById("title").value === "Work abroad"`));
  check("and has no table", await it.run(`document.getElementById("table").hidden`));
  await drop(it, "page.html", `<html><body><h1>Job</h1><p>Housekeeping abroad. ${lure}</p></body></html>`);
  check("HTML is read as browsers show it", await it.until(`document.getElementById("text").value.includes("Housekeeping abroad. No experience")`), await it.run(`document.getElementById("text").value`));
  await drop(it, "broken.xlsx", "PK no workbook");
  check("a damaged file is told", await it.until(`!document.getElementById("problem").hidden && document.getElementById("problem").textContent.includes("XLSX")`), await it.run(`document.getElementById("problem").textContent`));
  await it.close();
  const phone = await open(base, { width: 390, height: 844, pictures });
  await ready(phone);
  await drop(phone, "ads.csv", `id,title,text\n${rows.join("\n")}\n`);
  await phone.until(`document.querySelectorAll("#rows tr").length === 25`);
  const wide = await phone.run(`document.documentElement.scrollWidth`);
  check("a table fits a phone", wide <= 390, wide);
  await phone.run(`document.getElementById("table").scrollIntoView({ behavior: "instant" })`);
  await pause(400);
  await phone.picture("table-phone");
  await phone.close();
};

const holds = async () => {
  const it = await open(base, { pictures });
  await ready(it);
  const hostile = readFileSync(here("hostile.jsonl"), "utf8");
  for (const row of hostile.trim().split("\n").map((row) => JSON.parse(row))) {
    await type(it, row.text, row.title);
    await it.until(`document.querySelector(".ad .head")?.textContent.includes(${say(row.title.slice(0, 8))})`);
    await pause(200);
  }
  await drop(it, "hostile.jsonl", hostile);
  check("hostile ads become rows", await it.until(`document.querySelectorAll("#rows tr").length >= 2`));
  await drop(it, "<img src=x onerror=owned=1>.csv", `title,text\n"<script>window.owned=1</script>","${lure} <svg onload=window.owned=1>"\n"</td><h1>x</h1>","=cmd|' /C calc'!A1 ${lure}"\n`);
  await it.until(`document.getElementById("counts").textContent.includes("onerror")`);
  for (const row of [0, 1]) {
    await it.run(`document.querySelectorAll("#rows button")[${row}]?.click()`);
    await it.until(`!document.getElementById("verdict").hasAttribute("aria-busy") && document.querySelector(".ad .head")?.textContent.length > 0`);
    await pause(600);
  }
  const ran = await it.run(`({ title: document.title, scripts: document.scripts.length, forged: document.querySelectorAll("main h1, main img, iframe, main script, main style, main base, main meta, [onerror], [onmouseover], [onload]").length, owned: window.owned })`);
  check("nothing in a hostile ad becomes a tag", ran.scripts === 1 && ran.forged === 0, ran);
  check("nothing in a hostile ad runs", ran.owned === undefined && ran.title.startsWith("lurescan"), ran);
  await stoppedByPolicy(it);
  await it.picture("hostile", true);
  await it.close();
};

try {
  for (const part of [types, changes, looks, files, holds]) await part();
} catch (error) {
  check("it runs to its end", false, String(error?.stack ?? error));
} finally {
  server?.kill("SIGTERM");
  await end("the served page");
}
