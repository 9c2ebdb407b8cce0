// Sorting, filtering and unfolding. Reads and moves what stands on the page; never makes mark-up from text.
(() => {
  "use strict";
  const table = document.querySelector("table.ads");
  const ads = Array.from(table.tBodies);
  const tools = document.querySelector(".tools");
  const find = document.getElementById("find");
  const bands = Array.from(tools.querySelectorAll("input[name=band]"));
  const shown = document.getElementById("shown");
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const texts = new Map();

  const text = (ad) => {
    if (!texts.has(ad)) texts.set(ad, ad.textContent.normalize("NFKC").toLowerCase());
    return texts.get(ad);
  };
  const value = {
    risk: (ad) => Number(ad.dataset.weight),
    number: (ad) => Number(ad.dataset.number),
    name: (ad) => ad.querySelector(".open-ad").textContent,
    scheme: (ad) => ad.querySelector(".scheme").textContent,
  };
  const compare = (a, b) => (typeof a === "number" ? a - b : order.compare(a, b));

  const sort = (key, direction) => {
    const keyed = ads.map((ad) => [value[key](ad), Number(ad.dataset.number), ad]);
    keyed.sort((a, b) => direction * compare(a[0], b[0]) || a[1] - b[1]);
    const all = document.createDocumentFragment();
    keyed.forEach((entry) => all.append(entry[2]));
    table.append(all);
    table.querySelectorAll("thead th").forEach((head) => {
      const button = head.querySelector("button");
      if (button && button.dataset.key === key) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  };

  const open = (ad, state) => {
    ad.classList.toggle("open", state);
    ad.querySelector(".open-ad").setAttribute("aria-expanded", String(state));
  };

  const filter = () => {
    const words = find.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = new Set(bands.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    ads.forEach((ad) => {
      const fits = chosen.has(ad.dataset.band) && words.every((word) => text(ad).includes(word));
      ad.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count === ads.length ? `${count} ads` : `${count} of ${ads.length} ads`;
  };

  const unfold = (hash) => {
    const ad = hash.startsWith("#ad-") && document.getElementById(hash.slice(1));
    if (ad && ads.includes(ad)) {
      open(ad, true);
      ad.scrollIntoView();
    }
  };

  document.getElementById("top").append(document.getElementById("summary"));
  table.querySelectorAll("thead th[data-key]").forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.key = head.dataset.key;
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const falling = head.dataset.key === "risk";
      const sorted = head.getAttribute("aria-sort");
      const first = falling ? -1 : 1;
      sort(head.dataset.key, sorted === null ? first : sorted === "ascending" ? -1 : 1);
    });
  });
  table.addEventListener("click", (event) => {
    const button = event.target.closest(".open-ad");
    if (button) {
      const ad = button.closest("tbody");
      open(ad, !ad.classList.contains("open"));
    }
  });
  let waiting = 0;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  });
  bands.forEach((box) => box.addEventListener("change", filter));
  tools.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("open-all").addEventListener("click", () => ads.filter((ad) => !ad.hidden).forEach((ad) => open(ad, true)));
  document.getElementById("close-all").addEventListener("click", () => ads.forEach((ad) => open(ad, false)));
  addEventListener("hashchange", () => unfold(location.hash));

  tools.hidden = false;
  sort("risk", -1);
  ads.forEach((ad) => open(ad, ads.length === 1));
  filter();
  unfold(location.hash);
})();
