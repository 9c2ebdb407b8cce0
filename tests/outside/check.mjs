// The HTML report in a real browser: it sorts, filters and unfolds, and nothing an ad says runs.
//
//   node tests/outside/check.mjs PAGE HOSTILE-PAGE [FOLDER FOR SCREENSHOTS]
//
// Exit status 0 when all holds, 1 when something does not, 77 when there is no browser.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { check, contrast, end, open, pause, stoppedByPolicy } from "./browser.mjs";

const [page, hostile, pictures] = process.argv.slice(2);
const file = (path) => pathToFileURL(resolve(path)).href;

const visible = `Array.from(document.querySelectorAll("tbody.ad")).filter((ad) => !ad.hidden)`;

const behaves = async () => {
  const it = await open(file(page), { pictures });
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
  check("its evidence is marked", await it.run(`document.querySelector("tr.detail mark sup") !== null && getComputedStyle(document.querySelector("mark:not(.wording)")).backgroundColor !== "rgba(0, 0, 0, 0)"`));
  check("its ledger has bars", await it.run(`document.querySelectorAll("tr.detail .ledger rect").length >= 7`));
  await it.run(`document.querySelector("tbody.ad").scrollIntoView()`);
  await it.picture("open");
  await it.run(`document.getElementById("open-all").click()`);
  check("opens all", await it.run(`document.querySelectorAll("tbody.ad:not(.open)").length === 0`));
  const labels = await it.run(`Array.from(document.querySelectorAll("button, input, a")).filter((one) => !(one.textContent.trim() || one.labels?.length)).length`);
  check("every control has a name", labels === 0, labels);
  await it.close();
};

const looks = async () => {
  for (const scheme of ["light", "dark"]) {
    const it = await open(file(page), { scheme, pictures });
    await it.run(`document.getElementById("open-all").click()`);
    const low = await it.run(contrast);
    check(`texts stand out in ${scheme}`, low.length === 0, low);
    await it.run(`document.querySelectorAll("tbody.ad")[1].scrollIntoView()`);
    await it.picture(`open-${scheme}`);
    await it.close();
  }
  const phone = await open(file(page), { width: 390, height: 800, pictures });
  await phone.run(`document.querySelector(".open-ad").click()`);
  const wide = await phone.run(`document.documentElement.scrollWidth`);
  const over = await phone.run(`Array.from(document.querySelectorAll("body *")).filter((one) => one.getBoundingClientRect().right > 391).map((one) => one.tagName + "." + (one.className.baseVal ?? one.className)).slice(0, 8)`);
  check("fits a phone", wide <= 390, [wide, over]);
  await phone.run(`document.querySelector("tbody.ad").scrollIntoView()`);
  await phone.picture("phone");
  await phone.close();
  const bare = await open(file(page), { script: false, pictures });
  await bare.picture("no-script");
  await bare.here("Emulation.setScriptExecutionDisabled", { value: false });
  check("without a script every ad is open", await bare.run(`Array.from(document.querySelectorAll("tr.detail")).every((row) => row.offsetHeight > 50)`));
  await bare.close();
};

const holds = async () => {
  const it = await open(file(hostile), { pictures });
  const ran = await it.run(`({ title: document.title, scripts: document.scripts.length, forged: document.querySelectorAll("main h1, img, iframe, main script, main style, [onerror], [onmouseover], [onload]").length, said: window.owned === undefined })`);
  check("nothing in a hostile ad becomes a tag", ran.scripts === 2 && ran.forged === 0, ran);
  check("nothing in a hostile ad runs", ran.said && ran.title.startsWith("lurescan"), ran);
  await stoppedByPolicy(it);
  await it.run(`document.querySelector(".open-ad").click()`);
  await it.picture("hostile");
  await it.close();
};

try {
  await behaves();
  await looks();
  await holds();
} catch (error) {
  check("it runs to its end", false, String(error?.stack ?? error));
} finally {
  await end("the page");
}
