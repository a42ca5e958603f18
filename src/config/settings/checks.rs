//! What `rassegna check` looks for, and how much each finding matters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a rule's findings matter.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Off,
    Note,
    Warn,
    Error,
}

/// A rule that needs a number: how much it matters, or that (`severity`) and what it is measured by.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(untagged)]
pub enum Measured<T> {
    Level(Level),
    Full(T),
}

/// A measure with the level that stands beside it.
pub trait Measure: Clone + Default {
    fn level(&self) -> Option<Level>;
}

impl<T: Measure> Measured<T> {
    pub fn level(&self) -> Option<Level> {
        match self {
            Measured::Level(level) => Some(*level),
            Measured::Full(measure) => measure.level(),
        }
    }

    /// What is measured by, with the usual numbers where none are written.
    pub fn measure(&self) -> T {
        match self {
            Measured::Level(_) => T::default(),
            Measured::Full(measure) => measure.clone(),
        }
    }
}

/// What a rule is measured by, written or not.
pub fn measure<T: Measure>(setting: Option<&Measured<T>>) -> T {
    setting.map(Measured::measure).unwrap_or_default()
}

macro_rules! measures {
    ($($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $kind:ty = $usual:expr,)* })*) => {
        $(
            $(#[$about])*
            #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq)]
            #[serde(deny_unknown_fields, default)]
            pub struct $name {
                /// How much its findings matter; as much as usual where nothing is written.
                pub severity: Option<Level>,
                $($(#[$field_about])* pub $field: $kind,)*
            }

            impl Default for $name {
                fn default() -> $name {
                    $name { severity: None, $($field: $usual,)* }
                }
            }

            impl Measure for $name {
                fn level(&self) -> Option<Level> {
                    self.severity
                }
            }
        )*
    };
}

measures! {
    LongQuote {
        /// A quotation may have so many words.
        words: u32 = 100,
    }
    LongHeadline {
        /// A headline may have so many characters.
        characters: u32 = 110,
    }
    UnlistedCompany {
        /// An article that names a company so many times should list it.
        times: u16 = 4,
    }
    UnknownTerm {
        /// A name without a profile may stand in so many articles.
        articles: u32 = 5,
    }
    OrphanTerm {
        /// So many articles may appear after the only one of a tag.
        articles: u32 = 100,
    }
    RepeatedLink {
        /// An address is not linked again within so many articles.
        articles: u32 = 10,
    }
    LargeImage {
        /// A picture may have so many kilobytes,
        kilobytes: u32 = 1500,
        /// and so many pixels on its longer side.
        pixels: u32 = 5000,
    }
    HeavyMail {
        /// A mail may have so many kilobytes of HTML; Gmail shows no more than 102.
        kilobytes: u32 = 100,
    }
    ExternalLink {
        /// For how many days an answer counts before it is asked for again.
        days: u32 = 7,
        /// Seconds between two questions to one host.
        pause: f64 = 1.0,
        /// Seconds that one question may take.
        timeout: f64 = 20.0,
        /// How many hosts are asked at once.
        at_once: u32 = 8,
        /// After so many minutes what is left is left for the next time.
        minutes: u32 = 10,
        /// Addresses that begin so are not asked for.
        except: Vec<String> = Vec::new(),
    }
}

/// Each rule by its name: `off`, `note`, `warn` or `error`. Without a word it has the level that `rassegna check --list` shows.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Checks {
    /// A link of a text that leads nowhere in the site, or to an anchor that is not there.
    pub internal_link: Option<Level>,
    /// The same on the pages of the output folder, whoever has written the link.
    pub page_link: Option<Level>,
    /// A link to another site that is no longer answered (`--external`).
    pub external_link: Option<Measured<ExternalLink>>,
    /// Something of an article that is not published stands in the output folder (`--leaks`).
    pub leak: Option<Level>,
    /// An article without a source.
    pub missing_source: Option<Level>,
    /// A picture without a description for those who do not see it.
    pub missing_alt: Option<Level>,
    /// A picture that does not say whose it is.
    pub missing_credit: Option<Level>,
    /// A quotation that does not say whose words it has.
    pub missing_attribution: Option<Level>,
    /// An article without a standfirst.
    pub missing_lede: Option<Level>,
    /// A quotation that is too long to be one.
    pub long_quote: Option<Measured<LongQuote>>,
    /// A headline that search engines cut.
    pub long_headline: Option<Measured<LongHeadline>>,
    /// A heading that is more than one level below the one before it.
    pub heading_jump: Option<Level>,
    /// An address with parameters that only follow the reader.
    pub tracking_parameter: Option<Level>,
    /// A name in a spelling that its profile lists as an alias.
    pub alias_spelling: Option<Level>,
    /// Dates of the front matter that cannot all be true.
    pub date_order: Option<Level>,
    /// A company that a text names often, and that the article does not list.
    pub unlisted_company: Option<Measured<UnlistedCompany>>,
    /// A tag or a company that many articles list and nobody has described.
    pub unknown_term: Option<Measured<UnknownTerm>>,
    /// Two tags or companies that look like one.
    pub similar_terms: Option<Level>,
    /// A tag that has had one article only, while many others appeared.
    pub orphan_term: Option<Measured<OrphanTerm>>,
    /// An address that another article has linked only just before.
    pub repeated_link: Option<Measured<RepeatedLink>>,
    /// A picture that is larger than anybody needs it.
    pub large_image: Option<Measured<LargeImage>>,
    /// An issue's mail that is too large to be shown whole.
    pub heavy_mail: Option<Measured<HeavyMail>>,
    /// A `<!-- check: ignore … -->` that names no rule, or has nothing to ignore.
    pub needless_ignore: Option<Level>,
}
