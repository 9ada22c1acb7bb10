"use strict";
// The page is complete without this script; it only lets the reader hide severities.
const filter = document.querySelector(".filter");
if (filter) {
  filter.hidden = false;
  filter.addEventListener("change", () => {
    const shown = new Set(
      Array.from(filter.querySelectorAll("input:checked"), (box) => box.value),
    );
    for (const finding of document.querySelectorAll(".document .finding")) {
      finding.hidden = !shown.has(finding.dataset.severity);
    }
    for (const place of document.querySelectorAll(".document .place")) {
      place.hidden = !place.querySelector(".finding:not([hidden])");
    }
    for (const group of document.querySelectorAll(".document")) {
      group.hidden = !group.querySelector(".place:not([hidden])");
    }
  });
}
