//! Tables of HTML as tables of Markdown, with all their cells.

use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, Node};

use super::dom::{attribute, below, has_class, is_within, parent, tag};
use super::markdown::Handled;
use super::markdown::tidy::HOLE;

/// The widest table, in cells: a cell may claim any width.
const WIDEST: usize = 64;

/// The columns that a padded table may have, in signs: beyond that its rows are not lined up for the eye.
const PADDED: usize = 40;

/// One cell.
#[derive(Default)]
struct Cell {
    text: String,
    is_heading: bool,
    alignment: Option<&'static str>,
}

/// A table. One that lays out a page (it holds tables, or stands in one), or that holds what Markdown's cells cannot, is its
/// texts one after another.
pub fn table(handlers: &dyn Handlers, element: Element<'_>) -> Handled {
    let node = element.node;
    let as_texts = || {
        let inner = handlers.walk_children(node).content;
        let inner = inner.trim().to_string();
        (!inner.is_empty()).then(|| HandlerResult::from(format!("\n\n{inner}\n\n")))
    };
    if !below(node, &["table"]).is_empty() || is_within(node, &["td", "th"]) {
        return as_texts();
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut has_head = false;
    for row in below(node, &["tr"]) {
        let cells = cells(handlers, &row);
        if cells.is_empty() {
            continue;
        }
        let is_head = parent(&row).and_then(|around| tag(&around)).as_deref() == Some("thead");
        has_head |= rows.is_empty() && (is_head || cells.iter().all(|cell| cell.is_heading));
        rows.push(cells);
    }
    let holds_blocks =
        |text: &str| text.contains(HOLE[0]) || text.contains("```") || text.contains("{%") || text.lines().count() > 40;
    if rows.is_empty() || rows.iter().flatten().any(|cell| holds_blocks(&cell.text)) {
        return as_texts();
    }
    let caption = below(node, &["caption"]).first().and_then(|caption| Some(handlers.handle(caption)?.content));
    let mut out = String::from("\n\n");
    out.push_str(&lines(rows, has_head));
    if let Some(caption) = caption.as_deref().map(str::trim).filter(|caption| !caption.is_empty()) {
        out.push_str(&format!("\n{caption}\n"));
    }
    out.push('\n');
    Some(out.into())
}

/// The cells of a row; one that is wider is followed by empty ones, so that those after it stay in their columns.
fn cells(handlers: &dyn Handlers, row: &Rc<Node>) -> Vec<Cell> {
    let mut cells = Vec::new();
    for node in below(row, &["td", "th"]) {
        let text = handlers.handle(&node).map(|said| said.content).unwrap_or_default();
        let width = attribute(&node, "colspan").and_then(|width| width.trim().parse().ok()).unwrap_or(1_usize);
        let is_heading = tag(&node).as_deref() == Some("th");
        cells.push(Cell { text: in_one_line(&text), is_heading, alignment: alignment(&node) });
        let more = width.clamp(1, WIDEST) - 1;
        cells.extend((0..more).map(|_| Cell { is_heading, ..Cell::default() }));
        if cells.len() >= WIDEST {
            cells.truncate(WIDEST);
            break;
        }
    }
    cells
}

/// Lines and paragraphs of a cell are parted by breaks, and its bars are no bars of the table.
fn in_one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|line| line.trim().trim_end_matches('\\').trim_end()).collect();
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    lines.join("<br>").replace("\\|", "|").replace('|', "\\|")
}

fn alignment(node: &Rc<Node>) -> Option<&'static str> {
    let style = attribute(node, "style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    let own = attribute(node, "align").or_else(|| attribute(node, "data-align")).unwrap_or_default();
    let is = |side: &str| {
        own.eq_ignore_ascii_case(side)
            || style.contains(&format!("text-align:{side}"))
            || has_class(node, &format!("has-text-align-{side}"))
    };
    // On the left is where texts stand anyhow.
    if is("right") {
        Some("right")
    } else if is("center") {
        Some("center")
    } else {
        None
    }
}

fn lines(mut rows: Vec<Vec<Cell>>, has_head: bool) -> String {
    // Markdown has no table without a heading; one whose cells are empty is not shown.
    if !has_head {
        rows.insert(0, Vec::new());
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize_with(columns, Cell::default);
    }
    let width = |column: usize| {
        let longest = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.chars().count()).max();
        longest.unwrap_or(0).clamp(3, PADDED)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let sides: Vec<Option<&str>> = (0..columns)
        .map(|column| {
            let mut sides =
                rows.iter().skip(usize::from(!has_head)).filter_map(|row| row.get(column)).map(|cell| cell.alignment);
            let first = sides.next().flatten();
            first.filter(|first| sides.all(|side| side == Some(*first)))
        })
        .collect();
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            out.push_str(&format!("| {:<width$} ", cell.text));
        }
        out.push_str("|\n");
        if at == 0 {
            for (side, width) in sides.iter().zip(&widths) {
                let line = "-".repeat(*width);
                out.push_str(&match side {
                    Some("right") => format!("| {}: ", &line[1..]),
                    Some("center") => format!("| :{}: ", &line[2..]),
                    _ => format!("| {line} "),
                });
            }
            out.push_str("|\n");
        }
    }
    out
}
