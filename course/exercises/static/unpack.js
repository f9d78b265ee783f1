/* What is sent as the script of every card; Python puts NAME before it. The card's own program comes packed, in the
 * model, and a page unpacks each program once, whatever the number of its cards. */
const programs = globalThis.coursePrograms ??= new Map();

async function unpacked(bytes) {
  const script = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).blob();
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

export default {
  async render(context) {
    if (!programs.has(NAME)) programs.set(NAME, unpacked(context.model.get('program')));
    return (await programs.get(NAME)).render(context);
  },
};
