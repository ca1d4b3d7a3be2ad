// What every page must keep: one h1, landmarks, labels, unique ids, text that stands out (WCAG 2.2, 1.4.3).
() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  if (all("h1").length !== 1) wrong.push(`${all("h1").length} h1`);
  for (const landmark of ["header", "nav", "main", "footer"]) if (!all(landmark).length) wrong.push(`no ${landmark}`);
  if (!document.documentElement.lang) wrong.push("no language");
  const ids = all("[id]").map((each) => each.id);
  for (const id of ids.filter((each, at) => ids.indexOf(each) !== at)) wrong.push(`id ${id} twice`);
  for (const box of all("input:not([type=hidden]), textarea, select"))
    if (!box.labels.length && !box.ariaLabel) wrong.push(`${box.name} has no label`);
  for (const name of ["aria-describedby", "aria-labelledby"])
    for (const each of all(`[${name}]`))
      for (const id of each.getAttribute(name).split(" ")) if (!document.getElementById(id)) wrong.push(`no #${id}`);
  for (const each of all("a, button")) if (!each.innerText.trim() && !each.ariaLabel && each.checkVisibility()) wrong.push(`nameless ${each.outerHTML}`);
  let level = 0;
  for (const each of all("h1, h2, h3, h4")) {
    const here = Number(each.tagName[1]);
    if (here > level + 1) wrong.push(`${each.tagName} after h${level}`);
    level = here;
  }

  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, alpha = 1] = numbers(getComputedStyle(each).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(".sr, .skip, option")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(numbers(style.color).slice(0, 3)), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (contrast < (large ? 3 : 4.5)) wrong.push(`contrast ${contrast.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return wrong;
}
