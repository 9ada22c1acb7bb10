"use strict";
// The page is complete without this script; it lets the reader hide severities and keep ticks.
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

// Ticks stay in this browser, by the submission's path; nothing is sent anywhere.
const ticks = document.querySelectorAll(".checklist input[data-item]");
const key = `myna-lint:${document.body.dataset.submission}`;
let kept = new Set();
try {
  kept = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
} catch {
  // Storage may be switched off, or hold what is not ours: then nothing is ticked.
}
for (const tick of ticks) {
  tick.checked = kept.has(tick.dataset.item);
  tick.addEventListener("change", () => {
    const items = Array.from(ticks).filter((box) => box.checked);
    try {
      localStorage.setItem(key, JSON.stringify(items.map((box) => box.dataset.item)));
    } catch {
      // The tick still shows until the page is closed.
    }
  });
}
