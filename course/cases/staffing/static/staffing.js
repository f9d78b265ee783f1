/* The live staffing laboratory: sliders set an hour at the telephones, Python says what it means, this draws it. */
const percent = (share) => `${Math.round(share * 100)}%`;
const seconds = (value) => (value >= 120 ? `${Math.floor(value / 60)} 分 ${Math.round(value % 60)} 秒` : `${Math.round(value)} 秒`);

class Laboratory extends Setter {
  prepare() {
    this.kind = 'draft';
    this.setting = { ...this.state().setting };
  }

  payload() { return { setting: this.setting }; }

  take(kept) {
    this.setting = kept.setting;
    this.paintSliders();
  }

  listen() {
    super.listen();
    this.sizes = new ResizeObserver(() => this.paintCurve());
    this.sizes.observe(this.figure);
  }

  close() {
    super.close();
    this.sizes.disconnect();
  }

  build() {
    const { item } = this;
    const title = this.id('title');
    this.sliders = item.sliders.map((slider) => this.slider(slider));
    this.said = make('p', { class: 'lab-said' });
    this.tiles = make('ul', { class: 'lab-tiles' });
    this.figure = make('figure', { class: 'wb-figure' });
    this.rows = make('tbody');
    this.alert = make('div', { class: 'course-alert', role: 'alert' });
    this.saved = make('span', { class: 'course-saved' });
    this.live = make('div', { class: 'course-unseen', role: 'status' });
    const head = ['人数', '承诺内接起', '平均等待', '放弃', '忙碌', '每小时成本'].map((text) => make('th', { scope: 'col' }, text));
    return make('section', { class: 'course-card wb lab', lang: 'zh-CN', 'aria-labelledby': title },
      make('div', { class: 'course-head' }, make('span', { class: 'course-kind' }, item.label), make('span', { class: 'course-section' }, '随便试，不计分')),
      make('div', { class: 'course-body' }, make('h4', { class: 'course-prompt', id: title }, item.title),
        make('p', { class: 'wb-intro' }, '拖动滑块，或选中后按左右键。先猜一猜：少一个人，会多走几位客户？'),
        make('div', { class: 'wb-main' }, make('div', { class: 'lab-sliders' }, this.sliders.map((each) => each.row)),
          make('div', { class: 'wb-result' }, this.alert, this.said, this.tiles, this.figure,
            make('details', { class: 'wb-code' }, make('summary', {}, '看数字：每多一个人，换来什么'),
              make('div', { class: 'wb-scroll', tabindex: '0', role: 'region', 'aria-label': '不同人数的结果', 'data-lm-suppress-shortcuts': 'true' },
                make('table', {}, make('thead', {}, make('tr', {}, head)), this.rows))),
            make('p', { class: 'wb-hint' }, '按埃尔朗 A 公式算：来电随机、平均速率不变，处理时长和耐心各自随机，先来先接。真实的一天有高峰，要一小时一小时地看。'))),
        make('div', { class: 'course-actions' }, make('button', { type: 'button', onclick: () => this.send('reset') }, '恢复开始的样子'), this.saved)),
      this.live);
  }

  slider(slider) {
    const id = this.id(slider.name);
    const output = make('output', { for: id });
    const input = make('input', { type: 'range', id, min: slider.low, max: slider.high, step: slider.step });
    const paint = () => {
      const value = this.setting[slider.name];
      input.value = value;
      input.setAttribute('aria-valuetext', `${value} ${slider.unit}`);
      input.style.setProperty('--part', `${((value - slider.low) / (slider.high - slider.low)) * 100}%`);
      output.replaceChildren(make('b', {}, String(value)), ` ${slider.unit}`);
    };
    input.addEventListener('input', () => {
      this.setting[slider.name] = Number(input.value);
      paint();
      this.edited();
    });
    return { paint, row: make('div', { class: `lab-slider${slider.name === 'staff' ? ' lab-first' : ''}` }, make('label', { for: id }, slider.label), output, input) };
  }

  apply() {
    const state = this.state();
    const { own } = this.taken();
    if (!this.dirty && !state.refused && !state.error) this.setting = { ...state.setting };
    if (!this.dirty) this.paintSliders();
    const problem = this.warning || state.error || state.refused || '';
    if (this.alert.textContent !== problem) this.alert.textContent = problem;
    this.alert.dataset.tone = 'error';
    this.paint();
    this.paintCurve();
    if (own) this.live.textContent = problem || state.said;
  }

  paintSliders() { this.sliders.forEach((each) => each.paint()); }

  paint() {
    const state = this.state();
    const { outcome, setting } = state;
    this.paintSaved();
    const kept = outcome.service * 100 >= setting.share - 1e-9;
    this.said.textContent = state.said;
    this.said.dataset.kept = String(kept);
    const patient = outcome.patient_wait === null ? '若没人放弃：队越排越长' : `若没人放弃：${seconds(outcome.patient_wait)}`;
    const tile = (name, value, more, mark = '') => make('li', { class: mark }, name, make('b', {}, value), make('span', {}, more));
    this.tiles.replaceChildren(
      tile(`${setting.target} 秒内接起`, percent(outcome.service), kept ? `✓ 够 ${setting.share}%` : `✗ 不够 ${setting.share}%`, kept ? 'lab-kept' : 'lab-broken'),
      tile('平均等待', seconds(outcome.wait), patient),
      tile('等不及走了', percent(outcome.abandonment), `每小时约 ${Math.round(outcome.left)} 人`),
      tile('坐席忙碌', percent(outcome.occupancy), outcome.occupancy > 0.88 ? '喘不过气' : outcome.occupancy < 0.6 ? '比较闲' : '有喘息'),
      tile('每小时成本', `${outcome.cost} 元`, outcome.each ? `接一通 ${outcome.each.toFixed(1)} 元` : ''),
      tile('要做到承诺', outcome.needed === null ? '做不到' : `${outcome.needed} 人`, `工作量约等于 ${outcome.load.toFixed(1)} 人一刻不停`));
    this.rows.replaceChildren(...state.curve.map((point) => make('tr', point.staff === setting.staff ? { class: 'lab-here' } : {},
      [`${point.staff}${point.staff === setting.staff ? '（现在）' : ''}`, percent(point.service), seconds(point.wait), percent(point.abandonment), percent(point.occupancy), `${point.cost} 元`]
        .map((text) => make('td', { class: 'wb-right' }, text)))));
  }

  /** Service level and abandonment over numbers of staff, with the promise and today's number marked. */
  paintCurve() {
    const { curve, setting, said } = this.state();
    const room = this.figure.parentElement?.clientWidth ?? 0;
    const width = Math.max(260, Math.min(760, Math.floor(room - 32)));
    const drawn = JSON.stringify([curve, width, setting]);
    if (!room || drawn === this.drawn) return;
    this.drawn = drawn;
    const [height, left, right, top, bottom] = [280, 44, 14, 30, 44];
    const [first, last] = [curve[0].staff, curve.at(-1).staff];
    const x = (staff) => left + ((staff - first) / (last - first || 1)) * (width - left - right);
    const y = (share) => height - bottom - share * (height - top - bottom);
    const id = this.id('svg');
    const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', class: 'wb-svg', 'aria-labelledby': `${id}-t ${id}-d` },
      s('title', { id: `${id}-t` }, '人数与承诺内接起、放弃的关系'), s('desc', { id: `${id}-d` }, said));
    for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
      svg.append(s('line', { x1: left, x2: width - right, y1: y(share), y2: y(share), class: share ? 'wb-grid' : 'wb-axis' }),
        s('text', { x: left - 8, y: y(share) + 4, 'text-anchor': 'end', class: 'wb-tick' }, percent(share)));
    }
    const every = Math.max(1, Math.ceil((last - first) / Math.max(4, Math.floor(width / 60))));
    for (let staff = first; staff <= last; staff += every) {
      svg.append(s('text', { x: x(staff), y: height - bottom + 18, 'text-anchor': 'middle', class: 'wb-tick' }, String(staff)));
    }
    svg.append(s('text', { x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle', class: 'wb-tick' }, '当班人数'),
      s('line', { x1: left, x2: width - right, y1: y(setting.share / 100), y2: y(setting.share / 100), class: 'wb-limit' }),
      s('text', { x: width - right, y: y(setting.share / 100) + 15, 'text-anchor': 'end', class: 'wb-value' }, `承诺 ${setting.share}%`),
      s('line', { x1: x(setting.staff), x2: x(setting.staff), y1: y(0), y2: y(1), class: 'wb-center' }),
      s('text', { x: x(setting.staff), y: top - 8, 'text-anchor': x(setting.staff) > width - 60 ? 'end' : x(setting.staff) < left + 30 ? 'start' : 'middle', class: 'wb-value' }, `现在 ${setting.staff} 人`));
    for (const [place, field] of [[0, 'service'], [1, 'abandonment']]) {
      const points = curve.map((point) => `${x(point.staff).toFixed(1)},${y(point[field]).toFixed(1)}`);
      svg.append(s('polyline', { points: points.join(' '), class: `wb-stroke wb-l${place}`, 'stroke-dasharray': place ? '7 4' : null }));
      for (const point of curve) {
        const at = { cx: x(point.staff), cy: y(point[field]), r: point.staff === setting.staff ? 6 : curve.length > 30 ? 2 : 3.2, class: `wb-s${place}` };
        svg.append(s('circle', at, s('title', {}, `${point.staff} 人：${place ? '放弃' : '承诺内接起'} ${percent(point[field])}`)));
      }
    }
    const sign = (place) => s('svg', { width: 26, height: 14 }, s('line', { x1: 0, x2: 26, y1: 7, y2: 7, class: `wb-stroke wb-l${place}`, 'stroke-dasharray': place ? '7 4' : null }));
    this.figure.replaceChildren(make('figcaption', {}, '多一个人，换来多少'), svg,
      make('ul', { class: 'wb-legend', 'aria-hidden': 'true' }, make('li', {}, sign(0), `${setting.target} 秒内接起的比例`), make('li', {}, sign(1), '等不及走了的比例')));
  }
}

export default rendering(Laboratory);
