// Draws each chart from the JSON that stands just before its place. `vegaEmbed` comes with the bundle.
// `ast` lets Vega read its expressions without eval, which the page's policy forbids.
const config = JSON.parse(document.querySelector("#chart-style script").textContent);
const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, config };

for (const place of document.querySelectorAll(".chart")) {
  const chart = JSON.parse(place.previousElementSibling.textContent);
  vegaEmbed(place, chart, options);
}

// A chart in a closed fold has no width; it takes its width when the fold opens.
document.addEventListener("toggle", () => window.dispatchEvent(new Event("resize")), true);

// A link to a record opens it.
const open = () => {
  const record = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (record) record.open = true;
};
window.addEventListener("hashchange", open);
open();
