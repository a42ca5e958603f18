//! An article's own page, and pages outside the river.

use crate::article::place::Sort;
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::page::desk::Desk;
use crate::page::json_ld;
use crate::page::kind::{Address, Kind, Sheet};
use crate::page::kinds::social_card;
use crate::page::view::article::{ArticleView, view};
use crate::page::view::card::Named;
use crate::page::view::frame::{FeedLink, PageView, front_feeds, home};
use crate::page::view::picture::for_sharing;
use crate::picture::crop::Focal;
use crate::site::fact::{ArticleId, Subject};
use crate::site::store::Site;
use crate::site::target::is_outside;
use crate::theme::printed::Printed;

pub struct Articles;
pub struct Pages;

impl Kind for Articles {
    fn name(&self) -> &'static str {
        "article"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        if site.wants(self.name()) { plan(subject, site, Sort::Article) } else { Vec::new() }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        compose(address, desk, "article", &["article.html"])
    }
}

impl Kind for Pages {
    fn name(&self) -> &'static str {
        "page"
    }

    fn plan(&self, subject: Subject, site: &Site) -> Vec<(String, u32)> {
        if site.wants(self.name()) { plan(subject, site, Sort::Page) } else { Vec::new() }
    }

    fn compose(&self, address: &Address, desk: &Desk<'_>) -> Result<Option<Sheet>, Diagnostic> {
        compose(address, desk, "page", &["page.html", "article.html"])
    }
}

fn plan(subject: Subject, site: &Site, sort: Sort) -> Vec<(String, u32)> {
    let Subject::Article(id) = subject else { return Vec::new() };
    let entry = site.entry(id).filter(|entry| entry.card.sort == sort);
    entry.map(|entry| (entry.card.shown.url.clone(), 0)).into_iter().collect()
}

fn compose(
    address: &Address,
    desk: &Desk<'_>,
    kind: &'static str,
    templates: &[&str],
) -> Result<Option<Sheet>, Diagnostic> {
    let Subject::Article(id) = address.subject else { return Ok(None) };
    let Some((entry, article)) = desk.own_article(id) else { return Ok(None) };
    let template = match &article.details.template {
        Some(own) if desk.has_template(own) => own.clone(),
        Some(own) => return Err(missing_template(desk, own)),
        None => desk.template(templates),
    };
    let shown = view(desk, id, entry, &article, &template);
    let printed = desk.world.theme.printed(&template);
    let mut page = head(desk, kind, id, address, &shown, printed);
    if let Some(canonical) = &article.details.canonical {
        page.canonical = Some(canonical.clone());
        page.indexed = false;
    }
    if printed.has("image") {
        show_in_links(desk, &mut page, &shown, id);
    }
    if let Some(feed) = shown.comments.as_ref().and_then(|comments| comments.feed.as_ref()) {
        let title = format!("{}: {} (Atom)", desk.word("comments"), shown.card.title);
        page.feeds.push(FeedLink { kind: "application/atom+xml", title, url: feed.clone() });
    }
    page.json_ld = desk.structured(&template, || match kind {
        "article" => json_ld::article::article(desk, &page, &shown, entry, &article.body),
        _ => json_ld::article::page(desk, &page, &shown),
    });
    let mut view = desk.view();
    view.set_printed("page", &page, printed);
    view.set_both_printed("article", &shown.card, &shown, printed);
    Ok(Some(Sheet::Template { template, view }))
}

fn head(
    desk: &Desk<'_>,
    kind: &'static str,
    id: ArticleId,
    address: &Address,
    article: &ArticleView<'_>,
    printed: Printed,
) -> PageView {
    let mut page = PageView::new(desk, kind, &address.url, article.card.title, article.card.summary);
    page.feeds = front_feeds(desk);
    if printed.has("breadcrumbs") || printed.has("json_ld") {
        page.breadcrumbs.push(home(desk));
        page.breadcrumbs.extend(article.card.section.clone());
        page.breadcrumbs.push(Named { name: article.card.title.to_string(), url: desk.url(&address.url) });
    }
    if kind == "article" {
        page.open_graph_type = "article";
        page.published = Some(article.card.date.clone());
        page.modified = article.card.modified.clone();
        page.section = article.card.section.as_ref().map(|section| section.name.clone());
        page.tags = article.card.tags.iter().map(|tag| tag.name.clone()).collect();
    }
    if desk.config().languages.len() > 1 {
        page = page.with_alternates(desk, &address.url, &desk.reader.translations(id));
    }
    page
}

/// The picture that social networks and messengers show beside a link to the page.
fn show_in_links(desk: &Desk<'_>, page: &mut PageView, article: &ArticleView<'_>, id: ArticleId) {
    if let Some(card) = social_card::wanted(desk, id) {
        page.image = Some(desk.permalink(&card));
        page.image_alt = Some(article.card.title.to_string());
        (page.image_width, page.image_height) = (Some(social_card::SIZE.0), Some(social_card::SIZE.1));
        return;
    }
    let Some(picture) = &article.picture else { return };
    page.image_alt = Some(picture.alt.clone()).filter(|alt| !alt.is_empty());
    let cut = picture.shown.path.as_ref();
    if let Some(cut) = cut.and_then(|path| for_sharing(desk, path, picture.focal.map(Focal::new))) {
        page.image = Some(cut.url);
        (page.image_width, page.image_height) = (Some(cut.width), Some(cut.height));
        return;
    }
    let path = picture.url.strip_prefix(desk.config().base_path.as_str()).unwrap_or(&picture.url);
    page.image = Some(match is_outside(&picture.url) {
        true => picture.url.clone(),
        false => format!("{}{path}", desk.config().base_url),
    });
    (page.image_width, page.image_height) = (picture.width, picture.height);
}

fn missing_template(desk: &Desk<'_>, name: &str) -> Diagnostic {
    let names = desk.world.theme.names();
    let near = nearest(name, names.iter().map(String::as_str));
    let diagnostic = Diagnostic::error("missing-template", format!("there is no template `{name}`"))
        .at(Span::file(&desk.file).labelled("this article asks for it"));
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("Write it into the site's `templates/` folder."),
    }
}
