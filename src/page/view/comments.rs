//! What readers say below an article, and how they say more, as templates see it.

use serde::Serialize;

use super::article::place;
use super::frame::local;
use crate::article::comment::{Comment, text, thread_key};
use crate::base::escape;
use crate::config::settings::comments::{AskMail, CommentForm, CommentProvider, FormKind};
use crate::diagnostic::Diagnostic;
use crate::page::desk::Desk;
use crate::site::entry::Entry;
use crate::site::fact::ArticleId;
use crate::site::threads::{Placed, feed_of};

/// So deep answers are set in; what is deeper says whom it answers.
const DEEPEST: usize = 4;

/// So many comments a form offers to answer without a script, the newest of them.
const OFFERED: usize = 100;

#[derive(Serialize, Clone, Debug)]
pub struct CommentsView {
    /// How many readers have written.
    pub count: usize,
    pub thread: Vec<CommentView>,
    /// Notices that pages elsewhere link here.
    pub pings: Vec<CommentView>,
    /// The address of their feed.
    pub feed: Option<String>,
    /// Whether readers may still write.
    pub open: bool,
    pub form: Option<FormView>,
    pub elsewhere: Option<ElsewhereView>,
}

#[derive(Serialize, Clone, Debug)]
pub struct CommentView {
    /// Its id on the page.
    pub id: String,
    /// What the form sends as the comment that is answered.
    pub key: String,
    pub name: String,
    /// Whether its writer gave a name.
    pub named: bool,
    pub url: Option<String>,
    pub date: Option<String>,
    pub day: Option<String>,
    pub time: String,
    /// Printed with `safe`: it is HTML already.
    pub html: String,
    /// Whether its text was longer than is shown.
    pub cut: bool,
    /// How far it is set in, 0 to 4.
    pub depth: usize,
    /// Whom it answers.
    pub answers: Option<AnswersView>,
    /// A letter that answers it, where readers write by mail.
    pub mail: Option<String>,
}

#[derive(Serialize, Clone, Debug)]
pub struct AnswersView {
    pub id: String,
    pub name: String,
    /// Whether it cannot be seen from how far it is set in.
    pub hidden: bool,
}

#[derive(Serialize, Clone, Debug)]
pub struct FormView {
    pub kind: FormKind,
    /// Where the form is sent; empty where readers write by mail.
    pub action: String,
    /// A letter that the reader's own program sends.
    pub mail: Option<String>,
    pub email: AskMail,
    pub fields: FieldsView,
    pub hidden: Vec<HiddenView>,
    pub honeypot: String,
    /// Who gets what readers write: another site's host, or an address of mail.
    pub to: Option<String>,
    pub privacy: Option<String>,
    pub note: Option<String>,
    /// The comments that can be answered.
    pub offered: Vec<OfferedView>,
}

/// What the service calls the fields that readers fill in.
#[derive(Serialize, Clone, Debug)]
pub struct FieldsView {
    pub message: String,
    pub name: String,
    pub email: String,
    pub url: String,
    pub reply_to: String,
}

#[derive(Serialize, Clone, Debug)]
pub struct HiddenView {
    pub name: String,
    pub value: String,
}

#[derive(Serialize, Clone, Debug)]
pub struct OfferedView {
    pub key: String,
    pub name: String,
    pub day: Option<String>,
}

/// Comments that another server has, and shows when a reader asks for them.
#[derive(Serialize, Clone, Debug)]
pub struct ElsewhereView {
    pub provider: CommentProvider,
    /// The server that is asked.
    pub host: String,
    /// Where they can be read without a script of ours.
    pub page: Option<String>,
    /// What the script needs besides, as attributes of data.
    pub data: Vec<HiddenView>,
}

/// A comment's writer, as everybody sees it.
pub fn name_of(desk: &Desk<'_>, comment: &Comment) -> String {
    if comment.name.is_empty() { desk.word("comment_anonymous") } else { comment.name.clone() }
}

/// What stands below an article. `post` is where its readers answer elsewhere.
pub fn view(desk: &Desk<'_>, id: ArticleId, entry: &Entry, post: Option<&str>) -> Option<CommentsView> {
    if desk.config().settings.comments.provider == CommentProvider::None {
        return None;
    }
    let talked = desk.reader.comments(id)?;
    let read = |placed: &Placed<'_>| desk.comment(placed.card);
    let comments: Vec<Option<Comment>> = talked.thread.iter().map(read).collect();
    let answered = |at: usize| {
        let comment = comments[at].as_ref()?;
        Some(AnswersView {
            id: talked.thread[at].anchor.clone(),
            name: name_of(desk, comment),
            hidden: talked.thread[at].depth >= DEEPEST,
        })
    };
    let letters = form(desk).filter(|form| form.kind == FormKind::Mail && talked.is_open);
    let shown = talked.thread.iter().zip(&comments).filter_map(|(placed, comment)| {
        let mut shown = one(desk, placed, comment.as_ref()?);
        shown.answers = placed.parent.and_then(answered);
        shown.mail = letters.map(|form| letter(form, entry, Some(&placed.card.id)));
        Some(shown)
    });
    let thread: Vec<CommentView> = shown.collect();
    let pings = talked.pings.iter().filter_map(|placed| Some(one(desk, placed, &read(placed)?))).collect();
    let found = elsewhere(desk, post);
    if post.is_some() && found.is_none() {
        desk.say(
            Diagnostic::warning("comment-post", "this post is not where the site's comments are")
                .at(place(desk, &entry.card.path, &["comments", "post"]))
                .help(match desk.config().settings.comments.provider {
                    CommentProvider::Mastodon => "It is to be at the server of `comments.mastodon.host`.",
                    CommentProvider::Bluesky => "Write it as `https://bsky.app/profile/…/post/…`.",
                    _ => "With this provider no post is needed.",
                }),
        );
    }
    let has_feed = !thread.is_empty() && desk.world.site.wants("comments");
    Some(CommentsView {
        count: thread.len(),
        feed: has_feed.then(|| desk.url(&feed_of(&entry.card.shown.url))),
        form: form(desk).filter(|_| talked.is_open).map(|form| form_view(desk, form, entry, &thread)),
        elsewhere: found,
        open: talked.is_open,
        thread,
        pings,
    })
}

fn one(desk: &Desk<'_>, placed: &Placed<'_>, comment: &Comment) -> CommentView {
    let date = placed.card.date.map(|date| date.within(&desk.config().zone));
    CommentView {
        id: placed.anchor.clone(),
        key: placed.card.id.clone(),
        name: name_of(desk, comment),
        named: !comment.name.is_empty(),
        url: comment.url.as_deref().map(escape::ascii),
        date: date.map(|date| date.rfc3339()),
        day: date.map(|date| date.day().iso()),
        time: date.map(|date| date.clock()).filter(|clock| clock != "00:00").unwrap_or_default(),
        html: text::html(&comment.text),
        cut: comment.is_cut,
        depth: placed.depth.min(DEEPEST),
        answers: None,
        mail: None,
    }
}

fn form<'a>(desk: &Desk<'a>) -> Option<&'a CommentForm> {
    desk.config().settings.comments.form.as_ref()
}

fn form_view(desk: &Desk<'_>, form: &CommentForm, entry: &Entry, thread: &[CommentView]) -> FormView {
    let field = |name: &str, value: String| HiddenView { name: form.field(name), value };
    let page = desk.permalink(&entry.card.shown.url);
    let mut hidden = vec![field("article", thread_key(&entry.card.path).unwrap_or_default())];
    hidden.push(field("page", format!("{page}#comments")));
    hidden.extend(form.hidden.iter().map(|(name, value)| HiddenView { name: name.clone(), value: value.clone() }));
    let is_mail = form.kind == FormKind::Mail;
    let to = form.action.strip_prefix("https://").or_else(|| form.action.strip_prefix("mailto:"));
    FormView {
        kind: form.kind,
        action: if is_mail { String::new() } else { local(desk.config(), &form.action) },
        mail: is_mail.then(|| letter(form, entry, None)),
        email: form.email,
        fields: FieldsView {
            message: form.field("message"),
            name: form.field("name"),
            email: form.field("email"),
            url: form.field("url"),
            reply_to: form.field("reply_to"),
        },
        hidden,
        honeypot: form.trap(),
        to: to.and_then(|rest| rest.split(['/', '?', '#']).next()).map(str::to_string),
        privacy: form.privacy.as_deref().map(|page| local(desk.config(), page)),
        note: form.note.clone(),
        offered: thread
            .iter()
            .rev()
            .take(OFFERED)
            .map(|one| OfferedView { key: one.key.clone(), name: one.name.clone(), day: one.day.clone() })
            .collect(),
    }
}

/// A letter whose subject says which article it is about, so that it can be taken in.
fn letter(form: &CommentForm, entry: &Entry, answers: Option<&str>) -> String {
    let thread = thread_key(&entry.card.path).unwrap_or_default();
    let subject = match answers {
        Some(id) => format!("[{thread}#{id}]"),
        None => format!("{} [{thread}]", entry.card.shown.title),
    };
    let joint = if form.action.contains('?') { '&' } else { '?' };
    let encoded = percent_encoding::utf8_percent_encode(&subject, percent_encoding::NON_ALPHANUMERIC);
    format!("{}{joint}subject={encoded}", form.action)
}

/// What another server has of it.
fn elsewhere(desk: &Desk<'_>, post: Option<&str>) -> Option<ElsewhereView> {
    let config = desk.config();
    let host = config.comment_host()?.to_string();
    let comments = &config.settings.comments;
    let data = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| HiddenView { name: name.to_string(), value: value.to_string() }).collect()
    };
    let lang = desk.tongue().tag.as_str();
    let (page, data) = match comments.provider {
        CommentProvider::None | CommentProvider::Static => return None,
        CommentProvider::Giscus => {
            let giscus = comments.giscus.as_ref()?;
            let fields = [
                ("repo", giscus.repo.as_str()),
                ("repo-id", &giscus.repo_id),
                ("category", &giscus.category),
                ("category-id", &giscus.category_id),
                ("lang", lang),
            ];
            (Some(format!("https://github.com/{}/discussions", giscus.repo)), data(&fields))
        }
        CommentProvider::Isso => (None, data(&[("lang", lang)])),
        CommentProvider::Remark42 => (None, data(&[("site", &comments.remark42.as_ref()?.site), ("lang", lang)])),
        // Without a post there is nothing to be asked for.
        CommentProvider::Mastodon => {
            let post = post.filter(|post| text::is_web(post) && is_at(post, &host))?;
            let id = post.trim_end_matches('/').rsplit('/').next()?;
            id.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(())?;
            (Some(post.to_string()), data(&[("post", id)]))
        }
        CommentProvider::Bluesky => {
            let post = post.filter(|post| text::is_web(post) && is_at(post, "bsky.app"))?;
            let rest = post.split_once("/profile/")?.1;
            let (profile, key) = rest.split_once("/post/")?;
            let uri = format!("at://{profile}/app.bsky.feed.post/{}", key.trim_end_matches('/'));
            (Some(post.to_string()), data(&[("post", &uri)]))
        }
    };
    Some(ElsewhereView { provider: comments.provider, host, page, data })
}

fn is_at(address: &str, host: &str) -> bool {
    let rest = address.strip_prefix("https://");
    rest.is_some_and(|rest| rest.split(['/', '?', '#']).next().is_some_and(|own| own.eq_ignore_ascii_case(host)))
}
