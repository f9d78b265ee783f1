/* The live card of a dialogue: a chat, the desk beside it, and what can be said next.
 *
 * `item` says what the dialogue is about; `state.scene` is all that may be shown: bubbles, desk, clock, replies, and at
 * the end of a practice dialogue its debrief. A message names one reply and the turn it is meant for; Python replays
 * the saved path and answers with the next scene.
 */
const TYPING_MS = 400;
const SPEAKING_MS = 650;
const PACE = 8;
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

class Chat extends Frame {
  build() {
    const { item } = this;
    this.pill = h('span', { class: 'course-pill' });
    this.time = h('span', { class: 'chat-clock' });
    this.dots = h('span', { class: 'chat-dots' });
    this.mood = h('span', { class: 'chat-mood' });
    this.log = h('div', {
      class: 'chat-log', role: 'log', tabindex: '0', 'aria-label': '对话', 'data-lm-suppress-shortcuts': 'true',
    });
    this.next = h('div', { class: 'chat-next', tabindex: '-1', 'data-lm-suppress-shortcuts': 'true' });
    this.after = h('div', { class: 'chat-after' });
    this.alert = h('div', { class: 'course-alert', role: 'alert' });
    this.live = h('div', { class: 'course-unseen', role: 'status' });
    this.saved = h('span', { class: 'course-saved' });
    this.deskCount = h('span', { class: 'chat-count' });
    this.entries = h('div', { class: 'chat-entries' });
    this.desk = h('details', { class: 'chat-desk' },
      h('summary', {}, h('span', {}, '桌面'), this.deskCount), this.entries);
    this.open = new Map();
    return h('div', { class: 'course-card course-chat', role: 'group', lang: 'zh-CN', 'aria-labelledby': this.id('title') },
      h('div', { class: 'course-head' }, h('span', { class: 'course-kind' }, item.label),
        h('span', { class: 'course-section' }, `${item.section} 节 · ${item.channel}`), this.pill),
      h('div', { class: 'chat-intro' },
        h('div', { class: 'course-prompt', id: this.id('title') }, item.title), h('p', {}, item.prompt)),
      h('div', { class: 'chat-bar' }, this.time, this.dots, this.mood),
      h('div', { class: 'chat-floor' }, this.desk,
        h('div', { class: 'chat-talk' }, this.log, this.next, this.alert,
          h('div', { class: 'course-actions' }, this.saved))),
      this.after, this.live);
  }

  listen() {
    super.listen();
    // Beside the chat the desk is always in sight; above it, it waits folded.
    this.wide = new ResizeObserver(() => {
      const wide = this.root.clientWidth >= 700;
      if (wide !== this.wasWide) this.desk.open = wide;
      this.wasWide = wide;
    });
    this.wide.observe(this.root);
  }

  close() {
    this.wide.disconnect();
    clearTimeout(this.speaking);
    super.close();
  }

  get at() { return this.shown?.turnsDone ?? 0; }

  ask(kind, more = {}) {
    if (this.submitting) return;
    clearTimeout(this.timer);
    this.submitting = this.send(kind, { at: this.at, ...more });
    if (this.warning === SILENCE) this.submitting = 0;
    this.paint();
  }

  typed() { return this.text?.isConnected ? this.text.value : null; }

  restore(kept) {
    if (typeof kept !== 'string' || !this.text?.isConnected || kept === this.text.value) return;
    this.text.value = kept;
    this.edited();
  }

  edited() {
    this.carried = Infinity;
    this.warning = '';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), TYPING_MS);
    this.paint();
  }

  flush() { if (this.carried === Infinity && this.typed() !== null) this.send('typing', { at: this.at, text: this.typed() }); }

  /** Take over what Python says. */
  apply() {
    const state = this.state();
    const { own } = this.taken();
    if (own && this.submitting && !this.waiting.has(this.submitting)) this.submitting = 0;
    const { scene } = state;
    if (!scene) return;
    const before = this.shown;
    const turnsDone = scene.bubbles.filter((bubble) => bubble.who === 'me').length;
    const text = JSON.stringify(scene);
    this.shown = { turnsDone, text, bubbles: scene.bubbles.length, place: `${turnsDone}:${scene.typed?.done}:${!!scene.ending}` };
    const [sign, word] = STATUS[state.status] ?? STATUS.none;
    this.pill.dataset.status = state.status;
    this.pill.replaceChildren(h('span', { 'aria-hidden': 'true' }, sign), ` ${word}`);
    if (text !== before?.text) this.paintScene(scene, before);
    this.paint();
  }

  paintScene(scene, before) {
    this.paintBar(scene);
    this.paintDesk(scene, before);
    // Typing a draft changes nothing that is seen.
    if (before?.place === this.shown.place) return;
    clearTimeout(this.speaking);
    const held = this.root.contains(document.activeElement);
    const news = before && this.shown.bubbles > before.bubbles ? scene.bubbles.slice(before.bubbles) : [];
    const theirs = news.filter((bubble) => bubble.who === 'customer');
    const wait = theirs.length && !calm() && this.shown.turnsDone === before.turnsDone + 1;
    this.paintLog(wait ? scene.bubbles.slice(0, -theirs.length) : scene.bubbles, wait);
    if (held && before) this.next.focus({ preventScroll: true });
    const arrive = () => {
      this.paintLog(scene.bubbles);
      this.paintNext(scene);
      if (before) this.live.textContent = scene.ending ? `对话结束：${scene.ending.title}` : '';
    };
    this.next.replaceChildren();
    this.after.replaceChildren();
    if (wait) this.speaking = setTimeout(arrive, SPEAKING_MS);
    else arrive();
  }

  paintBar(scene) {
    this.time.replaceChildren(h('span', { class: 'course-unseen' }, '现在'), h('b', {}, scene.clock), ` · 已用 ${scene.minutes} 分钟`);
    const done = this.shown.turnsDone;
    const total = Math.max(PACE, scene.turn);
    this.dots.replaceChildren(
      h('span', { class: 'chat-turn' }, scene.ending ? `共 ${done} 轮` : `第 ${scene.turn} 轮`),
      ...(scene.ending ? [] : Array.from({ length: total }, (_, place) =>
        h('i', { class: place < done ? 'done' : place === done ? 'now' : '', 'aria-hidden': 'true' }))));
    this.mood.hidden = !scene.mood;
    if (!scene.mood) return;
    const { value, word } = scene.mood;
    const lit = Math.max(1, Math.ceil(value / 20));
    this.mood.replaceChildren('情绪', h('span', {
      class: 'chat-meter', role: 'meter', 'aria-label': `${this.item.speaker}情绪`, 'aria-valuemin': '0', 'aria-valuemax': '100',
      'aria-valuenow': String(value), 'aria-valuetext': word,
    }, ...Array.from({ length: 5 }, (_, place) => h('i', { class: place < lit ? `lit m${lit}` : '' }))), h('b', {}, word));
  }

  paintDesk(scene, before) {
    const fresh = scene.desk.filter((entry) => entry.fresh).length;
    this.deskCount.textContent = `${scene.desk.length} 条${fresh ? `，${fresh} 条新` : ''}`;
    const key = JSON.stringify(scene.desk);
    if (key === this.deskKey) return;
    this.deskKey = key;
    const news = scene.desk.filter((entry) => entry.fresh);
    if (before && news.length) this.live.textContent = `桌面有新内容：${news.map((entry) => entry.title).join('、')}`;
    this.entries.replaceChildren(...scene.desk.map((entry) => {
      const details = h('details', { class: entry.fresh ? 'chat-entry fresh' : 'chat-entry' },
        h('summary', {}, h('span', { class: 'chat-kind' }, entry.kind), h('span', { class: 'chat-name' }, entry.title),
          ...(entry.fresh ? [h('span', { class: 'chat-new' }, '新')] : [])),
        h('p', {}, entry.text));
      details.open = this.open.get(entry.id) ?? (entry.fresh || entry.kind.endsWith('档案') || entry.kind === '系统提示');
      details.addEventListener('toggle', () => this.open.set(entry.id, details.open));
      return details;
    }));
  }

  paintLog(bubbles, speaking = false) {
    let last = '';
    this.log.replaceChildren(...bubbles.map((bubble) => {
      const mine = bubble.who === 'me';
      const first = last !== bubble.who;
      last = bubble.who;
      const own = bubble.own ? [h('div', { class: 'chat-own' }, h('b', {}, '我先写的：'), bubble.own)] : [];
      const model = bubble.model ? [h('div', { class: 'chat-own' }, h('b', {}, '对照着看：'), bubble.model)] : [];
      return h('div', { class: `chat-row ${mine ? 'mine' : 'theirs'}` },
        ...(first ? [h('div', { class: 'chat-who' }, `${mine ? '我' : this.item.speaker} ${bubble.clock}`)] : []),
        h('div', { class: 'chat-bubble' }, bubble.text), ...own, ...model);
    }));
    if (speaking) {
      const doing = this.item.channel === '在线' || this.item.channel === '手机App' ? '对方正在输入' : '对方在说话';
      this.log.append(h('div', { class: 'chat-row theirs' }, h('div', { class: 'chat-bubble chat-speaking' }, doing,
        h('i'), h('i'), h('i'))));
    }
    this.log.scrollTop = this.log.scrollHeight;
  }

  paintNext(scene) {
    this.text = null;
    if (scene.ending) {
      this.paintEnding(scene);
      return;
    }
    const { typed } = scene;
    if (typed && !typed.done) {
      this.text = h('textarea', {
        id: this.id('text'), rows: '3', maxlength: '500', oninput: () => this.edited(),
      });
      this.text.value = typed.text;
      this.next.replaceChildren(
        h('label', { class: 'chat-ask', for: this.id('text') }, '这一句您自己先说，说完再看可选的说法：'), this.text,
        h('button', { type: 'button', class: 'course-main', onclick: () => this.finishText() }, '写好了，看可选的说法'));
      return;
    }
    const asked = typed ? '哪一句最接近您想说的？' : '您怎么说？';
    const own = typed ? [h('div', { class: 'chat-own' }, h('b', {}, '您写的：'), typed.text)] : [];
    this.next.replaceChildren(...own, h('div', { class: 'chat-ask', id: this.id('ask') }, asked),
      h('ol', { class: 'chat-replies', 'aria-labelledby': this.id('ask') }, ...scene.replies.map((reply, place) =>
        h('li', {}, h('button', { type: 'button', onclick: () => this.ask('reply', { reply: reply.id }) },
          h('span', { class: 'course-letter', 'aria-hidden': 'true' }, String(place + 1)), h('span', {}, reply.text))))));
  }

  finishText() {
    if (this.text.value.trim().length < 2) {
      this.warning = '请先写下您自己会怎么说，再看可选的说法。';
      this.paintAlert();
      this.text.focus();
      return;
    }
    this.warning = '';
    this.ask('typed', { text: this.text.value });
  }

  paintEnding(scene) {
    const { title, text } = scene.ending;
    const done = this.item.graded
      ? [h('p', { class: 'course-verdict' }, '已记录。成绩在讲师发布反馈后查看。'),
        h('p', { class: 'chat-small' }, '交卷前可以再来一遍，以最后一次走完的为准。')] : [];
    this.next.replaceChildren(h('div', { class: 'chat-ending' },
      h('div', { class: 'chat-end-title' }, `对话结束 · ${title}`), h('p', {}, text), ...done,
      h('button', { type: 'button', onclick: () => this.ask('restart') }, '重新开始')));
    if (!scene.debrief) return;
    const said = scene.bubbles.filter((bubble) => bubble.who === 'me');
    const turns = scene.debrief.turns.map((turn, place) => ({ ...turn, text: said[place].text }));
    this.after.replaceChildren(debriefOf(this, { ...scene.debrief, turns }));
  }

  paint() {
    const busy = Boolean(this.submitting);
    this.root.querySelectorAll('.chat-replies button').forEach((button) => {
      if (busy) button.setAttribute('aria-disabled', 'true');
      else button.removeAttribute('aria-disabled');
    });
    this.paintAlert();
    this.paintSaved();
  }

  paintAlert() {
    const { error, problem, news } = this.state();
    const text = this.warning || (this.carried === Infinity ? '' : error || problem) || news || '';
    if (this.alert.textContent !== text) this.alert.textContent = text;
    this.alert.dataset.tone = this.warning === SILENCE || error ? 'error' : 'problem';
  }

  paintSaved() {
    const { scene, attempts, saved_at: time } = this.state();
    const at = time ? ` ${clock(time)}` : '';
    let text = this.savedWords(attempts ? ` · 第 ${attempts} 遍` : '');
    if (text.startsWith('✓ 草稿')) text = `✓ 走到这里已保存${at}`;
    if (!scene?.bubbles.some((bubble) => bubble.who === 'me') && text.startsWith('✓')) text = '';
    this.saved.textContent = text;
    this.saved.classList.toggle('course-unsaved', text.startsWith('✗'));
  }
}

export default rendering(Chat);
