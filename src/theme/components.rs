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

/// Where the fields or the elements of a value stand in memory; 0 for one that has none.
fn place(value: &Value) -> usize {
    let map = value.as_map().map(|map| ptr::from_ref(map).addr());
    map.or_else(|| value.as_array().map(|list| list.as_ptr().addr())).unwrap_or(0)
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
