// The month's hours (table[data-hours]): Enter and the arrows move between cells, Ctrl+D and a button fill the empty working days of
// a row with the hours of the cell one stands in, a block from a spreadsheet is pasted. Nothing is added up here: sums are the server's.
(function () {
  "use strict";
  const table = document.querySelector("table[data-hours]");
  if (!table) return;
  const form = table.closest("form");
  const fill = form.querySelector("[data-fill]");
  let last = null;

  for (const hidden of document.querySelectorAll("[data-scripted], [data-fill]")) hidden.hidden = false;

  const cells = (row) => Array.from(row.querySelectorAll("input[data-n]"));
  const beside = (input, step) => {
    const all = cells(input.closest("tr"));
    return all[all.indexOf(input) + step];
  };
  const below = (input, step) => {
    const rows = Array.from(table.tBodies[0].querySelectorAll("tr[data-row]"));
    const row = rows[rows.indexOf(input.closest("tr")) + step];
    return row && row.querySelector("input[data-n='" + input.dataset.n + "']");
  };

  // What was filled in counts as typed: the draft keeps it (drafts.js), and the sums are asked for.
  function changed(input) {
    input.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("filled"));
  }

  // On a phone days go down and activities across: there the arrows do too.
  const turned = () => getComputedStyle(table.tHead.rows[0]).display === "flex";

  // The place an arrow leads to; inside of what is typed the arrows left and right move the caret.
  function led(input, key, shift) {
    if (key === "Enter") return (turned() ? beside : below)(input, shift ? -1 : 1);
    const across = key === "ArrowLeft" || key === "ArrowRight";
    const step = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    if (across) {
      const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
      const edge = input.selectionStart === input.selectionEnd && input.selectionStart === (step > 0 ? input.value.length : 0);
      if (!whole && !edge) return null;
    }
    return (across !== turned() ? beside : below)(input, step);
  }

  function fillRow(input) {
    const all = cells(input.closest("tr"));
    let any = false;
    for (const cell of all.slice(all.indexOf(input) + 1)) {
      if (cell.value.trim() === "" && cell.hasAttribute("data-expected")) {
        cell.value = input.value;
        any = true;
      }
    }
    if (any) changed(input);
  }

  table.addEventListener("keydown", function (event) {
    const input = event.target.closest("input[data-n]");
    if (!input || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyD") {
      event.preventDefault();
      fillRow(input);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!["Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
    if (event.shiftKey && event.key !== "Enter") return;
    const next = led(input, event.key, event.shiftKey);
    if (event.key === "Enter" || next) event.preventDefault();
    if (!next) return;
    next.focus();
    next.select();
  });

  table.addEventListener("focusin", function (event) {
    const input = event.target.closest("input[data-n]");
    if (input) last = input;
  });

  if (fill) fill.addEventListener("click", function () {
    const from = last || table.querySelector("input[data-n]");
    if (!from) return;
    fillRow(from);
    from.focus();
    from.select();
  });

  table.addEventListener("paste", function (event) {
    const input = event.target.closest("input[data-n]");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    if (!input || (lines.length === 1 && lines[0].length === 1)) return;
    event.preventDefault();
    let row = input;
    for (const line of lines) {
      let cell = row;
      for (const said of line) {
        if (!cell) break;
        cell.value = said.trim();
        cell = beside(cell, 1);
      }
      row = below(row, 1);
      if (!row) break;
    }
    changed(input);
  });

  // The server has told the sums, and which days are odd.
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "hours-sums") return;
    const told = new Map(Array.from(event.target.querySelectorAll("[data-sum-of]"), (one) => [one.dataset.sumOf, one.textContent]));
    for (const sum of table.querySelectorAll("[data-sum]")) sum.textContent = told.get(sum.dataset.sum) || (sum.dataset.sum.startsWith("a") ? "–" : "");
    const odd = new Set(Array.from(event.target.querySelectorAll("[data-odd-day]"), (one) => one.dataset.oddDay));
    for (const mark of table.querySelectorAll("[data-odd]")) mark.hidden = !odd.has(mark.dataset.odd);
    for (const input of table.querySelectorAll("input[data-n]")) {
      input.closest("td").classList.toggle("is-odd", odd.has(input.dataset.n) && input.value.trim() !== "");
    }
    for (const work of form.querySelectorAll("details[data-work]")) {
      if (told.has("a" + work.dataset.work)) work.open = true;
    }
  });

  // A draft that was put back (drafts.js) has other sums than the page was served with.
  document.addEventListener("DOMContentLoaded", function () {
    const before = form.previousElementSibling;
    if (before && before.querySelector("[data-forget]")) form.dispatchEvent(new Event("filled"));
  });
})();
