/* What every live card shares: how it asks Python, waits for the answer, and keeps to the notebook's manners.
 *
 * A message carries {kind, client, n}; the state that answers it carries them back as `ack`, and only then a card
 * says that something is saved. A card extends Frame with
 *   build()      its element
 *   apply()      take over what Python says; it calls taken() first
 *   typed()      what is typed and not yet sent, or null
 *   restore(a)   show again what typed() returned before the silence
 *   flush()      send what is typed
 *   paint()      show busy, warning and saved again; paintSaved() only the last
 */
const SILENCE_MS = 5000;
const LONGEST_PRESS_MS = 2000;
const SILENCE = '没有收到回应，刚才的作答还没有保存：请按 Shift+Enter 重新运行本单元格。';
const STATUS = {
  none: ['○', '未作答'], partial: ['◐', '部分正确'], right: ['✓', '正确'], wrong: ['✗', '出错'], recorded: ['✓', '已记录'],
};
const FOCUSABLE = /^(input|button|textarea|select|summary)$/;

/** An element with attributes, listeners (on…) and children. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  // JupyterLab looks for this on the focused element only; without it `d d` would delete the cell.
  if (FOCUSABLE.test(tag)) element.setAttribute('data-lm-suppress-shortcuts', 'true');
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A remark in words and with a sign, so that colour is never alone. */
function remark(part, text) {
  const sign = h('span', { class: 'course-sign', 'aria-hidden': 'true' }, part.right ? '✓' : '✗');
  return [sign, h('span', {}, h('b', {}, text), part.message)];
}

/** A card and its messages. */
class Frame {
  constructor(model, el) {
    this.model = model;
    this.item = model.get('item');
    this.client = Math.random().toString(36).slice(2, 12);
    this.sent = 0;
    this.carried = 0; // number of the message that carries what is typed; Infinity while it is only here
    this.waiting = new Map();
    this.submitting = 0;
    this.warning = '';
    this.pressed = false;
    this.late = false; // a state came while something was pressed
    this.root = el;
    this.prepare();
    el.append(this.build());
    this.apply();
    this.recover();
    this.listen();
  }

  prepare() {}

  id(name) { return `course-${this.client}-${name}`; }

  state() { return this.model.get('state') ?? {}; }

  get dirty() { return this.carried === Infinity || this.waiting.has(this.carried); }

  listen() {
    this.onState = () => {
      if (this.pressed) this.late = true;
      else this.apply();
    };
    this.model.on('change:state', this.onState);
    this.onRelease = () => { if (this.pressed) setTimeout(() => this.release()); };
    this.root.addEventListener('pointerdown', (event) => this.press(event));
    window.addEventListener('pointerup', this.onRelease);
    window.addEventListener('pointercancel', this.onRelease);
    this.root.addEventListener('keydown', (event) => { if (event.key === ' ') this.press(event); });
    window.addEventListener('keyup', this.onRelease);
    this.leave = () => this.flush();
    this.onHidden = () => { if (document.visibilityState === 'hidden') this.flush(); };
    // What was answered in another tab stands in the same log.
    this.others = new BroadcastChannel(this.key());
    this.others.onmessage = () => this.look();
    this.root.addEventListener('focusout', this.leave);
    document.addEventListener('visibilitychange', this.onHidden);
    window.addEventListener('pagehide', this.leave);
    this.root.addEventListener('keydown', (event) => this.keys(event));
  }

  close() {
    this.flush();
    clearTimeout(this.timer);
    this.waiting.forEach(clearTimeout);
    this.others.close();
    this.model.off('change:state', this.onState);
    document.removeEventListener('visibilitychange', this.onHidden);
    window.removeEventListener('pagehide', this.leave);
    window.removeEventListener('pointerup', this.onRelease);
    window.removeEventListener('pointercancel', this.onRelease);
    window.removeEventListener('keyup', this.onRelease);
    clearTimeout(this.lifting);
  }

  /** From press to release nothing is drawn anew: a button replaced meanwhile would never be clicked. */
  press(event) {
    if (!event.target.closest?.('button, summary, label')) return;
    this.pressed = true;
    clearTimeout(this.lifting);
    this.lifting = setTimeout(() => this.release(), LONGEST_PRESS_MS); // a release outside the window is not told
  }

  release() {
    clearTimeout(this.lifting);
    this.pressed = false;
    if (!this.late) return;
    this.late = false;
    this.apply();
  }

  /** Shortcuts are off inside a card; these two are still meant for the notebook. */
  keys(event) {
    const box = event.target;
    // JupyterLab cancels the line break that Enter would make in an output; one that we insert it does not see.
    if (event.key === 'Enter' && box.tagName === 'TEXTAREA' && !event.isComposing && event.keyCode !== 229
      && !(event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented)) {
      event.preventDefault();
      box.setRangeText('\n', box.selectionStart, box.selectionEnd, 'end');
      box.dispatchEvent(new Event('input', { bubbles: true }));
    }
    const run = event.shiftKey && event.key === 'Enter';
    const save = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's';
    const cell = this.root.closest('.jp-Cell');
    if (!(run || save) || !cell || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    event.stopPropagation();
    this.flush();
    if (run) cell.closest('.jp-Notebook')?.focus({ preventScroll: true });
    const { key, code, keyCode, shiftKey, ctrlKey, metaKey } = event;
    cell.dispatchEvent(new KeyboardEvent('keydown', { key, code, keyCode, shiftKey, ctrlKey, metaKey, bubbles: true }));
  }

  /** Send a message and wait for its answer. An unanswered one keeps its number when it is sent again. */
  send(kind, more = {}, again = 0) {
    const n = again || ++this.sent;
    clearTimeout(this.timer);
    if (!this.aside(kind)) this.carried = n;
    this.waiting.set(n, setTimeout(() => this.silent(n), SILENCE_MS));
    try {
      this.model.send({ kind, client: this.client, n, ...more });
    } catch {
      this.silent(n);
    }
    this.paintSaved(); // nothing else: what moved under the pointer now would swallow its click
    return n;
  }

  look() {
    try {
      this.model.send({ kind: 'look' });
    } catch { /* without a kernel the card stays as it is; what is sent next tells */ }
  }

  /** Whether a message of this kind leaves what is typed where it is. */
  aside() { return false; }

  /** Nothing came back: say so, and keep what was typed for the card that takes this one's place. */
  silent(n) {
    clearTimeout(this.waiting.get(n));
    this.submitting = 0;
    this.warning = SILENCE;
    try {
      sessionStorage.setItem(this.key(), JSON.stringify(this.typed()));
    } catch { /* storage is off in this browser: the text still stands in the card */ }
    this.paint();
  }

  key() {
    // A second window is another workspace of JupyterLab and has it in its address; the notebook is the same.
    const notebook = location.pathname.replace(/\/(lab(\/workspaces\/[^/]+)?\/tree|notebooks)\//, '/');
    return `course:${notebook}:${this.item.id}:${this.item.version}`;
  }

  recover() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key()));
      sessionStorage.removeItem(this.key());
    } catch { return; }
    if (kept !== null) this.restore(kept);
  }

  /** Take note of which messages a state answers; returns whether it answers this card, and its submission. */
  taken() {
    const [client, n] = this.state().ack ?? [];
    const own = client === this.client;
    const answered = own && this.submitting && n >= this.submitting;
    if (!own) return { own, answered: false };
    const news = this.waiting.has(n);
    for (const [number, timer] of this.waiting) {
      if (number > n) continue;
      clearTimeout(timer);
      this.waiting.delete(number);
    }
    if (answered) this.submitting = 0;
    // Not for a draft: it would replace what is being chosen in the other tab.
    if (news && this.state().saved !== 'draft') this.others?.postMessage(n);
    if (this.warning === SILENCE && !this.waiting.size) {
      this.warning = '';
      sessionStorage.removeItem(this.key());
    }
    return { own, answered };
  }

  /** What the last line of every card says about saving. */
  savedWords(times) {
    const state = this.state();
    const at = state.saved_at ? ` ${clock(state.saved_at)}` : '';
    if (this.warning === SILENCE || (state.error && !this.dirty)) return '✗ 未能保存';
    if (this.waiting.size) return '正在保存…';
    if (this.dirty) return '有改动，尚未保存';
    if (state.saved === 'draft') return `✓ 草稿已保存${at}${state.attempts ? '，还没有提交' : ''}`;
    return state.saved === 'submit' ? `✓ 已保存${at}${times}` : '';
  }
}

function clock(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const two = (number) => String(number).padStart(2, '0');
  const today = date.toDateString() === new Date().toDateString();
  return `${today ? '' : `${date.getMonth() + 1}月${date.getDate()}日 `}${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Hide the static card for browsers that do not know `:has`; returns how to undo it. */
function hideStatic(el) {
  if (CSS.supports('selector(:has(*))')) return () => {};
  const toggle = (hidden) => el.closest('.jp-OutputArea')?.querySelectorAll('.course-static')
    .forEach((still) => still.classList.toggle('course-hidden', hidden));
  const timer = setInterval(() => { if (el.isConnected) { toggle(true); clearInterval(timer); } }, 50);
  return () => { clearInterval(timer); toggle(false); };
}

/** Give the page the style sheets of this program that it does not have yet. */
function dress() {
  for (const [name, rules] of SHEETS) {
    if (!document.getElementById(name)) document.head.append(Object.assign(document.createElement('style'), { id: name, textContent: rules }));
  }
}

/** What anywidget calls, for a card of this class. */
const rendering = (Kind) => ({
  render({ model, el }) {
    dress();
    el.classList.add('course-live');
    const card = new Kind(model, el);
    const showStatic = hideStatic(el);
    return () => { card.close(); showStatic(); };
  },
});
