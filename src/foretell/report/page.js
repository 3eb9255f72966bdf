// Draws each chart from the JSON that stands just before its place. `vegaEmbed` comes with the bundle.
// `ast` lets Vega read its expressions without eval, which the page's policy forbids.
const config = JSON.parse(document.querySelector("#chart-style script").textContent);
const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, config };

const chartOf = (place) => JSON.parse(place.previousElementSibling.textContent);
const draw = (place, chart) => vegaEmbed(place, chart, options);
for (const place of document.querySelectorAll(".chart")) draw(place, chartOf(place));

// A chart in a closed fold has no width; it takes its width when the fold opens.
const resized = () => window.dispatchEvent(new Event("resize"));
document.addEventListener("toggle", (event) => event.target.querySelector(".chart") && resized(), true);

// The metric: one alone, or (the empty choice) every task's sharp one with its smooth twin.
const isEmpty = (part) => !part.querySelector("figure:not([hidden])");
const showMetric = (metric) => {
  for (const figure of document.querySelectorAll(".task figure")) {
    figure.hidden = metric !== "" && figure.dataset.metric !== metric;
  }
  for (const fold of document.querySelectorAll(".task > details")) {
    fold.hidden = isEmpty(fold);
    fold.open = metric !== "" && !fold.hidden;
  }
  for (const task of document.querySelectorAll(".task")) task.hidden = isEmpty(task);
  resized();
};

// The axis: every layer that has an x takes the chosen one.
const showAxis = (x) => {
  for (const place of document.querySelectorAll(".task .chart")) {
    const chart = chartOf(place);
    for (const layer of chart.layer) if (layer.encoding.x) layer.encoding.x = x;
    draw(place, chart);
  }
};

const controls = document.querySelector(".controls");
if (controls) {
  const [metric, axis] = controls.querySelectorAll("select");
  metric.addEventListener("change", () => showMetric(metric.value));
  axis.addEventListener("change", () => showAxis(JSON.parse(axis.selectedOptions[0].dataset.x)));
  controls.hidden = false;
}

// A link to a record opens it.
const open = () => {
  const record = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (record?.matches("details")) record.open = true;
};
window.addEventListener("hashchange", open);
open();
