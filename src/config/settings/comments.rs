//! Readers' comments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum CommentProvider {
    #[default]
    None,
    /// Those of `content/comments/` alone.
    Static,
    Giscus,
    Isso,
    Remark42,
    Mastodon,
    Bluesky,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Comments {
    /// Where readers' comments are. Those of `content/comments/` are shown with any but `none`.
    pub provider: CommentProvider,
    /// How readers send a comment.
    pub form: Option<CommentForm>,
    /// So many days after an article's date nobody can send a comment any more.
    #[schemars(range(min = 1, max = 36500))]
    pub closed_after: Option<u32>,
    pub giscus: Option<Giscus>,
    pub isso: Option<CommentServer>,
    pub remark42: Option<Remark42>,
    pub mastodon: Option<CommentServer>,
}

/// What a form's fields are called, and what else is sent.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum FormKind {
    /// A Staticman server, which writes the comment into the site's repository.
    Staticman,
    /// Any server that takes a form.
    #[default]
    Webhook,
    /// No form: a letter in the reader's own mail program.
    Mail,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum AskMail {
    Required,
    #[default]
    Optional,
    No,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CommentForm {
    pub kind: FormKind,
    /// Where a comment is sent: an https address, a path of the site that your server answers, or `mailto:…`.
    pub action: String,
    /// Whether readers are asked for their address of mail. It is never published.
    pub email: AskMail,
    /// What your service calls the fields `message`, `name`, `email`, `url`, `reply_to`, `article` and `page`.
    pub fields: BTreeMap<String, String>,
    /// What the form sends besides, unseen.
    pub hidden: BTreeMap<String, String>,
    /// What the field is called that people do not see and leave empty; who fills it in is a program.
    pub honeypot: Option<String>,
    /// The page that says what becomes of what readers send: a path of the site, or an https address.
    pub privacy: Option<String>,
    /// What becomes of a comment, in your own words in place of the theme's.
    pub note: Option<String>,
}

/// Discussions on GitHub.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Giscus {
    /// As `owner/name`.
    pub repo: String,
    /// As giscus.app gives it.
    pub repo_id: String,
    /// The name of the category of discussions.
    pub category: String,
    /// As giscus.app gives it.
    pub category_id: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CommentServer {
    /// The server, as `comments.example.org`.
    pub host: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Remark42 {
    /// The server, as `comments.example.org`.
    pub host: String,
    /// What the site is called there.
    pub site: String,
}
