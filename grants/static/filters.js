// A filter chosen from a list takes effect at once; without scripts the button beside it does the same.
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    const form = event.target.form;
    if (form && form.hasAttribute("data-at-once") && event.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit();
  });
})();
