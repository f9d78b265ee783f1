/* The debrief of a practice dialogue: what it earned, how the tension went, and each turn with its lesson. */
// The browser's own name space of drawings, so that no address stands here.
const SVG = document.createRange().createContextualFragment('<svg></svg>').firstChild.namespaceURI;
const RANKS = { best: '好的结局', fair: '一般的结局', poor: '不好的结局' };

function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function debriefOf(chat, debrief) {
  const red = debrief.red_lines.map((line) => h('p', { class: 'chat-red' }, h('b', {}, '红线：'), line));
  const truth = debrief.truth ? [h('p', {}, h('b', {}, '实情：'), debrief.truth)] : [];
  const said = debrief.said ? [h('p', {}, debrief.said)] : [];
  return h('section', { class: 'chat-debrief', 'aria-label': '复盘' },
    h('div', { class: 'chat-heading' }, '复盘'),
    // A red line weighs more than how the talk ended: praise above it would be read first.
    h('p', { class: 'chat-rank', 'data-rank': red.length ? 'poor' : debrief.rank },
      `${red.length ? '碰了红线' : RANKS[debrief.rank]} · 得到 ${Math.round(debrief.share * 100)}%`),
    ...red, ...truth, ...said,
    h('ul', { class: 'chat-criteria' }, ...debrief.criteria.map((part) =>
      h('li', {}, h('span', {}, part.name), bar(part), h('b', {}, `${Math.round(part.share * 100)}%`)))),
    curve(debrief),
    h('ol', { class: 'chat-turns' }, ...debrief.turns.map((turn) => lesson(chat, turn))));
}

function bar(part) {
  const fill = h('i', {});
  fill.style.width = `${Math.round(part.share * 100)}%`;
  return h('span', { class: 'chat-bar-share', 'aria-hidden': 'true' }, fill);
}

/** The tension before each turn and at the end; the words beside it say the same. */
function curve({ curve: values, turns }) {
  const [width, height, left, top] = [560, 130, 46, 14];
  const x = (place) => left + (place * (width - left - 16)) / Math.max(1, values.length - 1);
  const y = (value) => top + ((100 - value) * (height - top - 22)) / 100;
  const steps = values.map((value, place) => `${x(place).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const worst = turns.findIndex((turn) => turn.turning);
  const words = `情绪从 ${values[0]} 到 ${values.at(-1)}，最高 ${Math.max(...values)}${worst < 0 ? '' : `，转折在第 ${worst + 1} 轮`}`;
  const marks = [[100, '挂断'], [50, '不满'], [0, '平静']].flatMap(([value, word]) => [
    s('line', { x1: left, x2: width - 16, y1: y(value), y2: y(value), class: 'grid' }),
    s('text', { x: left - 8, y: y(value) + 4, 'text-anchor': 'end' }, word)]);
  return h('figure', { class: 'chat-curve' },
    s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': words },
      ...marks, s('polyline', { points: steps, class: 'line' }),
      ...values.map((value, place) => s('circle', {
        cx: x(place), cy: y(value), r: place === worst + 1 && worst >= 0 ? 6 : 3.5, class: place === worst + 1 && worst >= 0 ? 'turning' : 'dot',
      })),
      ...values.slice(1).map((_, place) =>
        s('text', { x: x(place + 1), y: height - 4, 'text-anchor': 'middle' }, String(place + 1)))),
    h('figcaption', {}, `${words}。横排是轮次。`));
}

function lesson(chat, turn) {
  const change = turn.after - turn.before;
  const moved = change > 0 ? `情绪 ＋${change}` : change < 0 ? `情绪 −${-change}` : '情绪不变';
  const sign = turn.red ? '✗' : turn.fine ? '✓' : '△';
  const lines = [
    turn.red && h('p', { class: 'chat-red' }, h('b', {}, '红线：'), turn.red),
    turn.note && h('p', {}, turn.note),
    ...turn.rules.map((rule) => h('p', { class: 'chat-small' }, h('b', {}, `${rule.name}：`), rule.duty)),
    !turn.fine && turn.better && h('p', {}, h('b', {}, '更好的说法：'), turn.better),
    turn.lost.length && h('p', { class: 'chat-small' }, `少得分：${turn.lost.join('、')}`),
  ].filter(Boolean);
  const again = h('button', {
    type: 'button', class: 'chat-again', 'aria-label': `从第 ${turn.at + 1} 轮重来`,
    onclick: () => chat.ask('rewind', { to: turn.at }),
  }, '从这里重来');
  return h('li', { class: `chat-lesson${turn.turning ? ' turning' : ''}` },
    h('div', { class: 'chat-lesson-head' },
      h('span', { class: 'course-sign', 'aria-hidden': 'true' }, sign),
      h('b', {}, `第 ${turn.at + 1} 轮`), h('span', {}, `${turn.clock} · ${moved}，${turn.mood}`),
      ...(turn.turning ? [h('span', { class: 'chat-new' }, '转折点')] : [])),
    h('p', { class: 'chat-quote' }, turn.text), ...lines, again);
}
