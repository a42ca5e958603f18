//! An article that waits for its page, with its body as one run of bytes. Bodies are many small texts, which would take nearly twice
//! as much memory, and be spread all over it.

use std::cell::RefCell;
use std::sync::Arc;

use super::card::Card;
use super::details::Details;
use super::piece::{OutlineEntry, Piece};
use super::whole::Article;

thread_local! {
    /// Where bodies are put into bytes, one after another.
    static BENCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A larger bench is given back: the next body is seldom as long.
const LARGEST_BENCH: usize = 1024 * 1024;

/// An article whose body and outline are packed.
pub struct Packed {
    pub card: Arc<Card>,
    details: Details,
    words: u32,
    body: Box<[u8]>,
}

impl Packed {
    /// Packs an article. `None` if it cannot be packed, which nothing that bodies consist of can cause.
    pub fn new(article: Article) -> Option<Packed> {
        let Article { card, details, body, outline, words } = article;
        let pack = |bench: &RefCell<Vec<u8>>| {
            let mut empty = bench.take();
            empty.clear();
            let packed = postcard::to_extend(&(&body, &outline), empty).ok()?;
            let bytes = Box::from(packed.as_slice());
            if packed.capacity() <= LARGEST_BENCH {
                bench.replace(packed);
            }
            Some(bytes)
        };
        let packed = BENCH.with(pack)?;
        Some(Packed { card, details, words, body: packed })
    }

    /// The article again.
    pub fn open(self) -> Option<Article> {
        let (body, outline) = unpacked(&self.body)?;
        Some(Article { card: self.card, details: self.details, body, outline, words: self.words })
    }

    /// A copy of the article.
    pub fn copy(&self) -> Option<Article> {
        let (body, outline) = unpacked(&self.body)?;
        Some(Article { card: self.card.clone(), details: self.details.clone(), body, outline, words: self.words })
    }

    /// About how much memory it takes, in bytes, its card excepted, which the site holds anyway.
    pub fn weight(&self) -> usize {
        1024 + self.body.len()
    }
}

fn unpacked(bytes: &[u8]) -> Option<(Vec<Piece>, Vec<OutlineEntry>)> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::Packed;
    use crate::article::place::place;
    use crate::article::read;
    use crate::article::whole::Article;
    use crate::base::stamp::Stamp;
    use crate::config::{Config, Options};
    use crate::source::tree::Source;

    const TEXT: &str = r#"---
title: "Uno"
date: 2026-01-02
lede: "Una riga."
extra: {peso: 1.5, elenco: [a, 2, true]}
---

Un [legame](due.md "titolo") e [[company:Meta|Meta]], con *enfasi*.

<!-- more -->

## Un titolo {#qui .classe}

![alt](foto.jpg "Didascalia | Credito")

> Parole. - WSJ

```rust
fn main() {}
```

{{ grafico(valori=[1, 2.5, "x", true], nome="y") }}

{% nota(tono="forte") %}
Dentro **una** nota.
{% end %}
"#;

    fn article() -> Article {
        let options = Options { environment: None, base_url: None, variable: &|_: &str| None };
        let (config, _) = Config::read("rassegna.yaml", "title: Prova\n", &options);
        let path = "content/articles/2026/01/uno.md".to_string();
        let place = place(&path, &config).expect("articles have their place");
        let source = Source { path, text: TEXT.into(), stamp: Stamp::of(TEXT) };
        read::read(&source, &place, &config).0.expect("it can be read")
    }

    #[test]
    fn what_is_packed_is_what_comes_out() {
        let (before, packed) = (article(), Packed::new(article()).expect("it can be packed"));
        assert!(before.body.len() > 9, "it has pieces of many kinds: {:?}", before.body);
        let copy = packed.copy().expect("it is whole");
        let after = packed.open().expect("it is whole");
        for after in [copy, after] {
            assert_eq!((&after.body, &after.outline, after.words), (&before.body, &before.outline, before.words));
            assert_eq!(format!("{:?}", after.details), format!("{:?}", before.details));
            assert_eq!(after.card.body_stamp(), before.card.body_stamp());
        }
    }
}
