// The ads of a file: sorted, filtered, page by page. Opening one is the page's business.
import { line, make } from "/words.js";

const perPage = 25;
const rank = { critical: 4, high: 3, elevated: 2, low: 1, short: 0 };

/** What a row shows and is sorted by. */
const summary = (row, at) => {
  const { assessment } = row;
  const band = assessment.status === "scored" ? assessment.band : "short";
  const name = line(row.title || row.text, 110) || assessment.id;
  return {
    row, at, band, name,
    risk: assessment.status === "scored" ? assessment.ledger.logit + 1000 : -1,
    score: assessment.score ?? -1,
    scheme: band === "low" || band === "short" ? "" : assessment.schemes[0]?.id ?? "",
    language: assessment.language ?? "",
    place: assessment.source.line || assessment.source.record,
    searched: undefined,
  };
};

const searched = (one) => {
  one.searched ??= [one.row.title, one.row.text, one.row.assessment.id, ...one.row.assessment.reasons.map((reason) => reason.title)].join(" ").normalize("NFKC").toLowerCase();
  return one.searched;
};

/** A table in the elements of the page. `open` is called with a row. */
export const adTable = (find, say, open) => {
  const columns = [["risk", "table.risk", -1], ["score", "table.score", -1], ["name", "table.ad", 1], ["scheme", "table.scheme", 1], ["language", "language", 1], ["place", "table.line", 1]];
  let all = [];
  let shown = [];
  let page = 0;
  let sorting = ["risk", -1];
  let opened;

  const cell = (one) => {
    const name = make("button", { type: "button", dir: "auto", lang: one.language || undefined }, one.name);
    name.addEventListener("click", () => {
      opened = one;
      draw();
      open(one.row);
    });
    return [
      make("td", {}, make("span", { class: `band ${one.band}` }, say(`band.${one.band}`))),
      make("td", { class: "n" }, one.score < 0 ? "–" : String(one.score)),
      make("td", { class: "name" }, name),
      make("td", { class: "scheme" }, one.scheme ? say.or(`scheme.${one.scheme}`, one.scheme) : ""),
      make("td", { class: "less" }, one.language),
      make("td", { class: "n less" }, String(one.place)),
    ];
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(shown.length / perPage));
    page = Math.min(page, pages - 1);
    const here = shown.slice(page * perPage, (page + 1) * perPage);
    find("rows").replaceChildren(...here.map((one) => make("tr", { class: one === opened ? "open" : undefined }, ...cell(one))));
    find("where").textContent = say("table.where", { from: shown.length === 0 ? 0 : page * perPage + 1, to: page * perPage + here.length, of: shown.length, all: all.length });
    find("previous").disabled = page === 0;
    find("next").disabled = page + 1 >= pages;
  };

  const arrange = () => {
    const words = find("find").value.normalize("NFKC").toLowerCase().split(/\s+/u).filter(Boolean);
    const bands = new Set(Array.from(find("filters").elements.band).filter((box) => box.checked).map((box) => box.value));
    const [key, way] = sorting;
    const order = new Intl.Collator(say.language, { numeric: true, sensitivity: "base" });
    shown = all.filter((one) => bands.has(one.band) && words.every((word) => searched(one).includes(word)));
    shown.sort((a, b) => way * (typeof a[key] === "number" ? a[key] - b[key] : order.compare(a[key], b[key])) || a.at - b.at);
    draw();
  };

  const heads = () => {
    find("heads").replaceChildren(...columns.map(([key, text, first]) => {
      const button = make("button", { type: "button" }, say(text));
      button.addEventListener("click", () => {
        sorting = [key, sorting[0] === key ? -sorting[1] : first];
        heads();
        arrange();
        Array.from(find("heads").children)[columns.findIndex((column) => column[0] === key)].firstChild.focus();
      });
      const sorted = sorting[0] === key ? (sorting[1] > 0 ? "ascending" : "descending") : undefined;
      return make("th", { scope: "col", class: ["score", "place"].includes(key) ? "n" : undefined, "aria-sort": sorted, "data-key": key }, button);
    }));
  };

  find("previous").addEventListener("click", () => {
    page -= 1;
    draw();
  });
  find("next").addEventListener("click", () => {
    page += 1;
    draw();
  });
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  find("filters").addEventListener("input", () => {
    page = 0;
    arrange();
  });

  return {
    /** Puts these rows in place of those before. */
    fill: (rows) => {
      all = rows.map(summary);
      [page, opened] = [0, undefined];
      heads();
      arrange();
    },
    /** Says everything again, in another language. */
    retell: () => {
      heads();
      arrange();
    },
    /** How many are in each band, by falling risk. */
    counts: () => Object.keys(rank).map((band) => [band, all.filter((one) => one.band === band).length]),
  };
};
