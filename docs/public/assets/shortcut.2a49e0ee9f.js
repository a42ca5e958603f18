// The key `/` leads to the search field.
document.addEventListener("keydown", event => {
  const field = document.querySelector("[data-search-field]");
  const at = event.target;
  const writes = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
  if (!field || event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});
