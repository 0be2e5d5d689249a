// Filters the dictionary as you type. Without this script the page shows everything, and no box.
"use strict";

(function () {
  const form = document.getElementById("dictionary-search");
  if (!form) return;
  const box = form.querySelector("input");
  const count = document.getElementById("dictionary-count");
  const views = Array.from(document.querySelectorAll(".dictionary-view"), (part) => ({
    section: part.closest("section"),
    words: plain(part.closest("section").querySelector("h2").textContent + " " + part.dataset.words),
    entries: Array.from(part.querySelectorAll(".dictionary-entry"), (entry) => ({
      entry,
      words: plain(entry.textContent),
    })),
  }));

  function plain(text) {
    return text.toLowerCase().replace(/\s+/g, " ");
  }

  function plural(number, word) {
    return number.toLocaleString("en-GB") + " " + word + (number === 1 ? "" : "s");
  }

  // A column is shown if each word occurs in it or in its view's name and description.
  function filter() {
    const wanted = plain(box.value).trim().split(" ").filter(Boolean);
    let columns = 0;
    let kept = 0;
    for (const view of views) {
      let shown = 0;
      for (const item of view.entries) {
        const fits = wanted.every((word) => item.words.includes(word) || view.words.includes(word));
        item.entry.hidden = !fits;
        if (fits) shown += 1;
      }
      view.section.hidden = shown === 0;
      columns += shown;
      if (shown) kept += 1;
    }
    const found = plural(columns, "column") + " " + "under " + plural(kept, "heading");
    count.textContent = !wanted.length
      ? "All: " + found + "."
      : columns
        ? "Found: " + found + "."
        : "Nothing found. Try fewer letters, or another word for it.";
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
      // A page opened from a folder may not change its address; the filter works all the same.
    }
  }

  // A link to a column must show it, whatever the box holds.
  function showTarget() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.closest("[hidden]")) {
      box.value = "";
      filter();
    }
    target.scrollIntoView();
  }

  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value) {
      box.value = "";
      filter();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
  window.addEventListener("hashchange", showTarget);

  form.hidden = false;
  box.value = new URL(window.location.href).searchParams.get("q") || "";
  filter();
  showTarget();
})();
