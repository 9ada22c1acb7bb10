"use strict";
// The page is complete without this script: it filters the findings, keeps the ticks of the
// checklist and opens what is folded before printing.

// --- filter: its state lives in the page's address, so that a filtered view can be handed on -----
const filter = document.querySelector(".filter");
const findings = Array.from(document.querySelectorAll(".document .finding"));

function wanted() {
  const data = new FormData(filter);
  return {
    severity: data.getAll("severity"),
    document: data.get("document"),
    clause: data.get("clause"),
  };
}

function show() {
  const { severity, document: path, clause } = wanted();
  for (const finding of findings) {
    finding.hidden =
      !severity.includes(finding.dataset.severity) ||
      (path !== "" && finding.closest(".document").dataset.document !== path) ||
      (clause !== "" && !finding.dataset.clauses.split(" ").includes(clause));
  }
  for (const place of document.querySelectorAll(".document .place")) {
    const shown = Array.from(place.querySelectorAll(".finding:not([hidden])"));
    place.hidden = shown.length === 0;
    const numbers = new Set(shown.map((finding) => finding.dataset.number));
    for (const mark of place.querySelectorAll("[data-numbers]")) {
      const seen = mark.dataset.numbers.split(" ").some((number) => numbers.has(number));
      mark.classList.toggle("out", !seen);
    }
  }
  for (const group of document.querySelectorAll(".document")) {
    group.hidden = !group.querySelector(".place:not([hidden])");
  }
  const count = findings.filter((finding) => !finding.hidden).length;
  for (const place of filter.querySelectorAll("[data-shown]")) place.textContent = count;
  for (const place of filter.querySelectorAll("[data-total]")) place.textContent = findings.length;
}

function remember() {
  const { severity, document: path, clause } = wanted();
  const state = new URLSearchParams();
  if (severity.length < filter.querySelectorAll("[name=severity]").length) {
    state.set("severity", severity.join(","));
  }
  if (path) state.set("document", path);
  if (clause) state.set("clause", clause);
  const fragment = state.size ? `#${state}` : "#findings";
  history.replaceState(null, "", fragment);
}

function choose(select, value) {
  select.value = Array.from(select.options, (option) => option.value).includes(value) ? value : "";
}

function recall() {
  const fragment = location.hash.slice(1);
  if (!fragment.includes("=")) {
    // An anchor: what it points to must be seen.
    const target = document.getElementById(fragment);
    target?.closest("details")?.setAttribute("open", "");
    if (target?.closest("[hidden]")) {
      filter.reset();
      setTimeout(() => target.scrollIntoView()); // once the reset has been shown
    }
    return;
  }
  const state = new URLSearchParams(fragment);
  const severity = state.get("severity")?.split(",");
  for (const box of filter.querySelectorAll("[name=severity]")) {
    box.checked = severity === undefined || severity.includes(box.value);
  }
  choose(filter.elements.document, state.get("document"));
  choose(filter.elements.clause, state.get("clause"));
  show();
  document.getElementById("findings").scrollIntoView();
}

if (filter) {
  const clauses = new Set(findings.flatMap((finding) => finding.dataset.clauses.split(" ")));
  for (const clause of Array.from(clauses).sort()) {
    filter.elements.clause.add(new Option(clause, clause));
  }
  filter.hidden = false;
  filter.addEventListener("change", () => {
    show();
    remember();
  });
  filter.addEventListener("reset", () => {
    // The fields have their first values only after this event.
    setTimeout(() => {
      show();
      if (location.hash.includes("=")) remember();
    });
  });
  filter.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", recall);
  filter.reset();
  show();
  recall();
}

// --- language ------------------------------------------------------------------------------------
for (const choice of document.querySelectorAll("[name=language]")) {
  choice.addEventListener("change", () => {
    document.documentElement.lang = choice.id.slice(-2);
  });
}

// --- checklist: ticks stay in this browser, by the submission's path; nothing is sent anywhere ----
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

// --- print: nothing stays folded -----------------------------------------------------------------
let folded = [];
addEventListener("beforeprint", () => {
  folded = Array.from(document.querySelectorAll("details:not([open])"));
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
