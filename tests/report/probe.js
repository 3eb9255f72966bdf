// Runs at the end of a page under test, and tells the frame around it what a reader would meet.
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const seen = { faults: window.faults, requests: 0 };

const counts = () =>
  all(".chart").map((chart) => {
    const found = {};
    for (const group of all("g.role-mark", chart)) {
      const kind = group.getAttribute("class").match(/mark-(\w+)/)[1];
      found[kind] = (found[kind] ?? 0) + group.children.length;
    }
    return found;
  });

const axisTitles = () =>
  all(".task .chart").map((chart) => all(".role-axis-title text", chart).map((text) => text.textContent).join());

const hover = (mark) => {
  const box = mark.getBoundingClientRect();
  const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true };
  mark.dispatchEvent(new PointerEvent("pointermove", at));
  mark.dispatchEvent(new MouseEvent("mousemove", at));
};

// Of each chart, what hovering over the first mark of each kind that has a tip shows.
const tips = async () => {
  const found = [];
  for (const chart of all(".chart")) {
    const shown = [];
    for (const mark of all("g.mark-symbol.role-mark > *:first-child, g.mark-rect.role-mark > *:first-child", chart)) {
      document.querySelector("#vg-tooltip-element")?.classList.remove("visible");
      hover(mark);
      await pause(10);
      const tip = document.querySelector("#vg-tooltip-element.visible");
      if (tip) shown.push(tip.textContent);
    }
    found.push(shown);
  }
  return found;
};

const choose = async (id, value) => {
  const select = document.getElementById(id);
  select.value = value;
  select.dispatchEvent(new Event("change"));
  await pause(1000);
};

const shownMetrics = () => {
  const figures = all(".task figure").filter((figure) => figure.checkVisibility());
  return [...new Set(figures.map((figure) => figure.dataset.metric))];
};

// Whatever a keyboard reaches; and of a few of each sort, those that show no ring when they have the focus.
const keyboard = () => {
  const sorts = {};
  for (const stop of all("a[href], summary, select, [tabindex='0']")) {
    if (stop.checkVisibility() && stop.tabIndex >= 0) (sorts[`${stop.localName} ${stop.className}`.trim()] ??= []).push(stop);
  }
  const ringless = Object.values(sorts).flatMap((stops) => stops.slice(0, 3)).filter((stop) => {
    stop.focus({ preventScroll: true });
    return document.activeElement !== stop || getComputedStyle(stop).outlineStyle !== "solid";
  });
  return { sorts: Object.keys(sorts), ringless: ringless.map((stop) => stop.outerHTML.slice(0, 120)) };
};

const run = async () => {
  while (all(".chart").some((chart) => !chart.querySelector("svg.marks"))) await pause(50);
  seen.firstWidth = document.documentElement.scrollWidth;
  seen.answers = document.querySelector(".answers").getBoundingClientRect().bottom;
  for (const fold of all("details")) fold.open = true;
  await pause(1000);
  seen.marks = counts();
  seen.widths = all(".chart svg.marks").map((picture) => picture.getBoundingClientRect().width);
  seen.tips = await tips();
  seen.inner = innerWidth;
  seen.scroll = document.documentElement.scrollWidth;
  seen.paper = getComputedStyle(document.body).backgroundColor;
  seen.keyboard = keyboard();
  if (document.querySelector(".controls")) {
    seen.axes = { flops: axisTitles() };
    for (const axis of ["params", "tokens"]) {
      await choose("choose-axis", axis);
      seen.axes[axis] = axisTitles();
    }
    seen.marksAfterwards = counts();
    seen.metrics = { every: shownMetrics() };
    await choose("choose-metric", "accuracy");
    seen.metrics.accuracy = shownMetrics();
    await choose("choose-metric", "");
    seen.metrics.again = shownMetrics();
  }
  seen.requests = performance.getEntriesByType("resource").length;
};

run()
  .catch((error) => seen.faults.push(String(error)))
  .then(() => parent.postMessage(JSON.stringify(seen), "*"));
