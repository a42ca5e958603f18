//! Components that are printed once and shown by many pages: `cached(component="Card", card=card)`.

use std::cell::Cell;
use std::ptr;

use tera::value::Key;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::questions::ask;

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

    /// Where the first thing stands that is more than a plain value: two calls that give the same have it in common.
    pub fn place(&self) -> usize {
        self.arguments.iter().map(|(_, value)| place(value)).find(|place| *place != 0).unwrap_or(0)
    }

    /// Whether the other call is given the same: the very same cards and lists, and plain values that are equal.
    pub fn is_same(&self, other: &Call) -> bool {
        (self.escaped, self.of_base) == (other.escaped, other.of_base)
            && self.arguments.iter().count() == other.arguments.iter().count()
            && self.arguments.iter().zip(other.arguments.iter()).all(|(a, b)| a.0 == b.0 && is_same(a.1, b.1))
    }
}

/// Where the fields or the elements of a value stand in memory; 0 for one that has none, an empty list among them.
fn place(value: &Value) -> usize {
    let map = value.as_map().map(|map| ptr::from_ref(map).addr());
    let list = || value.as_array().filter(|list| !list.is_empty()).map(|list| list.as_ptr().addr());
    map.or_else(list).unwrap_or(0)
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (place(a), place(b)) {
        (0, 0) => a.kind() == b.kind() && a.is_safe() == b.is_safe() && a == b,
        (a, b) => a == b,
    }
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
        let is_same = |other: &Call| first.is_same(other) && other.is_same(&first);
        assert!(is_same(&call(&one.clone(), plain("a"), &Value::from(Vec::<Value>::new()))));
        assert!(!is_same(&call(&equal, plain("a"), &none)), "an equal card may become another");
        assert!(!is_same(&call(&one, plain("b"), &none)));
        assert!(!is_same(&call(&one, Value::safe_string("a"), &none)), "it is HTML already");
        assert!(!is_same(&call(&one, Value::from(1), &none)) && !is_same(&call(&one, plain("a"), &one)));
        assert!(!is_same(&Call { escaped: false, ..call(&one, plain("a"), &none) }));
        assert_eq!(first.place(), call(&one, plain("b"), &none).place(), "it is the card's, and not the empty list's");
        assert_ne!(first.place(), call(&equal, plain("a"), &none).place());
    }
}
