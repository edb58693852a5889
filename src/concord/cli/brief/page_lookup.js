/* What the brief holds, and how it is said. Nothing here decides: answers are found by index. */
const brief = JSON.parse(document.getElementById("answers").textContent);
const WORDS = {released: "released", releasable: "releasable on decision", refer: "needs a decision", withheld: "not released"};
const MARKS = {released: "●", releasable: "◐", refer: "◇", withheld: "–"};
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const byId = id => document.getElementById(id);
const changeOf = new Map(brief.changes.map(change => [change.id, change]));
const portionAt = new Map(brief.portions.map((portion, index) => [portion.id, index]));

/* An element with its properties ("class", "on…" listeners, attributes) and children; text is always text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null));
  return element;
}
const mark = outcome => make("i", {class: "k", "aria-hidden": "true"}, MARKS[outcome]);
const said = (outcome, ...more) => make("span", {class: outcome}, mark(outcome), " ", ...more);

function day(iso) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
  return found ? `${Number(found[3])} ${MONTHS[Number(found[2]) - 1]} ${found[1]}` : iso;
}
const instant = iso => Date.parse(iso + "T00:00:00Z");
const isoOf = time => new Date(time).toISOString().slice(0, 10);
const numbers = new Intl.NumberFormat("en-GB");
const plural = (count, one, many = one + "s") => `${numbers.format(count)} ${count === 1 ? one : many}`;
const signed = count => (count > 0 ? "+" : "−") + numbers.format(Math.abs(count));
const clip = text => text.length > 32 ? text.slice(0, 31).trimEnd() + "…" : text;
const sentence = text => text.charAt(0).toUpperCase() + text.slice(1);

/* The view that holds on a day: the last one that has begun. */
function viewOn(date) {
  let found = 0;
  brief.views.forEach((view, index) => { if (view.at <= date) found = index; });
  return found;
}
const keyOf = column => column.group + (column.part ? "." + column.part.split(" ")[0] : "");
function columnOf(view, key) {
  const exact = view.columns.findIndex(column => keyOf(column) === key);
  return exact >= 0 ? exact : view.columns.findIndex(column => column.group === key.replace(/\.\d+$/, ""));
}
const groupName = column => brief.groups[column.group].name + (column.part ? `: ${column.short}` : "");
const fullName = column => brief.groups[column.group].name + (column.part ? `: ${column.apart}` : "");
const seatsOf = column => plural(column.seats.length, "seat");
function portionName(portion) {
  const name = portion.number ? `portion ${portion.number}` : `${portion.form} “${clip(portion.short)}”`;
  return portion.variant_word ? `${name}, ${portion.variant_word}` : name;
}

/* The answer of every seat in one row of a view, by seat index; a seat that is not there on the date has none. */
function answersBySeat(view, row) {
  const answers = [];
  view.columns.forEach((column, index) => column.seats.forEach(seat => { answers[seat] = view.squares[row][index]; }));
  return answers;
}
const outcomeOf = answer => brief.answers[answer].outcome;

/* A square is one portion for one seat: a mark in the matrix stands for as many squares as its column has seats. */
const squaresIn = (shown, touched) => touched.reduce((sum, [, column]) => sum + shown.columns[column].seats.length, 0);
/* What an effect turns squares into: outcome and number of squares, in the order of the legend. */
function gains(shown, touched) {
  return Object.keys(WORDS).map(outcome => ({outcome, squares: squaresIn(shown, touched.filter(([, , answer]) => outcomeOf(answer) === outcome))})).filter(gain => gain.squares > 0);
}
/* By outcome, how many squares more or fewer there are with an effect. */
function difference(shown, touched) {
  const more = {};
  for (const [portion, column, answer] of touched) {
    const count = shown.columns[column].seats.length, before = outcomeOf(shown.squares[portion][column]), after = outcomeOf(answer);
    more[before] = (more[before] || 0) - count;
    more[after] = (more[after] || 0) + count;
  }
  return more;
}
const gainMarks = found => make("span", {class: "gain"}, found.map(gain => [said(gain.outcome, `+${numbers.format(gain.squares)}`), make("span", {class: "vh"}, ` ${WORDS[gain.outcome]}; `)]));
