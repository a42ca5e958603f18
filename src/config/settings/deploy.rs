//! Where the site is published.
//!
//! No secret is a value here: a setting names the environment variable that holds it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Deploy {
    /// By the names that `rassegna deploy NAME` knows them by.
    pub targets: BTreeMap<String, Target>,
}

/// One place that the output is sent to: exactly one of `folder`, `s3`, `sftp`, `rsync` and `git`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Target {
    pub folder: Option<Folder>,
    pub s3: Option<S3>,
    pub sftp: Option<Sftp>,
    pub rsync: Option<Rsync>,
    pub git: Option<Git>,
    /// What is never replaced or removed there, as patterns of paths: `["logs/**", "ads.txt"]`.
    pub keep: Vec<String>,
    /// Files with a dot at the beginning of a part of their path, which are not sent otherwise: `[".well-known/**", ".htaccess"]`.
    pub dotfiles: Vec<String>,
    /// More removals than this in one run are refused, since they may be a mistake.
    pub max_deletes: usize,
    /// How many files are sent at once, where a target can do that.
    pub parallel: usize,
    /// How long browsers and caches may keep files, where the target can say so: the first pattern that fits counts, before
    /// what rassegna would say.
    pub cache: Vec<CacheRule>,
    /// Who is told afterwards what has changed.
    pub after: After,
}

impl Default for Target {
    fn default() -> Target {
        Target {
            folder: None,
            s3: None,
            sftp: None,
            rsync: None,
            git: None,
            keep: Vec::new(),
            dotfiles: Vec::new(),
            max_deletes: 256,
            parallel: 8,
            cache: Vec::new(),
            after: After::default(),
        }
    }
}

/// A folder of this machine.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// Relative to the site's folder.
    pub path: String,
}

/// A bucket of an object store that speaks S3: AWS, R2, MinIO, Garage, B2.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    /// The name of the bucket.
    pub bucket: String,
    /// The store's address when it is not AWS: `https://<account>.r2.cloudflarestorage.com`. Without it `AWS_ENDPOINT_URL_S3`
    /// and `AWS_ENDPOINT_URL` count.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Without it `AWS_REGION` and `AWS_DEFAULT_REGION` count, and else `us-east-1`; R2 wants `auto`.
    #[serde(default)]
    pub region: Option<String>,
    /// Before each key: `sito/`.
    #[serde(default)]
    pub prefix: String,
    /// Whether the bucket stands in the path of the address and not in the host. By default it does where there is an endpoint.
    #[serde(default)]
    pub path_style: Option<bool>,
    /// Whether redirects are sent as such (`x-amz-website-redirect-location`), beside the page that leads on. By default on AWS.
    #[serde(default)]
    pub redirects: Option<bool>,
    /// Whether an `http` address on another machine is meant: whoever listens between reads what is sent.
    #[serde(default)]
    pub plain: bool,
    /// The environment variable that holds the key's name.
    #[serde(default = "access_key")]
    pub key_env: String,
    /// The environment variable that holds the key's secret.
    #[serde(default = "secret_key")]
    pub secret_env: String,
    /// The environment variable that holds the token of a session, where there is one.
    #[serde(default = "session_token")]
    pub token_env: String,
    /// How many seconds one file may take.
    #[serde(default = "patience")]
    pub timeout: u64,
}

/// A folder of another machine, by the system's own `sftp`, which knows the keys and the hosts of whoever runs it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sftp {
    /// As `sftp` takes it: `anna@example.org`, or a name of its configuration.
    pub host: String,
    /// The folder there.
    pub path: String,
    /// Else what `sftp` takes by itself.
    #[serde(default)]
    pub port: Option<u16>,
    /// The program and what it is given before the host.
    #[serde(default = "sftp_command")]
    pub command: Vec<String>,
}

/// A folder of another machine, by the system's own `rsync`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rsync {
    /// As `rsync` takes it: `anna@example.org:/var/www/sito`.
    pub to: String,
    /// The program and what it is given first: `[rsync, -e, "ssh -p 2222"]`.
    #[serde(default = "rsync_command")]
    pub command: Vec<String>,
}

/// A branch of a repository, as GitHub Pages and others publish it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Git {
    /// An address, or the name of a remote of the repository that the site is in.
    pub remote: String,
    /// The branch that holds the site.
    pub branch: String,
    /// Whether the branch keeps what it was before. Otherwise it always has one commit, and stays small.
    pub history: bool,
    /// The name of the site at its host, for its file `CNAME`.
    pub cname: Option<String>,
    /// Whether to ask for files as they are, by an empty `.nojekyll`.
    pub nojekyll: bool,
}

impl Default for Git {
    fn default() -> Git {
        Git { remote: "origin".to_string(), branch: "gh-pages".to_string(), history: true, cname: None, nojekyll: true }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CacheRule {
    /// A pattern of paths: `media/**`.
    pub files: String,
    /// The value of `Cache-Control`: `public, max-age=86400`.
    pub control: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct After {
    /// Whether the hubs of the feeds (`feeds.hubs`) are told which feeds have changed.
    pub websub: bool,
    /// Search engines that are told which pages have changed.
    pub indexnow: Option<IndexNow>,
    /// A zone of Cloudflare whose copies of what has changed are given up.
    pub cloudflare: Option<Cloudflare>,
    /// An address that is told what has changed, as JSON.
    pub webhook: Option<Hook>,
}

/// The protocol of indexnow.org.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexNow {
    /// The key, which everybody may read: it stands in `static/<key>.txt` too.
    pub key: String,
    /// Where search engines are told.
    #[serde(default = "indexnow")]
    pub url: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cloudflare {
    /// The zone's number.
    pub zone: String,
    /// The environment variable that holds a token that may purge.
    #[serde(default = "cloudflare_token")]
    pub token_env: String,
    /// Where its interface answers.
    #[serde(default = "cloudflare")]
    pub url: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// The address that is told.
    #[serde(default)]
    pub url: Option<String>,
    /// The environment variable that holds the address, where whoever knows it may use it.
    #[serde(default)]
    pub url_env: Option<String>,
    /// The environment variable that holds a token, sent as `Authorization: Bearer …`.
    #[serde(default)]
    pub token_env: Option<String>,
}

fn access_key() -> String {
    "AWS_ACCESS_KEY_ID".to_string()
}

fn secret_key() -> String {
    "AWS_SECRET_ACCESS_KEY".to_string()
}

fn session_token() -> String {
    "AWS_SESSION_TOKEN".to_string()
}

fn cloudflare_token() -> String {
    "CLOUDFLARE_API_TOKEN".to_string()
}

fn cloudflare() -> String {
    "https://api.cloudflare.com/client/v4".to_string()
}

fn indexnow() -> String {
    "https://api.indexnow.org/indexnow".to_string()
}

fn sftp_command() -> Vec<String> {
    vec!["sftp".to_string()]
}

fn rsync_command() -> Vec<String> {
    vec!["rsync".to_string()]
}

fn patience() -> u64 {
    120
}
