//! Digests that are collected by themselves.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::subscribe::Subscribe;
use crate::base::period::Period;

/// A series of digests: an issue a day, a week or a month.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// How long an issue collects.
    pub period: Period,
    /// What the series is called, by language: `{it: La settimana, en: The week}`. Else the theme says it.
    #[serde(default)]
    pub title: BTreeMap<String, String>,
    /// The first day of a week, in English; else `monday`.
    #[serde(default)]
    pub starts: Option<FirstDay>,
    /// The time zone in which days begin and end; else the site's.
    #[serde(default)]
    pub timezone: Option<String>,
    /// The sections whose articles are collected; else all.
    #[serde(default)]
    pub sections: Vec<String>,
    /// What the articles of an issue stand together by; else they follow each other.
    #[serde(default)]
    pub group_by: Option<GroupBy>,
    /// A period with fewer articles has no issue.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1000))]
    pub minimum: usize,
    /// An issue shows so many articles, those that weigh most; else all.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1000))]
    pub maximum: Option<usize>,
    /// Whether issues are numbered through, or anew each year.
    #[serde(default)]
    pub numbering: Numbering,
    /// The number of the first issue.
    #[serde(default = "first")]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub first_number: u32,
    /// How the issues of this series go out by mail.
    #[serde(default)]
    pub email: Option<Email>,
    /// How readers subscribe to this series, in place of the site's `subscribe`.
    #[serde(default)]
    pub subscribe: Option<Subscribe>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum FirstDay {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    Tags,
    Companies,
    Section,
    Story,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Numbering {
    /// One number after the other, from the first issue on.
    #[default]
    Through,
    /// From 1 in each year.
    Yearly,
    Off,
}

fn one() -> usize {
    1
}

fn first() -> u32 {
    1
}
