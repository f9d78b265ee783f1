/* Links of a panel to the sections of the chapter. JupyterLab compares the link's hash, in which Chinese is encoded,
 * with the heading's own name, and finds none; one listener a page leads there. */
globalThis.courseLinks ??= document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.course-panel a');
  const name = link?.textContent.replaceAll(' ', '-');
  const heading = name && document.querySelector(`[data-jupyter-id="${CSS.escape(name)}"], [id="${CSS.escape(name)}"]`);
  if (!heading) return;
  event.preventDefault();
  event.stopPropagation();
  heading.scrollIntoView();
}, true) ?? true;
