//! Languages: their tags, direction, dates, plurals, numbers and order, by ICU's tables.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use icu::collator::options::{CollatorOptions, Strength};
use icu::collator::{Collator, CollatorBorrowed};
use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets;
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::locale::{Locale, LocaleDirectionality, LocaleExpander};
use icu::plurals::{PluralCategory, PluralRules};

use super::date::Day;

/// Whether `tag` is a well-formed language tag (BCP 47).
pub fn is_valid(tag: &str) -> bool {
    tag.parse::<Locale>().is_ok() && !tag.is_empty()
}

/// The language itself, without its script or region: `pt` of `pt-BR`.
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// The direction that a language is written in: `rtl` for Arabic, Hebrew and their like, else `ltr`. A script that is named
/// (`az-Arab`) counts before the language.
pub fn direction(tag: &str) -> &'static str {
    let is_rtl =
        tag.parse::<Locale>().is_ok_and(|locale| LocaleDirectionality::new_extended().is_right_to_left(&locale.id));
    if is_rtl { "rtl" } else { "ltr" }
}

/// A language with its country, as Open Graph names it: `it_IT`, `pt_BR`. Where none is written it is the one that most
/// of its speakers live in.
pub fn with_country(tag: &str) -> String {
    let Ok(mut locale) = tag.parse::<Locale>() else { return tag.replace('-', "_") };
    if locale.id.region.is_none() {
        LocaleExpander::new_extended().maximize(&mut locale.id);
    }
    match locale.id.region {
        Some(region) => format!("{}_{region}", locale.id.language),
        None => locale.id.language.to_string(),
    }
}

/// How a date is shown to people.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DateStyle {
    /// "martedì 23 settembre 2025"
    Full,
    /// "23 settembre 2025"
    Long,
    /// "23 set 2025"
    Medium,
    /// "23/09/25"
    Short,
    /// "settembre 2025"
    Month,
    /// "23 settembre"
    DayMonth,
    /// "set"
    MonthName,
    /// "mar", the day of the week
    Weekday,
}

impl DateStyle {
    pub fn parse(name: &str) -> Option<DateStyle> {
        Some(match name {
            "full" => DateStyle::Full,
            "long" => DateStyle::Long,
            "medium" => DateStyle::Medium,
            "short" => DateStyle::Short,
            "month" => DateStyle::Month,
            "day_month" => DateStyle::DayMonth,
            "month_name" => DateStyle::MonthName,
            "weekday" => DateStyle::Weekday,
            _ => return None,
        })
    }
}

/// The formatters of one language, made once a thread: making one costs more than a thousand uses of it.
struct Tables {
    full: DateTimeFormatter<fieldsets::YMDE>,
    long: DateTimeFormatter<fieldsets::YMD>,
    medium: DateTimeFormatter<fieldsets::YMD>,
    short: DateTimeFormatter<fieldsets::YMD>,
    month: DateTimeFormatter<fieldsets::YM>,
    day_month: DateTimeFormatter<fieldsets::MD>,
    month_name: DateTimeFormatter<fieldsets::M>,
    weekday: DateTimeFormatter<fieldsets::E>,
    plurals: PluralRules,
    decimal: DecimalFormatter,
    collator: CollatorBorrowed<'static>,
}

impl Tables {
    /// ICU's compiled tables hold every language with a fallback to the root, so that none of these can fail.
    fn new(tag: &str) -> Option<Tables> {
        let locale: Locale = tag.parse().or_else(|_| "en".parse()).ok()?;
        let mut collation = CollatorOptions::default();
        collation.strength = Some(Strength::Tertiary);
        Some(Tables {
            full: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::YMDE::long()).ok()?,
            long: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::YMD::long()).ok()?,
            medium: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::YMD::medium()).ok()?,
            short: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::YMD::short()).ok()?,
            month: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::YM::long()).ok()?,
            day_month: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::MD::long()).ok()?,
            month_name: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::M::medium()).ok()?,
            weekday: DateTimeFormatter::try_new(locale.clone().into(), fieldsets::E::short()).ok()?,
            plurals: PluralRules::try_new_cardinal(locale.clone().into()).ok()?,
            decimal: DecimalFormatter::try_new(locale.clone().into(), Default::default()).ok()?,
            collator: Collator::try_new(locale.into(), collation).ok()?,
        })
    }
}

fn with_tables<T>(tag: &str, use_them: impl FnOnce(&Tables) -> T) -> Option<T> {
    thread_local! {
        static TABLES: RefCell<HashMap<String, Tables>> = RefCell::new(HashMap::new());
    }
    TABLES.with_borrow_mut(|tables| {
        if !tables.contains_key(tag) {
            tables.insert(tag.to_string(), Tables::new(tag)?);
        }
        tables.get(tag).map(use_them)
    })
}

/// A date in words, in the order and with the month names of the language.
pub fn format_day(day: Day, style: DateStyle, tag: &str) -> String {
    let iso = day.iso();
    let Ok(date) = icu::datetime::input::Date::try_new_gregorian(day.year.into(), day.month, day.day) else {
        return iso;
    };
    with_tables(tag, |tables| match style {
        DateStyle::Full => tables.full.format(&date).to_string(),
        DateStyle::Long => tables.long.format(&date).to_string(),
        DateStyle::Medium => tables.medium.format(&date).to_string(),
        DateStyle::Short => tables.short.format(&date).to_string(),
        DateStyle::Month => tables.month.format(&date).to_string(),
        DateStyle::DayMonth => tables.day_month.format(&date).to_string(),
        DateStyle::MonthName => tables.month_name.format(&date).to_string(),
        DateStyle::Weekday => tables.weekday.format(&date).to_string(),
    })
    .unwrap_or(iso)
}

/// The CLDR plural category of a count: `one`, `other`, and `zero`, `two`, `few`, `many` where a language has them.
pub fn plural(count: i64, tag: &str) -> &'static str {
    let category = with_tables(tag, |tables| tables.plurals.category_for(count.unsigned_abs()));
    match category.unwrap_or(PluralCategory::Other) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// A whole number with the language's separators: 12.345 in Italian.
pub fn format_number(number: i64, tag: &str) -> String {
    with_tables(tag, |tables| tables.decimal.format(&Decimal::from(number)).to_string())
        .unwrap_or_else(|| number.to_string())
}

/// The order of two names in the language's alphabet; names that it holds equal are told apart by their bytes.
pub fn compare(a: &str, b: &str, tag: &str) -> Ordering {
    with_tables(tag, |tables| tables.collator.compare(a, b)).unwrap_or(Ordering::Equal).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::{DateStyle, compare, direction, format_day, format_number, plural, with_country};
    use crate::base::date::Day;

    #[test]
    fn a_language_has_a_country() {
        for (tag, wanted) in
            [("it", "it_IT"), ("en", "en_US"), ("pt", "pt_BR"), ("pt-PT", "pt_PT"), ("zh-Hant", "zh_TW")]
        {
            assert_eq!(with_country(tag), wanted);
        }
    }

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        let day = Day { year: 2025, month: 9, day: 23 };
        assert_eq!(format_day(day, DateStyle::Full, "it"), "martedì 23 settembre 2025");
        assert_eq!(format_day(day, DateStyle::Long, "en"), "September 23, 2025");
        assert_eq!(format_day(day, DateStyle::Month, "it"), "settembre 2025");
        assert_eq!(format_day(day, DateStyle::Month, "pt-BR"), "setembro de 2025");
        assert_eq!(format_day(day, DateStyle::Long, "ar"), "23 سبتمبر 2025");
        assert_eq!(format_day(day, DateStyle::Long, "ja"), "2025年9月23日");
    }

    #[test]
    fn a_script_counts_more_than_a_language() {
        let of = |tags: [&str; 4]| tags.map(direction);
        assert_eq!(of(["ar", "he-IL", "fa", "ur"]), ["rtl"; 4]);
        assert_eq!(of(["it", "ja", "ku", "ar-Latn"]), ["ltr"; 4]);
        assert_eq!(of(["ckb", "az-Arab", "yi", "dv"]), ["rtl"; 4]);
    }

    #[test]
    fn counts_and_names_follow_the_language() {
        assert_eq!((plural(1, "it"), plural(2, "it"), plural(0, "it")), ("one", "other", "other"));
        assert_eq!(format_number(1_234_567, "it"), "1.234.567");
        let mut names = vec!["Zoom", "eBay", "Ebano", "apple", "Élan", "Amazon"];
        names.sort_by(|a, b| compare(a, b, "it"));
        assert_eq!(names, ["Amazon", "apple", "Ebano", "eBay", "Élan", "Zoom"]);
    }
}
