//! `rassegna new`

mod from;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use self::from::Origin;
use super::build::Choices;
use super::{Context, Failure, report};
use crate::article::place::Sort;
use crate::article::profile::Profile;
use crate::base::date::Moment;
use crate::base::file_name::portable;
use crate::base::platform::slashed;
use crate::base::slug::slugify;
use crate::build::engine::Engine;

/// Begin an article, a page or a profile
///
/// The file comes from the site's `archetypes/article.md` (or `page.md`, `company.md`, `person.md`, `product.md`) if there is one, in
/// which {title}, {date}, {slug} and {section} are filled in. `rassegna new --from URL` begins an article about a page of
/// another outlet.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, arg_required_else_help = true)]
pub struct New {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    about: About,
}

#[derive(Subcommand)]
enum What {
    /// An article, dated now
    Article(Article),
    /// A page outside the river of articles
    Page(Title),
    /// A company's profile
    Company(Title),
    /// A person's profile
    Person(Title),
    /// A product's profile
    Product(Title),
}

/// An article about a page: what `rassegna new --from` takes without saying `article`.
#[derive(Args)]
struct About {
    /// A page of another outlet, or its saved HTML, that the article is about: it becomes the source
    #[arg(long, required = true, value_name = "URL|FILE")]
    from: Option<String>,
    /// Take the page's picture too, into the article's folder
    #[arg(long)]
    picture: bool,
    /// The headline, instead of the page's
    #[arg(long)]
    title: Option<String>,
    #[command(flatten)]
    place: Placing,
}

#[derive(Args)]
struct Article {
    /// The headline; with --from it may be left out
    #[arg(required_unless_present = "from")]
    title: Vec<String>,
    /// A page of another outlet, or its saved HTML, that the article is about: it becomes the source
    #[arg(long, value_name = "URL|FILE")]
    from: Option<String>,
    /// Take the page's picture too, into the article's folder
    #[arg(long, requires = "from")]
    picture: bool,
    #[command(flatten)]
    place: Placing,
}

#[derive(Args)]
struct Title {
    /// The headline, or the name
    #[arg(required = true)]
    title: Vec<String>,
    #[command(flatten)]
    place: Placing,
}

/// Where the file is to stand.
#[derive(Args, Clone)]
struct Placing {
    /// The section, which is the folder below `articles/`
    #[arg(long)]
    section: Option<String>,
    /// The last part of the address, instead of one made from the title
    #[arg(long)]
    slug: Option<String>,
    /// Make a folder that holds the article and its pictures
    #[arg(long)]
    bundle: bool,
    /// The language, when it is not the site's first
    #[arg(long)]
    lang: Option<String>,
    /// The date, instead of now
    #[arg(long)]
    date: Option<String>,
}

const ARTICLE: &str = "---\ntitle: {title}\ndate: {date}\nlede: \"\"\ntags: []\ncompanies: []\n# sources:\n#   - {name: WSJ, url: \"https://www.wsj.com/\", role: original}\ndraft: true\n---\n\n";
const PAGE: &str = "---\ntitle: {title}\n---\n\n";
const PROFILE: &str = "---\nname: {title}\naliases: []\nwebsite: \"\"\n---\n\n";

impl New {
    /// # Errors
    /// When the file exists already, or cannot be written.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let Some(engine) = context.told(Engine::open(&context.root, Choices::default().options()?)) else {
            return Ok(ExitCode::FAILURE);
        };
        let about = |from: Option<String>, picture| from.map(|from| Origin { from, picture });
        let (kind, built_in, title, place, origin) = match self.what {
            None => {
                ("article", ARTICLE, self.about.title, self.about.place, about(self.about.from, self.about.picture))
            }
            Some(What::Article(it)) => ("article", ARTICLE, joined(&it.title), it.place, about(it.from, it.picture)),
            Some(What::Page(it)) => ("page", PAGE, joined(&it.title), it.place, None),
            Some(What::Company(it)) => ("company", PROFILE, joined(&it.title), it.place, None),
            Some(What::Person(it)) => ("person", PROFILE, joined(&it.title), it.place, None),
            Some(What::Product(it)) => ("product", PROFILE, joined(&it.title), it.place, None),
        };
        let title = title.filter(|title| !title.trim().is_empty());
        let config = engine.config();
        if let Some(tag) = &place.lang
            && !config.languages.iter().any(|language| language.tag == *tag)
        {
            let known: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
            return Err(format!("the site has no language `{tag}`; it has {}", known.join(", ")).into());
        }
        let moment = match &place.date {
            Some(text) => Moment::parse(text, &config.zone)
                .map_err(|error| format!("--date: {}; write it as 2025-09-23", error.0))?,
            None => Moment::now(&config.zone),
        };
        if let Some(origin) = origin {
            return origin.begin(context, &engine, title, &place, moment);
        }
        let Some(title) = title else {
            return Err(match kind {
                "article" => "an article needs a title".to_string(),
                "page" => "a page needs a title".to_string(),
                kind => format!("a {kind} needs a name"),
            }
            .into());
        };
        let slug = place.slug.as_deref().map_or_else(|| slugify(&title), slugify);
        let path = place.path(kind, &slug, moment, &config.languages[0].tag);
        let language = place.lang.as_deref().and_then(|tag| config.language(tag)).unwrap_or(0);
        if let Some(refusal) = taken(engine, kind, &title, language, &slashed(&path)) {
            return Err(refusal.into());
        }
        let archetype = std::fs::read_to_string(context.root.join(format!("archetypes/{kind}.md")));
        let text = archetype
            .unwrap_or_else(|_| built_in.to_string())
            .replace("{title}", &quoted(&title))
            .replace("{date}", &moment.rfc3339())
            .replace("{slug}", &slug)
            .replace("{section}", place.section.as_deref().unwrap_or(""));
        context.create(&path, &text)?;
        report::print(path.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// Why nobody of this name needs a profile: the files of two would be two pages, each with half of the articles.
fn taken(mut engine: Engine, kind: &str, name: &str, language: usize, path: &str) -> Option<String> {
    let taxonomy = engine.config().taxonomy(match kind {
        "company" => "companies",
        "person" => "people",
        "product" => "products",
        _ => return None,
    })?;
    // What is wrong with the site is not asked for here; a build tells it.
    engine.look().ok()?;
    let site = &engine.world().site;
    let key = site.registry.key(taxonomy, name);
    let known = site.profiles().filter(|profile| profile.sort == Sort::Profile(taxonomy) && profile.key == key);
    // The same profile in another language is welcome, under the same address.
    let is_other = |profile: &&Profile| usize::from(profile.language) == language || slugify(name) != key;
    let profile = known.filter(is_other).find(|profile| profile.path != path)?;
    Some(match slugify(&profile.name) == slugify(name) {
        true => format!("`{name}` has a profile already: {}", profile.path),
        false => format!("`{name}` is another name of {}: {}", profile.name, profile.path),
    })
}

/// A title whose words nobody has put into quotation marks; `None` where there is none.
fn joined(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

impl Placing {
    fn path(&self, kind: &str, slug: &str, moment: Moment, default_language: &str) -> PathBuf {
        let suffix = match &self.lang {
            Some(tag) if tag != default_language => format!(".{tag}.md"),
            _ => ".md".to_string(),
        };
        let mut folder = match kind {
            "article" => {
                let day = moment.day();
                let section = self
                    .section
                    .as_deref()
                    .map(|section| format!("{}/", portable(&slugify(section))))
                    .unwrap_or_default();
                PathBuf::from(format!("content/articles/{section}{:04}/{:02}", day.year, day.month))
            }
            "page" => PathBuf::from("content/pages"),
            "company" => PathBuf::from("content/companies"),
            "product" => PathBuf::from("content/products"),
            _ => PathBuf::from("content/people"),
        };
        if self.bundle {
            folder.push(&*portable(slug));
            return folder.join(format!("index{suffix}"));
        }
        folder.join(&*portable(&format!("{slug}{suffix}")))
    }
}

/// A text as a YAML value that means nothing else.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r', '\t'], " "))
}
