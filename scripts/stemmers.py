#!/usr/bin/env python3
"""Writes the stemmers that the search runs in the browser, from those that the program itself uses.

    scripts/stemmers.py PATH/TO/rust-stemmers-1.2.0

The Rust sources of the crate are what the Snowball compiler made, line for line of a few dozen shapes. Each line becomes
one of JavaScript, so that both sides stem alike by construction; `tests/browser` compares them word by word. A line of an
unknown shape is an error. The result is written to src/page/stemmers/, one module a language.
"""

import re
import sys
from pathlib import Path

# By language tag; what the crate has no stemmer for is searched by whole words.
LANGUAGES = {
    "ar": "arabic", "da": "danish", "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french", "de": "german",
    "el": "greek", "hu": "hungarian", "it": "italian", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}

# What the crate calls its environment: a word, a cursor in it, and the slice between `bra` and `ket`. The longest of the
# texts that stand at the cursor, whose condition holds, is what its search by halves finds too.
RUNTIME = """
class Env{
constructor(w){this.w=w;this.c=0;this.l=w.length;this.b=0;this.bra=0;this.ket=this.l}
put(a,z,s){const d=s.length-(z-a);this.w=this.w.slice(0,a)+s+this.w.slice(z);this.l+=d;if(this.c>=z)this.c+=d;else if(this.c>a)this.c=a;return d}
from(s){this.put(this.bra,this.ket,s);return true}
insert(a,z,s){const d=this.put(a,z,s);if(a<=this.bra)this.bra+=d;if(a<=this.ket)this.ket+=d}
slice(){return this.w.slice(this.bra,this.ket)}
is(s){if(this.w.slice(this.c,Math.min(this.l,this.c+s.length))!==s)return false;this.c+=s.length;return true}
isB(s){const a=this.c-s.length;if(a<this.b||this.w.slice(a,this.c)!==s)return false;this.c=a;return true}
of(g,x,y,at){const n=this.w.charCodeAt(at);return n>=x&&n<=y&&(g[(n-x)>>3]&(1<<((n-x)&7)))!==0}
in(g,x,y){return this.c<this.l&&this.of(g,x,y,this.c)&&(this.c++,true)}
inB(g,x,y){return this.c>this.b&&this.of(g,x,y,this.c-1)&&(this.c--,true)}
out(g,x,y){return this.c<this.l&&!this.of(g,x,y,this.c)&&(this.c++,true)}
outB(g,x,y){return this.c>this.b&&!this.of(g,x,y,this.c-1)&&(this.c--,true)}
among(all,k,there){const c=this.c;let best=null;for(const one of all){const n=one[0].length;if(best&&best[0].length>=n||!there(c,one[0]))continue;if(one[2]){this.c=c+k*n;const holds=one[2](this,this.context);this.c=c;if(!holds)continue}best=one}
if(!best)return 0;this.c=c+k*best[0].length;return best[1]}
find(all,context){this.context=context;return this.among(all,1,(c,s)=>c+s.length<=this.l&&this.w.startsWith(s,c))}
findB(all,context){this.context=context;return this.among(all,-1,(c,s)=>c-s.length>=this.b&&this.w.startsWith(s,c-s.length))}
}
"""

WORDS = [
    ("env.limit_backward", "env.b"), ("env.cursor", "env.c"), ("env.limit", "env.l"), ("env.current.chars().count()", "env.w.length"),
    ("env.slice_from", "env.from"), ("env.slice_del()", 'env.from("")'), ("env.slice_to()", "env.slice()"),
    ("env.eq_s_b", "env.isB"), ("env.eq_s", "env.is"), ("env.in_grouping_b", "env.inB"), ("env.in_grouping", "env.in"),
    ("env.out_grouping_b", "env.outB"), ("env.out_grouping", "env.out"), ("env.find_among_b", "env.findB"),
    ("env.find_among", "env.find"), ("env.next_char()", "env.c++"), ("env.previous_char()", "env.c--"),
]


def line_of(line):
    """One line of Rust in JavaScript."""
    line = re.sub(r"env\.byte_index_for_hop\((-?\d+)\)", r"env.cursor + \1", line)
    line = re.sub(r" as (i32|usize)", "", line)
    for rust, script in WORDS:
        line = line.replace(rust, script)
    line = re.sub(r"&(?=[\"a-z])(?!&)", "", line) if "&&" not in line else line
    line = line.replace(".is_empty()", " === \"\"")
    line = re.sub(r"'((?:go|rep|)lab\d+)", r"\1", line)
    line = re.sub(r"(\w+): loop ?\{", r"\1: for (;;) {", line)
    line = re.sub(r"(\w+): for _ in 0\.\.1 \{", r"\1: for (let n = 0; n < 1; n++) {", line)
    line = re.sub(r"^for _ in (\S+)\.\.(.+) \{$", r"for (let n = \1; n < \2; n++) {", line)
    line = re.sub(r"^(\} else )?if (.+?) ?\{$", r"\1if (\2) {", line)
    line = line.replace("let (bra, ket) = (env.c, env.c);", "let [bra, ket] = [env.c, env.c];")
    line = re.sub(r"^let mut ", "let ", line)
    return line.replace(" == ", " === ").replace(" != ", " !== ")


def translate(text):
    out, amongs, among = [], [], None
    in_struct = False
    for line in text.splitlines():
        line = line.strip()
        if line.startswith(("//", "#", "use ")) or not line:
            continue
        if re.match(r"(pub )?struct Context", line):
            in_struct = not line.endswith("{}")
        elif in_struct:
            in_struct = line != "}"
        elif found := re.match(r"static (A_\d+): ", line):
            among = (found[1], [])
        elif line == "];" and among:
            amongs.append(f"const {among[0]}=[{','.join(among[1])}];")
            among = None
        elif found := re.match(r'Among\((".*?"), -?\d+, (-?\d+), (None|Some\(&(\w+)\))\),', line):
            condition = f",{found[4]}" if found[4] else ""
            among[1].append(f"[{found[1]},{found[2]}{condition}]")
        elif found := re.match(r"static (G_\w+): &'static \[u8; \d+\] = &\[(.*)\];", line):
            amongs.append(f"const {found[1]}=[{found[2].replace(' ', '')}];")
        elif found := re.match(r"(pub )?fn (\w+)\(.*\) -> bool \{", line):
            arguments = "env" if found[2] == "stem" else "env,context"
            out.append(f"function {found[2]}({arguments}){{")
        elif "&mut Context {" in line:
            out.append("const context={")
            if line.rstrip(";").endswith("}"):
                out[-1] += "};"
        elif re.match(r"\w+: (usize|i32|bool|String),", line):
            continue
        elif found := re.match(r"(\w+): (0|false|String::new\(\)),", line):
            out.append(f"{found[1]}:{found[2].replace('String::new()', chr(34) * 2)},")
        elif re.match(r"""(\}|\};|\} else (if .+ )?\{|if .+\{|'\w+: (loop ?|for _ in 0\.\.1 )\{|for _ in .+ \{|"""
                      r"""(break|continue) '\w+;|return (true|false);|let .*;|[\w.]+ (=|-=) .*;|env\..*;|r_\w+\(env, context\);)$""", line):
            out.append(line_of(line))
        else:
            raise SystemExit(f"a line of an unknown shape: {line}")
    # The Rust compiler knows that a loop always breaks; a condition calls functions, which are hoisted.
    body = "\n".join(out)
    body = re.sub(r"\s*([{}();,=<>!+?:])\s*", r"\1", body)
    body = body.replace("}else if", "}else if").replace("\n", " ")
    return "".join(amongs) + body


def main():
    crate = Path(sys.argv[1])
    target = Path(__file__).parent.parent / "src/page/stemmers"
    for tag, name in LANGUAGES.items():
        source = (crate / f"src/snowball/algorithms/{name}.rs").read_text()
        script = (
            f"// The {name.capitalize()} stemmer of Snowball (snowballstem.org), BSD-3-Clause: see LICENSE beside this file.\n"
            f"// Written by scripts/stemmers.py.\n{RUNTIME.strip()}\n{translate(source)}\n"
            "export default word=>{const env=new Env(word);stem(env);return env.w};\n"
        )
        (target / f"{tag}.js").write_text(script)


main()
