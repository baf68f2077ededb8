// Question cards: native radio buttons in a fieldset, feedback for each option, and for a prediction
// the outcome that appears beside the committed choice. Answers last as long as the browser tab.

export default { render };

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// JupyterLab takes arrow keys and letters for itself unless the focused element says otherwise.
function keepKeys(element) {
  element.dataset.lmSuppressShortcuts = "true";
  return element;
}

function imageOf(view, alt) {
  const image = make("img", { alt });
  image.src = URL.createObjectURL(new Blob([view], { type: "image/png" }));
  image.onload = () => {
    image.width = image.naturalWidth / 2; // drawn with two dots per page pixel
    URL.revokeObjectURL(image.src);
  };
  return image;
}

function remembered(key) {
  try { return JSON.parse(sessionStorage.getItem(`lrlib/${key}`)); }
  catch { return null; } // storage switched off, or not ours: the question is simply new
}

function remember(key, answer) {
  try { sessionStorage.setItem(`lrlib/${key}`, JSON.stringify(answer)); }
  catch { /* storage switched off: the answer lasts until the cell runs again */ }
}

// `code` in a text becomes a code element; everything else stays text.
function rich(text) {
  return text.split("`").map((part, k) => (k % 2 ? make("code", {}, part) : part));
}

function feedback(option, isPrediction, first) {
  const word = isPrediction ? (option.right ? "As you said." : "Not so.") : (option.right ? "Right." : "Not quite.");
  const box = make("p", { className: `lr-why ${option.right ? "lr-right" : "lr-wrong"}` },
    make("b", {}, `${option.right ? "✓" : "✗"} ${word}`), ...rich(option.why));
  if (first !== null) box.append(make("i", {}, ` Your first answer: ${first}`));
  return box;
}

function renderCard(model, card, number, outcome) {
  const isPrediction = Boolean(outcome), name = `${card.key}-${Math.random().toString(36).slice(2)}`;
  const said = make("div");
  said.setAttribute("aria-live", "polite");
  const button = keepKeys(make("button", {
    className: "lr-run", type: "button", disabled: true,
    textContent: isPrediction ? "Commit and run the experiment" : "Check",
  }));
  const inputs = card.options.map((_, value) => keepKeys(make("input", { type: "radio", name, value })));
  const rows = card.options.map((option, k) =>
    make("label", { className: "lr-option" }, inputs[k], make("span", {}, ...rich(option.text))));
  const legend = make("legend", {}, ...(number ? [`${number}. `] : []), ...rich(card.ask));
  const field = make("fieldset", {}, legend,
    ...(card.source ? [make("p", { className: "lr-from" }, card.source)] : []),
    ...(card.picture?.byteLength ? [imageOf(card.picture, card.alt)] : []), ...rows);
  let first = null;

  const commit = (chosen, isNew) => {
    inputs[chosen].checked = true;
    const option = card.options[chosen];
    if (first === null) first = chosen;
    const changed = first !== chosen ? card.options[first].text : null;
    said.replaceChildren(feedback(option, isPrediction, changed));
    model.set("answers", { ...model.get("answers"), [card.key]: chosen });
    model.save_changes();
    if (isNew) remember(card.key, { first, chosen });
    button.disabled = true;
    if (!isPrediction) return;
    inputs.forEach((input) => { input.disabled = true; });
    button.hidden = true;
    said.prepend(make("div", { className: "lr-outcome" },
      make("p", {}, make("b", {}, "You predicted: "), ...rich(option.text)),
      make("p", {}, make("b", {}, "What happened: "), outcome.sentence),
      imageOf(outcome.picture, outcome.sentence)));
  };
  inputs.forEach((input) => input.addEventListener("change", () => { button.disabled = false; }));
  button.addEventListener("click", () => commit(inputs.findIndex((input) => input.checked), true));

  const kept = model.get("answers")[card.key]; // from the file beside the notebooks: another day
  const before = remembered(card.key) ?? (kept === undefined ? null : { first: kept, chosen: kept });
  if (before && card.options[before.chosen]) {
    first = before.first;
    commit(before.chosen, false);
  }
  return make("div", { className: "lr-card" }, field, button, said);
}

function render({ model, el }) {
  const cards = model.get("cards"), outcome = model.get("outcome");
  const gate = outcome.sentence ? outcome : null;
  el.classList.add("lr-widget");
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", model.get("title"));
  el.append(make("p", { className: "lr-title" }, model.get("title")),
    ...cards.map((card, k) => renderCard(model, card, cards.length > 1 ? k + 1 : 0, gate)));
}
