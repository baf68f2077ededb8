"""The page's style sheet: two palettes and one layout for screen, phone and paper.

Every pair of `CONTRAST_text` reaches 4.5 : 1 and every pair of `CONTRAST_shape` 3 : 1 in both
palettes (WCAG 2.2, criteria 1.4.3 and 1.4.11); a test computes them.
"""

LIGHT = {
    "page": "#f6f7f9",
    "card": "#ffffff",
    "ink": "#1a1f26",
    "quiet": "#555e69",
    "edge": "#d5dae0",
    "track": "#e3e7ec",
    "mark": "#1f66ad",
    "axis": "#6b7580",
    "accent": "#14508c",
    "alert": "#a3320b",
    "code": "#f0f2f5",
}
DARK = {
    "page": "#12161b",
    "card": "#1b2128",
    "ink": "#e7eaee",
    "quiet": "#a9b3bf",
    "edge": "#37414c",
    "track": "#2f3842",
    "mark": "#6fb0f2",
    "axis": "#8b96a3",
    "accent": "#8cc2fa",
    "alert": "#ffa27d",
    "code": "#12171c",
}
CONTRAST_text = [
    (words, ground)
    for words in ("ink", "quiet", "accent", "alert")
    for ground in ("page", "card", "code")
]
CONTRAST_shape = [("mark", "card"), ("mark", "track"), ("axis", "card"), ("alert", "card")]


def _variables(palette: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in palette.items())


_LAYOUT = """
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);
 font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
 overflow-wrap:anywhere}
header,nav,main,footer{max-width:60rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.75rem;line-height:1.2;margin:1.5rem 0 .25rem}
h2{font-size:1.3rem;line-height:1.25;margin:0 0 .25rem}
h3{font-size:1.02rem;line-height:1.4;margin:1.25rem 0 .4rem}
p{margin:.4rem 0}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.quiet,caption,dt{color:var(--quiet)}
.alert{color:var(--alert);font-weight:600}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;
 margin:1rem 0;padding:0}
.figures div{background:var(--card);border:1px solid var(--edge);border-radius:.6rem;
 padding:.6rem .9rem}
.figures dt{font-size:.85rem}
.figures dd{margin:0;font-size:1.35rem;font-weight:650;line-height:1.3}
.figures dd small{display:block;font-size:.82rem;font-weight:400;color:var(--quiet)}
nav ul{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.3rem 0}
section{background:var(--card);border:1px solid var(--edge);border-radius:.6rem;
 padding:1.1rem 1.25rem;margin:1rem 0}
ol.mistakes{list-style:none;margin:.75rem 0 0;padding:0}
ol.mistakes>li{border-top:1px solid var(--edge);padding:.8rem 0 .7rem;display:grid;
 grid-template-columns:5.5rem minmax(0,1fr);gap:0 1.1rem}
ol.mistakes h3{margin:0 0 .2rem}
.held{font-size:1.6rem;font-weight:650;line-height:1.1}
.held small{display:block;font-size:.8rem;font-weight:400;color:var(--quiet);margin-top:.15rem}
.bar{display:block;width:100%;height:.5rem;margin:.35rem 0}
.mark{fill:var(--mark)}.track{fill:var(--track)}
.axis{stroke:var(--axis);stroke-width:1.25}
.rail{stroke:var(--edge);stroke-width:1.25}
.whisker{stroke:var(--mark);stroke-width:2.5}
.median{fill:var(--alert)}
.histograms{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));
 gap:1rem;margin:1rem 0}
figure{margin:0}
figcaption{font-weight:600;font-size:.95rem}
figcaption small{display:block;font-weight:400;color:var(--quiet)}
.histogram{display:block;width:100%;max-width:24rem;height:auto}
.histogram text{fill:var(--ink);font-size:12px}
.interval{width:7.5rem;height:1.15rem;vertical-align:-.25rem;margin-right:.4rem}
table{width:100%;border-collapse:collapse;margin:.9rem 0;font-size:.93rem}
caption{text-align:left;padding:.2rem 0;font-size:.88rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;
 border-top:1px solid var(--edge);font-variant-numeric:tabular-nums}
thead th{border-top:0;font-weight:600;color:var(--quiet);font-size:.85rem;vertical-align:bottom}
th[scope=row]{font-weight:600}
.n{text-align:right}
.word{white-space:nowrap}
thead th{overflow-wrap:break-word}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
caption strong{color:var(--ink);font-size:.95rem}
td .bar{width:6rem;display:inline-block;vertical-align:middle;margin:0 .4rem 0 0}
td small{display:block;color:var(--quiet)}
h3 code{font-size:1em}
td ul{margin:0;padding-left:1.1rem}
.wide{overflow-x:auto}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--accent);padding:.2rem 0}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{font-size:.92em}
pre{background:var(--code);border:1px solid var(--edge);border-radius:.4rem;padding:.7rem .9rem;
 overflow-x:auto;overflow-wrap:normal;font-size:.85rem;line-height:1.45;margin:.4rem 0}
footer{padding-bottom:2rem;font-size:.88rem}
@media (max-width:40rem){
section{padding:.9rem .9rem}
ol.mistakes>li{grid-template-columns:4.4rem minmax(0,1fr);gap:0 .8rem}
table,tbody,tr,th,td,caption{display:block}
thead{display:none}
tr{border-top:1px solid var(--edge);padding:.5rem 0}
th,td{border:0;padding:.12rem 0}
td{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:0 .6rem}
td::before{content:attr(data-label);color:var(--quiet);font-size:.88rem}
.interval{width:5.5rem}
.n{text-align:left}
.word{white-space:normal}
}
"""

_PAPER = """
@page{margin:16mm 14mm}
@media print{
html{font-size:10pt}
body{background:#fff}
header,nav,main,footer{max-width:none;padding:0}
nav{display:none}
section{border:0;border-radius:0;padding:0;margin:1.4rem 0;background:none}
h2{border-bottom:1.5pt solid var(--ink);padding-bottom:.15rem}
h2,h3,caption,summary{break-after:avoid}
ol.mistakes>li,tr,figure,pre,.figures div{break-inside:avoid}
pre{white-space:pre-wrap;overflow-wrap:anywhere;overflow:visible}
tr:has(.many){break-inside:auto}
details::details-content{content-visibility:visible;block-size:auto}
summary{list-style:none;color:var(--ink)}
a{color:inherit;text-decoration:none}
td .bar{width:3.5rem}
.interval{width:4.5rem}
}
"""

# Paper is light whatever the screen is: the dark palette is for screens only.
STYLE = (
    f":root{{{_variables(LIGHT)}}}"
    f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"
    f"{_LAYOUT}{_PAPER}"
)
