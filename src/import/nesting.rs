//! How deeply HTML is nested. Each level costs those who walk it a piece of the stack, and those who parse it time with each end
//! that fits nothing: what is nested deeper than any text is not walked, and what may be endless is not parsed.

use std::collections::BTreeMap;
use std::rc::Rc;

use htmd::Node;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use markup5ever_rcdom::NodeData;

/// Elements nested deeper than this are no article.
const DEEPEST: usize = 200;

/// Elements that are open at once, as far as their tags tell, before a text is not even parsed.
const MOST_OPEN: usize = 2000;

/// Elements that hold nothing, and those whose end is often left out and that never hold each other.
const VOID: &[&[u8]] = &[
    b"img", b"br", b"hr", b"input", b"meta", b"link", b"source", b"wbr", b"area", b"base", b"col", b"embed", b"track",
    b"param", b"p", b"li", b"td", b"tr", b"th", b"dt", b"dd", b"option",
];

/// Whether more elements may be open at once than a text ever has. Only an end of its own name closes an element here, so that
/// ends which fit nothing, and which a parser leaves out, do not hide it.
pub fn may_be_endless(html: &str) -> bool {
    let mut open: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let mut count = 0_usize;
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::default()) {
        let Ok(token) = token;
        match token {
            // A slash closes elements of drawings alone: of others a parser does not look at it.
            Token::StartTag(tag) if tag.self_closing && open.contains_key(&b"svg"[..]) => {}
            Token::StartTag(tag) if !VOID.contains(&&**tag.name) => {
                *open.entry(tag.name.to_vec()).or_default() += 1;
                count += 1;
            }
            Token::EndTag(tag) => {
                if let Some(own) = open.get_mut(&**tag.name).filter(|own| **own > 0) {
                    *own -= 1;
                    count -= 1;
                }
            }
            _ => {}
        }
        if count > MOST_OPEN {
            return true;
        }
    }
    false
}

/// Whether a tree is deeper than can be walked.
pub fn is_too_deep(tree: &Rc<Node>) -> bool {
    let mut level = vec![Rc::clone(tree)];
    for _ in 0..=DEEPEST {
        level =
            level.iter().flat_map(|node| node.children.borrow().iter().cloned().collect::<Vec<Rc<Node>>>()).collect();
        if level.is_empty() {
            return false;
        }
    }
    level.iter().any(|node| matches!(node.data, NodeData::Element { .. }))
}

#[cfg(test)]
mod tests {
    use htmd::HtmlToMarkdown;

    use super::{is_too_deep, may_be_endless};

    #[test]
    fn depth_is_found_however_it_is_hidden() {
        for endless in [
            "<div>".repeat(3000),
            "<div></i>".repeat(3000),
            "<div/>".repeat(3000),
            "<ul>".to_string() + &"<li><ul></x>".repeat(3000),
            (0..3000).map(|number| format!("<p><b id={number}></p>")).collect(),
            "<p><object></p>".repeat(3000),
        ] {
            assert!(may_be_endless(&endless), "{}", &endless[..20]);
        }
        for flat in
            ["<p>a".repeat(9000), "<div>a</div>".repeat(9000), "<table>".to_string() + &"<tr><td>a".repeat(9000)]
        {
            assert!(!may_be_endless(&flat), "{}", &flat[..20]);
        }
        let tree = |html: &str| HtmlToMarkdown::new().html_to_tree(html).expect("a tree");
        assert!(is_too_deep(&tree(&"<div></i>".repeat(300))));
        assert!(!is_too_deep(&tree(&"<div></i>".repeat(100))));
        assert!(!is_too_deep(&tree(&"<p>a".repeat(9000))));
    }
}
