/* What the live cards of cases have besides the frame of all cards: elements with less to write, and settings that
 * are sent soon after each change. These files are joined into one module; only the last one exports.
 */
const EDIT_MS = 300;
const SVG = 'http://www.w3.org/2000/svg';
const isLeftOut = (value) => value === false || value === null || value === undefined;

/** An element; false and null leave an attribute or a child out, true sets an attribute without a value. */
function make(tag, attributes = {}, ...children) {
  const set = Object.entries(attributes).filter(([, value]) => !isLeftOut(value)).map(([name, value]) => [name, value === true ? '' : value]);
  return h(tag, Object.fromEntries(set), ...children.flat().filter((child) => !isLeftOut(child)));
}

/** The same for SVG. */
function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (!isLeftOut(value)) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => !isLeftOut(child)));
  return element;
}

/** Copies a text; resolves to whether it worked. Pages without https have no clipboard object. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make('textarea', { style: 'position:fixed;opacity:0' });
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

/** A card on which something is set rather than answered: every change is sent soon, the newest one counts.
 *
 * A card extends it with `payload()`, what is set now, `take(kept)`, which sets that again, and `kind`, the message's.
 */
class Setter extends Frame {
  edited() {
    this.carried = Infinity;
    this.warning = '';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), EDIT_MS);
    this.paintSaved();
  }

  flush() { if (this.carried === Infinity) this.send(this.kind, this.payload()); }

  typed() { return this.payload(); }

  restore(kept) {
    if (JSON.stringify(kept) === JSON.stringify(this.payload())) return;
    this.take(kept);
    this.edited();
  }

  paintSaved() {
    const state = this.state();
    const at = state.saved_at ? ` ${clock(state.saved_at)}` : '';
    const failed = this.warning || ((state.error || state.refused) && !this.dirty);
    this.saved.textContent = failed ? '✗ 未能保存' : this.waiting.size ? '正在保存…' : this.dirty ? '有改动，尚未保存' : state.saved ? `✓ 已保存${at}` : '';
    this.saved.classList.toggle('course-unsaved', Boolean(failed));
    if (this.warning) {
      this.alert.textContent = this.warning;
      this.alert.dataset.tone = 'error';
    } else if (this.alert.textContent === SILENCE) this.alert.textContent = '';
  }
}
