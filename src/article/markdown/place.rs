//! Where in its file a byte of a text stands, when the text that is read is not the text that was written.

use std::ops::Range;

use crate::article::piece::Mark;

/// A map from the bytes of a text to those of the text it was made from: straight stretches, each with its two starts.
#[derive(Debug, Default)]
pub struct Places {
    steps: Vec<(usize, usize)>,
}

impl Places {
    /// A text that begins at `offset` and is otherwise the same.
    pub fn shifted(offset: usize) -> Places {
        Places { steps: vec![(0, offset)] }
    }

    /// From `here` on, the text is what stands from `there` on. Stretches are told from left to right.
    pub fn step(&mut self, here: usize, there: usize) {
        self.steps.push((here, there));
    }

    pub fn of(&self, at: usize) -> usize {
        let next = self.steps.partition_point(|(here, _)| *here <= at);
        match next.checked_sub(1).and_then(|step| self.steps.get(step)) {
            Some((here, there)) => there + (at - here),
            None => at,
        }
    }
}

/// A text within a text within a file, as a shortcode's body is.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    pub places: &'a Places,
    pub parent: Option<&'a Origin<'a>>,
}

impl Origin<'_> {
    /// Where in the file the byte at `at` stands.
    pub fn of(&self, at: usize) -> usize {
        let at = self.places.of(at);
        self.parent.map_or(at, |parent| parent.of(at))
    }

    /// A stretch of the text as a stretch of the file. It ends where its last byte ends, since the next may stand elsewhere.
    pub fn mark(&self, range: Range<usize>) -> Mark {
        let start = self.of(range.start);
        mark(start..if range.is_empty() { start } else { self.of(range.end - 1) + 1 })
    }
}

/// A stretch of a file as a mark; a file over 4 GB is not to be expected.
fn mark(range: Range<usize>) -> Mark {
    let at = u32::try_from(range.start).unwrap_or(u32::MAX);
    let length = u32::try_from(range.end.saturating_sub(range.start)).unwrap_or(u32::MAX);
    Mark { at, length }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn places_follow_their_stretch() {
        let mut places = Places::default();
        assert_eq!(places.of(5), 5);
        places.step(0, 100);
        places.step(3, 200);
        assert_eq!([0, 2, 3, 9].map(|at| places.of(at)), [100, 102, 200, 206]);
        assert_eq!(Places::shifted(7).of(3), 10);
    }
}
