/**
 * One plugin for JupyterLab and Notebook, in the form in which they load extensions built elsewhere: a container
 * with `init` and `get`. It asks for no other module, so nothing has to be built.
 *
 * A chapter is a notebook whose metadata names one. In its window: the button 开始学习 runs all cells as soon as
 * there is a kernel, and leaves the page where it is; the page opens where it was left; `page.css` gives its look.
 */
(() => {
  const START = 'course:start';
  const SAVE_AFTER = 400;
  // Cards and figures get their height late, and push down what stands below them.
  const SETTLES = [0, 300, 1000, 2500];
  const HANDS = ['wheel', 'pointerdown', 'keydown', 'touchmove'];
  const sheet = new URL('page.css', document.currentScript.src).href;
  const starting = new WeakSet();

  const chapterOf = (panel) => panel?.content?.model?.getMetadata?.('course')?.chapter;

  // Nobody should run with one click what trainees have handed in.
  const mayStart = (panel) => Boolean(chapterOf(panel)) && !/(^|[/:])(autograded|submitted|quarantine)\//.test(panel.context.path);

  /** Resolves when the notebook has a kernel, or will get none without a choice of the trainee. */
  async function kernelOf(context) {
    await context.ready;
    if (context.session?.kernel || context.hasNoKernel) return;
    await new Promise((resolve) => {
      const arrived = () => {
        if (!context.session?.kernel) return;
        context.kernelChanged.disconnect(arrived);
        resolve();
      };
      context.kernelChanged.connect(arrived);
    });
  }

  /** Where a trainee is in a notebook: the topmost visible cell and how far it is scrolled off, kept here. */
  class Place {
    constructor(panel) {
      this.notebook = panel.content;
      this.key = () => `course:place:${panel.context.path}`;
      this.moved = 0;
      for (const name of HANDS) {
        panel.node.addEventListener(name, () => { this.moved = Date.now(); }, { capture: true, passive: true });
      }
      panel.node.addEventListener('scroll', () => this.scrolled(), { capture: true, passive: true });
    }

    scrolled() {
      // Only what hands do moves the place: running cells scrolls too.
      if (Date.now() - this.moved > 2000) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        try {
          localStorage.setItem(this.key(), JSON.stringify(this.now()));
        } catch {
          // A browser that keeps nothing opens the page at its beginning.
        }
      }, SAVE_AFTER);
    }

    kept() {
      try {
        return JSON.parse(localStorage.getItem(this.key()));
      } catch {
        return null;
      }
    }

    now() {
      const edge = this.edge();
      const cell = this.notebook.widgets.find((each) => each.node.isConnected
        && each.node.getBoundingClientRect().bottom > edge + 1);
      return cell ? { id: cell.model.id, off: edge - cell.node.getBoundingClientRect().top } : null;
    }

    edge() {
      return this.outer().getBoundingClientRect().top;
    }

    outer() {
      return this.notebook.node.querySelector('.jp-WindowedPanel-outer') ?? this.notebook.node;
    }

    /** Shows a place until the page has settled or a hand moves it. */
    async show({ id, off }) {
      const since = Date.now();
      for (const wait of SETTLES) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        const index = this.notebook.widgets.findIndex((cell) => cell.model.id === id);
        if (index < 0 || this.moved > since || this.notebook.isDisposed) return;
        // A cell far away is attached by this.
        await this.notebook.scrollToItem(index, 'start');
        const { top } = this.notebook.widgets[index].node.getBoundingClientRect();
        this.outer().scrollTop += top - this.edge() + off;
      }
    }
  }

  const places = new WeakMap();

  async function start(app) {
    const panel = app.shell.currentWidget;
    if (!mayStart(panel) || starting.has(panel)) return;
    const notebook = panel.content;
    const place = places.get(panel);
    const here = place.now();
    const since = Date.now();
    starting.add(panel);
    app.commands.notifyCommandChanged(START);
    try {
      await kernelOf(panel.sessionContext);
      const active = notebook.activeCellIndex;
      const ran = app.commands.execute('notebook:run-all-cells');
      // Running all cells ends at the last one, which is where nobody wants to begin.
      notebook.activeCellIndex = active;
      await ran;
    } finally {
      starting.delete(panel);
      app.commands.notifyCommandChanged(START);
    }
    if (here && place.moved <= since) await place.show(here);
  }

  const plugin = {
    id: 'course-lab:plugin',
    autoStart: true,
    activate(app) {
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = sheet;
      document.head.append(link);
      app.commands.addCommand(START, {
        label: () => (starting.has(app.shell.currentWidget) ? '正在准备……' : '开始学习'),
        caption: '运行本章全部单元格，显示练习、表格和图；不会改动您的作答',
        isVisible: () => mayStart(app.shell.currentWidget),
        isEnabled: () => !starting.has(app.shell.currentWidget),
        execute: () => start(app),
      });
      const changed = () => app.commands.notifyCommandChanged(START);
      app.shell.currentChanged?.connect(changed);
      app.docRegistry.addWidgetExtension('Notebook', {
        createNew(panel, context) {
          context.ready.then(() => {
            if (!chapterOf(panel)) return;
            panel.addClass('course-page');
            const place = new Place(panel);
            places.set(panel, place);
            changed();
            const left = place.kept();
            if (left) panel.revealed.then(() => place.show(left));
          });
        },
      });
    },
  };

  (window._JUPYTERLAB ??= {})['course-lab'] = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
