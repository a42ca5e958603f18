//! The functions of templates that are about pictures: which there are, which copies, and how a title fits into a drawing.

use std::collections::BTreeMap;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::questions::{Copies, ask};
use crate::picture::crop::Shape;
use crate::picture::lettering::{self, Place};

pub fn register(tera: &mut Tera) {
    tera.register_function("image", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let source: &str = arguments.must_get("src")?;
        let alt = arguments.get::<&str>("alt")?.unwrap_or("");
        // What an editor says of a picture that cannot be measured.
        let number = |name: &str| -> TeraResult<Option<u32>> {
            let said = arguments.get::<Value>(name)?;
            Ok(said.and_then(|said| said.to_string().parse().ok()).filter(|pixels| *pixels > 0))
        };
        let size = (number("width")?, number("height")?);
        ask(|questions| questions.image(source, alt, size))
            .flatten()
            .ok_or_else(|| Error::message(format!("`image`: there is no picture `{source}` in this site")))
    });
    tera.register_function("copies", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let image = arguments.must_get::<Value>("image")?;
        let Some(path) = image.get_from_path("path").and_then(Value::as_str) else { return Ok(Value::none()) };
        let focal = image.get_from_path("focal").and_then(Value::as_array).and_then(|point| match point {
            [x, y] => Some([x.as_f64()?, y.as_f64()?]),
            _ => None,
        });
        let shape = match arguments.get::<&str>("shape")?.unwrap_or("") {
            "" => None,
            text => Some(Shape::parse(text).ok_or_else(|| {
                Error::message(format!("`copies`: \"{text}\" is no shape; one is \"16:9\", \"4:3\" or \"1:1\""))
            })?),
        };
        let most = arguments.get::<u32>("most")?.filter(|most| *most > 0);
        let copies = Copies { path: path.to_string(), focal, shape, most };
        Ok(ask(|questions| questions.copies(&copies)).unwrap_or_else(Value::none))
    });
    tera.register_function("fit", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let text: &str = arguments.must_get("text")?;
        let place = Place {
            family: arguments.get::<&str>("family")?.unwrap_or("sans-serif"),
            weight: arguments.get::<u16>("weight")?.unwrap_or(400),
            width: arguments.must_get::<f64>("width")? as f32,
            height: arguments.must_get::<f64>("height")? as f32,
            leading: arguments.get::<f64>("leading")?.unwrap_or(1.2) as f32,
        };
        let sizes = arguments.must_get::<Value>("sizes")?;
        let sizes: Vec<f32> = sizes
            .as_array()
            .map(|sizes| sizes.iter().filter_map(Value::as_f64).map(|size| size as f32).collect())
            .unwrap_or_default();
        let fitted = lettering::fit(text, &place, &sizes);
        let mut lines = BTreeMap::new();
        lines.insert("lines", Value::from_serializable(&fitted.lines));
        lines.insert("size", Value::from_serializable(&fitted.size));
        lines.insert("step", Value::from_serializable(&(fitted.size * place.leading)));
        Ok(Value::from_serializable(&lines))
    });
}
