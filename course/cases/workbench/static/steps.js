/* The seven steps of the workbench: controls that show a spec and change it.
 *
 * Every control has a key, such as `filters.0.value`; after a rebuild the focus returns to the same key. A control
 * changes `bench.spec` through `bench.change(key, change, rebuild)`.
 */
const OPERATORS = {
  number: { 等于: '等于', 不等于: '不等于', 大于: '大于', 不小于: '不小于（≥）', 小于: '小于', 不大于: '不大于（≤）', 介于: '介于', 为空: '为空', 不为空: '不为空' },
  date: { 等于: '是这天', 不等于: '不是这天', 大于: '晚于', 不小于: '不早于', 小于: '早于', 不大于: '不晚于', 介于: '从…到…', 为空: '为空', 不为空: '不为空' },
  text: { 等于: '是', 不等于: '不是', 属于: '是其中之一', 包含: '里面有', 为空: '为空', 不为空: '不为空' },
  flag: { 等于: '是', 不等于: '不是' },
  weekday: { 等于: '是', 不等于: '不是', 属于: '是其中之一' },
};
const MEASURE_NAMES = {
  件数: '件数（有几行）', 非空件数: '有值的件数', 平均: '平均数', 中位数: '中位数', 占比: '符合条件的占比',
  分位数: '分位数', 合计: '合计', 最小: '最小', 最大: '最大', 符合件数: '符合条件的件数', 不同个数: '不同的有几个',
  占全部: '每组占全部的多少', 相除: '前面两项相除',
};
const WITH_CONDITION = ['占比', '符合件数'];
const WITHOUT_COLUMN = ['件数', '占全部', '相除', ...WITH_CONDITION];
const STEMS = { 件数: '件数', 非空件数: '件数', 平均: '平均', 中位数: '中位', 占比: '占比', 分位数: '分位', 合计: '合计', 最小: '最', 最大: '最', 符合件数: '件数', 不同个数: '个数', 占全部: '占全部', 相除: '比值' };
const PART_KINDS = { 日期: 'date', 所在周: 'date', 月: 'text', 星期: 'weekday', 钟点: 'number', 已过天数: 'number' };
const PART_UNITS = { 钟点: '点', 已过天数: '天' };
const DAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const LIMITS = { 不小于: '不小于（≥）', 大于: '大于（>）', 不大于: '不大于（≤）', 小于: '小于（<）' };
const BLANK = { column: '', part: '', op: '等于', value: '' };

/** The name a measure gets when none was given: as Python's `default_name`. */
function defaultName(measure) {
  if (measure.kind === '相除') return '比值';
  if (WITHOUT_COLUMN.includes(measure.kind)) return measure.kind;
  const words = { 非空件数: '有值的件数', 不同个数: '不同的个数', 分位数: `的${measure.percent}%分位数` }[measure.kind] ?? measure.kind;
  const before = ['平均', '合计', '最小', '最大'].includes(measure.kind);
  return (before ? words + measure.column : measure.column + words).slice(0, 30);
}

function nameOf(measure) { return measure.name.trim() || defaultName(measure); }

/** A select with its name for screen readers; an unknown value is kept and shown. Options of a `group` stand together. */
function picker(bench, key, label, options, value, set, blank = '') {
  const known = options.some((option) => option.value === value);
  const all = [...(blank ? [{ value: '', text: blank }] : []), ...options, ...(known || !value ? [] : [{ value, text: `${value}（没有了）` }])];
  const control = make('select', { 'aria-label': label, 'data-key': key, class: !value && blank.endsWith('…') ? 'wb-blank' : '' },
    [...new Set(all.map((option) => option.group))].flatMap((group) => {
      const own = all.filter((option) => option.group === group).map((option) => make('option', { value: option.value }, option.text));
      return group ? make('optgroup', { label: group }, own) : own;
    }));
  control.value = value;
  control.addEventListener('change', () => bench.change(key, () => set(control.value), true));
  return control;
}

function typed(bench, key, label, value, set, more = {}) {
  const { unit, ...attributes } = more;
  const control = make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: 30, 'aria-label': label, 'data-key': key, ...attributes });
  control.value = value ?? '';
  const take = (event) => { if (!event.isComposing) bench.change(key, () => set(control.value), false); };
  control.addEventListener('input', take);
  control.addEventListener('compositionend', () => bench.change(key, () => set(control.value), false));
  return unit ? make('span', { class: 'wb-unit' }, control, unit) : control;
}

function remover(bench, key, label, remove) {
  return make('button', { type: 'button', class: 'wb-remove', 'aria-label': label, title: label, 'data-key': key, onclick: () => bench.change(key, remove, true) }, '×');
}

function adder(bench, key, text, add) {
  return make('button', { type: 'button', class: 'wb-add', 'data-key': key, onclick: () => bench.change(key, add, true) }, `＋ ${text}`);
}

const COMPUTED = '替您算好的列';

/** Columns of the table and the computed ones, and parts of the table's own dates. */
function places(bench) {
  return bench.columns.flatMap((column) => {
    const group = column.computed ? COMPUTED : undefined;
    const parts = column.kind === 'date' && !column.computed ? bench.item.parts : [];
    return [{ value: JSON.stringify([column.name, '']), text: column.name, group },
      ...parts.map((part) => ({ value: JSON.stringify([column.name, part]), text: `${column.name} 的 ${part}` }))];
  });
}

/** Columns by their names. */
function byName(columns) {
  return columns.map(({ name, computed }) => ({ value: name, text: name, group: computed ? COMPUTED : undefined }));
}

/** What each column means, folded. */
function dictionary(bench) {
  const folded = make('details', { class: 'wb-more' }, make('summary', { 'data-key': 'dictionary' }, '这张表里有哪些列'),
    // What scrolls can have the focus, so it keeps shortcuts away too.
    make('div', { class: 'wb-about', role: 'region', tabindex: '0', 'aria-label': '列的说明', 'data-lm-suppress-shortcuts': 'true' }, make('dl', { class: 'wb-words' }, bench.columns.map((column) => {
      const unit = column.unit ? `（${column.unit}）` : '';
      const missing = column.missing ? `；空着：${column.missing}` : '';
      return make('div', {}, make('dt', {}, column.name, column.computed ? make('span', { class: 'wb-mark' }, '算好的') : null), make('dd', {}, `${column.meaning}${unit}${missing}`));
    }))));
  folded.open = Boolean(bench.dictionaryOpen);
  folded.addEventListener('toggle', () => { bench.dictionaryOpen = folded.open; });
  return folded;
}

function placePicker(bench, key, label, target, done = () => {}) {
  const value = target.column ? JSON.stringify([target.column, target.part]) : '';
  const set = (chosen) => {
    [target.column, target.part] = chosen ? JSON.parse(chosen) : ['', ''];
    done();
  };
  return picker(bench, key, label, places(bench), value, set, '选一列…');
}

function kindOf(bench, target) {
  return PART_KINDS[target.part] ?? bench.columns.find((column) => column.name === target.column)?.kind ?? 'text';
}

/** Controls of one condition: column, comparison, value. */
function conditionControls(bench, key, label, target) {
  const kind = kindOf(bench, target);
  const known = bench.columns.find((column) => column.name === target.column);
  const fit = () => {
    if (!OPERATORS[kindOf(bench, target)][target.op]) target.op = '等于';
    target.value = target.op === '介于' ? ['', ''] : target.op === '属于' ? [] : '';
  };
  const nodes = [placePicker(bench, `${key}.column`, `${label}：哪一列`, target, fit)];
  if (!target.column) return nodes;
  const operators = Object.entries(OPERATORS[kind]).map(([value, text]) => ({ value, text }));
  nodes.push(picker(bench, `${key}.op`, `${label}：怎么比`, operators, target.op, (op) => {
    const many = (each) => each === '介于' || each === '属于';
    const keep = !many(op) && !many(target.op);
    target.op = op;
    if (!keep) target.value = op === '介于' ? ['', ''] : op === '属于' ? [] : '';
  }));
  if (target.op === '为空' || target.op === '不为空') return nodes;
  const choices = kind === 'weekday' ? DAYS : target.part ? [] : known?.values ?? [];
  const unit = target.part ? PART_UNITS[target.part] ?? '' : known?.unit === '年-月-日' ? '' : known?.unit ?? '';
  const what = `${label}：和什么比`;
  if (target.op === '属于' && choices.length) {
    const chosen = Array.isArray(target.value) ? target.value : [];
    nodes.push(make('fieldset', { class: 'wb-checks', 'aria-label': what }, choices.map((choice, index) => {
      const box = make('input', { type: 'checkbox', 'data-key': `${key}.value.${index}` });
      box.checked = chosen.includes(choice);
      box.addEventListener('change', () => bench.change(`${key}.value`, () => {
        target.value = choices.filter((each) => (each === choice ? box.checked : (target.value ?? []).includes(each)));
      }, false));
      return make('label', {}, box, choice);
    })));
  } else if (target.op === '属于') {
    const text = Array.isArray(target.value) ? target.value.join('、') : '';
    nodes.push(typed(bench, `${key}.value`, what, text, (value) => {
      target.value = value.split(/[、，,\s]+/).filter(Boolean).slice(0, 40);
    }, { placeholder: '用顿号隔开', maxlength: 200 }));
  } else if (kind === 'flag') {
    nodes.push(picker(bench, `${key}.value`, what, ['是', '否'].map((value) => ({ value, text: value })), String(target.value), (value) => { target.value = value; }, '选一个…'));
  } else if (choices.length && target.op !== '包含') {
    nodes.push(picker(bench, `${key}.value`, what, choices.map((value) => ({ value, text: value })), String(target.value), (value) => { target.value = value; }, '选一个…'));
  } else if (target.op === '介于') {
    const set = (place) => (value) => { target.value = [0, 1].map((each) => (each === place ? value : target.value?.[each] ?? '')); };
    nodes.push(make('span', { class: 'wb-pair' }, valueInput(bench, `${key}.value.0`, `${what}（从）`, kind, target.value?.[0], set(0), ''), '到',
      valueInput(bench, `${key}.value.1`, `${what}（到）`, kind, target.value?.[1], set(1), unit)));
  } else {
    nodes.push(valueInput(bench, `${key}.value`, what, kind, target.value, (value) => { target.value = value; }, unit, target.part));
  }
  return nodes;
}

function valueInput(bench, key, label, kind, value, set, unit, part = '') {
  if (kind === 'date') return typed(bench, key, label, value, set, { type: 'date' });
  if (kind === 'number') return typed(bench, key, label, value, set, { inputmode: 'decimal', class: 'wb-short', unit });
  return typed(bench, key, label, value, set, { placeholder: part === '月' ? '如 2026-11' : '' });
}

const STEPS = [
  ['选表', '从哪张表、谁的数据', (bench) => {
    const name = bench.id('data');
    const radios = ['我的数据', '班级数据'].map((data) => {
      const radio = make('input', { type: 'radio', name, value: data, 'data-key': `data.${data}` });
      radio.checked = bench.spec.data === data;
      radio.addEventListener('change', () => bench.change('data', () => { bench.spec.data = data; }, false));
      return make('label', { class: 'wb-chip' }, radio, make('span', {}, data));
    });
    const tables = bench.item.tables.map((table) => ({ value: table, text: table }));
    const choose = (table) => Object.assign(bench.spec, { table, filters: [], groups: [], measures: [], verdict: null, keep: [], sort: { column: '', descending: false } });
    return [
      make('div', { class: 'wb-line' }, picker(bench, 'table', '用哪张表', tables, bench.spec.table || tables[0].value, choose),
        make('fieldset', { class: 'wb-chips', 'aria-label': '用谁的数据' }, radios)),
      bench.spec.data === '班级数据' ? make('p', { class: 'wb-note' }, '班级数据大家一样，用来练习和讨论；交答案请用我的数据。') : null,
      dictionary(bench),
    ];
  }],
  ['筛选', '只留哪些行', (bench) => [
    ...bench.spec.filters.map((condition, index) => make('div', { class: 'wb-line', role: 'group', 'aria-label': `条件 ${index + 1}` },
      index ? make('span', { class: 'wb-word' }, '并且') : null,
      ...conditionControls(bench, `filters.${index}`, `条件 ${index + 1}`, condition),
      remover(bench, `filters.${index}.remove`, `删掉条件 ${index + 1}`, () => bench.spec.filters.splice(index, 1)))),
    bench.spec.filters.length < 8 ? adder(bench, 'filters.add', '加一个条件', () => bench.spec.filters.push({ ...BLANK })) : null,
  ]],
  ['分组', '每一种各算一行', (bench) => [
    ...bench.spec.groups.map((group, index) => make('div', { class: 'wb-line' },
      make('span', { class: 'wb-word' }, index ? '再按' : '按'), placePicker(bench, `groups.${index}.column`, `分组 ${index + 1}：哪一列`, group),
      remover(bench, `groups.${index}.remove`, `删掉分组 ${index + 1}`, () => bench.spec.groups.splice(index, 1)))),
    bench.spec.groups.length < 2 ? adder(bench, 'groups.add', bench.spec.groups.length ? '再加一列' : '选一列来分组', () => bench.spec.groups.push({ column: '', part: '' })) : null,
  ]],
  ['计算', '每组算哪些数', (bench) => [
    ...bench.spec.measures.map((measure, index) => measureControls(bench, measure, index)),
    bench.spec.measures.length < 10 ? adder(bench, 'measures.add', bench.spec.measures.length ? '再算一项' : '加一项计算', () => {
      bench.spec.measures.push({ name: '', kind: bench.spec.measures.length ? '平均' : '件数', column: '', percent: 90, condition: { ...BLANK }, over: '' });
      bench.suggest(bench.spec.measures.at(-1));
    }) : null,
  ]],
  ['下结论', '过没过线，用一个词说', (bench) => {
    const { verdict } = bench.spec;
    if (!verdict) {
      return [adder(bench, 'verdict.add', '加一列结论', () => {
        const [yes, no] = bench.item.verdicts;
        bench.spec.verdict = { name: bench.verdictName(), column: '', op: '不小于', limit: '', yes, no };
      })];
    }
    const numbers = bench.names.filter((name) => name.kind === 'number' && name.name !== verdict.name).map(({ name }) => ({ value: name, text: name }));
    const limits = Object.entries(LIMITS).map(([value, text]) => ({ value, text }));
    const set = (field) => (value) => { verdict[field] = value; };
    return [
      make('div', { class: 'wb-line' }, make('span', { class: 'wb-word' }, '如果'), picker(bench, 'verdict.column', '看哪一列', numbers, verdict.column, set('column'), '选一列…'),
        picker(bench, 'verdict.op', '怎么比', limits, verdict.op, set('op')),
        typed(bench, 'verdict.limit', '界线', verdict.limit, set('limit'), { inputmode: 'decimal', class: 'wb-short', placeholder: '如 0.9' }),
        remover(bench, 'verdict.remove', '删掉结论', () => { bench.spec.verdict = null; })),
      make('div', { class: 'wb-line' }, make('span', { class: 'wb-word' }, '就写'), typed(bench, 'verdict.yes', '过线写什么', verdict.yes, set('yes'), { class: 'wb-middle' }),
        make('span', { class: 'wb-word' }, '否则写'), typed(bench, 'verdict.no', '没过线写什么', verdict.no, set('no'), { class: 'wb-middle' })),
      make('div', { class: 'wb-line' }, make('span', { class: 'wb-word' }, '列名'), typed(bench, 'verdict.name', '结论的列名', verdict.name, set('name'), { list: bench.id('wanted') })),
    ];
  }],
  ['排序、取前几', '顺序、行数、小数', (bench) => {
    const { spec } = bench;
    const columns = bench.names.map(({ name }) => ({ value: name, text: name }));
    const digits = ['0', '1', '2', '3', '4'].map((value) => ({ value, text: `${value} 位小数` }));
    const orders = [{ value: 'up', text: '从小到大' }, { value: 'down', text: '从大到小' }];
    return [
      make('div', { class: 'wb-line' }, picker(bench, 'sort.column', '按哪一列排序', columns, spec.sort.column, (value) => { spec.sort.column = value; }, '不排序'),
        spec.sort.column ? picker(bench, 'sort.order', '顺序', orders, spec.sort.descending ? 'down' : 'up', (value) => { spec.sort.descending = value === 'down'; }) : null),
      make('div', { class: 'wb-line' }, make('span', { class: 'wb-word' }, '只留前'), typed(bench, 'top', '只留前几行', spec.top ?? '', (value) => {
        const number = Number.parseInt(value, 10);
        spec.top = number >= 1 ? Math.min(number, 1000) : null;
      }, { inputmode: 'numeric', class: 'wb-short', placeholder: '全部', unit: '行' }),
      picker(bench, 'digits', '留几位小数', digits, spec.digits === null ? '' : String(spec.digits), (value) => { spec.digits = value === '' ? null : Number(value); }, '小数不改')),
      bench.names.length > 1 ? keepControls(bench) : null,
    ];
  }],
  ['画图', '图在右边，表也还在', (bench) => {
    const { chart } = bench.spec;
    const name = bench.id('chart');
    const chips = bench.item.charts.map((kind) => {
      const radio = make('input', { type: 'radio', name, value: kind, 'data-key': `chart.${kind}` });
      radio.checked = chart.kind === kind;
      radio.addEventListener('change', () => bench.change(`chart.${kind}`, () => Object.assign(chart, { kind, column: '' }), true));
      return make('label', { class: 'wb-chip' }, radio, make('span', {}, kind));
    });
    const numbers = (chart.kind === '箱线图' ? bench.columns : bench.names).filter((each) => each.kind === 'number').map((each) => ({ value: each.name, text: each.name }));
    return [make('fieldset', { class: 'wb-chips', 'aria-label': '画什么图' }, chips),
      chart.kind === '不画' ? null : make('div', { class: 'wb-line' }, make('span', { class: 'wb-word' }, '画'),
        picker(bench, 'chart.column', '画哪一列', numbers, chart.column, (value) => { chart.column = value; }, '第一列数字'))];
  }],
];

/** Whether a measure of this kind can be taken of a column. */
const fits = (kind) => {
  if (['非空件数', '不同个数'].includes(kind)) return () => true;
  const kinds = ['最小', '最大'].includes(kind) ? ['number', 'date'] : ['number'];
  return (column) => kinds.includes(column.kind);
};

function measureControls(bench, measure, index) {
  const key = `measures.${index}`;
  const label = `第 ${index + 1} 项`;
  const kinds = bench.item.measures.map((value) => ({ value, text: MEASURE_NAMES[value] ?? value }));
  const columns = byName(bench.columns.filter(fits(measure.kind)));
  const renamed = (change) => bench.renaming(measure, change);
  const parts = [make('span', { class: 'wb-word' }, `${index + 1}`),
    picker(bench, `${key}.kind`, `${label}：算什么`, kinds, measure.kind, (kind) => renamed(() => {
      const free = bench.isSuggested(measure);
      measure.kind = kind;
      if (free) measure.name = '';
      measure.over = '';
      if (WITHOUT_COLUMN.includes(kind) || !bench.columns.some((column) => column.name === measure.column && fits(kind)(column))) measure.column = '';
      bench.suggest(measure);
    }))];
  if (measure.kind === '分位数') {
    parts.push(typed(bench, `${key}.percent`, `${label}：百分之几`, measure.percent, (value) => renamed(() => {
      const number = Number.parseFloat(value);
      if (number > 0 && number < 100) measure.percent = number;
    }), { inputmode: 'decimal', class: 'wb-short', unit: '%' }));
  }
  if (measure.kind === '相除') {
    const others = bench.spec.measures.filter((other) => other.kind !== '相除').map((other) => ({ value: nameOf(other), text: nameOf(other) }));
    parts.push(picker(bench, `${key}.column`, `${label}：被除的`, others, measure.column, (name) => { measure.column = name; }, '哪一项…'),
      make('span', { class: 'wb-word' }, '÷'), picker(bench, `${key}.over`, `${label}：除以`, others, measure.over ?? '', (name) => { measure.over = name; }, '哪一项…'));
  }
  if (!WITHOUT_COLUMN.includes(measure.kind)) {
    parts.push(picker(bench, `${key}.column`, `${label}：哪一列`, columns, measure.column, (column) => renamed(() => { measure.column = column; bench.suggest(measure); }), '选一列…'));
  }
  parts.push(remover(bench, `${key}.remove`, `删掉${label}`, () => bench.spec.measures.splice(index, 1)));
  const condition = WITH_CONDITION.includes(measure.kind)
    ? make('div', { class: 'wb-line' }, make('span', { class: 'wb-word' }, '条件'), ...conditionControls(bench, `${key}.condition`, `${label}的条件`, measure.condition)) : null;
  const named = make('div', { class: 'wb-line' }, make('span', { class: 'wb-word' }, '列名'), typed(bench, `${key}.name`, `${label}：列名`, measure.name,
    (value) => renamed(() => { measure.name = value; }), { placeholder: defaultName(measure), list: bench.id('wanted') }));
  return make('div', { class: 'wb-measure', role: 'group', 'aria-label': label }, make('div', { class: 'wb-line' }, parts), condition, named);
}

function keepControls(bench) {
  const names = bench.names.map(({ name }) => name);
  const usual = bench.names.filter(({ extra }) => !extra).map(({ name }) => name);
  const before = bench.spec.keep.length ? bench.spec.keep : usual;
  const boxes = names.map((name, index) => {
    const box = make('input', { type: 'checkbox', 'data-key': `keep.${index}` });
    box.checked = before.includes(name);
    box.addEventListener('change', () => bench.change('keep', () => {
      const kept = names.filter((each) => (each === name ? box.checked : before.includes(each)));
      bench.spec.keep = kept.join() === usual.join() ? [] : kept.slice(0, 40);
    }, true));
    return make('label', {}, box, name);
  });
  const folded = make('details', { class: 'wb-more' }, make('summary', { 'data-key': 'keep.open' }, '只留几列'), make('fieldset', { class: 'wb-checks', 'aria-label': '留下哪些列' }, boxes));
  folded.open = bench.keepOpen || bench.spec.keep.length > 0;
  folded.addEventListener('toggle', () => { bench.keepOpen = folded.open; });
  return folded;
}
