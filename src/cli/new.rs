//! `rassegna new`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::build::Choices;
use super::{Context, Failure, report};
use crate::base::date::Moment;
use crate::base::slug::slugify;
use crate::build::engine::Engine;

/// Begin an article, a page or a profile
///
/// The file comes from the site's `archetypes/article.md` (or `page.md`, `company.md`, `person.md`, `product.md`) if there is one, in
/// which {title}, {date}, {slug} and {section} are filled in.
#[derive(Args)]
pub struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// An article, dated now
    Article(Title),
    /// A page outside the river of articles
    Page(Title),
    /// A company's profile
    Company(Title),
    /// A person's profile
    Person(Title),
    /// A product's profile
    Product(Title),
}

#[derive(Args)]
struct Title {
    /// The headline, or the name
    title: String,
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
        let engine = match Engine::open(&context.root, Choices::default().options()?) {
            Ok(engine) => engine,
            Err(diagnostics) => {
                report::diagnostics(context, &diagnostics);
                return Ok(ExitCode::FAILURE);
            }
        };
        let (kind, built_in, title) = match &self.what {
            What::Article(title) => ("article", ARTICLE, title),
            What::Page(title) => ("page", PAGE, title),
            What::Company(title) => ("company", PROFILE, title),
            What::Person(title) => ("person", PROFILE, title),
            What::Product(title) => ("product", PROFILE, title),
        };
        let config = engine.config();
        if let Some(tag) = &title.lang
            && !config.languages.iter().any(|language| language.tag == *tag)
        {
            let known: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
            return Err(format!("the site has no language `{tag}`; it has {}", known.join(", ")).into());
        }
        let moment = match &title.date {
            Some(text) => Moment::parse(text, &config.zone).map_err(|error| format!("--date: {}", error.0))?,
            None => Moment::now(&config.zone),
        };
        let slug = title.slug.as_deref().map_or_else(|| slugify(&title.title), slugify);
        let path = title.path(kind, &slug, moment, &config.languages[0].tag);
        let archetype = std::fs::read_to_string(context.root.join(format!("archetypes/{kind}.md")));
        let text = archetype
            .unwrap_or_else(|_| built_in.to_string())
            .replace("{title}", &quoted(&title.title))
            .replace("{date}", &moment.rfc3339())
            .replace("{slug}", &slug)
            .replace("{section}", title.section.as_deref().unwrap_or(""));
        context.create(&path, &text)?;
        report::print(path.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Title {
    fn path(&self, kind: &str, slug: &str, moment: Moment, default_language: &str) -> PathBuf {
        let suffix = match &self.lang {
            Some(tag) if tag != default_language => format!(".{tag}.md"),
            _ => ".md".to_string(),
        };
        let mut folder = match kind {
            "article" => {
                let day = moment.day();
                let section =
                    self.section.as_deref().map(|section| format!("{}/", slugify(section))).unwrap_or_default();
                PathBuf::from(format!("content/articles/{section}{:04}/{:02}", day.year, day.month))
            }
            "page" => PathBuf::from("content/pages"),
            "company" => PathBuf::from("content/companies"),
            "product" => PathBuf::from("content/products"),
            _ => PathBuf::from("content/people"),
        };
        if self.bundle {
            folder.push(slug);
            return folder.join(format!("index{suffix}"));
        }
        folder.join(format!("{slug}{suffix}"))
    }
}

/// A text as a YAML value that means nothing else.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r', '\t'], " "))
}
