//! Upkeep: what an editor would rather know before a reader does.
//!
//! Owns the rules, one file each in `rules/` and one line each in `RULES`; what they look at (`text` for one file, `looked` for
//! the site, `output` for the files that were built); the comments by which a file asks to be left alone (`ignore`); what can be
//! mended without asking (`fix`); and how findings are told to other programs (`form/`). May import everything up to `build`.
//! Absent from here: what a build says itself, which is passed on and not said twice; terminals; and whoever asks decides
//! whether anything is written.
//!
//! ```text
//! Engine::look() ─▶ Looked { texts, site, output } ─▶ Rule::text (each file, in parallel)
//!                                                     Rule::site (once)           ─▶ Told ─▶ ignore, changed ─▶ Findings
//! ```

pub mod changed;
pub mod external;
pub mod fix;
pub mod form;
pub mod html;
pub mod ignore;
pub mod links;
pub mod looked;
pub mod output;
pub mod rule;
pub mod rules;
pub mod run;
pub mod text;

use self::rule::Rule;
use self::rules::{
    alias_spelling, date_order, external_link, heading_jump, heavy_mail, internal_link, large_image, leak,
    long_headline, long_quote, missing_alt, missing_attribution, missing_credit, missing_lede, missing_source,
    needless_ignore, orphan_term, page_link, repeated_link, similar_terms, tracking_parameter, unknown_term,
    unlisted_company,
};

/// Every rule, in the order in which they are listed.
pub const RULES: &[&dyn Rule] = &[
    &internal_link::InternalLink,
    &page_link::PageLink,
    &external_link::ExternalLink,
    &leak::Leak,
    &missing_source::MissingSource,
    &missing_alt::MissingAlt,
    &missing_credit::MissingCredit,
    &missing_attribution::MissingAttribution,
    &missing_lede::MissingLede,
    &long_quote::LongQuote,
    &long_headline::LongHeadline,
    &heading_jump::HeadingJump,
    &tracking_parameter::TrackingParameter,
    &alias_spelling::AliasSpelling,
    &date_order::DateOrder,
    &unlisted_company::UnlistedCompany,
    &unknown_term::UnknownTerm,
    &similar_terms::SimilarTerms,
    &orphan_term::OrphanTerm,
    &repeated_link::RepeatedLink,
    &large_image::LargeImage,
    &heavy_mail::HeavyMail,
    &needless_ignore::NeedlessIgnore,
];

/// A rule by its name.
pub fn rule(name: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.name() == name)
}

#[cfg(test)]
mod tests {
    use super::RULES;
    use crate::config::published::schema_for_config;

    #[test]
    fn every_rule_can_be_set_and_every_setting_is_a_rule() {
        let schema = schema_for_config();
        let settings = schema.pointer("/$defs/Checks/properties").and_then(|fields| fields.as_object());
        let settings: Vec<&str> = settings.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.name()).collect();
        assert_eq!(rules, settings);
    }

    #[test]
    fn every_rule_says_why_it_is_there() {
        for rule in RULES {
            assert!(rule.reason().len() > 40 && rule.reason().ends_with('.'), "{}", rule.name());
        }
    }
}
