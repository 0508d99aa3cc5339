// What a reader would trip over on the page as it is shown now: sideways scroll, text cut off, words sticking out of their box.
() => {
  const found = [];
  const named = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} «${element.textContent.trim().slice(0, 24)}»`;
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) {
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > room + 1 && !element.closest(".vh");
    });
    found.push(`scrolls sideways (${document.documentElement.scrollWidth} > ${room}): ${wide.slice(-2).map(named).join(", ")}`);
  }
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest("svg, .vh, .skip, .landmark, input, textarea, select, progress") || !element.offsetParent || element.clientHeight === 1) continue;
    const style = getComputedStyle(element);
    if (style.webkitLineClamp !== "none") continue; // a summary that is meant to end in …
    const hides = (value) => value === "hidden" || value === "clip";
    const words = element.matches(".btn, button, .tag, summary, label, h1, h2, h3, th, dt");
    if ((hides(style.overflowX) || words) && element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 0 && style.display !== "inline") {
      found.push(`${words ? "sticks out" : "is cut off"}: ${named(element)} ${element.scrollWidth} > ${element.clientWidth}`);
    } else if (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 4 && element.clientHeight > 0) {
      found.push(`is cut off below: ${named(element)} ${element.scrollHeight} > ${element.clientHeight}`);
    }
  }
  return found.slice(0, 5);
}
