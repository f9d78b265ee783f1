/* The live card of an exercise.
 *
 * The browser shows and collects; Python scores, explains and saves. `item` is the public part of an item, `state`
 * what Python says about it. A message carries {kind, client, n}; the state that answers it carries them back as
 * `ack`, and only then the card says that something is saved.
 *
 * A type of exercise is one function `view` in views/<type>.js: it gets the card and returns
 *   el       its element, with the prompt in it
 *   empty    what is said when nothing was answered
 *   read()   the answer, or null when there is none
 *   write(a) show this answer, whatever it is; null shows none
 *   mark(parts, answer)  show Python's remarks {id: {right, message}} on the submitted answer
 * and calls card.edited() whenever the trainee changed something.
 */
const DRAFT_MS = 400;
const SILENCE_MS = 5000;
const SILENCE = '没有收到回应，刚才的作答还没有保存：请按 Shift+Enter 重新运行本单元格。';
const STATUS = {
  none: ['○', '未作答'], partial: ['◐', '部分正确'], right: ['✓', '正确'], wrong: ['✗', '出错'], recorded: ['✓', '已记录'],
};
const CONFIDENCE = { sure: '确定', unsure: '不太确定', guess: '猜的' };
const STEPS = ['方向', '依据', '示范'];
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

/** The frame that all types share: status, hints, confidence, result, buttons, and what is saved. */
class Card {
  constructor(model, el) {
    this.model = model;
    this.item = model.get('item');
    this.client = Math.random().toString(36).slice(2, 12);
    this.sent = 0;
    this.carried = 0; // number of the message that carries what is typed; Infinity while it is only here
    this.waiting = new Map();
    this.submitting = 0;
    this.warning = '';
    this.view = view(this);
    el.append(this.build());
    this.root = el;
    this.apply();
    this.recover();
    this.listen();
  }

  id(name) { return `course-${this.client}-${name}`; }

  state() { return this.model.get('state') ?? {}; }

  get dirty() { return this.carried === Infinity || this.waiting.has(this.carried); }

  build() {
    const { item } = this;
    const button = (text, action, style = '') => h('button', { type: 'button', class: style, onclick: action }, text);
    this.pill = h('span', { class: 'course-pill' });
    this.hints = h('ol', { class: 'course-hints', 'aria-label': '提示' });
    this.result = h('div', { class: 'course-result' });
    this.alert = h('div', { class: 'course-alert', role: 'alert' });
    this.live = h('div', { class: 'course-unseen', role: 'status' });
    this.saved = h('span', { class: 'course-saved' });
    this.main = button('提交', () => this.submit(), 'course-main');
    this.hint = button('', () => this.send('hint'));
    this.reveal = button('看解析', () => this.send('reveal'));
    this.reset = button('重做', () => { this.forgetConfidence(); this.send('reset'); });
    const sure = this.id('sure');
    this.confidence = h('fieldset', { class: 'course-confidence' }, h('legend', {}, '有多大把握？（可不选）'),
      ...Object.entries(CONFIDENCE).map(([value, text]) =>
        h('label', {}, h('input', { type: 'radio', name: sure, value }), h('span', {}, text))));
    return h('div', { class: 'course-card', role: 'group', lang: 'zh-CN', 'aria-labelledby': this.id('prompt') },
      h('div', { class: 'course-head' },
        h('span', { class: 'course-kind' }, item.label ?? ''),
        h('span', { class: 'course-section' }, item.section ? `${item.section} 节` : ''), this.pill),
      h('div', { class: 'course-body' }, this.view.el, this.result, this.alert, this.hints, this.confidence,
        h('div', { class: 'course-actions' }, this.main, this.hint, this.reveal, this.reset, this.saved)),
      this.live);
  }

  listen() {
    this.onState = () => this.apply();
    this.model.on('change:state', this.onState);
    this.flush = () => { if (this.carried === Infinity) this.draft(); };
    this.onHidden = () => { if (document.visibilityState === 'hidden') this.flush(); };
    this.root.addEventListener('focusout', this.flush);
    document.addEventListener('visibilitychange', this.onHidden);
    window.addEventListener('pagehide', this.flush);
    this.root.addEventListener('keydown', (event) => this.keys(event));
  }

  close() {
    this.flush();
    clearTimeout(this.timer);
    this.waiting.forEach(clearTimeout);
    this.model.off('change:state', this.onState);
    document.removeEventListener('visibilitychange', this.onHidden);
    window.removeEventListener('pagehide', this.flush);
  }

  /** Shortcuts are off inside a card; these two are still meant for the notebook. */
  keys(event) {
    const run = event.shiftKey && event.key === 'Enter';
    const save = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's';
    const cell = this.root.closest('.jp-Cell');
    if (!(run || save) || !cell || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.flush();
    if (run) cell.closest('.jp-Notebook')?.focus({ preventScroll: true });
    const { key, code, keyCode, shiftKey, ctrlKey, metaKey } = event;
    cell.dispatchEvent(new KeyboardEvent('keydown', { key, code, keyCode, shiftKey, ctrlKey, metaKey, bubbles: true }));
  }

  /** Send a message and wait for its answer. An unanswered one keeps its number when it is sent again. */
  send(kind, more = {}, again = 0) {
    if ((kind === 'hint' || kind === 'reveal') && this.carried === Infinity) this.draft();
    const n = again || ++this.sent;
    clearTimeout(this.timer);
    if (kind !== 'hint' && kind !== 'reveal') this.carried = n;
    this.waiting.set(n, setTimeout(() => this.silent(n), SILENCE_MS));
    try {
      this.model.send({ kind, client: this.client, n, ...more });
    } catch {
      this.silent(n);
    }
    this.paintSaved();
    return n;
  }

  edited() {
    this.carried = Infinity;
    this.warning = '';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draft(), DRAFT_MS);
    this.paintButtons();
    this.paintAlert();
    this.paintSaved();
  }

  draft() { this.send('draft', { answer: this.view.read() }); }

  submit() {
    if (this.submitting) return;
    const answer = this.view.read();
    this.warning = answer === null ? this.view.empty : '';
    this.paintAlert();
    if (answer === null) return;
    const confidence = this.confidence.querySelector('input:checked')?.value ?? null;
    const text = JSON.stringify(answer);
    const again = this.waiting.has(this.last?.n) && this.last.text === text ? this.last.n : 0;
    this.submitting = this.send('submit', { answer, confidence }, again);
    this.last = { n: this.submitting, text };
    if (this.warning === SILENCE) this.submitting = 0;
    this.paintButtons();
  }

  /** Nothing came back: say so, and keep what was typed for the card that takes this one's place. */
  silent(n) {
    clearTimeout(this.waiting.get(n));
    this.submitting = 0;
    this.warning = SILENCE;
    try {
      sessionStorage.setItem(this.key(), JSON.stringify(this.view.read()));
    } catch { /* storage is off in this browser: the text still stands in the card */ }
    this.paintButtons();
    this.paintAlert();
    this.paintSaved();
  }

  key() { return `course:${location.pathname}:${this.item.id}:${this.item.version}`; }

  recover() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key()));
      sessionStorage.removeItem(this.key());
    } catch { return; }
    const shown = this.state().draft ?? this.state().answer ?? null;
    if (kept === null || JSON.stringify(kept) === JSON.stringify(shown)) return;
    this.view.write(kept);
    this.edited();
  }

  /** Take over what Python says. */
  apply() {
    const state = this.state();
    const [client, n] = state.ack ?? [];
    const own = client === this.client;
    const answered = own && this.submitting && n >= this.submitting;
    if (own) {
      for (const [number, timer] of this.waiting) {
        if (number > n) continue;
        clearTimeout(timer);
        this.waiting.delete(number);
      }
      if (answered) this.submitting = 0;
      if (this.warning === SILENCE && !this.waiting.size) {
        this.warning = '';
        sessionStorage.removeItem(this.key());
      }
    }
    if (!this.dirty) this.view.write(state.draft ?? state.answer ?? null);
    this.view.mark(state.parts ?? {}, state.answer);
    this.paintState(own, answered);
  }

  paintState(own, answered) {
    const state = this.state();
    const [sign, text] = STATUS[state.status] ?? STATUS.none;
    this.pill.dataset.status = state.status ?? 'none';
    this.pill.replaceChildren(h('span', { 'aria-hidden': 'true' }, sign), ` ${text}`);
    const hints = state.hints ?? [];
    const news = hints.length > this.hints.children.length;
    this.hints.replaceChildren(...hints.map((hint, index) =>
      h('li', {}, h('b', {}, `提示 ${index + 1} · ${STEPS[index] ?? ''}`), h('span', {}, hint))));
    this.result.dataset.status = state.status ?? 'none';
    const earlier = state.verdict && state.draft !== null ? '上次提交：' : '';
    const lines = [earlier + (state.verdict ?? ''), state.message, state.explanation].filter(Boolean);
    this.result.replaceChildren(...lines.map((line, index) => h('p', { class: index ? '' : 'course-verdict' }, line)));
    if (answered && !this.item.graded && !state.error && !state.problem) this.forgetConfidence();
    this.paintButtons();
    this.paintAlert();
    this.paintSaved();
    if (!own) return;
    const remarks = answered ? Object.values(state.parts ?? {}).map((part) => part.message) : [];
    if (answered) this.live.textContent = [...lines, ...remarks.slice(0, 1)].join(' ') || text;
    else if (news) this.live.textContent = `提示：${hints.at(-1)}`;
  }

  forgetConfidence() { this.confidence.querySelectorAll('input').forEach((input) => { input.checked = false; }); }

  paintButtons() {
    const state = this.state();
    const practice = !this.item.graded;
    const done = state.status === 'right' && !this.dirty;
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    this.main.textContent = !state.attempts ? '提交' : practice ? '再次提交' : '更新作答';
    this.main.toggleAttribute('aria-disabled', Boolean(this.submitting));
    if (this.submitting) this.main.setAttribute('aria-disabled', 'true');
    this.main.hidden = done;
    const given = (state.hints ?? []).length;
    this.hint.textContent = `看提示（${given + 1}/${this.item.hints ?? 0}）`;
    this.hint.hidden = !practice || done || given >= (this.item.hints ?? 0);
    this.reveal.hidden = !practice || !state.attempts || state.explained;
    this.reset.hidden = !practice || !state.attempts;
    this.confidence.hidden = done;
    if (focused?.closest('[hidden]')) (this.main.hidden ? this.reset : this.main).focus();
  }

  paintAlert() {
    const { error, problem } = this.state();
    const text = this.warning || (this.carried === Infinity ? '' : error || problem) || '';
    if (this.alert.textContent !== text) this.alert.textContent = text;
    this.alert.dataset.tone = this.warning === SILENCE || error ? 'error' : 'problem';
  }

  paintSaved() {
    const state = this.state();
    const at = state.saved_at ? ` ${clock(state.saved_at)}` : '';
    const times = state.attempts ? ` · 第 ${state.attempts} 次作答` : '';
    let text = '';
    if (this.warning === SILENCE || (state.error && !this.dirty)) text = '✗ 未能保存';
    else if (this.waiting.size) text = '正在保存…';
    else if (this.dirty) text = '有改动，尚未保存';
    else if (state.saved === 'draft') text = `✓ 草稿已保存${at}${state.attempts ? '，还没有提交' : ''}`;
    else if (state.saved === 'submit') text = `✓ 已保存${at}${times}`;
    this.saved.textContent = text;
    this.saved.classList.toggle('course-unsaved', text.startsWith('✗'));
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

function render({ model, el }) {
  el.classList.add('course-live');
  const card = new Card(model, el);
  const showStatic = hideStatic(el);
  return () => { card.close(); showStatic(); };
}

export default { render };
