// Finds what is wrong with how a page lies on the screen; each finding is one sentence.
function findings(win) {
  const doc = win.document, found = [];
  doc.querySelectorAll('details').forEach(d => { d.open = true; });
  if (doc.documentElement.scrollWidth > win.innerWidth) {
    found.push('The page is ' + doc.documentElement.scrollWidth + ' px wide on ' + win.innerWidth);
  }
  const boxes = textBoxes(doc, win);
  boxes.forEach((a, i) => {
    for (let j = i + 1; j < boxes.length && found.length < 20; j++) {
      const b = boxes[j];
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 1 && height > 1) found.push("'" + a.text + "' overlaps '" + b.text + "'");
    }
    const svg = a.element.closest('svg');
    if (svg && !within(a, svg.getBoundingClientRect())) found.push("'" + a.text + "' is clipped");
    if (!a.element.closest('.scroll') && (a.left < -0.5 || a.right > win.innerWidth + 0.5)) {
      found.push("'" + a.text + "' is beyond the screen");
    }
    const ratio = contrast(a.element, win);
    if (ratio < 4.5) found.push("'" + a.text + "' has a contrast of " + ratio.toFixed(2));
    const size = a.size;
    if (size < 10.5) found.push("'" + a.text + "' is " + size.toFixed(1) + ' px high');
  });
  return found;
}

function within(box, frame) {
  return box.left >= frame.left - 0.5 && box.right <= frame.right + 0.5
      && box.top >= frame.top - 0.5 && box.bottom <= frame.bottom + 0.5;
}

// Every line of visible text, cut to what of it can be seen without scrolling sideways.
function textBoxes(doc, win) {
  const boxes = [], walker = doc.createTreeWalker(doc.body, win.NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, text = node.textContent.trim();
    if (!text || element.closest('title, desc, script, style') || !element.checkVisibility()) continue;
    const range = doc.createRange();
    range.selectNodeContents(node);
    const scroll = element.closest('.scroll'), svg = element.closest('svg');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const size = parseFloat(win.getComputedStyle(element).fontSize) * scale;
    for (const r of svg ? [element.getBoundingClientRect()] : range.getClientRects()) {
      const edge = scroll ? scroll.getBoundingClientRect().right : Infinity;
      const box = {left: r.left, right: Math.min(r.right, edge), top: r.top, bottom: r.bottom, text, element, size};
      if (box.right - box.left > 1) boxes.push(box);
    }
  }
  return boxes;
}

// WCAG 2: (lighter + 0.05) / (darker + 0.05) of the relative luminances.
function contrast(element, win) {
  const style = win.getComputedStyle(element);
  const text = luminance(element.closest('svg') ? style.fill : style.color);
  const ground = luminance(background(element, win));
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}

function background(element, win) {
  for (let e = element; e; e = e.parentElement) {
    const color = win.getComputedStyle(e).backgroundColor;
    if (color !== 'rgba(0, 0, 0, 0)') return color;
  }
  return 'rgb(255, 255, 255)';
}

function luminance(color) {
  const [r, g, b] = color.match(/[\d.]+/g).map(Number).map(c => c / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Writes the findings of all frames into the page around them.
function report() {
  const lines = [];
  for (const frame of document.querySelectorAll('iframe')) {
    const win = frame.contentWindow;
    const dark = win.matchMedia('(prefers-color-scheme: dark)').matches;
    lines.push(frame.name + ' ' + (dark ? 'dark' : 'light'));
    findings(win).forEach(f => lines.push(frame.name + ': ' + f));
  }
  document.getElementById('result').textContent = lines.join('\n');
}
