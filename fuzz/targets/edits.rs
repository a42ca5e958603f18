//! The twin property: whatever script of edits the bytes are, the updated site is what a freshly built one is.

use crate::model::{ARTICLES, Article, Edit, PROFILES};
use crate::twin;

/// So many edits tell as much as more would.
const MOST: usize = 12;

pub fn run(bytes: &[u8]) {
    let mut bytes = bytes.iter().copied();
    let mut next = || bytes.next();
    let mut start = Vec::new();
    for _ in 0..2 {
        start.extend(write(&mut next));
    }
    let mut edits = Vec::new();
    while edits.len() < MOST
        && let Some(edit) = edit(&mut next)
    {
        edits.push(edit);
    }
    if let Err(failure) = twin::check(&start, &edits) {
        panic!("{start:?}\n{edits:#?}\n{failure}");
    }
}

fn write(next: &mut impl FnMut() -> Option<u8>) -> Option<(usize, Article)> {
    let at = usize::from(next()?) % ARTICLES;
    let mut choice = || next();
    let article = Article {
        title: choice()?,
        day: choice()?,
        body: choice()?,
        tags: choice()?,
        company: choice()?,
        section: choice()?,
        hold: choice()?,
        slug: choice()?,
        others: choice()?,
    };
    Some((at, article))
}

fn edit(next: &mut impl FnMut() -> Option<u8>) -> Option<Edit> {
    let sort = next()? % 20;
    if sort == 0 {
        return write(next).map(|(at, article)| Edit::Write(at, article));
    }
    let (at, value) = (next()?, next()?);
    let article = usize::from(at) % ARTICLES;
    Some(match sort {
        1 => Edit::Title(article, value),
        2 => Edit::Body(article, value),
        3 => Edit::Day(article, value),
        4 => Edit::Tags(article, value),
        5 => Edit::Company(article, value),
        6 => Edit::Section(article, value),
        7 => Edit::Hold(article, value),
        8 => Edit::Slug(article, value),
        9 => Edit::Others(article, value),
        10 => Edit::Comment(at % 8, value % 8),
        11 => Edit::Delete(article),
        12 => Edit::Profile(usize::from(at) % PROFILES.len(), value % 4),
        13 => Edit::Template(at % 8, value % 3),
        14 => Edit::Static(at % 7, value % 3),
        15 => Edit::Edition(at % 3, value % 6),
        16 => Edit::Data(value % 3),
        17 => Edit::Strings(value % 3),
        18 => Edit::Configure(at % 9, value % 4),
        _ => Edit::Wait(1 + value % 4),
    })
}
