/* The live workbench of a data task.
 *
 * The browser sets a spec and shows what Python makes of it: a table, a chart as numbers, the pandas code. `item`
 * is the task's public part, `state` what Python says; only a state that answers this card says that it is saved.
 */
const UNDO_MS = 1200;
const HINTS = ['方向', '依据', '示范'];

class Bench extends Setter {
  prepare() {
    this.kind = 'spec';
    this.columns = [];
    this.names = [];
    this.past = [];
    this.spec = structuredClone(this.state().spec);
  }

  payload() { return { spec: this.spec }; }

  take(kept) {
    this.spec = kept.spec;
    this.drawSteps();
  }

  aside(kind) { return kind === 'choose' || kind === 'hint'; }

  listen() {
    super.listen();
    // A rebuild would end the composition of an input method.
    this.steps.addEventListener('compositionstart', () => { this.composing = true; });
    this.steps.addEventListener('compositionend', () => { this.composing = false; });
    this.sizes = new ResizeObserver(() => this.paintChart());
    this.sizes.observe(this.figure);
  }

  close() {
    super.close();
    this.sizes.disconnect();
  }

  build() {
    const { item } = this;
    const button = (text, action, style = '') => make('button', { type: 'button', class: style, onclick: action }, text);
    this.pill = make('span', { class: 'course-pill' });
    this.steps = make('div', { class: 'wb-steps' });
    this.wanted = make('ul', { class: 'wb-wanted', 'aria-label': '这道题要的列' });
    this.alert = make('div', { class: 'course-alert', role: 'alert' });
    this.notes = make('div', { class: 'wb-notes' });
    this.count = make('span', { class: 'wb-count' });
    this.table = make('div', { class: 'wb-scroll', tabindex: '0', role: 'region', 'aria-label': '结果表', 'data-lm-suppress-shortcuts': 'true' });
    this.figure = make('figure', { class: 'wb-figure' });
    this.check = make('p', { class: 'wb-check' });
    this.code = make('code');
    this.copied = make('span', { class: 'wb-copied' });
    this.shown = make('details', { class: 'wb-code' }, make('summary', {}, '看代码：这个结果用 pandas 怎么写'),
      make('pre', { tabindex: '0', 'data-lm-suppress-shortcuts': 'true', 'aria-label': 'pandas 代码' }, this.code),
      make('div', { class: 'wb-line' }, button('复制代码', async () => {
        this.copied.textContent = await copyText(this.code.textContent) ? '✓ 已复制，可以粘到下面的代码格里' : '没能复制，请用鼠标选中代码再复制';
        this.live.textContent = this.copied.textContent;
      }), this.copied));
    this.route = make('fieldset', { class: 'wb-route', hidden: '' });
    this.hints = make('ol', { class: 'course-hints', 'aria-label': '提示' });
    this.hint = button('', () => this.send('hint'));
    this.undo = button('撤销', () => this.back());
    this.again = button('重来', () => this.reset());
    this.saved = make('span', { class: 'course-saved' });
    this.live = make('div', { class: 'course-unseen', role: 'status' });
    this.list = make('datalist', { id: this.id('wanted') });
    const title = make('h4', { class: 'course-prompt', id: this.id('title') }, item.title);
    return make('section', { class: 'course-card wb', lang: 'zh-CN', 'aria-labelledby': this.id('title') },
      make('div', { class: 'course-head' }, make('span', { class: 'course-kind' }, item.label), make('span', { class: 'course-section' }, '不用写代码'), this.pill),
      make('div', { class: 'course-body' }, title,
        make('p', { class: 'wb-intro' }, '从上往下一步一步选，结果马上出来。用不到的步骤可以空着。改动自动保存，保存了就是您的答案。'),
        make('div', { class: 'wb-main' }, this.steps,
          make('div', { class: 'wb-result' }, item.wanted.length ? make('div', { class: 'wb-asked' }, make('span', {}, '这道题要的列'), this.wanted) : null,
            this.alert, this.notes, make('div', { class: 'wb-title' }, make('b', {}, '结果'), this.count), this.table, this.figure, this.check, this.shown)),
        this.hints,
        this.route,
        make('div', { class: 'course-actions' }, this.hint, this.undo, this.again, this.saved)),
      this.live, this.list);
  }

  choices() { return JSON.stringify([this.columns, this.names]); }

  /** Draws the steps anew; the focus stays where it was, or goes to what took its place. */
  drawSteps() {
    this.offered = this.choices();
    const focused = this.steps.contains(document.activeElement) ? document.activeElement : null;
    const key = this.focusNext ?? focused?.dataset.key;
    this.focusNext = null;
    const caret = focused?.type === 'text' ? [focused.selectionStart, focused.selectionEnd] : null;
    this.steps.replaceChildren(...STEPS.map(([title, hint, body], index) => {
      const used = this.uses(index);
      return make('section', { class: `wb-step${used ? ' wb-used' : ''}`, 'aria-labelledby': this.id(`step-${index}`) },
        make('h5', { id: this.id(`step-${index}`) }, make('span', { class: 'wb-number' }, String(index + 1)), title, make('span', { class: 'wb-hint' }, hint)),
        make('div', { class: 'wb-body' }, body(this)));
    }));
    this.list.replaceChildren(...this.wantedLeft().map((name) => make('option', { value: name })));
    if (!key) return;
    const step = key.split('.')[0];
    const next = this.steps.querySelector(`[data-key="${key}"]`) ?? this.steps.querySelector(`[data-key="${step}.add"]`) ?? this.steps.querySelector(`[data-key^="${step}"]`);
    next?.focus({ preventScroll: true });
    if (caret && next?.type === 'text' && next.dataset.key === focused?.dataset.key) next.setSelectionRange(...caret);
  }

  uses(index) {
    const { spec } = this;
    return [true, spec.filters.length, spec.groups.length, spec.measures.length, spec.verdict, spec.sort.column || spec.top || spec.digits !== null || spec.keep.length, spec.chart.kind !== '不画'][index];
  }

  /** Changes the spec, remembers how it was, and sends it soon. */
  change(key, change, rebuild) {
    const before = JSON.stringify(this.spec);
    const counts = ['filters', 'groups', 'measures'].map((name) => this.spec[name].length);
    change();
    if (JSON.stringify(this.spec) === before) return;
    const now = Date.now();
    // Letters typed one after another into the same place are undone together.
    if (rebuild || this.lastKey !== key || now - this.lastTime > UNDO_MS) this.past.push(before);
    this.past = this.past.slice(-100);
    [this.lastKey, this.lastTime] = [rebuild ? '' : key, now];
    if (rebuild) {
      const grown = ['filters', 'groups', 'measures'].find((name, index) => this.spec[name].length > counts[index]);
      if (grown) this.focusNext = `${grown}.${this.spec[grown].length - 1}.${grown === 'measures' ? 'kind' : 'column'}`;
      else if (key === 'verdict.add') this.focusNext = 'verdict.column';
      this.drawSteps();
    }
    this.edited();
    this.paintButtons();
  }

  back() {
    const before = this.past.pop();
    if (before === undefined) return;
    this.spec = JSON.parse(before);
    this.lastKey = '';
    this.drawSteps();
    this.edited();
    this.paintButtons();
    this.live.textContent = '已撤销一步。';
  }

  reset() {
    this.past.push(JSON.stringify(this.spec));
    this.send('reset');
    this.live.textContent = '已经清空，点“撤销”可以找回。';
    this.paintButtons();
  }

  /** Columns that the task asks for and nothing in the spec has as its name. */
  wantedLeft() {
    const used = [...this.spec.measures.map(nameOf), this.spec.verdict?.name, ...this.spec.groups.map((group) => group.part || group.column)];
    return this.item.wanted.filter((name) => !used.includes(name));
  }

  /** What a new conclusion is called: the wanted column that is none of the table and no number, where only one is left. */
  verdictName() {
    const columns = [...this.columns.map(({ name }) => name), ...this.item.parts];
    const numbers = Object.values(STEMS);
    const left = this.wantedLeft();
    const fitting = left.filter((name) => !columns.includes(name) && !numbers.some((stem) => name.includes(stem)));
    return fitting.length === 1 && !left.includes('结论') ? fitting[0] : '结论';
  }

  isSuggested(measure) { return !measure.name || this.item.wanted.includes(measure.name); }

  /** Gives a measure without a name the one the task asks for, where only one fits. */
  suggest(measure) {
    if (measure.name) return;
    const stem = STEMS[measure.kind];
    const left = this.wantedLeft();
    if (left.includes(defaultName(measure))) return;
    const fitting = left.filter((name) => name.includes(stem));
    if (fitting.length === 1) [measure.name] = fitting;
  }

  /** Changes a measure; what refers to it by its old name follows. */
  renaming(measure, change) {
    const old = nameOf(measure);
    change();
    const name = nameOf(measure);
    if (old === name || this.spec.measures.some((other) => other !== measure && nameOf(other) === old)) return;
    const { verdict, sort, chart } = this.spec;
    const quotients = this.spec.measures.filter((other) => other.kind === '相除');
    for (const user of [verdict, sort, chart, ...quotients]) if (user?.column === old) user.column = name;
    for (const quotient of quotients) if (quotient.over === old) quotient.over = name;
    this.spec.keep = this.spec.keep.map((each) => (each === old ? name : each));
    this.names = this.names.map((each) => (each.name === old ? { ...each, name } : each));
  }

  /** Takes over what Python says. */
  apply() {
    const state = this.state();
    const { own } = this.taken();
    if (!this.dirty && !this.composing) {
      this.columns = state.columns ?? this.columns;
      this.names = state.names ?? this.names;
      // The controls hold on to the spec they were built for: it changes only together with them.
      const other = !state.refused && !state.error && JSON.stringify(state.spec) !== JSON.stringify(this.spec);
      if (other) this.spec = structuredClone(state.spec);
      // What a measure is called may have changed here already, and only some controls with it.
      if (other || this.choices() !== this.offered) this.drawSteps();
    }
    this.paint(own);
  }

  paint(own) {
    const state = this.state();
    const recorded = state.status === 'recorded';
    this.pill.dataset.status = state.status;
    this.pill.replaceChildren(make('span', { 'aria-hidden': 'true' }, recorded ? '✓' : '○'), recorded ? ' 已记录' : ' 未作答');
    const problem = this.warning || state.error || state.refused || state.problem || state.news || '';
    if (this.alert.textContent !== problem) this.alert.textContent = problem;
    this.alert.dataset.tone = state.error || state.refused ? 'error' : 'problem';
    this.notes.replaceChildren(...[...(state.notes ?? []), state.chart_note].filter(Boolean).map((note) => make('p', { class: 'wb-note' }, note)));
    const result = state.result;
    const have = result?.columns.map((column) => column.name) ?? [];
    this.wanted.replaceChildren(...this.item.wanted.map((name) => {
      const there = have.includes(name);
      return make('li', { class: there ? 'wb-there' : '' }, make('span', { 'aria-hidden': 'true' }, there ? '✓ ' : '○ '), name, make('span', { class: 'course-unseen' }, there ? '（已有）' : '（还没有）'));
    }));
    this.paintTable(result);
    this.check.textContent = state.check ?? '';
    this.check.dataset.passed = String(Boolean(state.passed));
    this.check.hidden = !state.check;
    this.shown.hidden = !state.code;
    if (this.code.textContent !== (state.code ?? '')) {
      this.code.textContent = state.code ?? '';
      this.copied.textContent = '';
    }
    this.paintChart();
    this.paintHints(state.hints ?? []);
    this.paintRoute(state);
    this.paintSaved();
    this.paintButtons();
    if (own) this.live.textContent = problem || (result ? `结果 ${result.total} 行 ${have.length} 列。` : '');
  }

  meaning(name) { return this.columns.find((column) => column.name === name)?.meaning; }

  paintTable(result) {
    this.table.hidden = !result;
    this.count.textContent = result ? `${result.total} 行${result.lists ? `，表里共 ${result.of} 行` : ''}${result.total > result.rows.length ? `，先显示前 ${result.rows.length} 行` : ''}` : '算不出来，请看上面的提示';
    if (!result) return;
    const place = [this.table.scrollLeft, this.table.scrollTop];
    const cell = (kind) => (kind === 'number' ? 'wb-right' : '');
    this.table.replaceChildren(make('table', {},
      make('thead', {}, make('tr', {}, result.columns.map((column) => make('th', { scope: 'col', class: cell(column.kind), title: this.meaning(column.name) }, column.name)))),
      make('tbody', {}, result.rows.map((row) => make('tr', {}, row.map((text, index) => make('td', { class: `${cell(result.columns[index].kind)}${text === '（空）' ? ' wb-empty' : ''}` }, text)))))));
    [this.table.scrollLeft, this.table.scrollTop] = place;
  }

  paintChart() {
    const { chart } = this.state();
    const width = this.figure.parentElement?.clientWidth ?? 0;
    if (!chart) {
      this.figure.replaceChildren();
      this.figure.removeAttribute('data-kind');
      this.drawn = '';
      return;
    }
    const drawn = JSON.stringify([chart, width]);
    if (!width || (drawn === this.drawn && this.figure.childElementCount)) return;
    this.drawn = drawn;
    this.figure.replaceChildren(make('figcaption', {}, chart.title), ...drawChart(chart, width, this.id('svg')), make('p', { class: 'wb-said' }, chart.said));
    this.figure.dataset.kind = chart.kind;
  }

  paintRoute(state) {
    const both = state.assigned && state.status === 'recorded';
    this.route.hidden = !both;
    if (!both) return;
    const name = this.id('route');
    const chosen = state.route === 'workbench' ? 'workbench' : 'variable';
    if (this.route.childElementCount) {
      this.route.querySelectorAll('input').forEach((radio) => { radio.checked = radio.value === chosen; });
      return;
    }
    const options = [['variable', `代码格里的 ${this.item.answer}`], ['workbench', '工作台的结果']].map(([value, text]) => {
      const radio = make('input', { type: 'radio', name, value, onchange: () => { this.send('choose', { route: value }); } });
      radio.checked = value === chosen;
      return make('label', { class: 'wb-chip' }, radio, make('span', {}, text));
    });
    this.route.append(make('legend', {}, '两处都有答案，提交哪一份？'), make('div', { class: 'wb-chips' }, options));
  }

  paintHints(hints) {
    const news = hints.length > this.hints.childElementCount;
    this.hints.replaceChildren(...hints.map((hint, index) =>
      make('li', {}, make('b', {}, `提示 ${index + 1} · ${HINTS[index] ?? ''}`), make('span', {}, hint))));
    this.hint.textContent = `看提示（${hints.length + 1}/${this.item.hints}）`;
    this.hint.hidden = hints.length >= this.item.hints;
    if (news) this.live.textContent = `提示：${hints.at(-1)}`;
  }

  paintButtons() {
    this.undo.setAttribute('aria-disabled', String(!this.past.length));
  }
}

export default rendering(Bench);
