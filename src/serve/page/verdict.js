// One ad's verdict: the ad with its evidence, the reasons linked to their words both ways, and what a person asks next.
import { draw, line, make, pieces, visible } from "/words.js";

// As many reasons as one reads; weaker ones are counted.
const listed = 12;
const quoted = 6;
const reach = 8;

const strength = (say, contribution) => {
  const size = Math.abs(contribution);
  const [signs, word] = size >= 1.5 ? [3, "strong"] : size >= 0.6 ? [2, "moderate"] : [1, "slight"];
  return `${(contribution < 0 ? "−" : "+").repeat(signs)} ${say(`strength.${word}`)}`;
};

const number = (say, value, digits = 2) =>
  new Intl.NumberFormat(say.language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "always" }).format(value);

/** What a reason is called in the language of the page. */
const named = (say, reason) => {
  if (reason.kind === "fact" || reason.kind === "adjustment") return say.or(`${reason.kind}.${reason.id}`, reason.title);
  if (reason.kind === "tagger") return say("resembles", { title: reason.title.replace(/^Resembles: /u, "") });
  if (reason.kind === "wording" && reason.id !== "wording") return `“${line(reason.title, 40)}”`;
  if (reason.kind === "wording") return say("wording.rest");
  return reason.title;
};

/** Reasons as they are listed: wording that pulls one way is one item. */
const listing = (assessment, say) => {
  const items = { up: [], down: [], adjusted: [], left: 0 };
  const wording = { up: [], down: [] };
  for (const reason of assessment.reasons) {
    const way = reason.contribution > 0 ? "up" : "down";
    if (reason.kind === "adjustment") items.adjusted.push(reason);
    else if (reason.kind === "wording") wording[way].push(reason);
    else items[way].push({ title: named(say, reason), contribution: reason.contribution, reasons: [reason], why: reason.kind === "fact" ? say.or(`fact.${reason.id}.why`, reason.why) : reason.why, ask: reason.ask, references: reason.references });
  }
  for (const way of ["up", "down"]) {
    const contribution = wording[way].reduce((sum, reason) => sum + reason.contribution, 0);
    if (wording[way].length > 0) items[way].push({ title: say(`wording.${way}`), contribution, reasons: wording[way], wording: true, why: "", ask: "", references: [] });
    items[way].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    items.left += Math.max(0, items[way].length - listed);
    items[way] = items[way].slice(0, listed);
  }
  [...items.up, ...items.down].forEach((item, at) => {
    item.number = at + 1;
  });
  return items;
};

/** Puts what was linked to in front of the reader. */
const show = (root, id) => {
  root.querySelectorAll(".shown").forEach((one) => one.classList.remove("shown"));
  const there = root.querySelector(`[id="${id}"]`);
  if (!there) return;
  there.classList.add("shown");
  there.focus({ preventScroll: true });
  there.scrollIntoView({ block: "center" });
};

const link = (root, id, attributes, ...children) => {
  const anchor = make("a", { href: `#${id}`, ...attributes }, ...children);
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    show(root, id);
  });
  return anchor;
};

/** A field of the ad with its evidence; adds to `words` under which id each item's words begin. */
const field = (root, say, text, name, items, words) => {
  const places = items.flatMap((item) => item.reasons.flatMap((reason) => reason.spans.filter((span) => span.field === name).map(({ start, end, text: quote }) => ({ start, end, quote, item }))));
  const shown = make("p", { dir: "auto", class: name === "title" ? "head" : undefined });
  for (const piece of pieces(text, places)) {
    if (piece.items.length === 0) {
      shown.append(visible(piece.text));
      continue;
    }
    const id = `words-${name}-${shown.childNodes.length}`;
    for (const { item, quote } of piece.starts) words.push({ id, item, quote });
    const wording = piece.items.every((item) => item.wording);
    const raises = piece.items.some((item) => item.contribution > 0 && (wording || !item.wording));
    const kinds = [raises ? "" : "lowers", wording ? "wording" : ""];
    const mark = make("mark", { id, tabindex: "-1", class: kinds.filter(Boolean).join(" ") || undefined }, visible(piece.text));
    for (const item of piece.ends) {
      if (!item.wording) mark.append(link(root, `reason-${item.number}`, { "aria-label": say("reason.of", { number: item.number, title: item.title }) }, String(item.number)));
    }
    mark.addEventListener("click", (event) => {
      const first = piece.items.find((item) => !item.wording) ?? piece.items[0];
      if (event.target === mark) show(root, `reason-${first.number}`);
    });
    shown.append(mark);
  }
  return shown;
};

/** The words of an item, each once, as links to where they stand. */
const quotes = (root, item, words) => {
  const seen = new Map();
  for (const place of words.filter((one) => one.item === item)) {
    const quote = line(place.quote, 80);
    if (quote && !seen.has(quote.toLowerCase())) seen.set(quote.toLowerCase(), [place.id, quote]);
  }
  const links = Array.from(seen.values()).slice(0, quoted * (item.wording ? 2 : 1)).map(([id, quote]) => link(root, id, { dir: "auto" }, `“${quote}”`));
  return links.length > 0 ? make("p", { class: "quotes" }, ...links) : undefined;
};

const source = (text) => {
  const found = /https?:\/\/[^\s<>"]+$/u.exec(text);
  if (!found) return make("li", {}, line(text, 300));
  return make("li", {}, line(text.slice(0, found.index), 300), " ", make("a", { href: found[0], rel: "noopener noreferrer", target: "_blank" }, line(found[0], 200)));
};

const reasons = (root, say, items, words) => {
  const list = make("ol", { class: "reasons", start: String(items[0].number) });
  for (const item of items) {
    const sources = item.references.length > 0 && make("details", { class: "sources" }, make("summary", { class: "note" }, say("sources")), make("ul", { class: "plain note" }, ...item.references.map(source)));
    list.append(make("li", { id: `reason-${item.number}`, tabindex: "-1", value: String(item.number) },
      make("strong", {}, item.title), make("span", { class: "strength" }, strength(say, item.contribution)),
      quotes(root, item, words), item.why && make("p", {}, item.why), sources));
  }
  return list;
};

const ledger = (say, sums) => {
  const rows = ["prior", "rules", "facts", "taggers", "wording", "adjustments", "logit"].map((key) => {
    const size = Math.min(Math.abs(sums[key]) / reach, 1) * 100;
    const bar = draw("rect", { x: sums[key] < 0 ? 100 - size : 100, y: 1, width: size, height: 8, class: sums[key] < 0 ? "down" : "up" });
    const axis = draw("line", { x1: 100, y1: 0, x2: 100, y2: 10, class: "axis" });
    const picture = draw("svg", { viewBox: "0 0 200 10", preserveAspectRatio: "none", "aria-hidden": "true" }, bar, axis);
    return make("tr", { class: key === "logit" ? "total" : undefined }, make("th", { scope: "row" }, say(`ledger.${key}`)), make("td", {}, picture), make("td", { class: "n" }, number(say, sums[key] + 0)));
  });
  return make("table", { class: "ledger" }, make("caption", { class: "unseen" }, say("ledger")), make("tbody", {}, ...rows));
};

/** What would change the verdict, in sentences. */
const counterfactual = (say, { assessment, counterfactual: found }) => {
  if (!found || assessment.band === "low") return [];
  const titles = new Map(assessment.reasons.map((reason) => [reason.id, named(say, reason)]));
  const list = (ids) => new Intl.ListFormat(say.language, { type: "conjunction" }).format(ids.map((id) => `“${(titles.get(id) ?? id).replace(/^“|”$/gu, "")}”`));
  const then = (cut) => (cut.band ? say("cut.then", { band: say(`band.${cut.band}`), score: cut.score }) : say("cut.short"));
  const falls = found.alone.filter((cut) => cut.band !== assessment.band);
  const lines = falls.map((cut) => say("cut.alone", { reasons: list(cut.reasons), then: then(cut) }));
  if (falls.length === 0 && found.alone.length > 0) lines.push(say("cut.none", { count: found.alone.length }));
  if (found.together && found.together.reasons.length > 1) lines.push(say("cut.together", { reasons: list(found.together.reasons), then: then(found.together) }));
  if (!found.together) lines.push(say("cut.never"));
  return lines;
};

const heading = (text) => make("h3", {}, text);
const bullets = (texts) => make("ul", { class: "plain" }, ...texts.map((text) => make("li", {}, text)));

const gauge = (assessment) =>
  draw("svg", { class: "gauge", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: "ground", x: 0, y: 0, width: 100, height: 4, "stroke-width": 0.2 }),
    draw("rect", { class: `fill ${assessment.band}`, x: 0, y: 0, width: Math.max(assessment.score, 1), height: 4 }));

const schemes = (say, explained) => {
  const named = explained.schemes.filter((scheme, rank) => rank === 0 || scheme.share >= 0.25);
  if (explained.assessment.band === "low" || named.length === 0) return undefined;
  const titles = named.map((scheme) => say.or(`scheme.${scheme.id}`, scheme.title));
  return make("p", {}, say("schemes", { schemes: new Intl.ListFormat(say.language, { type: "conjunction" }).format(titles) }));
};

const help = (say, lines) => lines.length > 0 && [heading(say("help", { date: lines[0].as_of })), make("ul", { class: "plain" }, ...lines.map((one) =>
  make("li", { lang: "en" }, make("strong", {}, line(one.name, 200)), ": ", line(one.contact, 200), one.gives ? ` (${line(one.gives, 200)})` : "")))];

/** Shows a verdict in `root`. `ad` is its title and text, `explained` what the API says of it. */
export const verdict = (root, say, ad, explained) => {
  const { assessment } = explained;
  const scored = assessment.status === "scored";
  const items = scored ? listing(assessment, say) : { up: [], down: [], adjusted: [], left: 0 };
  const all = [...items.up, ...items.down];
  const words = [];
  root.replaceChildren();
  const shown = make("div", { class: "ad", lang: assessment.language ?? undefined, tabindex: "0", role: "region", "aria-label": say("ad") });
  const band = scored ? assessment.band : "short";
  root.append(make("p", { class: "headline" }, make("span", { class: `band ${band}` }, say(`headline.${band}`)), scored && make("span", { class: "score" }, say("score", { score: assessment.score }))));
  if (scored) root.append(gauge(assessment));
  root.append(make("p", {}, say(`meaning.${band}`)), schemes(say, explained) ?? "");
  const copy = make("button", { type: "button", id: "copy" }, say("copy"));
  copy.addEventListener("click", () => root.dispatchEvent(new CustomEvent("copy-verdict", { detail: plain(say, ad, explained) })));
  root.append(make("div", { class: "row" }, copy), heading(say("ad")), shown);
  if (ad.title) shown.append(field(root, say, ad.title, "title", all, words));
  shown.append(field(root, say, ad.text, "text", all, words));
  for (const [key, way] of [["raising", items.up], ["lowering", items.down]]) {
    if (way.length > 0) root.append(heading(say(key)), reasons(root, say, way, words));
  }
  if (scored && items.up.length === 0) root.append(make("p", {}, say("nothing")));
  if (items.left > 0) root.append(make("p", { class: "note" }, say("left", { count: items.left })));
  if (items.adjusted.length > 0) root.append(heading(say("adjusted")), bullets(items.adjusted.map((reason) => `${named(say, reason)} (${number(say, reason.contribution)})`)));
  const asked = questions(explained, items);
  if (asked.length > 0) root.append(heading(say("ask")), bullets(asked));
  if (explained.unstated.length > 0) root.append(heading(say("unstated")), bullets(explained.unstated.map((one) => say(`unstated.${one}`))));
  const change = counterfactual(say, explained);
  if (change.length > 0) root.append(heading(say("cut")), make("p", { class: "note" }, say("cut.note")), bullets(change));
  root.append(...(help(say, explained.help) || []));
  if (scored) root.append(make("details", {}, make("summary", {}, say("ledger")), ledger(say, assessment.ledger)));
};

const questions = (explained, items) =>
  explained.assessment.band === "low" ? [] : Array.from(new Set(items.up.map((item) => item.ask).filter(Boolean))).slice(0, 6);

/** A verdict as text for a ticket. */
const plain = (say, ad, explained) => {
  const { assessment } = explained;
  const scored = assessment.status === "scored";
  const items = scored ? listing(assessment, say) : { up: [], down: [], adjusted: [], left: 0 };
  const band = scored ? assessment.band : "short";
  const parts = [`${say(`headline.${band}`)}${scored ? `, ${say("score", { score: assessment.score })}` : ""}`, say(`meaning.${band}`), ""];
  if (ad.title) parts.push(line(ad.title));
  parts.push(line(ad.text, 400), "");
  for (const [key, way] of [["raising", items.up], ["lowering", items.down]]) {
    if (way.length === 0) continue;
    parts.push(say(key));
    for (const item of way) {
      const spans = item.reasons.flatMap((reason) => reason.spans.map((span) => `“${line(span.text, 60)}”`));
      parts.push(`${item.number}. ${item.title} (${strength(say, item.contribution)}) ${Array.from(new Set(spans)).slice(0, quoted).join(", ")}`.trimEnd());
    }
    parts.push("");
  }
  const asked = questions(explained, items);
  if (asked.length > 0) parts.push(say("ask"), ...asked.map((one) => `- ${one}`), "");
  if (explained.unstated.length > 0) parts.push(say("unstated"), ...explained.unstated.map((one) => `- ${say(`unstated.${one}`)}`), "");
  parts.push(say("closing"), `lurescan ${assessment.program}, rules ${assessment.rules}, model ${assessment.model}`, "");
  return parts.join("\n");
};
