//! How the issues of a series go out by mail.
//!
//! No secret is a value here: a setting names the environment variable or the file that holds it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// Who sends it: `La Rassegna <digest@example.org>`.
    pub from: String,
    /// Where answers go, when that is not the sender.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// Whom it is addressed to; with `smtp` the address at which a list service takes it in.
    #[serde(default)]
    pub to: Option<String>,
    /// The list's name and its identifier: `La Rassegna <weekly.example.org>`.
    #[serde(default)]
    pub list_id: Option<String>,
    /// Where readers leave the list. An https address enters the mail's head, so that mail programs show a button; a list
    /// service's own mark, as `{{ unsubscribe_url }}`, is left to the text.
    #[serde(default)]
    pub unsubscribe: Option<String>,
    /// Which service takes the mail: one of `smtp`, `buttondown`, `listmonk` and `webhook`. Without it the mail is made
    /// and goes nowhere.
    #[serde(default)]
    pub service: Service,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    pub smtp: Option<Smtp>,
    pub buttondown: Option<Buttondown>,
    pub listmonk: Option<Listmonk>,
    pub webhook: Option<Webhook>,
}

/// How a connection to a mail server is made safe.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// It begins in the open and becomes safe before anything is said: port 587.
    #[default]
    Starttls,
    /// It is safe from its first byte: port 465.
    Implicit,
    /// It is never safe: only to a server on the same machine, or with `plain: true`.
    None,
}

/// A mail server.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// The server that takes the mail.
    pub host: String,
    /// 587, with `tls: implicit` 465, with `tls: none` 25.
    #[serde(default)]
    pub port: Option<u16>,
    #[serde(default)]
    pub tls: Tls,
    /// Whether `tls: none` is meant for a server on another machine: whoever listens between reads the mail and the password.
    #[serde(default)]
    pub plain: bool,
    /// Whether the server asks for a user and a password.
    #[serde(default = "yes")]
    pub auth: bool,
    /// The environment variable that holds the user.
    #[serde(default = "smtp_user")]
    pub user_env: String,
    /// The environment variable that holds the password.
    #[serde(default = "smtp_password")]
    pub password_env: String,
    /// A file whose first line is the user and whose second is the password, readable by its owner alone. It stands in the
    /// place of the two variables.
    #[serde(default)]
    pub secrets_file: Option<String>,
    /// A file of certificates (PEM) that the server's must descend from, in the place of those that browsers trust.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// How many seconds an answer may take.
    #[serde(default = "patience")]
    pub timeout: u64,
}

/// Drafts at Buttondown.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Buttondown {
    /// Where its interface answers.
    pub url: String,
    /// The environment variable that holds the API key.
    pub key_env: String,
    /// A file that holds the API key in its first line, readable by its owner alone.
    pub secrets_file: Option<String>,
    /// The newsletter, when the key is one for several.
    pub newsletter: Option<String>,
    /// The template at Buttondown, in the place of the newsletter's own: one that adds as little as possible.
    pub template: Option<String>,
    /// How many seconds an answer may take.
    pub timeout: u64,
}

impl Default for Buttondown {
    fn default() -> Buttondown {
        Buttondown {
            url: "https://api.buttondown.com/v1".to_string(),
            key_env: "RASSEGNA_BUTTONDOWN_KEY".to_string(),
            secrets_file: None,
            newsletter: None,
            template: None,
            timeout: patience(),
        }
    }
}

/// Draft campaigns at a Listmonk of one's own.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listmonk {
    /// Its address, without `/api`.
    pub url: String,
    /// The numbers of the lists that the campaign is for.
    pub lists: Vec<u64>,
    /// The number of the template; one that adds nothing, as `{{ template "content" . }}` alone.
    #[serde(default)]
    pub template: Option<u64>,
    /// The environment variable that holds the API user's name.
    #[serde(default = "listmonk_user")]
    pub user_env: String,
    /// The environment variable that holds the API user's token.
    #[serde(default = "listmonk_token")]
    pub token_env: String,
    /// A file whose first line is the user and whose second is the token, readable by its owner alone.
    #[serde(default)]
    pub secrets_file: Option<String>,
    /// A file of certificates (PEM) that the server's must descend from, in the place of those that browsers trust.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// Whether an `http` address on another machine is meant: whoever listens between reads the mail and the token.
    #[serde(default)]
    pub plain: bool,
    /// How many seconds an answer may take.
    #[serde(default = "patience")]
    pub timeout: u64,
}

/// Any address that takes the mail as JSON.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where the mail is posted.
    #[serde(default)]
    pub url: Option<String>,
    /// The environment variable that holds the address, where whoever knows it may use it.
    #[serde(default)]
    pub url_env: Option<String>,
    /// The environment variable that holds a token, sent as `Authorization: Bearer …`. Without it, and without
    /// `secrets_file`, none is sent.
    #[serde(default)]
    pub token_env: Option<String>,
    /// A file that holds the token in its first line, readable by its owner alone.
    #[serde(default)]
    pub secrets_file: Option<String>,
    /// A file of certificates (PEM) that the server's must descend from, in the place of those that browsers trust.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// Whether an `http` address on another machine is meant: whoever listens between reads the mail and the token.
    #[serde(default)]
    pub plain: bool,
    /// How many seconds an answer may take.
    #[serde(default = "patience")]
    pub timeout: u64,
}

fn yes() -> bool {
    true
}

fn smtp_user() -> String {
    "RASSEGNA_SMTP_USER".to_string()
}

fn smtp_password() -> String {
    "RASSEGNA_SMTP_PASSWORD".to_string()
}

fn listmonk_user() -> String {
    "RASSEGNA_LISTMONK_USER".to_string()
}

fn listmonk_token() -> String {
    "RASSEGNA_LISTMONK_TOKEN".to_string()
}

fn patience() -> u64 {
    30
}
