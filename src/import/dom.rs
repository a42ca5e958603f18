//! The tree of a piece of HTML, as those ask it who put it into other words.

use std::rc::Rc;

use htmd::Node;
use markup5ever_rcdom::NodeData;

/// The value of an attribute.
pub fn attribute(node: &Rc<Node>, name: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|attribute| &*attribute.name.local == name).map(|attribute| attribute.value.to_string())
}

/// The name of an element.
pub fn tag(node: &Rc<Node>) -> Option<String> {
    match &node.data {
        NodeData::Element { name, .. } => Some(name.local.to_string()),
        _ => None,
    }
}

/// Whether an element is of a class.
pub fn has_class(node: &Rc<Node>, class: &str) -> bool {
    attribute(node, "class").is_some_and(|classes| classes.split_whitespace().any(|own| own == class))
}

/// Everything below a node that has one of these tags, in order; what is inside such a one is not looked at.
pub fn below(node: &Rc<Node>, tags: &[&str]) -> Vec<Rc<Node>> {
    let mut found = Vec::new();
    for child in node.children.borrow().iter() {
        match tag(child) {
            Some(name) if tags.contains(&name.as_str()) => found.push(Rc::clone(child)),
            _ => found.extend(below(child, tags)),
        }
    }
    found
}

/// The text below a node, as it is.
pub fn raw(node: &Rc<Node>) -> String {
    let mut out = String::new();
    for child in node.children.borrow().iter() {
        match &child.data {
            NodeData::Text { contents } => out.push_str(&contents.borrow()),
            NodeData::Element { name, .. } if &*name.local == "br" => out.push('\n'),
            _ => out.push_str(&raw(child)),
        }
    }
    out
}

/// The same in one line.
pub fn words(node: &Rc<Node>) -> String {
    raw(node).split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// Whether an element of one of these tags is around a node.
pub fn is_within(node: &Rc<Node>, tags: &[&str]) -> bool {
    let around = std::iter::successors(parent(node), parent);
    around.filter_map(|node| tag(&node)).any(|tag| tags.contains(&tag.as_str()))
}

/// What an element stands in.
pub fn parent(node: &Rc<Node>) -> Option<Rc<Node>> {
    let weak = node.parent.take();
    let parent = weak.as_ref().and_then(std::rc::Weak::upgrade);
    node.parent.set(weak);
    parent
}
