"use strict";
// The page is complete without this script; it lets the reader sort and filter the submissions.
const table = document.querySelector("table");
const body = table.tBodies[0];
const rows = Array.from(body.rows);
const filter = document.querySelector(".filter");
const shown = filter.querySelector("output");
const collator = new Intl.Collator("ja", { numeric: true });

const applyFilter = () => {
  const text = filter.querySelector("[name=text]").value.normalize("NFKC").toLowerCase();
  const outcome = filter.querySelector("[name=outcome]").value;
  const wanted = Array.from(filter.querySelectorAll("[name=severity]:checked"), (box) => box.value);
  let count = 0;
  for (const row of rows) {
    const named = row.dataset.name.normalize("NFKC").toLowerCase().includes(text);
    const judged = !outcome || row.dataset.outcome === outcome;
    const has = !wanted.length || wanted.some((severity) => Number(row.dataset[severity]) > 0);
    row.hidden = !(named && judged && has);
    count += row.hidden ? 0 : 1;
  }
  shown.textContent = `${count} / ${rows.length}`;
};

const sortBy = (heading) => {
  const key = heading.dataset.key;
  const falling = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.querySelectorAll("th[aria-sort]")) {
    other.removeAttribute("aria-sort");
  }
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const sorted = rows.toSorted
    ? rows.toSorted((a, b) => collator.compare(a.dataset[key], b.dataset[key]))
    : rows.slice().sort((a, b) => collator.compare(a.dataset[key], b.dataset[key]));
  body.append(...(falling ? sorted.reverse() : sorted));
};

for (const heading of table.tHead.querySelectorAll("th[data-key]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => sortBy(heading));
}
filter.hidden = false;
filter.addEventListener("input", applyFilter);
applyFilter();
