// The page: what is typed or dropped goes to the API of the server it came from, and nowhere else. Keeps nothing but the
// choice of language and colors.
import { adTable } from "/table.js";
import { verdict } from "/verdict.js";
import { line, make } from "/words.js";

const languages = { en: "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", es: "Español", id: "Bahasa Indonesia", th: "ไทย", vi: "Tiếng Việt" };
const find = (id) => document.getElementById(id);
const typing = 300;

// What the page says.
let english = {};
let texts = {};
const filled = (text, slots) => text.replace(/\{(\w+)\}/gu, (slot, name) => String(slots[name] ?? slot));
const say = (key, slots = {}) => filled(texts[key] ?? english[key] ?? key, slots);
say.or = (key, otherwise) => texts[key] ?? english[key] ?? otherwise;
say.language = "en";

const kept = (key, value) => {
  // Storage may be forbidden; then the choice is for this visit.
  try {
    if (value === undefined) return localStorage.getItem(`lurescan-${key}`);
    localStorage.setItem(`lurescan-${key}`, value);
  } catch {
    return null;
  }
  return value;
};

// The API.
let token = "";
class Refused extends Error {}

const ask = async (path, options) => {
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  let answer;
  try {
    answer = await fetch(path, { ...options, method: "POST", headers, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(say("problem.gone"));
  }
  if (answer.status === 401) {
    find("token-form").hidden = false;
    find("token").focus();
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused([say("problem"), problem.detail].filter(Boolean).join(": "));
  }
  return answer;
};

// What went wrong with typing is over when typing goes well again; what went wrong with a file is not.
let about;
const well = (what) => {
  if (about === what || what === undefined) find("problem").hidden = true;
};
const complain = (error, what = "page") => {
  if (error.name === "AbortError") return;
  about = what;
  find("problem").textContent = error instanceof Refused ? error.message : `${say("problem")}: ${error}`;
  find("problem").hidden = false;
};

// One ad.
let asking;
let current;

const tell = () => {
  find("verdict").removeAttribute("aria-busy");
  if (!current) {
    find("said").replaceChildren(make("p", { class: "note" }, say("verdict.none")));
    find("status").textContent = "";
    return;
  }
  verdict(find("said"), say, current.ad, current.explained);
  const { assessment } = current.explained;
  const band = assessment.status === "scored" ? assessment.band : "short";
  find("status").textContent = [say(`headline.${band}`), assessment.score === null ? "" : say("score", { score: assessment.score })].filter(Boolean).join(", ");
  find("verdict").dataset.band = band;
};

const judge = async (ad) => {
  asking?.abort();
  if (!ad.title.trim() && !ad.text.trim()) {
    current = undefined;
    well("typing");
    delete find("verdict").dataset.band;
    tell();
    return;
  }
  const mine = new AbortController();
  asking = mine;
  find("verdict").setAttribute("aria-busy", "true");
  const body = JSON.stringify({ title: ad.title, text: ad.text, lang: say.language, counterfactual: true });
  try {
    const answer = await ask("/v1/explain", { body, headers: { "Content-Type": "application/json" }, signal: mine.signal });
    current = { ad, explained: await answer.json() };
    well("typing");
    tell();
  } catch (error) {
    // Another text is asked about by now.
    if (mine.signal.aborted) return;
    // What is shown would be the verdict on another text.
    current = undefined;
    delete find("verdict").dataset.band;
    tell();
    complain(error, "typing");
  }
};

let waiting;
const typed = () => ({ title: find("title").value.toWellFormed?.() ?? find("title").value, text: find("text").value.toWellFormed?.() ?? find("text").value });
const judgeSoon = (after = typing) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => judge(typed()), after);
};
const put = ({ title, text }) => {
  find("title").value = title;
  find("text").value = text;
  judgeSoon(0);
};

// A file.
let opened;
// The file that is being read.
let opening;
const table = adTable(find, say, (row) => {
  put({ title: row.title, text: row.text });
  find("verdict").focus({ preventScroll: true });
  find("verdict").scrollIntoView();
});

/** The lines of an answer as they arrive. */
const lines = async function* lines(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const all = (rest + (value ?? "")).split("\n");
    rest = done ? "" : all.pop();
    for (const one of all) if (one) yield JSON.parse(one);
    if (done) return;
  }
};

const fileQuery = (file, format) => `/v1/score-file?${new URLSearchParams({ name: file.name, format, lang: say.language })}`;

const tellCounts = () => {
  const parts = table.counts().filter(([, count]) => count > 0).map(([band, count]) => `${say(`band.${band}`)}: ${count}`);
  find("counts").textContent = `${line(opened.name, 80)}: ${parts.join(", ")}`;
};

const openFile = async (file) => {
  if (!file) return;
  opening = file;
  const [rows, bad] = [[], []];
  find("status").textContent = say("file.reading");
  try {
    const answer = await ask(fileQuery(file, "ads"), { body: file, headers: { "Content-Type": "application/octet-stream" } });
    for await (const one of lines(answer)) {
      if (one.unreadable) bad.push(one.unreadable);
      else rows.push(one);
    }
  } catch (error) {
    if (opening === file) complain(error);
    return;
  }
  // Another one may have been dropped meanwhile.
  if (opening !== file) return;
  opened = file;
  well();
  find("table").hidden = rows.length < 2 && bad.length === 0;
  table.fill(rows);
  tellCounts();
  find("unreadable").hidden = bad.length === 0;
  find("unreadable-list").replaceChildren(...bad.slice(0, 100).map((one) => make("li", {}, say("file.record", { record: one.record ?? "?", line: one.line ?? "?", problem: line(one.problem, 300) }))));
  if (rows.length === 1) put(rows[0]);
  else if (rows.length > 1) find("table").scrollIntoView();
  if (rows.length === 0) complain(new Refused(say("file.nothing")));
};

const save = async (format, ending) => {
  try {
    const answer = await ask(fileQuery(opened, format), { body: opened, headers: { "Content-Type": "application/octet-stream" } });
    const address = URL.createObjectURL(await answer.blob());
    const anchor = make("a", { href: address, download: `${opened.name.replace(/\.\w+$/u, "")}-lurescan.${ending}` });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (error) {
    complain(error);
  }
};

// Copying.
const copyPlain = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", { class: "unseen", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  find("copy").textContent = say("copied");
  find("status").textContent = say("copied");
  setTimeout(() => {
    if (find("copy")) find("copy").textContent = say("copy");
  }, 2000);
};

// Language and colors.
const speak = async (language) => {
  const get = async (one) => (await fetch(`/texts/${one}.json`, { credentials: "omit" })).json();
  if (Object.keys(english).length === 0) english = await get("en");
  texts = language === "en" ? english : await get(language);
  say.language = language;
  document.documentElement.lang = language;
  document.title = `lurescan: ${say("tagline")}`;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  if (opened) {
    table.retell();
    tellCounts();
  }
  clearTimeout(waiting);
  if (!current) tell();
  await judge(typed());
};

const preferred = () => {
  const chosen = kept("language");
  if (chosen in languages) return chosen;
  for (const tag of navigator.languages ?? []) {
    if (/^zh-(hant|tw|hk|mo)/iu.test(tag)) return "zh-Hant";
    if (/^zh/iu.test(tag)) return "zh-Hans";
    const whole = tag.split("-")[0];
    if (whole in languages) return whole;
  }
  return "en";
};

const begin = async () => {
  find("language").append(...Object.entries(languages).map(([tag, name]) => make("option", { value: tag, lang: tag }, name)));
  find("language").value = preferred();
  find("theme").value = kept("theme") ?? "auto";
  document.documentElement.dataset.theme = find("theme").value;
  find("theme").addEventListener("change", () => {
    document.documentElement.dataset.theme = kept("theme", find("theme").value) ?? find("theme").value;
  });
  find("language").addEventListener("change", () => {
    kept("language", find("language").value);
    speak(find("language").value).catch(complain);
  });
  for (const id of ["title", "text"]) find(id).addEventListener("input", () => judgeSoon());
  find("example").addEventListener("click", () => put({ title: say("example.title"), text: say("example.text") }));
  find("clear").addEventListener("click", () => {
    put({ title: "", text: "" });
    find("text").focus();
  });
  find("choose").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", () => {
    openFile(find("file").files[0]).finally(() => {
      find("file").value = "";
    });
  });
  find("export-csv").addEventListener("click", () => save("csv", "csv"));
  find("export-html").addEventListener("click", () => save("html", "html"));
  find("close-file").addEventListener("click", () => {
    opened = undefined;
    opening = undefined;
    table.fill([]);
    find("table").hidden = true;
    find("text").focus();
  });
  find("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    token = find("token").value.trim();
    find("token-form").hidden = true;
    well();
    judge(typed());
  });
  find("said").addEventListener("copy-verdict", (event) => copyPlain(event.detail));
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      document.body.classList.add("over");
    });
  }
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    document.body.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    openFile(event.dataTransfer.files[0]);
  });
  await speak(find("language").value);
  const health = await (await fetch("/healthz", { credentials: "omit" })).json();
  find("about").textContent = `lurescan ${health.program}, rules ${health.rules}, model ${health.model}`;
};

begin().catch(complain);
