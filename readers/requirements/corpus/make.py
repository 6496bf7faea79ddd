"""Writes packaging.jsonl: requirement lines, and what Python's `packaging` reads in them.

    python3 -m pip install packaging==26.4 && python3 make.py > packaging.jsonl

A line is [text, name, extras, spec, has a marker], or [text] when packaging refuses it. Made-up and fixed: the seed is 1.
"""
import json
import random

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

WRITTEN = """requests|a|A_B.c--d|name-|-name|1|9lives|na me|requests flask|uvloop==0.19.0prometheus-client==0.19.0|x==LATEST_SECURE
x==1.0.*|x!=1.*|x>=1.*|x~=1|x~=1.0|x~=1.0.*|x===anything,else|x===a b|x=== 1.0|x==1.0+local.1|x>=1.0+local|x==1.0+|x==1.0rc1.*|x==1!2.0
x<1,>2|x >= 1 , < 2|x(>=1)|x (>=1, <2)|x(>=1|x>=1)|x()|x>=1,|x,>=1|x>=1,,<2|x==|x=1|x=>1|x><1|x>= 1.0 .0|x==v1.0|x==V1|x==1.0-1|x==1.0.post|x==1.0.dev
x[a]|x[a,b]>=1|x[ a , B_c ] == 1|x[]|x[|x[a|x[a,]|x[a b]|x [a]|x[a][b]|x[-a]|x;|x; python_version<'3'|x ; python_version < "3.8" and os_name=='nt'
x; extra == 'a' or (python_version>'3' and sys_platform!="win32")|x; python_version|x; python_version ~= '3'|x; 'a' in os_name|x; 'a' not in os_name
x; 'a' not  in os_name|x; foo == 'a'|x; os.name == 'a'|x; platform.version == 'a'|x; (extra == 'a'|x>=1; extra == 'a')|x; extra == 'a' and|x; extra == a|x>=1 # c
<<<<<<< HEAD|=======|>>>>>>> main|"quoted"|x==1.0;python_version>="3"|x==1.0 ;python_version>="3"|x ==1.0 extra|x==1.0.0.0.0|x==01.02|x==1_0|x==1.0a|x==1.0alpha1
x==1.0-alpha.1|x==1.0.c2|x==1.0pre|x==1.0preview3|x==1.0-r4|x==1.0rev|x==1.0a1.post2.dev3+abc.5|x==1.0--1|x==1..0|x==.1|x==1.|x==1.0*|x==*|x~=1.0+l|x!=1.0+l""".replace("\n", "|").split("|")

NAMES = ["numpy", "Flask", "zope.interface", "a_b-c", "x1", "_bad", "bad-", "a b", "é", "py3"]
EXTRAS = ["", "", "", "[a]", "[a,b]", "[ A_b ]", "[a", "[,]", "[]"]
OPERATORS = ["==", ">=", "<=", "<", ">", "!=", "~=", "===", "=", "=>", "=="]
VERSIONS = ["1", "1.0", "2.0.0", "1.*", "1.0.*", "0.1a1", "1.0.post1", "1.0.dev2", "1.0+cu118", "3!1.0", "latest", "1.0b", "v2", "1.0-2", "1.0rc1.*", "1.0 0", "", "1.x"]
MARKERS = ["", "", "", '; python_version < "3.9"', "; extra == 'dev'", ";sys_platform=='win32'", "; nonsense", "; python_version", "; (os_name == 'a') or extra in 'b'", ";"]
SPACES = ["", "", " ", "  ", "\t"]


def made(pick):
    clauses = [pick(SPACES) + pick(OPERATORS) + pick(SPACES) + pick(VERSIONS) + pick(SPACES) for _ in range(pick([0, 1, 1, 1, 2, 2, 3]))]
    inner = ",".join(clauses)
    return pick(NAMES) + pick(SPACES) + pick(EXTRAS) + (f"({inner})" if pick([0, 0, 0, 1]) else inner) + pick(MARKERS)


def answer(text):
    try:
        read = Requirement(text)
    except InvalidRequirement:
        return [text]
    spec = ",".join(sorted({clause.operator + clause.version for clause in read.specifier}))
    return [text, canonicalize_name(read.name), sorted(canonicalize_name(extra) for extra in read.extras), spec, read.marker is not None]


chance = random.Random(1)
lines = list(dict.fromkeys(line.strip() for line in WRITTEN + [made(chance.choice) for _ in range(900)] if line.strip()))
for line in lines:
    if "@" not in line:
        print(json.dumps(answer(line), ensure_ascii=False, separators=(",", ":")))
