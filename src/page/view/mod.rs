//! The variables that templates get, typed. `docs/content/articles/reference/templates.md` describes them; a change here is a change there.

pub mod article;
pub mod calendar;
pub mod card;
pub mod comments;
pub mod frame;
pub mod issue;
pub mod listing;
pub mod picture;
pub mod profile;
pub mod story;
pub mod subscribe;
