// One box on top ticks all rows of its form; without scripts each row is ticked by itself.
(function () {
  "use strict";
  function boxes(form) {
    return Array.from(form.querySelectorAll("input[name^=pick_]"));
  }
  function agree(form) {
    const all = form.querySelector("[data-pick-all]");
    if (!all) return;
    const rows = boxes(form);
    const ticked = rows.filter(function (box) { return box.checked; }).length;
    all.checked = rows.length > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }
  document.querySelectorAll("form[data-picks]").forEach(function (form) {
    const all = form.querySelector("[data-pick-all]");
    if (!all || boxes(form).length < 2) return;
    all.parentElement.hidden = false;
    agree(form);
  });
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-picks]");
    if (!form) return;
    if (event.target.hasAttribute("data-pick-all")) {
      boxes(form).forEach(function (box) { box.checked = event.target.checked; });
    }
    agree(form);
  });
})();
