/* Editions: what the readers of a group read on the date shown; two can be laid side by side. */
function drawEditions() {
  const shown = view(), part = byId("editions");
  const firstColumn = state.reader === null ? 0 : columnOf(shown, state.reader);
  const secondColumn = state.second === null ? -1 : columnOf(shown, state.second);
  const pages = [editionOf(shown, firstColumn), ...(state.second === null ? [] : [editionOf(shown, secondColumn)])];
  const alone = pages.length === 2 ? differences(...pages.map(page => page.blocks)) : [new Set(), new Set()];
  const kept = document.activeElement?.id;
  part.replaceChildren(
    make("div", {class: "choose"},
      chooser("reader", "Edition for", firstColumn, false), chooser("second", "beside", secondColumn, true),
      make("span", {class: "soft", id: "difference"}, pages.length === 2 ? differenceText(alone, pages) : "")),
    make("div", {class: pages.length === 2 ? "pages two" : "pages"}, pages.map((page, index) => pageOf(page, alone[index]))));
  if (kept === "reader" || kept === "second") byId(kept).focus();
}

function editionOf(shown, column) {
  const index = column < 0 ? -1 : shown.edition[column];
  return {column: shown.columns[column], edition: index < 0 ? null : brief.editions[index], blocks: index < 0 ? [] : brief.editions[index].blocks};
}
function chooser(id, word, column, hasNone) {
  const options = view().columns.map((each, index) => make("option", {value: keyOf(each), selected: index === column}, `${groupName(each)} (${each.seats.length})`));
  if (hasNone) options.unshift(make("option", {value: "", selected: column < 0}, "nothing"));
  else if (column < 0) options.unshift(make("option", {value: "", selected: true}, "no seats on this date"));
  const select = make("select", {id, onchange: () => {
    set({[id]: select.value || null});
    const name = select.selectedOptions[0].textContent;
    say(`${sentence(word)} ${name}: ${byId("difference").textContent || "shown"}`);
  }}, options);
  return make("label", {}, word, select);
}

/* Blocks of one page that the other does not have. Numbers are left out, as each edition counts afresh. */
function differences(left, right) {
  const key = block => `${block.form}|${block.marking}|${block.text.replace(/\d+/g, "#")}`;
  const a = left.map(key), b = right.map(key);
  const lengths = Array.from({length: a.length + 1}, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  }
  const onlyLeft = new Set(a.keys()), onlyRight = new Set(b.keys());
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) { onlyLeft.delete(i); onlyRight.delete(j); i += 1; j += 1; }
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return [onlyLeft, onlyRight];
}
function differenceText(alone, pages) {
  if (alone[0].size + alone[1].size === 0) return "The two editions are the same.";
  const same = pages[0].blocks.length - alone[0].size;
  return `${plural(same, "portion")} in both; ${alone[0].size} only on the first page, ${alone[1].size} only on the second, each with a bar.`;
}

function pageOf({column, edition, blocks}, alone) {
  const name = column ? `Edition for ${groupName(column)}, ${day(state.date)}` : "No seats on this date";
  if (edition === null) {
    return make("article", {class: "edition", "aria-label": name}, make("p", {class: "nothing"}, "No such record."),
      make("p", {class: "soft"}, column ? `Nothing of this document is released to this group on ${day(state.date)}. Its readers get the same words as for a record that does not exist.` : `No seat stands under this rule on ${day(state.date)}.`));
  }
  const marking = () => make("p", {class: "marking"}, brief.exercise ? make("span", {class: "exercise"}, "EXERCISE") : null, edition.banner);
  return make("article", {class: "edition", "aria-label": name}, marking(), blocks.map((block, index) => blockOf(block, alone.has(index))), marking());
}
/* The text of a table: cells between tabs, rows between line ends, the first row its heads. */
function tableOf(text) {
  const [heads, ...rows] = text.split("\n").map(row => row.split("\t"));
  return make("table", {class: "text plain"},
    make("thead", {}, make("tr", {}, heads.map(cell => make("th", {scope: "col"}, cell)))),
    make("tbody", {}, rows.map(row => make("tr", {}, row.map(cell => make("td", {}, cell))))));
}
function blockOf(block, isAlone) {
  const text = block.form === "table" ? tableOf(block.text) : make("p", {class: "text"}, block.text);
  if (block.form === "title" || block.form === "heading") { text.setAttribute("role", "heading"); text.setAttribute("aria-level", block.form === "title" ? "2" : "3"); }
  return make("div", {class: `block ${block.form}${isAlone ? " alone" : ""}`}, make("p", {class: "printed"}, block.marking, isAlone ? make("b", {}, " · only here") : null), make("p", {class: "no"}, block.number), text);
}
