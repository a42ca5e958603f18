//! Components that are printed once and shown by many pages: `cached(component="Card", card=card)`.

use std::cell::Cell;
use std::hash::Hash;
use std::ptr;

use tera::value::Key;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::questions::ask;
use crate::base::stamp::{Stamp, Stamper};

/// A component that calls for itself in this way does so without end.
const DEEPEST: usize = 4;

thread_local! {
    /// How many such components are being printed within each other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// A component, what it is given, and whether what it prints is to be HTML.
pub struct Call {
    arguments: Kwargs,
    pub escaped: bool,
    /// Whether the built-in theme calls where it stands apart: its components are others than those of the site's theme.
    pub of_base: bool,
}

impl Call {
    /// As a template would make it.
    #[cfg(test)]
    pub fn of(component: &str, list: &Value) -> Call {
        let given = [("component", Value::normal_string(component)), ("cards", list.clone())];
        Call { arguments: Kwargs::from(given), escaped: true, of_base: false }
    }

    pub fn name(&self) -> &str {
        self.arguments.must_get("component").unwrap_or_default()
    }

    /// What the component is given.
    pub fn given(&self) -> impl Iterator<Item = (&Key<'static>, &Value)> {
        self.arguments.iter().filter(|(name, _)| name.as_str() != Some("component"))
    }

    /// A stamp of what the component is given: the very same cards and lists, by where they stand in memory, and plain values as
    /// they are. So it tells two calls from each other for as long as one of them is held.
    pub fn given_stamp(&self) -> Stamp {
        let mut stamper = Stamper::default();
        (self.escaped, self.of_base).hash(&mut stamper);
        for (name, value) in self.arguments.iter() {
            name.as_str().hash(&mut stamper);
            match (place(value), value.as_str()) {
                (0, Some(text)) => ("text", value.is_safe(), text).hash(&mut stamper),
                (0, None) => ("plain", value.name(), value.to_string()).hash(&mut stamper),
                (place, _) => ("place", place).hash(&mut stamper),
            }
        }
        stamper.stamp()
    }
}

/// Where the fields or the elements of a value stand in memory; 0 for one that has none, an empty list among them.
fn place(value: &Value) -> usize {
    let map = value.as_map().map(|map| ptr::from_ref(map).addr());
    let list = || value.as_array().filter(|list| !list.is_empty()).map(|list| list.as_ptr().addr());
    map.or_else(list).unwrap_or(0)
}

pub fn register(tera: &mut Tera, of_base: bool) {
    tera.register_function("cached", move |arguments: Kwargs, state: &State| -> TeraResult<Value> {
        let _name: &str = arguments.must_get("component")?;
        let call = Call { arguments, escaped: state.autoescaping_enabled(), of_base };
        if DEPTH.get() == DEEPEST {
            return Err(Error::message(format!(
                "`cached`: the component `{}` calls for itself without end",
                call.name()
            )));
        }
        DEPTH.set(DEPTH.get() + 1);
        let printed = ask(|questions| questions.component(call));
        DEPTH.set(DEPTH.get() - 1);
        match printed {
            None => Ok(Value::none()),
            Some(printed) => printed.map_err(|why| Error::message(format!("`cached`: {why}"))),
        }
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tera::{Kwargs, Value};

    use super::Call;

    fn call(card: &Value, title: Value, others: &Value) -> Call {
        let component = Value::normal_string("Card");
        let given = [("component", component), ("others", others.clone()), ("card", card.clone()), ("title", title)];
        Call { arguments: Kwargs::from(given), escaped: true, of_base: false }
    }

    #[test]
    fn the_very_same_card_and_equal_texts_are_the_same_and_nothing_else_is() {
        let card = || Value::from_serializable(&BTreeMap::from([("title", "Uno")]));
        let (one, equal) = (card(), card());
        let none = Value::from(Vec::<Value>::new());
        let plain = |text: &str| Value::normal_string(text);
        let first = call(&one, plain("a"), &none);
        let is_same = |other: &Call| first.given_stamp() == other.given_stamp();
        assert!(is_same(&call(&one.clone(), plain("a"), &Value::from(Vec::<Value>::new()))));
        assert!(!is_same(&call(&equal, plain("a"), &none)), "an equal card may become another");
        assert!(!is_same(&call(&one, plain("b"), &none)));
        assert!(!is_same(&call(&one, Value::safe_string("a"), &none)), "it is HTML already");
        assert!(!is_same(&call(&one, Value::from(1), &none)) && !is_same(&call(&one, plain("a"), &one)));
        assert!(!is_same(&Call { escaped: false, ..call(&one, plain("a"), &none) }));
    }
}
