/* What the live cards of cases share: elements, the keys that belong to the notebook, and saving.
 * These files are joined into one module when a widget is made; only the last one exports.
 */
const EDIT_MS = 300;
const SILENCE_MS = 5000;
const SILENCE = '没有收到回应，刚才的改动还没有保存：请按 Shift+Enter 重新运行本单元格。';
const FOCUSABLE = /^(input|button|textarea|select|summary)$/;
const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes, listeners (on…) and children; false and null leave an attribute out. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  // JupyterLab looks for this on the focused element only; without it `d d` would delete the cell.
  if (FOCUSABLE.test(tag)) element.setAttribute('data-lm-suppress-shortcuts', 'true');
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The same for SVG. */
function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function clock(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const two = (number) => String(number).padStart(2, '0');
  const today = date.toDateString() === new Date().toDateString();
  return `${today ? '' : `${date.getMonth() + 1}月${date.getDate()}日 `}${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Shortcuts are off inside a card; running the cell and saving the notebook are still meant for the notebook. */
function notebookKeys(root, flush) {
  root.addEventListener('keydown', (event) => {
    const run = event.shiftKey && event.key === 'Enter';
    const save = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's';
    const cell = root.closest('.jp-Cell');
    if (!(run || save) || !cell || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    flush();
    if (run) cell.closest('.jp-Notebook')?.focus({ preventScroll: true });
    const { key, code, keyCode, shiftKey, ctrlKey, metaKey } = event;
    cell.dispatchEvent(new KeyboardEvent('keydown', { key, code, keyCode, shiftKey, ctrlKey, metaKey, bubbles: true }));
  });
}

/** Hide the static card for browsers that do not know `:has`; returns how to undo it. */
function hideStatic(el) {
  if (CSS.supports('selector(:has(*))')) return () => {};
  const toggle = (hidden) => el.closest('.jp-OutputArea')?.querySelectorAll('.course-static')
    .forEach((still) => still.classList.toggle('course-hidden', hidden));
  const timer = setInterval(() => { if (el.isConnected) { toggle(true); clearInterval(timer); } }, 50);
  return () => { clearInterval(timer); toggle(false); };
}

/** Copies a text; resolves to whether it worked. Pages without https have no clipboard object. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { style: 'position:fixed;opacity:0' });
    area.value = text;
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    before?.focus({ preventScroll: true });
    return copied;
  }
}

/** Messages to Python, each answered by a state that carries its number; what is set is saved only then.
 *
 * `payload()` gives what is set now, as {kind, …}; `paint()` is called when the saving state changed; what could
 * not be delivered is kept for the card that takes this one's place, and handed to `restore`.
 */
class Channel {
  constructor(model, name, { payload, paint, restore }) {
    Object.assign(this, { model, payload, paint, restore });
    // A second window is another workspace of JupyterLab and has it in its address; the notebook is the same.
    this.name = `course:${location.pathname.replace(/\/(lab(\/workspaces\/[^/]+)?\/tree|notebooks)\//, '/')}:${name}`;
    this.client = Math.random().toString(36).slice(2, 12);
    this.sent = 0;
    this.carried = 0; // number of the message that carries what is set; Infinity while it is only here
    this.waiting = new Map();
    this.silence = false;
  }

  get dirty() { return this.carried === Infinity || this.waiting.has(this.carried); }

  edited() {
    this.carried = Infinity;
    this.silence = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), EDIT_MS);
    this.paint();
  }

  flush() {
    if (this.carried !== Infinity) return;
    this.carried = this.send(this.payload());
    this.paint();
  }

  send(message) {
    const n = ++this.sent;
    clearTimeout(this.timer);
    this.waiting.set(n, setTimeout(() => this.silent(n), SILENCE_MS));
    try {
      this.model.send({ ...message, client: this.client, n });
    } catch {
      this.silent(n);
    }
    return n;
  }

  /** Sends something that takes the place of what is set, such as a reset. */
  replace(message) {
    this.carried = this.send(message);
    this.paint();
  }

  silent(n) {
    clearTimeout(this.waiting.get(n));
    this.silence = true;
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.payload()));
    } catch { /* storage is off in this browser: what is set still stands in the card */ }
    this.paint();
  }

  /** Takes note of what a state answers; returns whether it answers this card. */
  answered(state) {
    const [client, n] = state.ack ?? [];
    if (client !== this.client) return false;
    for (const [number, timer] of this.waiting) {
      if (number > n) continue;
      clearTimeout(timer);
      this.waiting.delete(number);
    }
    if (this.silence && !this.waiting.size) {
      this.silence = false;
      sessionStorage.removeItem(this.name);
    }
    return true;
  }

  recover() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.name));
      sessionStorage.removeItem(this.name);
    } catch { return; }
    if (kept && JSON.stringify(kept) !== JSON.stringify(this.payload())) this.restore(kept);
  }

  /** What the card may say about saving. */
  said(state, saved) {
    const at = state.saved_at ? ` ${clock(state.saved_at)}` : '';
    if (this.silence || ((state.error || state.refused) && !this.dirty)) return '✗ 未能保存';
    if (this.waiting.size) return '正在保存…';
    if (this.dirty) return '有改动，尚未保存';
    return state.saved ? `✓ ${saved}${at}` : '';
  }

  listen(root, onState) {
    const flush = () => this.flush();
    const hidden = () => { if (document.visibilityState === 'hidden') flush(); };
    this.model.on('change:state', onState);
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('pagehide', flush);
    notebookKeys(root, flush);
    return () => {
      flush();
      clearTimeout(this.timer);
      this.waiting.forEach(clearTimeout);
      this.model.off('change:state', onState);
      document.removeEventListener('visibilitychange', hidden);
      window.removeEventListener('pagehide', flush);
    };
  }
}
