// Lists of people (form[data-arrows]): the arrows go from box to box, so that a signed list is entered with two keys. A page for paper
// (button[data-print]) is printed by its button.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("form[data-arrows] tbody input")) return;
    const row = event.target.closest("tr");
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    const there = next && next.querySelector(event.target.type === "checkbox" ? "input[type=checkbox]" : "input:not([type=checkbox])");
    if (!there) return;
    event.preventDefault();
    there.focus();
    if (there.type !== "checkbox") there.select();
  });
  const button = document.querySelector("[data-print]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  }
})();
