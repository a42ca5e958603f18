//! Code coloured by classes, few enough for a small style sheet.
//!
//! Syntect's own writer nests a span for every scope and names all of its atoms, which makes 400 kB of 16 kB of Rust. Here
//! each stretch of text gets the class of its innermost scope that has one, and neighbours of one class share a span.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::base::escape;
use crate::base::stamp::Stamp;

/// Larger blocks are data rather than reading matter, and would hold up a build.
const LARGEST_BLOCK: usize = 100_000;
/// Longer lines are machine-made; the grammars' expressions take time that grows faster than a line.
const LONGEST_LINE: usize = 2_000;
/// Finished blocks kept in memory, by their bytes: a build reads each article once, a preview server again and again.
const CACHE_SIZE: usize = 32 << 20;

/// Scopes that show, by prefix, with their class; an empty class hides what is around it. The most particular comes first.
const CLASSES: [(&str, &str); 40] = [
    ("comment", "comment"),
    ("constant.character.escape", "escape"),
    ("constant", "constant"),
    ("entity.name.function", "function"),
    ("entity.name.tag", "tag"),
    ("entity.name.section", "heading"),
    ("entity.other.attribute-name", "attribute"),
    ("entity", "entity"),
    ("invalid", "invalid"),
    ("keyword.operator", ""),
    ("keyword", "keyword"),
    ("markup.bold", "bold"),
    ("markup.italic", "italic"),
    ("markup.heading", "heading"),
    ("markup.inserted", "inserted"),
    ("markup.deleted", "deleted"),
    ("markup.changed", "changed"),
    ("markup.underline.link", "link"),
    ("markup.raw", "string"),
    ("markup.list", ""),
    ("markup.quote", "comment"),
    ("meta.diff.range", "meta"),
    ("meta.diff.header", "meta"),
    ("meta.annotation", "attribute"),
    ("meta.preprocessor", "meta"),
    ("meta.interpolation", ""),
    ("meta.template.expression", ""),
    ("source", ""),
    ("storage", "storage"),
    ("string", "string"),
    ("support.function", "function"),
    ("support.macro", "function"),
    ("support.type.property-name", "attribute"),
    ("support", "support"),
    ("variable.function", "function"),
    ("variable.annotation", "attribute"),
    ("variable.language", "variable"),
    ("variable.parameter", "variable"),
    ("variable.other.normal", "variable"),
    ("variable.other.readwrite.shell", "variable"),
];

/// The HTML inside `<code>` for a block in `language`: highlighted, or only escaped where nothing is known of the language.
pub fn highlight(language: &str, text: &str) -> String {
    if language.is_empty() || text.len() > LARGEST_BLOCK {
        return escaped(text);
    }
    let key = Stamp::of(&(language, text));
    if let Some(html) = cache().lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return html.to_string();
    }
    // The lock is not held meanwhile: two threads may do the same work, which is better than one waiting.
    let Some(syntax) = find_syntax(language) else { return escaped(text) };
    let html = classed(syntax, text).unwrap_or_else(|| escaped(text));
    cache().lock().unwrap_or_else(PoisonError::into_inner).insert(key, html.as_str().into());
    html
}

pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    escape::push_text(&mut html, text);
    html
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

fn find_syntax(language: &str) -> Option<&'static SyntaxReference> {
    let token = match language {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" => return None,
        "shell" | "console" | "zsh" | "shell-session" | "sh-session" => "sh",
        "jsonc" | "json5" | "jsonl" => "json",
        "node" | "mjs" | "cjs" | "jsx" => "js",
        "golang" => "go",
        "c++" | "cxx" => "cpp",
        "c#" | "csharp" => "cs",
        "docker" => "dockerfile",
        "py3" | "python3" => "python",
        "rs" => "rust",
        other => other,
    };
    syntaxes().find_syntax_by_token(token).filter(|syntax| syntax.name != "Plain Text")
}

/// `None` when a grammar's expression gives up, as one that backtracks too long does.
fn classed(syntax: &SyntaxReference, text: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut writer = Writer { html: String::with_capacity(text.len() * 3), ..Writer::default() };
    writer.scopes.push(None);
    for line in text.split_inclusive('\n') {
        if line.len() > LONGEST_LINE {
            writer.write(line);
            continue;
        }
        let mut from = 0;
        for (at, operation) in state.parse_line(line, syntaxes()).ok()? {
            let at = at.clamp(from, line.len());
            writer.write(line.get(from..at)?);
            from = at;
            writer.apply(&operation);
        }
        writer.write(line.get(from..)?);
    }
    writer.close();
    Some(writer.html)
}

type Class = Option<&'static str>;

#[derive(Default)]
struct Writer {
    html: String,
    /// The class that each open scope gives to its text; a scope without one hands down its parent's.
    scopes: Vec<Class>,
    /// What `clear_scopes` in a grammar has set aside.
    cleared: Vec<Vec<Class>>,
    /// The class of the span that is open.
    open: Class,
}

impl Writer {
    fn apply(&mut self, operation: &ScopeStackOp) {
        match operation {
            ScopeStackOp::Push(scope) => {
                let parent = self.scopes.last().copied().flatten();
                self.scopes.push(class_of(*scope).unwrap_or(parent));
            }
            ScopeStackOp::Pop(count) => self.scopes.truncate(self.scopes.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let count = match amount {
                    ClearAmount::TopN(count) => *count,
                    ClearAmount::All => self.scopes.len(),
                };
                self.cleared.push(self.scopes.split_off(self.scopes.len().saturating_sub(count)));
            }
            ScopeStackOp::Restore => self.scopes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let class = self.scopes.last().copied().flatten();
        // White space shows no colour: it joins whatever span is open.
        let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        if class != self.open && !blank {
            self.close();
            if let Some(class) = class {
                self.html.push_str("<span class=\"h-");
                self.html.push_str(class);
                self.html.push_str("\">");
                self.open = Some(class);
            }
        }
        escape::push_text(&mut self.html, text);
    }

    fn close(&mut self) {
        if self.open.take().is_none() {
            return;
        }
        // The white space that joined the span is put outside again.
        let space = self.html.len() - self.html.trim_end_matches([' ', '\t', '\n', '\r']).len();
        let at = self.html.len() - space;
        self.html.insert_str(at, "</span>");
    }
}

/// `None` when the scope says nothing of itself, `Some(None)` when it asks for plain text.
fn class_of(scope: Scope) -> Option<Class> {
    thread_local! {
        static KNOWN: RefCell<HashMap<Scope, Option<Class>>> = RefCell::new(HashMap::new());
    }
    KNOWN.with_borrow_mut(|known| {
        *known.entry(scope).or_insert_with(|| {
            let (_, class) = prefixes().iter().find(|(prefix, _)| prefix.is_prefix_of(scope))?;
            Some((!class.is_empty()).then_some(*class))
        })
    })
}

fn prefixes() -> &'static [(Scope, &'static str)] {
    static PREFIXES: OnceLock<Vec<(Scope, &'static str)>> = OnceLock::new();
    PREFIXES
        .get_or_init(|| CLASSES.iter().filter_map(|(prefix, class)| Some((Scope::new(prefix).ok()?, *class))).collect())
}

/// Finished blocks, the oldest of which give way.
#[derive(Default)]
struct Cache {
    blocks: HashMap<Stamp, Arc<str>>,
    order: VecDeque<Stamp>,
    size: usize,
}

impl Cache {
    fn get(&self, key: &Stamp) -> Option<Arc<str>> {
        self.blocks.get(key).cloned()
    }

    fn insert(&mut self, key: Stamp, html: Arc<str>) {
        self.size += html.len();
        if let Some(old) = self.blocks.insert(key, html) {
            self.size -= old.len();
        } else {
            self.order.push_back(key);
        }
        while self.size > CACHE_SIZE {
            let Some(oldest) = self.order.pop_front() else { break };
            self.size -= self.blocks.remove(&oldest).map_or(0, |html| html.len());
        }
    }
}

fn cache() -> &'static Mutex<Cache> {
    static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();
    CACHE.get_or_init(Mutex::default)
}

#[cfg(test)]
mod tests {
    use super::{LARGEST_BLOCK, highlight};

    /// The text of some HTML, as a browser would show it.
    fn shown(html: &str) -> String {
        let text: String = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn code_is_coloured_compactly_and_stays_what_it_is() {
        let code = include_str!("pass.rs");
        let html = highlight("rust", code);
        assert_eq!(shown(&html), code);
        assert!(html.len() < 3 * code.len(), "{} of {}", html.len(), code.len());
        assert!(
            html.contains("<span class=\"h-keyword\">use</span>")
                || html.contains("<span class=\"h-keyword\">match</span>")
        );
        assert!(html.contains("<span class=\"h-comment\">//! The one pass"), "{}", &html[..200]);
        assert_eq!(highlight("rust", code), html);
    }

    #[test]
    fn languages_are_known_by_their_usual_names() {
        for (language, code, expected) in [
            ("toml", "a = \"b\" # c\n", "<span class=\"h-string\">\"b\"</span> <span class=\"h-comment\"># c</span>\n"),
            ("python", "def f():\n    return 1\n", "<span class=\"h-function\">f</span>"),
            ("ts", "const a = 1;\n", "<span class=\"h-constant\">1</span>"),
            ("console", "echo \"x\"\n", "<span class=\"h-string\">\"x\"</span>"),
            ("diff", "+a\n-b\n", "<span class=\"h-inserted\">+a</span>\n<span class=\"h-deleted\">-b</span>"),
            ("json", "{\"a\": true}\n", "<span class=\"h-constant\">true</span>"),
            ("html", "<a href=\"x\">y</a>\n", "<span class=\"h-tag\">a</span> <span class=\"h-attribute\">href</span>"),
        ] {
            let html = highlight(language, code);
            assert!(html.contains(expected), "{language}: {html}");
            assert_eq!(shown(&html), code);
        }
    }

    #[test]
    fn what_is_not_coloured_is_escaped() {
        assert_eq!(highlight("klingon", "a < b"), "a &lt; b");
        assert_eq!(highlight("", "fn <"), "fn &lt;");
        let large = "fn a() {}\n".repeat(LARGEST_BLOCK / 10 + 1);
        assert_eq!(highlight("rust", &large), large);
        let line = format!("let x = \"{}\";\n", "y".repeat(3000));
        assert_eq!(shown(&highlight("rust", &line)), line);
    }
}
