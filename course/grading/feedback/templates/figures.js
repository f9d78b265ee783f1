// Unpacks plotly from this page and draws the figures; where that fails their tables stay.
(async () => {
  const packed = document.getElementById("plotly-gz").textContent.trim();
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const program = await new Response(stream).blob();
  const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  URL.revokeObjectURL(url);
  const data = document.querySelectorAll(".figure-data");
  for (const [index, element] of data.entries()) {
    const place = document.getElementById(`figure-${index + 1}`);
    const figure = JSON.parse(element.textContent);
    place.hidden = false;
    const layout = { ...figure.layout, autosize: true, width: undefined };
    await Plotly.newPlot(place, figure.data, layout, { displaylogo: false, responsive: true, displayModeBar: false });
    place.parentElement.querySelector("details").open = false;
    place.dataset.drawn = "true";
  }
})().catch((reason) => console.warn("figures stay tables", reason));
