//! A stamp is what two values are compared by when the values themselves are no longer at hand.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// A 128-bit hash of a value (the first half of BLAKE3), the same in every run and on every 64-bit machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Stamp([u64; 2]);

impl Stamp {
    /// The stamp of "there is none": a missing template, an unresolved link.
    pub const ABSENT: Stamp = Stamp([0, 0]);

    /// The stamp of raw bytes, as those of a file.
    pub fn of_bytes(bytes: &[u8]) -> Stamp {
        Stamp::from_hash(blake3::hash(bytes))
    }

    /// The stamp of any value that can be hashed. Values that are equal have the same stamp.
    pub fn of<T: Hash + ?Sized>(value: &T) -> Stamp {
        let mut stamper = Stamper::default();
        value.hash(&mut stamper);
        stamper.stamp()
    }

    fn from_hash(hash: blake3::Hash) -> Stamp {
        let bytes = hash.as_bytes();
        let half = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(eight)
        };
        Stamp([half(0), half(8)])
    }

    /// Its first bytes as a number.
    pub fn number(&self) -> u64 {
        self.bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// The stamp as sixteen bytes, for files.
    pub fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.0[0].to_le_bytes());
        bytes[8..].copy_from_slice(&self.0[1].to_le_bytes());
        bytes
    }

    /// Reads the 32 hexadecimal digits that `{:?}` writes.
    pub fn parse(digits: &str) -> Option<Stamp> {
        let half = |range| u64::from_str_radix(digits.get(range)?, 16).ok();
        (digits.len() == 32).then_some(())?;
        Some(Stamp([half(0..16)?, half(16..32)?]))
    }

    /// The stamp of everything that a reader yields, however much it is.
    ///
    /// # Errors
    /// Whatever the reader fails with.
    pub fn of_reader(reader: impl std::io::Read) -> std::io::Result<Stamp> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(reader)?;
        Ok(Stamp::from_hash(hasher.finalize()))
    }

    /// The first eight hexadecimal digits, for people to compare.
    pub fn short(&self) -> String {
        format!("{:016x}", self.0[0])[..8].to_string()
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.0[0], self.0[1])
    }
}

/// Gathers a value's parts through the standard `Hash` trait. Integers are written in little endian and `usize` as
/// 64 bits, so that stamps written by one machine are understood by another.
#[derive(Default)]
pub struct Stamper {
    bytes: Vec<u8>,
}

impl Stamper {
    pub fn stamp(&self) -> Stamp {
        Stamp::of_bytes(&self.bytes)
    }
}

impl Hasher for Stamper {
    fn write(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
    fn write_u16(&mut self, i: u16) {
        self.write(&i.to_le_bytes());
    }
    fn write_u32(&mut self, i: u32) {
        self.write(&i.to_le_bytes());
    }
    fn write_u64(&mut self, i: u64) {
        self.write(&i.to_le_bytes());
    }
    fn write_u128(&mut self, i: u128) {
        self.write(&i.to_le_bytes());
    }
    fn write_usize(&mut self, i: usize) {
        self.write_u64(i as u64);
    }
    fn write_isize(&mut self, i: isize) {
        self.write_u64(i as u64);
    }
    fn finish(&self) -> u64 {
        self.stamp().0[0]
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn equal_values_have_equal_stamps_and_others_have_not() {
        assert_eq!(Stamp::of(&("a", 1)), Stamp::of(&("a".to_string(), 1)));
        assert_ne!(Stamp::of(&("ab", "c")), Stamp::of(&("a", "bc")));
        assert_ne!(Stamp::of(&""), Stamp::ABSENT);
    }

    #[test]
    fn a_stamp_is_the_same_on_every_machine() {
        assert_eq!(format!("{:?}", Stamp::of_bytes(b"rassegna")).len(), 32);
        assert_eq!(Stamp::of_bytes(b"").short(), "a6a1f9f5");
        let stamp = Stamp::of("x");
        assert_eq!(Stamp::parse(&format!("{stamp:?}")), Some(stamp));
    }
}
