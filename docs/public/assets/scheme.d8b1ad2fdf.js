// Light or dark by the reader's choice. It runs before the page is painted, so that nothing flashes. Without it, or without a
// choice, the device decides; choosing what the device has anyway forgets the choice.
(() => {
  const root = document.documentElement;
  const device = matchMedia("(prefers-color-scheme: dark)");
  let choice = null;
  try { choice = localStorage.getItem("scheme"); } catch { /* Private windows may refuse: the choice then lasts for a page. */ }
  const dark = () => (choice ? choice === "dark" : device.matches);
  const apply = () => {
    if (choice === "dark" || choice === "light") root.dataset.scheme = choice;
    else delete root.dataset.scheme;
    for (const button of document.querySelectorAll("[data-scheme-choice]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(dark()));
    }
  };
  apply();
  document.addEventListener("DOMContentLoaded", apply);
  device.addEventListener("change", apply);
  addEventListener("storage", (event) => { if (event.key === "scheme") { choice = event.newValue; apply(); } });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-scheme-choice]")) return;
    const wanted = dark() ? "light" : "dark";
    choice = (wanted === "dark") === device.matches ? null : wanted;
    try { choice ? localStorage.setItem("scheme", choice) : localStorage.removeItem("scheme"); } catch { /* As above. */ }
    apply();
  });
})();
