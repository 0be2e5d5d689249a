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
  const MOST = 60;

  const pages = index.pages.map(([file, title, database, views]) => ({ file, title, database, views }));
  const columns = index.columns.map(([page, id, description, others, labels]) => ({
    page: pages[page],
    id,
    name: id.slice(id.indexOf(".") + 1),
    description,
    words: plain([id, description, others, labels, pages[page].title, pages[page].database].join(" ")),
  }));

  function plain(text) {
    return text.toLowerCase().replace(/\s+/g, " ");
  }

  function plural(number, word) {
    return number.toLocaleString("en-GB") + " " + word + (number === 1 ? "" : "s");
  }

  // Names that begin with what is wanted come first, then names that hold it, then the rest.
  function rank(column, wanted) {
    const name = plain(column.name);
    if (wanted.some((word) => name.startsWith(word))) return 0;
    return wanted.some((word) => name.includes(word)) ? 1 : 2;
  }

  function item(column) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    const code = document.createElement("code");
    code.textContent = column.name;
    link.href = column.page.file + "#" + column.id;
    link.append(code);
    entry.append(link, " in " + column.page.title + ": " + column.description);
    return entry;
  }

  function find() {
    const wanted = plain(box.value).trim().split(" ").filter(Boolean);
    const found = !wanted.length
      ? []
      : columns
          .filter((column) => wanted.every((word) => column.words.includes(word)))
          .map((column, place) => ({ column, place, rank: rank(column, wanted) }))
          .sort((a, b) => a.rank - b.rank || a.place - b.place);
    results.replaceChildren(...found.slice(0, MOST).map((one) => item(one.column)));
    count.textContent = !wanted.length
      ? plural(columns.length, "column") + " in " + plural(pages.length, "collection") + "."
      : !found.length
        ? "Nothing found. Try fewer letters, or another word for it."
        : "Found: " + plural(found.length, "column") +
          (found.length > MOST ? "; the first " + MOST + " are shown, another word narrows it." : ".");
    remember();
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
