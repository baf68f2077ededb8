"""Whatever a student writes, wherever a browser shows it: it is text (OWASP's filter evasions).

Written answers, comments and strings in code, printed text, displayed HTML, exception messages,
returned values and names, on the feedback page, on the formgrader's page and in the class report,
read by the parser of the HTML standard.
"""

import os

import nbgrader
import pytest
from bleach._vendor import html5lib
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.bridge.giving_back.feedback import write_feedback
from autograder.bridge.handing_out.sample_class import ADAM, Sample, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.whole_class.grade import Options, grade, kept_results
from autograder.bridge.whole_class.summary import entries_of
from autograder.commands.report import write_report

VECTORS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "<img src=`javascript:alert(1)`>",
    '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=--&gt;&lt;img src=1 onerror=x&gt;>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<base href=//x.example/>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//x.example/a.css';</style>",
    "<div style='background:url(//x.example/a)'>x</div>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "</textarea></pre></style></title><script>alert(1)</script>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x00<scr\x00ipt>alert(1)</script>",
    "\u2028<script>alert(1)</script>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "[x](javascript:alert(1))",
    "[x](  jAvA\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://x.example/seen.png)",
    '![x](x"onerror="alert(1))',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "```<script>alert(1)</script>\nx\n```",
    "```mermaid\nclick A javascript:alert(1)\n```",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "# <script>alert(1)</script>",
    '# x" onmouseover="alert(1)',
    "$</script><script>alert(1)</script>$",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$$\\style{background:url(//x.example)}{x}$$",
    "{{ 7 * 7 }} {% raw %}<script>alert(1)</script>{% endraw %}",
    "\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07",
    "\x1b[31m<script>alert(1)</script>\x1b[0m",
)
SOLUTION = """
VECTORS = {vectors!r}
# {vectors!r}
import sys
from IPython.display import HTML, Markdown, display
for text in VECTORS:
    print(text)
    print(text, file=sys.stderr)
    display(HTML(text), Markdown(text), {{"text/html": text, "text/latex": text}}, text)

class Loud(Exception):
    def _repr_html_(self): return "".join(VECTORS)
    def __repr__(self): return "".join(VECTORS)

Loud.__name__ = Loud.__qualname__ = VECTORS[0]

def {name}(*values, **options):
    {act}

raise Loud("".join(VECTORS))
"""
ACTS = {
    "adam_step": 'raise Loud("".join(VECTORS))',
    "adamw_step": 'return "".join(VECTORS), Loud(), {VECTORS[0]: VECTORS[4]}',
    "name_the_bug": "return VECTORS[0]",
}
HOSTILE = Sample(
    "mallory",
    ADAM,
    "markup everywhere",
    {name: SOLUTION.format(vectors=VECTORS, name=name, act=act) for name, act in ACTS.items()},
    written="\n\n".join(VECTORS),
)
HONEST = Sample("ada", ADAM, "everything right", written="It cancels.")
URLS = ("href", "src", "action", "formaction", "data", "poster", "srcset", "background", "srcdoc")
ACTIVE = ("javascript:", "vbscript:", "data:text", "data:image/svg")


def elements(page):
    """Every element and its attributes, as the parser of the standard builds them."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield element.tag.rpartition("}")[2].lower(), element.attrib


def active(page):
    """What a page runs, loads or sends, as sorted lines."""
    found = []
    for tag, attributes in elements(page):
        if tag in (
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "link",
            "style",
            "marquee",
        ):
            found.append(tag)
        if tag == "meta" and "http-equiv" in attributes:
            found.append(f"meta {attributes['http-equiv']}")
        for name, value in attributes.items():
            name = str(name).rpartition("}")[2].lower()
            address = "".join(str(value).split()).lower()
            if name.startswith("on"):
                found.append(f"{tag} {name}")
            fetched = tag != "a" and "//x.example" in address  # a plain link is a person's choice
            if name in URLS and (address.startswith(ACTIVE) or fetched):
                found.append(f"{tag} {name} {address[:30]}")
            if name == "style" and "url(" in address:
                found.append(f"{tag} {name}")
    return sorted(found)


@pytest.fixture(scope="module")
def room(empty_class, copy_of, tier, tmp_path_factory):
    """A class of an honest and a hostile student, graded."""
    made = copy_of(empty_class, tmp_path_factory.mktemp("hostile") / "class")
    hand_in(made, (HONEST, HOSTILE))
    grade(made, [ADAM], Options(tier, workers=1))
    return made


def test_the_honest_and_the_hostile_student_are_graded(room):
    assert len(list(room.root.glob(f"autograded/*/{ADAM}/{ADAM}.ipynb"))) == 2


def test_a_feedback_page_of_a_hostile_student_runs_and_loads_nothing(room):
    pages = {
        path.parts[-3]: path.read_text(encoding="utf-8") for path in write_feedback(room, [ADAM])
    }
    honest = active(pages["ada"])
    assert set(honest) == {"meta Content-Security-Policy", "style"}
    assert set(active(pages["mallory"])) == set(honest)
    assert "alert(1)" in pages["mallory"]


def formgrader_page(room, student):
    """The page on which a teacher marks, as the formgrader's server makes it."""
    place = os.path.join(os.path.dirname(nbgrader.__file__), "server_extensions", "formgrader")
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [os.path.join(place, "templates")]
    path = room.root / "autograded" / student / ADAM / f"{ADAM}.ipynb"
    resources = {
        "assignment_id": ADAM,
        "notebook_id": ADAM,
        "submission_id": "0",
        "index": 0,
        "total": 2,
        "base_url": "",
        "student": student,
        "last_name": "",
        "first_name": "",
        "notebook_path": "",
    }
    return HTMLExporter(config=config).from_filename(str(path), resources=resources)[0]


@pytest.mark.filterwarnings("ignore:Alternative text is missing")
def test_the_formgraders_page_gains_nothing_active_from_a_hostile_student(room):
    honest, hostile = (active(formgrader_page(room, name)) for name in ("ada", "mallory"))
    assert set(hostile) == set(honest)
    assert hostile.count("script") == honest.count("script")


@pytest.mark.parametrize("anonymous", [False, True])
def test_the_class_report_shows_hostile_names_and_texts_as_text(room, tier, anonymous):

    with open_gradebook(room) as gradebook:
        student = gradebook.find_student("mallory")
        student.first_name, student.last_name = VECTORS[0], VECTORS[4]
        gradebook.db.commit()
    kept = kept_results(room, tier)
    entries = [
        entry | {"notes": [*entry["notes"], *VECTORS]} for one in kept for entry in entries_of(one)
    ]
    to_read = [("mallory", ADAM, text) for text in VECTORS]
    page = write_report(room, entries, to_read, tier, anonymous=anonymous).read_text()
    assert not [one for one in active(page) if one != "style" and not one.startswith("meta")]
