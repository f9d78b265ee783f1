/* Charts as SVG, drawn from plain numbers at the width there is. Each has a title and says in words what it shows. */
const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'circle', 'square'];
const DASHES = ['', '7 4', '2 4', '10 3 2 3', '', '7 4'];

/** Round steps for an axis from low to high. */
function ticks(low, high, wanted = 5) {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= raw - 1e-12);
  const first = Math.floor(low / step + 1e-9) * step;
  const marks = [];
  for (let mark = first; marks.length < 14; mark += step) {
    marks.push(Number(mark.toPrecision(12)));
    if (mark >= high - step * 1e-9) break;
  }
  return marks;
}

function brief(value) {
  if (value === null || value === undefined) return '';
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const text = value.toFixed(digits);
  return digits ? text.replace(/\.?0+$/, '') : text;
}

function textWidth(text, size = 12) {
  return [...String(text)].reduce((sum, char) => sum + (char.charCodeAt(0) > 255 ? size : size * 0.58), 0);
}

function shorten(text, room) {
  const label = String(text);
  if (textWidth(label) <= room) return label;
  let kept = '';
  for (const char of label) {
    if (textWidth(`${kept}${char}…`) > room) break;
    kept += char;
  }
  return `${kept}…`;
}

function marker(shape, x, y, size, attributes, tip) {
  const at = { diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]], triangle: [[0, -1.3], [1.2, 1], [-1.2, 1]] }[shape];
  const mark = at
    ? s('polygon', { points: at.map(([dx, dy]) => `${x + dx * size},${y + dy * size}`).join(' '), ...attributes })
    : shape === 'square'
      ? s('rect', { x: x - size, y: y - size, width: 2 * size, height: 2 * size, ...attributes })
      : s('circle', { cx: x, cy: y, r: size, ...attributes });
  if (tip) mark.append(s('title', {}, tip));
  return mark;
}

/** The frame of a chart: scales, grid, labels. `zero` keeps 0 on the axis; with `end` the axis ends just there. */
function frame(chart, width, id, { low, high, zero, right = 16, end }) {
  const height = (width < 460 ? 270 : 300) + (end ? 30 : 0);
  const bottom = zero ? Math.min(0, low) : low;
  const top = zero ? Math.max(0, high) : high;
  const pad = zero ? 0 : (top - bottom || 1) * 0.06;
  // No room below 0 for what cannot be negative.
  const marks = ticks(bottom >= 0 ? Math.max(0, bottom - pad) : bottom - pad, top + (zero ? (top - bottom) * 0.06 : pad)).filter((mark) => !end || mark <= end);
  const last = end ?? marks.at(-1);
  const left = 16 + Math.max(...marks.map((mark) => textWidth(brief(mark))));
  const slot = (width - left - right) / chart.x.length;
  const dated = chart.x.every((label) => /^\d{4}-\d\d-\d\d$/.test(label) && label.slice(0, 4) === chart.x[0].slice(0, 4));
  const labels = dated ? chart.x.map((label) => label.slice(5)) : chart.x;
  const longest = Math.max(...labels.map((label) => textWidth(label)));
  const slanted = longest > slot - 6;
  const room = slanted ? Math.min(longest, 84) : 0;
  const below = slanted ? 18 + room * 0.72 : 30;
  const every = slanted ? Math.max(1, Math.ceil(17 / slot)) : 1;
  const [y0, y1] = [height - below, 34];
  const y = (value) => y0 - ((value - marks[0]) / (last - marks[0] || 1)) * (y0 - y1);
  const x = (index) => left + slot * (index + 0.5);
  const svg = s('svg', {
    viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', class: 'wb-svg', 'aria-labelledby': `${id}-t ${id}-d`,
  }, s('title', { id: `${id}-t` }, chart.title), s('desc', { id: `${id}-d` }, chart.said));
  for (const mark of marks) {
    svg.append(s('line', { x1: left, x2: width - right, y1: y(mark), y2: y(mark), class: mark === 0 ? 'wb-axis' : 'wb-grid' }),
      s('text', { x: left - 8, y: y(mark) + 4, 'text-anchor': 'end', class: 'wb-tick' }, brief(mark)));
  }
  svg.append(s('text', { x: 6, y: 18, class: 'wb-ylabel' }, chart.y));
  labels.forEach((label, index) => {
    if (index % every) return;
    const at = { class: 'wb-tick', x: x(index), y: y0 + 18 };
    svg.append(slanted
      ? s('text', { ...at, 'text-anchor': 'end', transform: `rotate(-42 ${x(index)} ${y0 + 12})`, y: y0 + 14 }, shorten(label, room))
      : s('text', { ...at, 'text-anchor': 'middle' }, label));
  });
  return { svg, x, y, slot, left, right: width - right, y0: y(Math.min(Math.max(0, marks[0]), last)) };
}

function extent(values) {
  const known = values.flat().filter((value) => value !== null && value !== undefined);
  return { low: Math.min(...known), high: Math.max(...known) };
}

function legend(chart, lines) {
  if (chart.series.length < 2) return null;
  return make('ul', { class: 'wb-legend', 'aria-hidden': 'true' }, chart.series.map((each, index) => {
    const sign = s('svg', { width: 26, height: 14 });
    const attributes = { class: `wb-s${index}` };
    if (lines) {
      sign.append(s('line', { x1: 0, x2: 26, y1: 7, y2: 7, class: `wb-stroke wb-l${index}`, 'stroke-dasharray': DASHES[index] }),
        marker(SHAPES[index], 13, 7, 4, attributes));
    } else sign.append(s('rect', { x: 4, y: 1, width: 18, height: 12, ...attributes }));
    return make('li', {}, sign, each.name);
  }));
}

function path(points) {
  let open = false;
  return points.map((point) => {
    if (!point) { open = false; return ''; }
    const step = `${open ? 'L' : 'M'}${point[0].toFixed(1)},${point[1].toFixed(1)}`;
    open = true;
    return step;
  }).join('');
}

function drawBars(chart, width, id) {
  const pareto = chart.cumulative;
  // Both axes of a Pareto chart end at the total: a height means the same left and right.
  const total = pareto ? chart.series[0].values.reduce((sum, value) => sum + value, 0) : 0;
  const f = pareto ? frame(chart, width, id, { low: 0, high: total, zero: true, right: 52, end: total })
    : frame(chart, width, id, { ...extent(chart.series.map((each) => each.values)), zero: true });
  const n = chart.series.length;
  const wide = Math.min(64, (f.slot * 0.76) / n);
  chart.series.forEach((each, index) => each.values.forEach((value, place) => {
    if (value === null) return;
    const left = f.x(place) - (wide * n) / 2 + wide * index;
    const top = Math.min(f.y(value), f.y0);
    const name = n > 1 ? `${chart.x[place]}，${each.name}：` : `${chart.x[place]}：`;
    f.svg.append(s('rect', { x: left, y: top, width: Math.max(1, wide - 2), height: Math.max(1, Math.abs(f.y0 - f.y(value))), rx: 2, class: `wb-s${index}` },
      s('title', {}, name + brief(value))));
    // Above the first bar of a Pareto chart stands the beginning of its line.
    const inside = pareto && !place;
    if (wide >= textWidth(brief(value)) + 2 && (!inside || f.y0 - top > 20)) {
      f.svg.append(s('text', { x: left + wide / 2 - 1, y: inside ? top + 16 : top - 5, 'text-anchor': 'middle', class: inside ? 'wb-value wb-inside' : 'wb-value' }, brief(value)));
    }
  }));
  if (pareto) {
    const y = (share) => f.y(share * total);
    for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
      f.svg.append(s('text', { x: f.right + 8, y: y(share) + 4, class: 'wb-tick' }, `${Math.round(share * 100)}%`));
    }
    f.svg.append(s('line', { x1: f.left, x2: f.right, y1: y(0.8), y2: y(0.8), class: 'wb-limit' }),
      s('path', { d: path(pareto.map((share, place) => [f.x(place), y(share)])), class: 'wb-stroke wb-l1' }));
    pareto.forEach((share, place) => f.svg.append(
      marker('circle', f.x(place), y(share), 4, { class: 'wb-s1' }, `到${chart.x[place]}累计 ${(share * 100).toFixed(1)}%`)));
  }
  return [f.svg, pareto ? null : legend(chart, false)];
}

function drawLines(chart, width, id) {
  const bounds = [chart.upper ?? [], chart.lower ?? []];
  const f = frame(chart, width, id, extent([...chart.series.map((each) => each.values), ...bounds]));
  for (const [name, values] of [['上限', chart.upper], ['下限', chart.lower]]) {
    if (!values) continue;
    const step = values.flatMap((value, place) => [[f.x(place) - f.slot / 2, f.y(value)], [f.x(place) + f.slot / 2, f.y(value)]]);
    f.svg.append(s('path', { d: path(step), class: 'wb-limit' }),
      s('text', { x: f.right, y: f.y(values.at(-1)) + (name === '上限' ? -6 : 15), 'text-anchor': 'end', class: 'wb-value' }, `${name} ${brief(values.at(-1))}`));
  }
  if (chart.center !== undefined) {
    f.svg.append(s('line', { x1: f.left, x2: f.right, y1: f.y(chart.center), y2: f.y(chart.center), class: 'wb-center' }),
      s('text', { x: f.left + 4, y: f.y(chart.center) - 6, class: 'wb-value' }, `中心 ${brief(chart.center)}`));
  }
  chart.series.forEach((each, index) => {
    const points = each.values.map((value, place) => (value === null ? null : [f.x(place), f.y(value)]));
    f.svg.append(s('path', { d: path(points), class: `wb-stroke wb-l${index}`, 'stroke-dasharray': DASHES[index] || null }));
    points.forEach((point, place) => {
      if (!point) return;
      const out = chart.out?.[place];
      const tip = `${chart.x[place]}${chart.series.length > 1 ? `，${each.name}` : ''}：${brief(each.values[place])}${out ? '（出界）' : ''}`;
      f.svg.append(marker(out ? 'diamond' : SHAPES[index], ...point, out ? 6 : f.slot < 9 ? 2.5 : 4, { class: out ? 'wb-out' : `wb-s${index}` }, tip));
    });
  });
  return [f.svg, legend(chart, true)];
}

function drawBoxes(chart, width, id) {
  const f = frame(chart, width, id, { ...extent(chart.boxes.map((box) => [box.low, box.high, ...box.beyond])), zero: true });
  const half = Math.min(34, f.slot * 0.3);
  chart.boxes.forEach((box, place) => {
    const x = f.x(place);
    const tip = `${box.name}：中位 ${brief(box.median)}，中间一半在 ${brief(box.q1)} 到 ${brief(box.q3)}，共 ${box.count} 件`;
    f.svg.append(
      s('line', { x1: x, x2: x, y1: f.y(box.low), y2: f.y(box.high), class: 'wb-whisker' }),
      s('line', { x1: x - half / 2, x2: x + half / 2, y1: f.y(box.low), y2: f.y(box.low), class: 'wb-whisker' }),
      s('line', { x1: x - half / 2, x2: x + half / 2, y1: f.y(box.high), y2: f.y(box.high), class: 'wb-whisker' }),
      s('rect', { x: x - half, y: f.y(box.q3), width: 2 * half, height: Math.max(1, f.y(box.q1) - f.y(box.q3)), class: 'wb-box' }, s('title', {}, tip)),
      s('line', { x1: x - half, x2: x + half, y1: f.y(box.median), y2: f.y(box.median), class: 'wb-median' }),
      ...box.beyond.map((value) => marker('circle', x, f.y(value), 2.5, { class: 'wb-beyond' }, `${box.name}：${brief(value)}`)));
  });
  return [f.svg, null];
}

/** The chart as nodes for its figure. */
function drawChart(chart, width, id) {
  const draw = { 条形图: drawBars, 帕累托图: drawBars, 箱线图: drawBoxes }[chart.kind] ?? drawLines;
  const room = Math.max(260, Math.min(760, Math.floor(width)));
  return draw(chart, room, id).filter(Boolean);
}
