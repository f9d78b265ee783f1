/* The live card of an exercise.
 *
 * The browser shows and collects; Python scores, explains and saves. `item` is the public part of an item, `state`
 * what Python says about it. How it asks and waits stands in frame.js.
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
const CONFIDENCE = { sure: '确定', unsure: '不太确定', guess: '猜的' };
const STEPS = ['方向', '依据', '示范'];
/** The frame that all types share: status, hints, confidence, result, buttons, and what is saved. */
class Card extends Frame {
  prepare() { this.view = view(this); }

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

  aside(kind) { return kind === 'hint' || kind === 'reveal'; }

  send(kind, more, again) {
    if (this.aside(kind)) this.flush();
    return super.send(kind, more, again);
  }

  flush() { if (this.carried === Infinity) this.draft(); }

  typed() { return this.view.read(); }

  restore(kept) {
    const shown = this.state().draft ?? this.state().answer ?? null;
    if (JSON.stringify(kept) === JSON.stringify(shown)) return;
    this.view.write(kept);
    this.edited();
  }

  paint() {
    this.paintButtons();
    this.paintAlert();
    this.paintSaved();
  }

  edited() {
    this.carried = Infinity;
    this.warning = '';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draft(), DRAFT_MS);
    this.paint();
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

  /** Take over what Python says. */
  apply() {
    const state = this.state();
    const { own, answered } = this.taken();
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
    const lines = [earlier + (state.verdict ?? ''), state.message, state.debrief, state.explanation].filter(Boolean);
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
    // A guess that was compared is done too: made again, it would be none.
    const compared = this.item.type === 'predict' && practice && state.status === 'recorded';
    const done = (state.status === 'right' || compared) && !this.dirty;
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
    const { error, problem, news } = this.state();
    const text = this.warning || (this.carried === Infinity ? '' : error || problem) || news || '';
    if (this.alert.textContent !== text) this.alert.textContent = text;
    this.alert.dataset.tone = this.warning === SILENCE || error ? 'error' : 'problem';
  }

  paintSaved() {
    const { attempts } = this.state();
    const text = this.savedWords(attempts ? ` · 第 ${attempts} 次作答` : '');
    this.saved.textContent = text;
    this.saved.classList.toggle('course-unsaved', text.startsWith('✗'));
  }
}

export default rendering(Card);
