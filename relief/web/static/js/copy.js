// A button that copies what stands in a field or a line; over plain HTTP the text is selected instead.

function textOf(place) {
  return "value" in place ? place.value : place.textContent;
}

function select(place) {
  if ("select" in place) place.select();
  else window.getSelection().selectAllChildren(place);
}

async function copy(button) {
  const place = document.querySelector(button.dataset.copy);
  select(place);
  // Browsers keep the clipboard from pages without TLS: the old command still copies a selection.
  const done = navigator.clipboard
    ? await navigator.clipboard.writeText(textOf(place)).then(() => true, () => false)
    : document.execCommand("copy");
  if (done) button.textContent = button.dataset.copied;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
