// Brings the summary of errors before the eyes and under the cursor, on a fresh page and after a part was exchanged.
(function () {
  "use strict";
  function show(within) {
    const summary = within.querySelector("[data-errors]");
    if (summary) summary.focus();
  }
  document.addEventListener("DOMContentLoaded", function () { show(document); });
  document.addEventListener("htmx:afterSettle", function (event) { show(event.target); });
  // A refusal (422, 409) carries the form with its errors: it belongs on the page.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
})();
