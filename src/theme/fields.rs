//! The fields of views as templates get them: those that are printed, and no work for the others.

use std::fmt;

use serde::Serialize;
use serde::ser::{Error, Impossible, SerializeStruct, Serializer};

/// So many fields have room in a value that is given up with its page.
const ROOM: usize = 24;

/// One or two structures that are written as one, with those of their fields that are wanted.
pub struct Lean<'a, A, B, W> {
    pub first: &'a A,
    pub second: Option<&'a B>,
    pub wanted: W,
    /// Whether the value is kept beyond its page, so that no room is taken for fields that it has not.
    pub is_kept: bool,
}

impl<'a, A: Serialize, W: Fn(&str) -> bool> Lean<'a, A, A, W> {
    pub fn of(value: &'a A, wanted: W) -> Lean<'a, A, A, W> {
        Lean { first: value, second: None, wanted, is_kept: false }
    }

    pub fn kept(value: &'a A, wanted: W) -> Lean<'a, A, A, W> {
        Lean { is_kept: true, ..Lean::of(value, wanted) }
    }
}

impl<A: Serialize, B: Serialize, W: Fn(&str) -> bool> Lean<'_, A, B, W> {
    fn put<S: SerializeStruct>(&self, into: &mut S) -> Result<(), S::Error> {
        self.first.serialize(Fields { into: &mut *into, wanted: &self.wanted })?;
        match self.second {
            Some(second) => second.serialize(Fields { into, wanted: &self.wanted }),
            None => Ok(()),
        }
    }

    /// How many fields are to have room.
    fn room(&self) -> Result<usize, fmt::Error> {
        let mut count = Count(if self.is_kept { 0 } else { ROOM });
        if self.is_kept {
            self.put(&mut count)?;
        }
        Ok(count.0)
    }
}

impl<A: Serialize, B: Serialize, W: Fn(&str) -> bool> Serialize for Lean<'_, A, B, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_struct("Lean", self.room().map_err(S::Error::custom)?)?;
        self.put(&mut all)?;
        all.end()
    }
}

/// Hands the wanted fields of a structure on to another.
struct Fields<'a, S, W> {
    into: &'a mut S,
    wanted: &'a W,
}

impl<S: SerializeStruct, W: Fn(&str) -> bool> SerializeStruct for Fields<'_, S, W> {
    type Ok = ();
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        match (self.wanted)(name) {
            true => self.into.serialize_field(name, value),
            false => Ok(()),
        }
    }

    fn end(self) -> Result<(), S::Error> {
        Ok(())
    }
}

/// How many fields there are.
struct Count(usize);

impl SerializeStruct for Count {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, _: &T) -> Result<(), fmt::Error> {
        self.0 += 1;
        Ok(())
    }

    fn end(self) -> Result<(), fmt::Error> {
        Ok(())
    }
}

/// What is no structure has no fields.
macro_rules! refuse {
    ($($method:ident($($type:ty),*) -> $ok:ty;)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<$ok, S::Error> {
            Err(S::Error::custom("only a structure has fields"))
        })*
    };
}

impl<'a, S: SerializeStruct, W: Fn(&str) -> bool> Serializer for Fields<'a, S, W> {
    type Ok = ();
    type Error = S::Error;
    type SerializeSeq = Impossible<(), S::Error>;
    type SerializeTuple = Impossible<(), S::Error>;
    type SerializeTupleStruct = Impossible<(), S::Error>;
    type SerializeTupleVariant = Impossible<(), S::Error>;
    type SerializeMap = Impossible<(), S::Error>;
    type SerializeStruct = Fields<'a, S, W>;
    type SerializeStructVariant = Impossible<(), S::Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, S::Error> {
        Ok(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), S::Error> {
        Err(S::Error::custom("only a structure has fields"))
    }

    refuse! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::Lean;

    #[derive(Serialize)]
    struct View {
        title: &'static str,
        #[serde(rename = "type")]
        kind: &'static str,
        tags: Vec<u8>,
        #[serde(skip)]
        _own: u8,
    }

    #[derive(Serialize)]
    struct More {
        toc: u8,
    }

    #[test]
    fn of_two_structures_the_wanted_fields_are_written_as_one_and_a_text_has_none() {
        let view = View { title: "t", kind: "k", tags: vec![1], _own: 0 };
        let json = |value: &dyn Fn() -> Result<String, serde_json::Error>| value().unwrap_or_default();
        let without = |name: &'static str| move |field: &str| field != name;
        assert_eq!(
            json(&|| serde_json::to_string(&Lean::of(&view, without("toc")))),
            r#"{"title":"t","type":"k","tags":[1]}"#
        );
        let both = Lean { first: &view, second: Some(&More { toc: 2 }), wanted: without("title"), is_kept: true };
        assert_eq!(json(&|| serde_json::to_string(&both)), r#"{"type":"k","tags":[1],"toc":2}"#);
        assert!(serde_json::to_string(&Lean::of(&"text", |_| true)).is_err());
    }
}
