// From a drop or a file input to a list of {name, file}, name with the folders in it.

// Files of the system and lock files of Office; the check skips them too.
const SKIPPED = /^(?:\.|~\$|__MACOSX$|thumbs\.db$|desktop\.ini$)/i;

const wanted = ({ name }) => !name.split("/").some((step) => SKIPPED.test(step));

export function chosen(input) {
  const files = Array.from(input.files, (file) => ({ name: file.webkitRelativePath || file.name, file }));
  input.value = ""; // so that choosing the same again is a change
  return files.filter(wanted);
}

/** The items of a drop are gone once the event is over: they are taken before anything is awaited. */
export async function dropped(transfer, most) {
  const items = Array.from(transfer.items).filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const files = [];
  for (const entry of entries) {
    if (entry instanceof File) files.push({ name: entry.name, file: entry });
    else if (entry) await walk(entry, files, most);
  }
  return files.filter(wanted);
}

/** One file more than `most` is enough to know that there are too many. */
async function walk(entry, files, most) {
  if (files.length > most || SKIPPED.test(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    files.push({ name: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return;
    for (const inner of some) await walk(inner, files, most);
  }
}
