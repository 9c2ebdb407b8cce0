// Places in texts: from bytes of UTF-8, in which the API counts, to what a browser shows. Makes no mark-up of any text.

// Characters that control, reorder or hide text rather than show; they are shown by their number.
const unsafe = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** A text in which nothing is hidden. */
export const visible = (text) =>
  text.replaceAll("\r\n", "\n").replace(unsafe, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);

/** The same on one line, cut to so many characters. */
export const line = (text, most = 160) => {
  const all = visible(text).replace(/\s+/gu, " ").trim();
  const characters = Array.from(all);
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : all;
};

/** How many bytes of UTF-8 a code point takes. */
const width = (code) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/** Byte offsets as offsets into a string, for those asked for. */
const offsets = (text, wanted) => {
  const sorted = Array.from(new Set(wanted)).sort((a, b) => a - b);
  const found = new Map();
  let byte = 0;
  let unit = 0;
  for (const at of sorted) {
    while (byte < at && unit < text.length) {
      const code = text.codePointAt(unit);
      byte += width(code);
      unit += code > 0xffff ? 2 : 1;
    }
    found.set(at, unit);
  }
  return found;
};

/**
 * A text in pieces that follow one another: `{ text, items, starts, ends }`, where `items` are those whose words the piece
 * belongs to, `ends` those whose words end with it and `starts` the places that begin with it. `places` are
 * `{ start, end, item }` in bytes.
 */
export const pieces = (text, places) => {
  const at = offsets(text, places.flatMap(({ start, end }) => [start, end]));
  const spans = places.map((place) => ({ place, start: at.get(place.start), end: at.get(place.end), item: place.item })).filter(({ start, end }) => start < end);
  const cuts = Array.from(new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])).sort((a, b) => a - b);
  const opening = new Map();
  for (const span of spans) opening.set(span.start, [...(opening.get(span.start) ?? []), span]);
  const all = [];
  let open = [];
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const [from, to] = [cuts[index], cuts[index + 1]];
    open = open.filter((span) => span.end > from).concat(opening.get(from) ?? []);
    const items = Array.from(new Set(open.map((span) => span.item)));
    const ends = Array.from(new Set(open.filter((span) => span.end === to).map((span) => span.item)));
    const starts = open.filter((span) => span.start === from).map((span) => span.place);
    all.push({ text: text.slice(from, to), items, starts, ends });
  }
  return all;
};

/** An element with attributes and children; strings become text. */
export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
};

/** The same of a drawing. */
export const draw = (name, attributes, ...children) => {
  const element = document.createElementNS("http:".concat("//www.w3.org/2000/svg"), name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
};
