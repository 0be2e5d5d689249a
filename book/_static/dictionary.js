// Finds columns of the dictionary as you type, from the list in dictionary-index.js. Without script
// the page lists the collections, and shows no box.
"use strict";

(function () {
  const form = document.getElementById("dictionary-search");
  const index = window.dictionaryIndex;
  if (!form || !index) return;
  const box = form.querySelector("input");
  const count = document.getElementById("dictionary-count");
  const results = document.getElementById("dictionary-results");
  const missing = document.createElement("p");
  missing.id = "dictionary-left-out";
  results.after(missing);
  const MOST = 60;

  // What people ask for by another word than the columns have.
  const SAME = [
    ["ethnicity", "ethnic", "race"],
    ["pay", "earnings", "wage", "wages", "salary", "income"],
    ["sex", "gender"],
    ["send", "sen"],
    ["fsm", "meals"],
    ["upn", "pmr"],
    ["dob", "birth"],
    ["laestab", "urn", "estab"],
    ["ukprn", "provider"],
    ["grade", "grades"],
    ["benefit", "benefits"],
    ["furlough", "cjrs", "seiss"],
    ["company", "employer", "enterprise", "firm"],
    ["university", "higher"],
    ["apprenticeship", "apprenticeships", "programme"],
  ];
  // What LEO does not hold, so that nobody looks for it twice.
  const ABSENT = {
    upn: "No column holds a pupil's number; the pseudonym PMR stands for the pupil.",
    nino: "National Insurance numbers stand in the linkage lab alone; elsewhere EDUKEY takes their place.",
    hours: "LEO has no hours of work.",
    occupation: "LEO has no occupation of the person; industry (SIC) is that of the employer.",
  };
  // Columns of these are for lessons; whoever looks something up wants those of the real extract first.
  const OURS = ["TRUTH", "LINKAGE_LAB"];

  const pages = index.pages.map(([file, title, database, views, leftOut]) => ({
    file, title, database, views, leftOut,
    text: text(title + " " + database),
    ours: OURS.includes(database),
  }));
  const columns = index.columns.map(([page, id, description, others, codes, years]) => ({
    page: pages[page],
    id,
    name: id.slice(id.indexOf(".") + 1),
    description,
    codes,
    years,
    view: id.slice(0, id.indexOf(".")).toLowerCase(),
    names: (id.slice(id.indexOf(".") + 1) + " " + others).toLowerCase(),
    parts: text(parts(id.slice(id.indexOf(".") + 1))),
    described: text(description),
    labels: text(codes.join(" ")),
  }));
  const known = vocabulary();

  // Words one after the other, each after a space, so that " wor" finds where a word begins.
  function text(words) {
    return " " + words.toLowerCase().split(/[^a-z0-9_£+*-]+/).filter(Boolean).join(" ");
  }

  function parts(name) {
    return name + " " + name.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/_/g, " ");
  }

  function plural(number, word) {
    return number.toLocaleString("en-GB") + " " + word + (number === 1 ? "" : "s");
  }

  function vocabulary() {
    const found = new Map();
    for (const column of columns)
      for (const word of (column.parts + column.described + column.labels + column.page.text).split(" "))
        if (word.length > 3 && !/\d|_/.test(word)) found.set(word, (found.get(word) || 0) + 1);
    return found;
  }

  // How well a word fits a column: 0 is the name itself, 9 the end of some word; none, null.
  function fit(column, word) {
    const start = " " + word;
    if (column.names.split(" ").includes(word)) return 0;
    if (column.parts.startsWith(start)) return 1;
    if (column.parts.includes(start)) return 2;
    if (column.described.startsWith(start)) return 3;
    if (column.described.includes(start + " ") || column.described.endsWith(start)) return 4;
    if (column.names.includes(word) && word.length > 2) return 5;
    if (column.page.text.includes(start)) return 6;
    if (column.described.includes(start)) return 7;
    if (column.labels.includes(start) || column.view.startsWith(word)) return 8;
    return word.length > 4 && (column.described + column.labels).includes(word) ? 9 : null;
  }

  function fitOfAny(column, word) {
    const other = SAME.find((same) => same.includes(word)) || [];
    const fits = [fit(column, word), ...other.filter((one) => one !== word).map((one) => fit(column, one))];
    const found = fits.filter((one) => one !== null);
    return found.length ? Math.min(...found) : null;
  }

  // All words must fit; the sum says how well. What the real extract has comes before the rest.
  function matches(wanted) {
    return columns
      .map((column, place) => ({ column, place, fits: wanted.map((word) => fitOfAny(column, word)) }))
      .filter((one) => !one.fits.includes(null))
      .map((one) => ({ ...one, rank: one.fits.reduce((a, b) => a + b, 0) + (one.column.page.ours ? 20 : 0) }))
      .sort((a, b) => a.rank - b.rank || a.place - b.place);
  }

  // Letters that must be changed, put in, left out or swapped to make one word of another.
  function distance(a, b) {
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // A word that fits nowhere, put right if a known one is near.
  function corrected(word) {
    if (word.length < 4 || columns.some((column) => fitOfAny(column, word) !== null)) return word;
    const near = word.length < 6 ? 1 : 2;
    const all = [...known, ...SAME.flat().map((one) => [one, 1])];
    const found = all
      .filter(([one]) => Math.abs(one.length - word.length) <= near)
      .map(([one, often]) => ({ one, often, away: distance(one, word) }))
      .filter((one) => one.away <= near)
      .sort((a, b) => a.away - b.away || b.often - a.often);
    return found.length ? found[0].one : word;
  }

  function link(address, words) {
    const made = document.createElement("a");
    const code = document.createElement("code");
    code.textContent = words;
    made.href = address;
    made.append(code);
    return made;
  }

  function item({ column, fits }, wanted) {
    const entry = document.createElement("li");
    const years = column.years ? " (" + column.years + ")" : "";
    entry.append(
      link(column.page.file + "#" + column.id, column.name),
      " in " + column.page.title + years + ": " + column.description,
    );
    // Where only a code was found, say which.
    const word = wanted[fits.findIndex((one) => one >= 8)];
    const code = word && column.codes.find((one) => text(one).includes(" " + word));
    if (code) entry.append(" Code: " + code + ".");
    return entry;
  }

  // Names the variables of the request form that this extract leaves out; whether there are any.
  function leftOut(wanted) {
    const found = pages
      .map((page) => ({ page, names: page.leftOut.filter((name) => wanted.every((w) => name.toLowerCase().includes(w))) }))
      .filter((one) => one.names.length);
    missing.replaceChildren();
    if (!found.length || wanted.join("").length < 3) return false;
    missing.append("In the request form, and not in the synthetic extract: ");
    found.slice(0, 5).forEach(({ page, names }, place) => {
      const more = names.length > 3 ? " and " + (names.length - 3) + " more" : "";
      missing.append((place ? "; " : "") + names.slice(0, 3).join(", ") + more + " of ");
      const where = document.createElement("a");
      where.href = page.file;
      where.textContent = page.title;
      missing.append(where);
    });
    missing.append(found.length > 5 ? "; and in " + plural(found.length - 5, "other collection") + "." : ".");
    return true;
  }

  function find() {
    const typed = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const also = leftOut(typed);
    const wanted = also ? typed : typed.map(corrected);
    const found = wanted.length ? matches(wanted) : [];
    results.replaceChildren(...found.slice(0, MOST).map((one) => item(one, wanted)));
    count.textContent = said(typed, wanted, found.length, also);
    remember();
  }

  function said(typed, wanted, number, also) {
    if (!wanted.length) return plural(columns.length, "column") + " in " + plural(pages.length, "collection") + ".";
    const absent = typed.map((word) => ABSENT[word]).filter(Boolean);
    if (!number && also) return ["No column of this extract has it.", ...absent].join(" ");
    if (!number) return ["Nothing found. Try fewer letters, or another word for it.", ...absent].join(" ");
    const more = number > MOST ? "; the first " + MOST + " are shown, another word narrows it." : ".";
    const instead = wanted.join(" ") === typed.join(" ") ? "" : "Nothing for “" + typed.join(" ") + "”; this is for “" + wanted.join(" ") + "”. ";
    return [instead + "Found: " + plural(number, "column") + more, ...absent].join(" ");
  }

  // The address follows the box, so that a search can be sent to somebody.
  function remember() {
    const address = new URL(window.location.href);
    if (box.value.trim()) address.searchParams.set("q", box.value.trim());
    else address.searchParams.delete("q");
    if (address.href === window.location.href) return;
    try {
      window.history.replaceState(null, "", address);
    } catch {
      // A page opened from a folder may not change its address; the search works all the same.
    }
  }

  // "#view.column" leads to the page of the view's collection.
  function follow() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    const view = id.split(".")[0];
    const page = pages.find((one) => one.views.includes(view));
    if (page) window.location.replace(page.file + "#" + id);
  }

  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 150);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value) {
      box.value = "";
      find();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  window.addEventListener("hashchange", follow);

  form.hidden = false;
  box.value = new URL(window.location.href).searchParams.get("q") || "";
  find();
  follow();
})();
