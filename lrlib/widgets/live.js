// Strokes row i of a table over a picture that matplotlib drew once. It knows no mathematics:
// every number comes from Python, for all positions of the first slider at once.

const KINDS = { line: strokeLine, points: strokePoints, arrows: strokeArrows, bars: strokeBars };
const PATIENCE = 1500; // ms without an answer before the widget says that the kernel is busy
const REST = 300; // ms without a move before Python hears of the first control

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

function bytes(view) {
  return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength); // realigned
}

function isDark(element) {
  const said = document.body.dataset.jpThemeLight;
  if (said) return said === "false";
  for (let at = element; at; at = at.parentElement) {
    const [r, g, b, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (alpha > 0 && b !== undefined) return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
  }
  return false;
}

// ---------------------------------------------------------------- marks

function strokeLine(path, points) {
  let down = false;
  for (let k = 0; k < points.length; k += 2) {
    const x = points[k], y = points[k + 1];
    if (Number.isNaN(x) || Number.isNaN(y)) down = false;
    else if (down) path.lineTo(x, y);
    else { path.moveTo(x, y); down = true; }
  }
}

function strokePoints(path, points, mark) {
  const r = mark.width;
  for (let k = 0; k < points.length; k += 2) {
    const x = points[k], y = points[k + 1];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    if (mark.shape === "circle") { path.moveTo(x + r, y); path.arc(x, y, r, 0, 7); }
    else if (mark.shape === "square") path.rect(x - r, y - r, 2 * r, 2 * r);
    else if (mark.shape === "diamond") polygon(path, [x, y - 1.3 * r, x + 1.3 * r, y, x, y + 1.3 * r, x - 1.3 * r, y]);
    else for (const s of [1, -1]) { path.moveTo(x - r, y - s * r); path.lineTo(x + r, y + s * r); }
  }
}

function strokeArrows(path, points, mark) {
  for (let k = 0; k + 3 < points.length; k += 4) {
    const [x0, y0, x1, y1] = points.slice(k, k + 4), length = Math.hypot(x1 - x0, y1 - y0);
    if (!(length > 0)) continue;
    path.moveTo(x0, y0); path.lineTo(x1, y1);
    const head = Math.min(4 + 2 * mark.width, length), c = (x1 - x0) / length, s = (y1 - y0) / length;
    for (const side of [0.5, -0.5]) {
      path.moveTo(x1, y1);
      path.lineTo(x1 - head * (c - side * s), y1 - head * (s + side * c));
    }
  }
}

function strokeBars(path, points) {
  for (let k = 0; k + 3 < points.length; k += 4) {
    const [x0, y0, x1, y1] = points.slice(k, k + 4);
    if (![x0, y0, x1, y1].some(Number.isNaN)) polygon(path, [x0, y0, x1, y0, x1, y1, x0, y1]);
  }
}

function polygon(path, corners) {
  for (let k = 0; k < corners.length; k += 2) path[k ? "lineTo" : "moveTo"](corners[k], corners[k + 1]);
  path.closePath();
}

// A casing around every mark keeps it visible on any ground; over a map it is black and white.
function stroke(context, mark, points, dark, page) {
  const path = new Path2D(), colour = mark.colours[+dark];
  KINDS[mark.kind](path, points, mark);
  const filled = mark.kind === "bars" || (mark.kind === "points" && mark.shape !== "cross");
  const width = filled ? 0 : mark.width;
  context.lineJoin = "round";
  context.lineCap = mark.dash.length ? "butt" : "round";
  context.setLineDash([]);
  if (mark.double) casing(context, path, width + 5, dark ? "#ffffff" : "#000000");
  casing(context, path, width + 3, page);
  context.setLineDash(mark.dash);
  if (filled) { context.fillStyle = colour; context.fill(path); }
  else casing(context, path, width, colour);
}

function casing(context, path, width, colour) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
}

// ---------------------------------------------------------------- controls

function makeControl(control, onMove) {
  const output = make("output"), texts = control.texts;
  const input = keepKeys(control.kind === "menu"
    ? make("select", {}, ...texts.map((text, value) => make("option", { value }, text)))
    : make("input", { type: "range", min: 0, max: texts.length - 1, step: 1 }));
  const show = (index) => {
    if (+input.value !== index) input.value = index;
    if (control.kind === "menu" || output.textContent === texts[index]) return;
    output.textContent = texts[index];
    input.setAttribute("aria-valuetext", texts[index]);
  };
  const moved = () => onMove({ [control.name]: +input.value });
  input.addEventListener("input", moved);
  input.addEventListener("keydown", (event) => {
    if (control.kind === "menu" || !event.key.startsWith("Page")) return;
    const leap = Math.max(2, Math.round(texts.length / 10)) * (event.key === "PageUp" ? 1 : -1);
    input.value = +input.value + leap;
    event.preventDefault();
    moved();
  });
  const label = make("label", { className: `lr-control lr-${control.kind}` },
    make("span", {}, control.label), input);
  if (control.kind === "slider") label.append(output);
  return { label, show: (choice) => show(choice[control.name]) };
}

function nearest(places, at) {
  let best = 0;
  places.forEach((place, k) => { if (Math.abs(place - at) < Math.abs(places[best] - at)) best = k; });
  return best;
}

// ---------------------------------------------------------------- legend and table

function swatch(mark, dark, page) {
  if (mark.kind === "points") mark = { ...mark, width: Math.min(Math.max(mark.width, 2), 4) };
  const canvas = make("canvas", { width: 56, height: 28 }), context = canvas.getContext("2d");
  canvas.setAttribute("aria-hidden", "true");
  context.scale(2, 2);
  const ends = mark.kind === "points" ? [14, 7] : mark.kind === "bars" ? [8, 2, 20, 12] : [2, 7, 26, 7];
  stroke(context, mark, new Float32Array(ends), dark, page);
  return canvas;
}

function fillLegend(list, marks, dark, page) {
  list.replaceChildren(...marks.filter((mark) => mark.label)
    .map((mark) => make("li", {}, swatch(mark, dark, page), mark.label)));
  list.hidden = !list.children.length;
}

function numberText(value) {
  if (Math.abs(value) >= 1e6 && Number.isFinite(value)) return value.toExponential(3);
  if (Number.isFinite(value)) return String(+value.toPrecision(4));
  return Number.isNaN(value) ? "not a number" : "infinity";
}

function fillTable(holder, columns, numbers, rows, row) {
  const perRow = numbers.length / rows, body = make("tbody");
  for (let k = row * perRow; k < (row + 1) * perRow; k += columns.length)
    body.append(make("tr", {}, ...columns.map((_, c) => make("td", {}, numberText(numbers[k + c])))));
  const head = make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)));
  holder.replaceChildren(make("thead", {}, head), body);
}

// ---------------------------------------------------------------- the widget

// One answer of the kernel, whole: its pictures, table and sentences are never mixed with another's.
function answerOf(model) {
  const answer = { choice: model.get("answered") };
  for (const name of ["size", "marks", "pick", "pictures", "sentences", "columns"]) answer[name] = model.get(name);
  for (const name of ["table", "numbers"]) answer[name] = new Float32Array(bytes(model.get(name)));
  return answer;
}

function render({ model, el }) {
  const over = new AbortController(), options = { signal: over.signal };
  const firstName = model.get("controls")[0].name;
  const canvas = make("canvas"), context = canvas.getContext("2d");
  const image = make("img", { alt: "" });
  const stage = make("div", { className: "lr-stage" }, image, canvas);
  const sentence = make("p", { className: "lr-sentence" });
  const status = make("p", { className: "lr-status" });
  const legend = make("ul", { className: "lr-legend" });
  const grid = make("table"), details = make("details", { className: "lr-numbers" },
    keepKeys(make("summary", {}, "The numbers as a table")), make("div", {}, grid));
  const controls = model.get("controls").map((control) => makeControl(control, move));
  let choice = model.get("choice"); // where the controls stand; the model has what Python was told
  let now = null, ground = ""; // the answer on the page, and the colour behind it
  let dark = isDark(el), due = 0, asked = 0, shown = 0, waiting = 0, resting = 0;

  canvas.setAttribute("role", "img");
  sentence.setAttribute("aria-live", "polite");
  status.setAttribute("role", "status");

  const ask = () => { due ||= requestAnimationFrame(draw); }; // one picture a frame, of the newest state

  // The first control needs no answer: Python hears of it when it rests. The others ask at once;
  // one message is under way, and only the newest waits.
  function move(values) {
    const needsKernel = Object.keys(values).some((name) => name !== firstName && values[name] !== choice[name]);
    choice = { ...choice, ...values };
    ask();
    expect();
    clearTimeout(resting);
    if (needsKernel) tell();
    else resting = setTimeout(tell, REST);
  }

  function tell() {
    model.set("choice", choice);
    model.save_changes();
  }

  function draw() {
    due = 0;
    controls.forEach((control) => control.show(choice));
    if (!now) return;
    const row = choice[firstName], [width, height] = now.size, scale = canvas.width / width;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    for (const mark of now.marks) {
      const start = mark.offset + (mark.rows > 1 ? row * mark.points * 2 : 0);
      context.save();
      context.beginPath();
      context.rect(...mark.box);
      context.clip();
      stroke(context, mark, now.table.subarray(start, start + mark.points * 2), dark, ground);
      context.restore();
    }
    const said = now.sentences[row] ?? "";
    if (sentence.textContent !== said) {
      sentence.textContent = said;
      canvas.setAttribute("aria-label", `${model.get("title")}. ${said}`);
    }
    canvas.dataset.shows = JSON.stringify({ ...now.choice, [firstName]: row }); // what these pixels are of
    if (details.open) fillTable(grid, now.columns, now.numbers, now.sentences.length, row);
  }

  // Put an answer on the page together with its picture, unless a newer one is there already.
  async function put(answer) {
    const turn = ++asked, next = new Image();
    next.src = URL.createObjectURL(
      new Blob([bytes(answer.pictures[dark ? "dark" : "light"])], { type: "image/png" }));
    await next.decode();
    if (turn < shown) { URL.revokeObjectURL(next.src); return; }
    shown = turn;
    if (image.src) URL.revokeObjectURL(image.src);
    image.src = next.src;
    now = answer;
    ground = getComputedStyle(el).backgroundColor;
    stage.style.maxWidth = `${now.size[0]}px`;
    stage.style.aspectRatio = now.size.join(" / ");
    fillLegend(legend, now.marks, dark, ground);
    details.hidden = !now.columns.length;
    fit();
  }

  function fit() {
    if (!now) return;
    const dots = Math.round((stage.clientWidth || now.size[0]) * (window.devicePixelRatio || 1));
    if (canvas.width !== dots) {
      canvas.width = dots;
      canvas.height = Math.round((dots * now.size[1]) / now.size[0]);
    }
    draw();
  }

  // The other controls need the kernel. Say so when it lets us wait, and recover when it answers.
  function expect() {
    clearTimeout(waiting);
    if (!isStale()) { status.textContent = model.get("problem"); return; }
    waiting = setTimeout(() => {
      status.textContent = "Waiting for the kernel. If it was restarted, run this cell again.";
    }, PATIENCE);
  }

  function isStale() {
    const then = model.get("heard");
    return Object.keys(choice).some((name) => name !== firstName && choice[name] !== then[name]);
  }

  // A click into the panel that takes clicks is a shortcut: the sliders reach the same values.
  function chosen(event) {
    const pick = now?.pick ?? {}, area = canvas.getBoundingClientRect();
    if (!pick.box) return null;
    const zoom = now.size[0] / area.width, [left, top, width, height] = pick.box;
    const x = (event.clientX - area.left) * zoom, y = (event.clientY - area.top) * zoom;
    if (x < left || x > left + width || y < top || y > top + height) return null;
    return { [pick.across.name]: nearest(pick.across.at, x), [pick.up.name]: nearest(pick.up.at, y) };
  }

  function point(event) {
    const values = chosen(event);
    canvas.style.cursor = values ? "crosshair" : "";
    if (!values || !event.buttons) return;
    event.preventDefault();
    move(values);
  }
  canvas.addEventListener("pointermove", point, options);
  canvas.addEventListener("pointerdown", point, options);

  const listeners = {
    "change:answered": () => {
      const answer = answerOf(model);
      if (answer.pictures !== now?.pictures) { put(answer); return; }
      now = answer;
      ask();
    },
    "change:heard": expect,
    "change:choice": () => { choice = model.get("choice"); ask(); expect(); },
  };
  for (const [event, callback] of Object.entries(listeners)) model.on(event, callback);
  details.addEventListener("toggle", ask, options);

  const resized = new ResizeObserver(fit), themed = new MutationObserver(() => {
    if (isDark(el) !== dark) { dark = !dark; put(now ?? answerOf(model)); }
  });
  resized.observe(stage);
  themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  window.addEventListener("resize", fit, options); // another screen, another density

  el.classList.add("lr-widget");
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", model.get("title"));
  el.append(make("p", { className: "lr-title" }, model.get("title")),
    make("div", { className: "lr-controls" }, ...controls.map((control) => control.label)),
    stage, legend, sentence, status, details);
  put(answerOf(model));

  return () => {
    over.abort();
    resized.disconnect();
    themed.disconnect();
    clearTimeout(waiting);
    clearTimeout(resting);
    cancelAnimationFrame(due);
    for (const [event, callback] of Object.entries(listeners)) model.off(event, callback);
    if (image.src) URL.revokeObjectURL(image.src);
  };
}
