// The budget's grid (table[data-grid]): a block copied from a spreadsheet is pasted into the cells to the right and below, with or
// without its row of headings; Enter and the arrows move between rows. Nothing is added up here: amounts are the server's.
(function () {
  "use strict";
  const table = document.querySelector("table[data-grid]");
  if (!table) return;
  const form = table.closest("form");
  const body = table.tBodies[0];
  const pattern = document.getElementById("grid-row").content.firstElementChild;
  const heads = Array.from(table.tHead.querySelectorAll("th[data-column]"));
  const columns = heads.map((head) => head.dataset.column);
  const figures = new Set(["units", "unit_price", "rate", "amount"]);
  let touched = false;

  const cell = (row, column) => row.querySelector("input[data-column='" + column + "']");

  function addRow() {
    const last = body.lastElementChild;
    const key = last ? Number(last.dataset.row) + 1 : 0;
    const row = pattern.cloneNode(true);
    row.dataset.row = key;
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/^r\d+\./, "r" + key + ".");
      input.id = "field-" + input.name;
    }
    body.append(row);
    return row;
  }

  // Rows and cells as a spreadsheet puts them on the clipboard: tabs between cells, a cell with a tab or a line break in quotes.
  function block(text) {
    const rows = [[]];
    let at = 0;
    let word = "";
    const put = () => { rows[rows.length - 1].push(word.replace(/\s*\n\s*/g, " ").trim()); word = ""; };
    while (at < text.length) {
      const letter = text[at];
      if (letter === '"' && word === "") {
        let end = at + 1;
        while (end < text.length && !(text[end] === '"' && text[end + 1] !== '"')) end += text[end] === '"' ? 2 : 1;
        if (end < text.length && /^(\t|\r?\n|$)/.test(text.slice(end + 1, end + 3))) {
          word = text.slice(at + 1, end).replace(/""/g, '"');
          at = end + 1;
          continue;
        }
      }
      if (letter === "\t") put();
      else if (letter === "\n") { put(); rows.push([]); }
      else if (letter !== "\r") word += letter;
      at += 1;
    }
    put();
    while (rows.length > 1 && rows[rows.length - 1].every((said) => said === "")) rows.pop();
    return rows;
  }

  const plain = (said) => said.toLocaleLowerCase().replace(/\s+/g, " ").trim();

  function named(said) {
    const wanted = plain(said);
    const head = heads.find((one) => one.dataset.known.split("|").includes(wanted));
    return head ? head.dataset.column : null;
  }

  // The columns a block falls into: by its headings where it has them and they are known, else from the cell on.
  function placed(rows, from) {
    const straight = rows[0].map((_, at) => columns[from + at] || null);
    const known = rows[0].map(named);
    const filled = rows[0].filter((said) => said !== "").length;
    if (rows.length > 1 && known.filter(Boolean).length * 2 > filled) return [known, rows.slice(1)];
    const heading = rows.length > 1 && straight.some((column, at) => figures.has(column) && /\d/.test(rows[1][at] || "")) &&
      straight.every((column, at) => !figures.has(column) || !/\d/.test(rows[0][at]));
    return [straight, heading && rows[0].some((said) => said !== "") ? rows.slice(1) : rows];
  }

  function fill(input, rows) {
    const [places, lines] = placed(rows, columns.indexOf(input.dataset.column));
    let row = input.closest("tr");
    lines.forEach(function (line, at) {
      if (at > 0) row = row.nextElementSibling || addRow();
      line.forEach(function (said, n) {
        if (places[n] && cell(row, places[n])) cell(row, places[n]).value = said;
      });
    });
    if (row === body.lastElementChild) addRow();
    touched = true;
    form.dispatchEvent(new Event("filled"));
  }

  table.addEventListener("paste", function (event) {
    const input = event.target.closest("input[data-column]");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!input || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    fill(input, block(text.replace(/\r\n?/g, "\n")));
  });

  table.addEventListener("keydown", function (event) {
    const input = event.target.closest("input[data-column]");
    if (!input || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const offers = input.hasAttribute("list"); // there the arrows walk through what is offered
    const down = event.key === "Enter" ? !event.shiftKey : event.key === "ArrowDown" && !offers;
    const up = event.key === "Enter" ? event.shiftKey : event.key === "ArrowUp" && !offers;
    if (!down && !up) return;
    event.preventDefault();
    const row = input.closest("tr");
    const next = down ? row.nextElementSibling || (event.key === "Enter" ? addRow() : null) : row.previousElementSibling;
    if (!next) return;
    const there = cell(next, input.dataset.column);
    there.focus();
    there.select();
  });

  // The server has told the total, and what the empty amounts come to.
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "grid-total") return;
    const told = new Map(Array.from(event.target.querySelectorAll("[data-cell]"), (one) => [one.dataset.cell, one.textContent]));
    for (const input of table.querySelectorAll("input[data-column='amount']")) input.placeholder = told.get(input.name) || "";
  });

  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
})();
