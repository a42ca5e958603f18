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

    /// Where a stretch that begins at `at` begins.
    pub fn start(&self, at: usize) -> usize {
        self.straight(self.steps.partition_point(|(here, _)| *here <= at), at)
    }

    /// Where a stretch that ends at `at` ends. It does not reach into what the next step skips, and where one thing stands
    /// for another of another length (a token for a tag, U+FFFD for a NUL) it ends where that does.
    pub fn end(&self, at: usize) -> usize {
        let next = self.steps.partition_point(|(here, _)| *here < at);
        let end = self.straight(next, at);
        match self.steps.get(next) {
            Some((here, there)) if *here == at && next > 0 => *there,
            Some((_, there)) => end.min(*there),
            None => end,
        }
    }

    fn straight(&self, next: usize, at: usize) -> usize {
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
    /// A stretch of the text as a stretch of the file.
    pub fn mark(&self, range: Range<usize>) -> Mark {
        let start = self.places.start(range.start);
        let end = if range.is_empty() { start } else { self.places.end(range.end).max(start) };
        self.parent.map_or_else(|| mark(start..end), |parent| parent.mark(start..end))
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
    fn stretches_begin_and_end_in_their_own_place() {
        assert_eq!(Places::default().start(5), 5);
        assert_eq!((Places::shifted(7).start(3), Places::shifted(7).end(3)), (10, 10));
        let mut places = Places::default();
        // Three bytes that stand for a hundred, then a line whose first four bytes are left out.
        places.step(0, 100);
        places.step(3, 200);
        places.step(6, 203);
        places.step(6, 207);
        places.step(9, 210);
        assert_eq!([0, 2, 3, 6, 8].map(|at| places.start(at)), [100, 102, 200, 207, 209]);
        assert_eq!([2, 3, 5, 6, 9].map(|at| places.end(at)), [102, 200, 202, 203, 210]);
    }
}
