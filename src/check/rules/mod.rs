//! One file a rule.

pub mod alias_spelling;
pub mod date_order;
pub mod external_link;
pub mod heading_jump;
pub mod heavy_mail;
pub mod internal_link;
pub mod large_image;
pub mod leak;
pub mod long_headline;
pub mod long_quote;
pub mod missing_alt;
pub mod missing_attribution;
pub mod missing_credit;
pub mod missing_lede;
pub mod missing_source;
pub mod needless_ignore;
pub mod orphan_term;
pub mod page_link;
pub mod repeated_link;
pub mod similar_terms;
pub mod tracking_parameter;
pub mod unknown_term;
pub mod unlisted_company;
