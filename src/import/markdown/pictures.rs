//! Pictures: alone, with a caption, or side by side.

use std::rc::Rc;

use htmd::element_handler::Handlers;
use htmd::{Element, Node};

use super::tidy::mine;
use super::{Handled, is_script};
use crate::import::dom::{attribute, below, has_class, words};
use crate::import::text::picture;

pub(super) fn image(node: &Rc<Node>) -> Option<String> {
    let src = ["src", "data-src", "data-lazy-src", "data-orig-file"]
        .iter()
        .filter_map(|name| attribute(node, name))
        .find(|src| !src.trim().is_empty() && !src.starts_with("data:") && !is_script(src))?;
    let is_dot = ["width", "height"].iter().all(|name| attribute(node, name).as_deref() == Some("1"));
    (!is_dot).then(|| picture(&src, &attribute(node, "alt").unwrap_or_default(), "", ""))
}

pub(super) fn figure(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let node = element.node;
    let images = below(node, &["img"]);
    let caption = below(node, &["figcaption"]).last().map(words).unwrap_or_default();
    if has_class(node, "wp-block-gallery") || images.len() > 1 {
        let mut own: Vec<String> = Vec::new();
        for image in &images {
            own.push(captioned(image, &caption_of(node, image))?);
        }
        let all = if images.iter().any(|image| caption_of(node, image) == caption) { "" } else { caption.as_str() };
        return Some(format!("\n\n{}\n\n", mine(&gallery(&own, all))).into());
    }
    if let Some(quoted) = below(node, &["blockquote"]).first() {
        let inner = handlers.handle(quoted)?.content;
        return Some(format!("\n\n{}\n\n", inner.trim()).into());
    }
    match images.first() {
        Some(image) if below(node, &["table", "iframe", "video", "pre"]).is_empty() => {
            Some(format!("\n\n{}\n\n", captioned(image, &caption)?).into())
        }
        _ => {
            let inner = handlers.walk_children(node).content;
            Some(format!("\n\n{}\n\n", inner.trim()).into())
        }
    }
}

/// The caption of one picture of a gallery: that of the nearest figure or item around it.
fn caption_of(gallery: &Rc<Node>, image: &Rc<Node>) -> String {
    let holders = below(gallery, &["figure", "li"]);
    let holder = holders.iter().find(|holder| below(holder, &["img"]).iter().any(|own| Rc::ptr_eq(own, image)));
    holder.and_then(|holder| below(holder, &["figcaption"]).last().map(words)).unwrap_or_default()
}

fn captioned(node: &Rc<Node>, caption: &str) -> Option<String> {
    let plain = image(node)?;
    if caption.is_empty() {
        return Some(plain);
    }
    let src = plain.rsplit_once("](").map(|(_, src)| src.trim_end_matches(')'))?;
    Some(picture(src, &attribute(node, "alt").unwrap_or_default(), caption, ""))
}

/// Pictures side by side.
pub fn gallery(images: &[String], caption: &str) -> String {
    let caption = match caption.is_empty() {
        true => String::new(),
        false => format!("caption=\"{}\"", caption.replace('\\', "\\\\").replace('"', "\\\"")),
    };
    format!("{{% gallery({caption}) %}}\n{}\n{{% end %}}", images.join("\n\n"))
}
