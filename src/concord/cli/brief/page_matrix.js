/* The matrix: rows and their heads are in the page; squares and column heads are looked up for the date shown. */
const rows = [...byId("rows").rows];
const found = rows.map((row, index) => {
  const portion = brief.portions[index];
  return [portion.number, portion.short, portion.text, portion.marking, portion.form, ...portion.mentions].join(" ").toLowerCase();
});
let active = [0, 0];

/* Columns under one organisation that several columns read through; the rest stand together. */
function houseOf(shown, column) {
  const houses = shown.columns.map(other => {
    const through = new Set(other.seats.map(seat => brief.seats[seat].through));
    return through.size === 1 ? [...through][0] : "";
  });
  const own = houses[shown.columns.indexOf(column)];
  return own && houses.filter(house => house === own).length > 1 ? `through ${own}` : "others";
}

function outcomesOf(shown, index) {
  return shown.squares.map(row => outcomeOf(row[index])).join();
}
const alikeLeft = (shown, index) => index > 0 && outcomesOf(shown, index) === outcomesOf(shown, index - 1);
const isFlat = squares => new Set(squares.map(outcomeOf)).size === 1;

function drawMatrix() {
  const shown = view();
  const hidden = shown.columns.map((_, index) => state.differ && alikeLeft(shown, index));
  drawHeads(shown, hidden);
  const names = shown.columns.map(column => `${groupName(column)}, ${seatsOf(column)}`);
  const framed = new Map(effect().map(([portion, column, answer]) => [`${portion},${column}`, answer]));
  const before = state.date === shown.at && now() > 0 ? brief.views[now() - 1] : null;
  let folded = 0;
  rows.forEach((row, index) => {
    row.hidden = (state.differ && isFlat(shown.squares[index])) || !found[index].includes(state.find.toLowerCase().trim());
    folded += row.hidden ? 1 : 0;
    drawRow(row, index, {shown, hidden, names, framed, before});
  });
  drawCounts(shown);
  byId("folded").textContent = foldedText(folded, hidden.filter(Boolean).length);
  fitColumns(hidden);
  settle();
}

/* Columns have one width, so that the table is laid out once; where they do not fit, the table scrolls by itself. */
const MANY = 17;
let fitted = "";
function fitColumns(hidden) {
  const shownNow = hidden.filter(each => !each).length, key = `${shownNow} ${innerWidth}`;
  if (key === fitted) return;
  fitted = key;
  byId("columns").replaceChildren(make("col"), ...Array.from({length: shownNow}, () => make("col", {class: "c"})));
  byId("grid").style.setProperty("--columns", String(shownNow));
  byId("grid").classList.toggle("many", shownNow > MANY);
  byId("scroll").classList.toggle("tight", byId("grid").offsetWidth > byId("scroll").clientWidth);
}

function foldedText(count, columns) {
  if (count === rows.length) return "No portion is left; clear the field beside.";
  return count + columns === 0 ? "" : `${plural(count, "row")}${columns ? ` and ${plural(columns, "column")}` : ""} folded`;
}

function drawHeads(shown, hidden) {
  const houses = byId("houses"), groups = byId("groups"), parts = byId("parts"), seats = byId("seats");
  const isSplit = shown.columns.some((column, index) => column.part && !hidden[index]);
  while (houses.cells.length > 1) houses.lastChild.remove();
  groups.replaceChildren();
  parts.replaceChildren();
  parts.hidden = !isSplit;
  byId("grid").classList.toggle("split", isSplit);
  seats.replaceChildren();
  let house = null, group = null;
  shown.columns.forEach((column, index) => {
    const own = houseOf(shown, column), edge = !hidden[index] && own !== house ? "first" : "";
    const head = make("th", {scope: "col", role: "columnheader", class: edge, "aria-label": `${fullName(column)}, ${seatsOf(column)}`, title: fullName(column),
      "aria-selected": String(state.portion === null && chosenColumn(shown) === index)}, String(column.seats.length));
    head.hidden = hidden[index];
    seats.append(head);
    if (hidden[index]) return;
    if (edge) houses.append(make("th", {class: "first", scope: "colgroup"}, own));
    else houses.lastChild.colSpan += 1;
    if (column.group !== group) groups.append(make("th", {class: `g ${edge}`, scope: "colgroup", rowspan: isSplit && !column.part ? 2 : 1, "data-c": index}, make("span", {class: "name"}, brief.groups[column.group].name)));
    else groups.lastChild.colSpan += 1;
    if (column.part) parts.append(make("th", {class: `g ${edge}`, scope: "col", title: column.apart, "data-c": index}, make("span", {class: "name"}, column.short)));
    [house, group] = [own, column.group];
  });
}
const chosenColumn = shown => state.group === null ? -1 : columnOf(shown, state.group);

function drawRow(row, index, {shown, hidden, names, framed, before}) {
  const name = portionName(brief.portions[index]);
  const then = before === null ? null : answersBySeat(before, index);
  while (row.cells.length > shown.columns.length + 1) row.lastChild.remove();
  while (row.cells.length < shown.columns.length + 1) row.append(make("td", {role: "gridcell"}, mark("withheld")));
  row.cells[0].setAttribute("aria-selected", String(state.portion === index && state.group === null));
  shown.columns.forEach((column, at) => {
    const answer = brief.answers[shown.squares[index][at]], would = framed.get(`${index},${at}`);
    const cell = row.cells[at + 1], outcome = would === undefined ? answer.outcome : outcomeOf(would);
    const changed = then !== null && column.seats.some(seat => then[seat] !== undefined && outcomeOf(then[seat]) !== answer.outcome);
    const edge = byId("seats").cells[at].className;
    cell.className = `q ${outcome}${answer.mark ? " known" : ""}${changed ? " changed" : ""}${would !== undefined ? " framed" : ""} ${edge}`;
    cell.firstChild.textContent = MARKS[outcome];
    cell.hidden = hidden[at];
    cell.setAttribute("aria-selected", String(state.portion === index && chosenColumn(shown) === at));
    cell.setAttribute("aria-label", spoken(`${name}, ${names[at]}`, answer, {would, changed}));
  });
}

function spoken(name, answer, {would, changed}) {
  const parts = [`${name}: ${WORDS[answer.outcome]}`];
  if (answer.mark) parts.push("rests on a well-known date");
  if (changed) parts.push("changed on this date");
  if (would !== undefined) parts.push(`with the change chosen: ${WORDS[outcomeOf(would)]}`);
  return parts.join("; ");
}

function drawCounts(shown) {
  const counts = {released: 0, releasable: 0, refer: 0, withheld: 0};
  shown.squares.forEach(row => row.forEach((answer, index) => { counts[outcomeOf(answer)] += shown.columns[index].seats.length; }));
  const more = difference(shown, effect());
  byId("seats-shown").textContent = numbers.format(shown.columns.reduce((sum, column) => sum + column.seats.length, 0));
  for (const [outcome, count] of Object.entries(counts)) {
    byId(`count-${outcome}`).textContent = numbers.format(count);
    byId(`more-${outcome}`).textContent = more[outcome] ? signed(more[outcome]) : "";
  }
}

/* Roving focus: one place of the grid is in the order of the Tab key. Row and column -1 are the heads. */
const placeAt = ([row, column]) => row < 0 ? byId("seats").cells[column] : rows[row]?.cells[column + 1];
const isOpen = place => place && !place.hidden && !place.parentElement.hidden;
function placeOf(element) {
  const cell = element.closest?.("td,th");
  if (!cell || !byId("grid").contains(cell) || cell.closest("#houses")) return null;
  if (cell.closest("#groups, #parts")) return cell.dataset.c ? [-1, Number(cell.dataset.c)] : null;
  return cell.closest("#seats") ? [-1, cell.cellIndex] : [rows.indexOf(cell.parentElement), cell.cellIndex - 1];
}
function settle() {
  const shown = view().columns.length;
  active = [active[0], Math.min(active[1], shown - 1)];
  if (!isOpen(placeAt(active))) active = [rows.findIndex(row => !row.hidden), active[1]];
  if (!isOpen(placeAt(active))) active = [active[0], 0];
  byId("grid").querySelectorAll("[tabindex='0']").forEach(cell => cell.setAttribute("tabindex", "-1"));
  placeAt(active)?.setAttribute("tabindex", "0");
}
function step([rowStep, columnStep]) {
  const next = [active[0] + rowStep, active[1] + columnStep];
  const within = at => at[0] >= -1 && at[0] < rows.length && at[1] >= -1 && at[1] < view().columns.length && !(at[0] < 0 && at[1] < 0);
  while (within(next) && !isOpen(placeAt(next))) { next[0] += rowStep; next[1] += columnStep; }
  return within(next) && (rowStep || columnStep) ? next : active;
}
function furthest(from, direction) {
  const kept = active;
  active = from;
  for (let next = step(direction); next !== active; next = step(direction)) active = next;
  const end = active;
  active = kept;
  return end;
}
function goTo(place) {
  active = place;
  settle();
  placeAt(active).focus({preventScroll: true});
  bringIntoSight(active);
}
function open([row, column]) {
  set({portion: row < 0 ? null : row, group: column < 0 ? null : keyOf(view().columns[column]), change: null});
}

function watchMatrix() {
  const grid = byId("grid"), keys = {ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
  grid.setAttribute("role", "grid");
  rows.forEach(row => {
    row.cells[0].setAttribute("role", "rowheader");
    [...row.cells].slice(1).forEach(cell => { cell.setAttribute("role", "gridcell"); cell.querySelector(".vh").remove(); });
  });
  grid.addEventListener("keydown", event => {
    if (placeOf(event.target) === null) return;
    if (event.key in keys) goTo(step(keys[event.key]));
    else if (event.key === "Home") goTo(event.ctrlKey ? furthest(furthest(active, [-1, 0]), [0, -1]) : furthest(active, [0, -1]));
    else if (event.key === "End") goTo(event.ctrlKey ? furthest(furthest(active, [1, 0]), [0, 1]) : furthest(active, [0, 1]));
    else if (event.key === "Enter" || event.key === " ") { open(active); bringIntoSight(active); enterPanel(); }
    else return;
    event.preventDefault();
  });
  grid.addEventListener("click", event => {
    const place = placeOf(event.target);
    if (place === null || (place[0] < 0 && place[1] < 0)) return;
    open(place);
    goTo(place);
    sayPanel();
  });
  grid.addEventListener("pointerover", event => {
    const place = placeOf(event.target);
    const at = place === null ? -1 : place[1], group = view().columns[at]?.group;
    [...byId("seats").cells].forEach((head, index) => head.classList.toggle("at", at >= 0 && index === at));
    byId("groups").querySelectorAll(".g").forEach(head => head.classList.toggle("at", view().columns[head.dataset.c].group === group));
    byId("parts").querySelectorAll(".g").forEach(head => head.classList.toggle("at", Number(head.dataset.c) === at));
  });
  byId("differ").addEventListener("change", event => set({differ: event.target.checked}));
  byId("find").addEventListener("input", event => set({find: event.target.value}));
}
