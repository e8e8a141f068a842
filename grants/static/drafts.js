// Keeps what was typed in a form (data-draft="its key") until it is saved: across a reload and across a session that ended.
// It stays in this tab only and goes with it, because offices share computers; passwords and files are never kept.
(function () {
  "use strict";
  const PREFIX = "draft:";
  const key = (form) => PREFIX + location.pathname + ":" + form.dataset.draft;

  function typed(form) {
    const kept = [];
    for (const field of form.elements) {
      if (!field.name || field.matches("[type=password], [type=file], [type=hidden], button")) continue;
      if (field.matches("[type=checkbox], [type=radio]")) kept.push([field.name, field.value, field.checked]);
      else kept.push([field.name, field.value]);
    }
    return JSON.stringify(kept);
  }

  function fill(form, kept) {
    for (const [name, value, checked] of JSON.parse(kept)) {
      for (const field of form.querySelectorAll("[name='" + CSS.escape(name) + "']")) {
        if (checked === undefined) field.value = value;
        else if (field.value === value) field.checked = checked;
      }
    }
  }

  function restore(form) {
    const kept = sessionStorage.getItem(key(form));
    const asServed = typed(form);
    form.dataset.served = asServed;
    if (!kept || kept === asServed || document.querySelector("[data-errors]")) return;
    fill(form, kept);
    const notice = document.getElementById("draft-notice").content.cloneNode(true);
    const shown = notice.firstElementChild;
    shown.querySelector("[data-forget]").addEventListener("click", function () {
      fill(form, asServed);
      sessionStorage.removeItem(key(form));
      shown.remove();
    });
    form.before(notice);
  }

  document.addEventListener("DOMContentLoaded", function () {
    // What was sent has been saved, or came back with its errors; unless the answer was the door: then it is kept.
    const sent = sessionStorage.getItem("draft-sent");
    if (sent && document.body.hasAttribute("data-signed-in")) sessionStorage.removeItem(sent);
    sessionStorage.removeItem("draft-sent");
    document.querySelectorAll("form[data-draft]").forEach(restore);
  });
  document.addEventListener("input", function (event) {
    const form = event.target.form;
    if (form && form.hasAttribute("data-draft")) sessionStorage.setItem(key(form), typed(form));
  });
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-draft")) sessionStorage.setItem("draft-sent", key(event.target));
  });
  window.addEventListener("beforeunload", function (event) {
    for (const form of document.querySelectorAll("form[data-draft]")) {
      if (form.dataset.served && typed(form) !== form.dataset.served && sessionStorage.getItem("draft-sent") !== key(form)) event.preventDefault();
    }
  });
})();
