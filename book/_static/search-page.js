// The page of search results: leads on to the dictionary, whose columns this search knows as whole
// names only, and leaves a page's list of contents out of what is quoted from it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const results = document.getElementById("search-results");
  if (!results) return;
  const asked = new URLSearchParams(window.location.search).get("q");
  if (asked) results.before(lead(asked));
  if (typeof Search === "undefined" || !Search.htmlToText) return;
  const quoted = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(".onlyprint").forEach((part) => part.remove());
    return quoted(page.documentElement.outerHTML, anchor);
  };

  function lead(words) {
    const line = document.createElement("p");
    line.id = "dictionary-lead";
    const link = document.createElement("a");
    link.href = "book/made/dictionary.html?q=" + encodeURIComponent(words);
    link.textContent = "Look for “" + words + "” in the dictionary";
    line.append("A column, or a code? ", link, ", which knows every name of every year.");
    return line;
  }
});
