import { chosen, dropped } from "./drop.js";
import { Refused, Session } from "./server.js";

const at = (id) => document.getElementById(id);
const PAUSE_MS = 200;
const SIGN_OF_LIFE_MS = 60_000;
const limits = {
  files: Number(document.body.dataset.maxFiles),
  fileBytes: Number(document.body.dataset.maxFileBytes),
  totalBytes: Number(document.body.dataset.maxTotalBytes),
};

const UNREADABLE = {
  ja: "ファイルを読み取れませんでした。ほかのソフトで開いていないか、消えていないか確かめてください。",
  en: "A file cannot be read. Is it open in another program, or gone?",
};
const UNKNOWN = {
  ja: "API か手続を書類から読み取れませんでした。下で選んで、確かめ直してください。",
  en: "API or procedure is not known. Choose below and check again.",
};

let session = null;
let running = new AbortController();
let first = null; // what the first check of these files found: what the form begins with

// --- screens --------------------------------------------------------------------------------------

function show(state) {
  document.body.dataset.state = state;
  for (const id of ["empty", "working", "result"]) at(id).hidden = id !== state;
  at(`${state}-title`).focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function english(text) {
  const beside = document.createElement("span");
  beside.className = "en";
  beside.lang = "en";
  beside.textContent = text;
  return beside;
}

function say({ ja, en }) {
  const box = document.createElement("p");
  const mark = document.createElement("b");
  mark.textContent = "エラー";
  box.className = "alert";
  box.append(mark, " ", ja, " ", english(en));
  at("alert").replaceChildren(box);
}

function step(ja, en, done, total) {
  at("step").replaceChildren(`${ja} `, english(en));
  if (total) at("progress").value = done / total;
  else at("progress").removeAttribute("value");
}

// --- from files to a report -----------------------------------------------------------------------

function refuse(files) {
  const mb = (bytes) => Math.floor(bytes / 2 ** 20).toLocaleString();
  if (files.length === 0) {
    throw new Refused("ファイルがありません。提出フォルダーを置いてください。", "There are no files.");
  }
  if (files.length > limits.files) {
    const most = limits.files.toLocaleString();
    throw new Refused(`ファイルが多すぎます（${most} まで）。提出フォルダーだけを置いてください。`, "Too many files.");
  }
  const large = files.find(({ file }) => file.size > limits.fileBytes);
  if (large) {
    throw new Refused(`${large.name} が大きすぎます（一つ ${mb(limits.fileBytes)} MB まで）。`, "The file is too large.");
  }
  if (files.reduce((sum, { file }) => sum + file.size, 0) > limits.totalBytes) {
    throw new Refused(`ファイルが合わせて大きすぎます（${mb(limits.totalBytes)} MB まで）。`, "The files are too large together.");
  }
}

/** Runs one thing at a time; what is begun ends what was running. */
async function attempt(work, back) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  at("alert").replaceChildren();
  try {
    await work(signal);
  } catch (error) {
    if (signal.aborted) return;
    show(back());
    say(error instanceof Refused ? error : UNREADABLE);
  }
}

function take(collect) {
  return attempt(
    async (signal) => {
      forget();
      show("working");
      step("ファイルを集めています", "Collecting files");
      const files = await collect();
      refuse(files);
      const mine = await Session.open(signal);
      if (signal.aborted) return mine.close();
      session = mine;
      for (const [n, { name, file }] of files.entries()) {
        step(`ファイルを受け取っています（${n + 1}／${files.length}）`, `Receiving ${n + 1} of ${files.length}`, n, files.length);
        await mine.put(name, file, signal);
      }
      await check({}, signal);
    },
    () => {
      forget();
      return "empty";
    },
  );
}

async function check(choices, signal) {
  step("順番を待っています", "Waiting");
  await session.check(choices, signal);
  for (;;) {
    const state = await session.state(signal);
    if (state.state === "done") return finish(state);
    if (state.state === "failed") throw new Refused(state.ja, state.en);
    if (state.state === "reading") {
      const { document: name, number, total } = state;
      step(`書類 ${number}／${total}：${name}`, `Document ${number} of ${total}`, number - 1, total);
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

function forget() {
  session?.close();
  session = null;
  first = null;
  at("report").removeAttribute("src");
}

// --- the report and the form ----------------------------------------------------------------------

function finish(found) {
  if (first === null) {
    first = found;
    fill(found);
  }
  at("result-title").textContent = `${found.name} の確認結果`;
  at("facts").textContent = facts(found);
  at("settings").open = !(found.api.length && found.procedure);
  for (const link of document.querySelectorAll("[data-report]")) {
    link.href = `${session.path}/${link.dataset.report}`;
  }
  at("report").src = `${session.path}/report`;
  show("result");
  const { error, warning, info } = found.summary;
  at("status").textContent = `確認が終わりました。エラー ${error}、警告 ${warning}、情報 ${info}。`;
  if (at("settings").open) say(UNKNOWN);
}

function facts(found) {
  const marked = (key, name) => (found.inferred.includes(key) ? `${name}（推定）` : name);
  const apis = found.api.map((value) => {
    const box = document.querySelector(`[name="api"][value="${value}"]`);
    return marked("api", box.nextElementSibling.textContent);
  });
  const others = ["procedure", "flow", "applicant"].filter((key) => found[key]).map((key) => {
    const option = Array.from(at(key).options).find(({ value }) => value === found[key]);
    return marked(key, option.textContent);
  });
  return [...apis, ...others].join("・");
}

function fill(found) {
  for (const box of document.querySelectorAll('[name="api"]')) box.checked = found.api.includes(box.value);
  for (const key of ["procedure", "flow", "applicant"]) at(key).value = found[key] ?? "";
  for (const key of ["service-start", "submission"]) at(key).value = found.dates[key] ?? "";
  for (const mark of document.querySelectorAll(".inferred")) mark.hidden = !found.inferred.includes(mark.dataset.fact);
}

/** What differs from the first check only: the rest stays inferred, or as the configuration says. */
function choices() {
  const wanted = {};
  const apis = Array.from(document.querySelectorAll('[name="api"]:checked'), ({ value }) => value);
  if (apis.join() !== first.api.join()) wanted.api = apis;
  for (const key of ["procedure", "flow", "applicant"]) {
    if (at(key).value !== (first[key] ?? "")) wanted[key] = at(key).value;
  }
  for (const key of ["service-start", "submission"]) {
    if (at(key).value !== (first.dates[key] ?? "")) wanted[key] = at(key).value || null;
  }
  return wanted;
}

// --- what the user does ---------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-opens]")) {
  const input = at(button.dataset.opens);
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => take(async () => chosen(input)));
}
at("cancel").addEventListener("click", () => {
  running.abort();
  forget();
  show("empty");
});
at("again").addEventListener("click", () => {
  forget();
  at("alert").replaceChildren();
  show("empty");
});
at("choices").addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = choices();
  attempt(
    async (signal) => {
      show("working");
      await check(wanted, signal);
    },
    () => "result",
  );
});

// The whole window takes a drop: one beside the box would make the browser leave for the file.
const holdsFiles = (event) => event.dataTransfer.types.includes("Files");
const hover = (on) => document.body.classList.toggle("over", on);
addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  hover(true);
});
addEventListener("dragleave", (event) => event.relatedTarget === null && hover(false));
addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  hover(false);
  const files = dropped(event.dataTransfer, limits.files);
  take(() => files);
});

addEventListener("pagehide", () => session?.close());
// A page that comes back from the browser's memory has lost its files.
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(() => session?.state().catch(() => {}), SIGN_OF_LIFE_MS);
