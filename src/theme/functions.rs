//! The functions and filters that templates may use beside Tera's own.

use std::sync::Arc;

use jiff::tz::TimeZone;
use tera::value::Key;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::chart;
use super::pictures;
use super::questions::{Order, Query, ask};
use super::strings::Strings;
use crate::base::date::Moment;
use crate::base::language::{DateStyle, format_day, format_number};
use crate::base::signs;
use crate::base::slug::slugify;

/// Registers everything. The strings and the time zone are the theme's own; what depends on the site is asked through
/// [`super::questions`].
pub fn register(tera: &mut Tera, strings: Arc<Strings>, zone: TimeZone) {
    functions(tera, strings.clone());
    pictures::register(tera);
    filters(tera, strings, zone);
}

fn language() -> String {
    ask(|questions| questions.language()).unwrap_or_else(|| "en".to_string())
}

fn functions(tera: &mut Tera, strings: Arc<Strings>) {
    tera.register_function("t", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let key: &str = arguments.must_get("key")?;
        let count = arguments.get::<i64>("n")?;
        let mut values = Vec::new();
        for (name, value) in arguments.iter() {
            values.push((name.to_string(), value.to_string()));
        }
        let language = match arguments.get::<&str>("lang")? {
            Some(language) => language.to_string(),
            None => language(),
        };
        Ok(Value::normal_string(&strings.get(key, &language, count, &values)))
    });
    tera.register_function("articles", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let shelves = [
            ("tag", "tags"),
            ("company", "companies"),
            ("person", "people"),
            ("product", "products"),
            ("source", "sources"),
            ("story", "stories"),
            ("author", "authors"),
            ("section", "section"),
        ];
        let mut query = Query { limit: arguments.get::<usize>("limit")?.unwrap_or(10).min(1000), ..Query::default() };
        for (argument, taxonomy) in shelves {
            if let Some(name) = arguments.get::<&str>(argument)? {
                query.shelf = Some((taxonomy.to_string(), name.to_string()));
            }
        }
        query.language = arguments.get::<&str>("lang")?.map(str::to_string);
        query.featured = arguments.get::<bool>("featured")?.unwrap_or(false);
        Ok(ask(|questions| questions.articles(&query)).unwrap_or_else(Value::none))
    });
    tera.register_function("shelves", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let of = arguments.get::<&str>("of")?.unwrap_or("companies");
        let limit = arguments.get::<usize>("limit")?.unwrap_or(20);
        let order = match arguments.get::<&str>("sort")?.unwrap_or("count") {
            "count" => Order::Count,
            "name" => Order::Name,
            "recent" => Order::Recent,
            other => {
                let known = "`sort` is \"count\", \"recent\" or \"name\"";
                return Err(Error::message(format!("{known}, not \"{other}\"")));
            }
        };
        Ok(ask(|questions| questions.shelves(of, order, limit)).unwrap_or_else(Value::none))
    });
    tera.register_function("issues", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let (of, limit) = (arguments.get::<&str>("of")?, arguments.get::<usize>("limit")?.unwrap_or(1));
        Ok(ask(|questions| questions.issues(of, limit)).unwrap_or_else(Value::none))
    });
    tera.register_function("link", |arguments: Kwargs, _: &State| -> TeraResult<String> {
        let to: &str = arguments.must_get("to")?;
        ask(|questions| questions.link(to))
            .flatten()
            .ok_or_else(|| Error::message(format!("`link`: there is no page `{to}` in this site")))
    });
    tera.register_function("asset", |arguments: Kwargs, _: &State| -> TeraResult<String> {
        Ok(asset(&arguments, "asset")?.0)
    });
    tera.register_function("integrity", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let attribute = asset(&arguments, "integrity")?.1.map(|digest| format!(" integrity=\"{digest}\""));
        Ok(Value::safe_string(&attribute.unwrap_or_default()))
    });
    tera.register_function("icons", |_: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(ask(|questions| questions.icons()).unwrap_or_else(Value::none))
    });
    tera.register_function("address", |arguments: Kwargs, _: &State| -> TeraResult<String> {
        let path: &str = arguments.must_get("path")?;
        let absolute = arguments.get::<bool>("absolute")?.unwrap_or(false);
        Ok(ask(|questions| questions.address(path, absolute)).unwrap_or_else(|| path.to_string()))
    });
    tera.register_function("sparkline", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let values = numbers(&arguments, "sparkline")?;
        let label = arguments.get::<&str>("label")?.unwrap_or("");
        Ok(Value::safe_string(&chart::sparkline(&values, label)))
    });
    tera.register_function("bars", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let values = numbers(&arguments, "bars")?;
        let label = arguments.get::<&str>("label")?.unwrap_or("");
        Ok(Value::safe_string(&chart::bars(&values, &names(&arguments)?, label)))
    });
    tera.register_function("lines", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let wrong = || Error::message("`lines` wants a list of lists of whole numbers as `series`".to_string());
        let series = arguments.must_get::<Value>("series")?;
        let numbers = |values: &Value| {
            let values = values.as_array()?.iter();
            Some(values.map(|value| value.as_u64().unwrap_or(0) as u32).collect::<Vec<u32>>())
        };
        let series = series.as_array().ok_or_else(wrong)?.iter().map(numbers).collect::<Option<Vec<_>>>();
        let label = arguments.get::<&str>("label")?.unwrap_or("");
        Ok(Value::safe_string(&chart::lines(&series.ok_or_else(wrong)?, &names(&arguments)?, label)))
    });
    tera.register_function("arcs", |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        let rows = arguments.must_get::<usize>("rows")?;
        let ties = ties(&arguments)?;
        Ok(Value::safe_string(&chart::arcs(rows, &ties)))
    });
}

/// An asset's address, and its digest where browsers are to know it.
fn asset(arguments: &Kwargs, function: &str) -> TeraResult<(String, Option<String>)> {
    let name: &str = arguments.must_get("name")?;
    ask(|questions| questions.asset(name)).unwrap_or(Err(None)).map_err(|near| {
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Error::message(format!("`{function}`: there is no file `{name}` among the assets{near}"))
    })
}

/// The list of numbers that a chart is drawn from.
fn numbers(arguments: &Kwargs, function: &str) -> TeraResult<Vec<u32>> {
    match arguments.must_get::<Value>("values")?.as_array() {
        Some(values) => Ok(values.iter().map(|value| value.as_u64().unwrap_or(0) as u32).collect()),
        None => Err(Error::message(format!("`{function}` wants a list of whole numbers as `values`"))),
    }
}

/// The names below a chart.
fn names(arguments: &Kwargs) -> TeraResult<Vec<String>> {
    let names = arguments.get::<Value>("names")?;
    Ok(names.and_then(|names| Some(names.as_array()?.iter().map(ToString::to_string).collect())).unwrap_or_default())
}

/// The pairs of places that arcs are drawn between, each with how often.
fn ties(arguments: &Kwargs) -> TeraResult<Vec<(usize, usize, u32)>> {
    let wrong = || Error::message("`arcs` wants `ties` as a shelf has them: `ties=shelf.ties`".to_string());
    let tie = |tie: &Value| {
        let number = |field: &'static str| tie.as_map()?.get(&Key::from(field))?.as_u64();
        Some((number("from")? as usize, number("to")? as usize, number("count")? as u32))
    };
    let ties = arguments.must_get::<Value>("ties")?;
    ties.as_array().ok_or_else(wrong)?.iter().map(|one| tie(one).ok_or_else(wrong)).collect()
}

fn filters(tera: &mut Tera, strings: Arc<Strings>, zone: TimeZone) {
    let reading = zone.clone();
    tera.register_filter("day", move |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let style = arguments.get::<&str>("style")?.unwrap_or("long");
        let style = DateStyle::parse(style).ok_or_else(|| {
            Error::message(format!(
                "`day` has no style \"{style}\": full, long, medium, short, month, day_month, month_name or weekday"
            ))
        })?;
        let language = match arguments.get::<&str>("lang")? {
            Some(language) => language.to_string(),
            None => language(),
        };
        Ok(format_day(moment(text, &reading)?.day(), style, &language))
    });
    tera.register_filter("date", move |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let format = arguments.get::<&str>("format")?.unwrap_or("%Y-%m-%d");
        moment(text, &zone)?
            .strftime(format)
            .ok_or_else(|| Error::message(format!("`date` cannot use the format \"{format}\"")))
    });
    tera.register_filter("number", |number: i64, _: Kwargs, _: &State| -> String {
        format_number(number, &language())
    });
    tera.register_filter("linked", |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let to: &str = arguments.must_get("to")?;
        Ok(signs::link(text, to))
    });
    tera.register_filter("slugify", |text: &str, _: Kwargs, _: &State| -> String { slugify(text) });
    tera.register_filter("absolute", |path: &str, _: Kwargs, _: &State| -> String {
        ask(|questions| questions.address(path, true)).unwrap_or_else(|| path.to_string())
    });
    tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| -> Value {
        Value::safe_string(&ask(|questions| questions.markdown(text)).unwrap_or_else(|| text.to_string()))
    });
    tera.register_filter("country", move |code: &str, _: Kwargs, _: &State| -> String {
        let key = format!("country_{}", code.to_lowercase());
        match strings.get(&key, &language(), None, &[]) {
            unknown if unknown == key => code.to_string(),
            name => name,
        }
    });
}

fn moment(text: &str, zone: &TimeZone) -> TeraResult<Moment> {
    Moment::parse(text, zone).map_err(|error| Error::message(error.0))
}
