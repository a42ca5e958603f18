//! A site as a list of choices, and the edits that change them: what the twin test plays with.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::builder::{NOW, SiteTest, png};

/// How many articles there may be; the last two are written in English, one of them as a translation of the first.
pub const ARTICLES: usize = 7;
pub const PROFILES: [&str; 10] = [
    "companies/nvidia.md",
    "companies/amd.md",
    "tags/ia.md",
    "companies/nvidia.en.md",
    "companies/_index.md",
    "articles/_index.md",
    "stories/saga.md",
    "pages/chi.md",
    "pages/chi.en.md",
    "sources/a.md",
];

/// Files that are published, and what they may hold.
const STATICS: [(&str, [&str; 3]); 7] = [
    ("static/a.txt", ["", "uno", "due"]),
    ("static/assets/style.css", ["", "uno", "due"]),
    ("content/articles/pari/nota.txt", ["", "uno", "due"]),
    ("static/b.txt", ["", "uno", "due"]),
    ("assets/style.css", ["", "a { b: url(x.svg) }\n", "a { b: url(x.svg) }\nc { d: e }\n"]),
    ("assets/x.svg", ["", "<svg/>", "<svg></svg>"]),
    ("themes/tiny/assets/app.scss", ["", ".a { .b { c: d; } }\n", ".a { .b { c: e; } }\n"]),
];

/// An article, by a choice for each field.
#[derive(Clone, Debug, Default)]
pub struct Article {
    pub title: u8,
    pub day: u8,
    pub body: u8,
    pub tags: u8,
    pub company: u8,
    pub section: u8,
    pub hold: u8,
    pub slug: u8,
    pub others: u8,
}

#[derive(Clone, Debug)]
pub enum Edit {
    /// The article comes, or is written anew.
    Write(usize, Article),
    Title(usize, u8),
    Body(usize, u8),
    Day(usize, u8),
    Tags(usize, u8),
    Company(usize, u8),
    Section(usize, u8),
    /// Draft, embargo, expiry.
    Hold(usize, u8),
    /// Another address.
    Slug(usize, u8),
    /// An issue that is put together by hand.
    Edition(u8, u8),
    /// Summary, aliases, story, sources and the like.
    Others(usize, u8),
    /// A reader's comment comes, changes, is approved or goes.
    Comment(u8, u8),
    Delete(usize),
    Profile(usize, u8),
    Template(u8, u8),
    Static(u8, u8),
    Data(u8),
    Strings(u8),
    Configure(u8, u8),
    /// Time passes, which only a new process sees.
    Wait(u8),
}

/// A site as a list of choices, from which all of its files follow.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub articles: BTreeMap<usize, Article>,
    pub profiles: BTreeMap<usize, u8>,
    templates: BTreeMap<u8, u8>,
    editions: BTreeMap<u8, u8>,
    statics: BTreeMap<u8, u8>,
    comments: BTreeMap<u8, u8>,
    data: u8,
    strings: u8,
    settings: BTreeMap<u8, u8>,
    waited: u8,
}

/// `choices[which]`, where every number is some choice.
fn pick<'a>(choices: &[&'a str], which: u8) -> &'a str {
    choices[usize::from(which) % choices.len()]
}

impl Model {
    pub fn apply(&mut self, edit: &Edit) {
        let set = |articles: &mut BTreeMap<usize, Article>, at: &usize, change: &dyn Fn(&mut Article)| {
            articles.get_mut(at).into_iter().for_each(change);
        };
        let articles = &mut self.articles;
        match edit {
            Edit::Write(at, article) => drop(articles.insert(*at, article.clone())),
            Edit::Title(at, value) => set(articles, at, &|article| article.title = *value),
            Edit::Body(at, value) => set(articles, at, &|article| article.body = *value),
            Edit::Day(at, value) => set(articles, at, &|article| article.day = *value),
            Edit::Tags(at, value) => set(articles, at, &|article| article.tags = *value),
            Edit::Company(at, value) => set(articles, at, &|article| article.company = *value),
            Edit::Section(at, value) => set(articles, at, &|article| article.section = *value),
            Edit::Hold(at, value) => set(articles, at, &|article| article.hold = *value),
            Edit::Slug(at, value) => set(articles, at, &|article| article.slug = *value),
            Edit::Others(at, value) => set(articles, at, &|article| article.others = *value),
            Edit::Delete(at) => drop(articles.remove(at)),
            Edit::Profile(at, value) => drop(self.profiles.insert(*at, *value)),
            Edit::Edition(at, value) => drop(self.editions.insert(*at, *value)),
            Edit::Template(at, value) => drop(self.templates.insert(*at, *value)),
            Edit::Static(at, value) => drop(self.statics.insert(*at, *value)),
            Edit::Comment(at, value) => drop(self.comments.insert(*at, *value)),
            Edit::Data(value) => self.data = *value,
            Edit::Strings(value) => self.strings = *value,
            Edit::Configure(at, value) => drop(self.settings.insert(*at, *value)),
            Edit::Wait(days) => self.waited = self.waited.max(*days),
        }
    }

    fn now(&self) -> String {
        NOW.replace("01-15", &format!("01-{}", 15 + self.waited))
    }

    /// Every file that the choices make, beside those of the tiny theme.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut add = |path: String, text: String| {
            if !text.is_empty() {
                files.insert(path, text.into_bytes());
            }
        };
        for (at, article) in &self.articles {
            add(format!("content/articles/{}", place(*at)), text(*at, article));
        }
        for (at, value) in &self.profiles {
            add(format!("content/{}", PROFILES[*at]), profile(*at, *value));
        }
        for (at, value) in &self.editions {
            if let Some(path) = edition_place(*at, self.settings.get(&7).copied().unwrap_or(0)) {
                add(format!("content/digests/{path}"), edition(*value));
            }
        }
        for (at, value) in &self.comments {
            add(format!("content/comments/{}", COMMENTS[usize::from(*at) % COMMENTS.len()]), comment(*value));
        }
        // Unless a template is chosen, articles show what is proposed beside them.
        let (name, choices) = template(6);
        add(format!("templates/{name}"), choices[0].to_string());
        for (at, value) in &self.templates {
            let (name, choices) = template(*at);
            add(format!("templates/{name}"), pick(&choices, *value).to_string());
        }
        for (at, value) in &self.statics {
            let (path, choices) = STATICS[usize::from(*at) % STATICS.len()];
            add(path.to_string(), pick(&choices, *value).to_string());
        }
        add("data/d.yaml".to_string(), pick(&["x: 0\n", "x: 1\n", "x: 2\n"], self.data).to_string());
        let strings =
            ["", "description_of: \"Su {name}\"\n", "description_of: \"Di {name}\"\ntaxonomy_tags: \"Etichette\"\n"];
        add("i18n/it.yaml".to_string(), pick(&strings, self.strings).to_string());
        add("rassegna.yaml".to_string(), self.configuration());
        let picture = self.statics.get(&3).copied().unwrap_or(0);
        files.insert("content/articles/pari/p.png".to_string(), png(18 + 8 * u32::from(picture % 3), 12));
        files.insert("static/q.png".to_string(), png(40, 30 + u32::from(picture % 2)));
        files
    }

    fn configuration(&self) -> String {
        let setting =
            |at: u8, choices: &[&str]| pick(choices, self.settings.get(&at).copied().unwrap_or(0)).to_string();
        format!(
            "title: Prova\nurl: https://example.org/\ntimezone: Europe/Rome\ndefault_language: it\ntheme: tiny\n\
             languages: {{it: {{}}, en: {{}}}}\nredirects: [html, netlify]\nlinks: {{internal: warn}}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
            setting(0, &["pagination: {size: 2}", "pagination: {size: 3}"]),
            setting(1, &["feeds: {formats: [atom, rss], limit: 3}", "feeds: {formats: [json], content: summary}"]),
            setting(
                3,
                &["images: {widths: [16, 24]}", "images: {widths: [16], social_cards: 2}", "images: {formats: []}"]
            ),
            setting(
                2,
                &[
                    "",
                    "outputs: {data: [sources, tags]}",
                    "theme_options: {mark: segno}",
                    "taxonomies: {people: false}"
                ]
            ),
            setting(4, &["", "autolink: false", "search: false"]),
            setting(6, &["", "related: 1\nstories: {quiet_after: 10}", "related: off"]),
            setting(
                7,
                &[
                    "digests: {giorno: {period: daily, group_by: tags}}",
                    "digests: {settimana: {period: weekly, minimum: 2, maximum: 3, group_by: companies, \
                     email: {from: a@example.org, service: {buttondown: {}}}}, \
                     mese: {period: monthly, numbering: yearly, sections: [news]}}",
                    "",
                    "digests: {settimana: {period: weekly, starts: saturday, group_by: story, timezone: America/New_York}}"
                ]
            ),
            setting(
                8,
                &[
                    "comments: {provider: static, closed_after: 16}",
                    "",
                    "comments: {provider: static, form: {action: /c, email: required}}",
                    "comments: {provider: mastodon, mastodon: {host: m.example}, closed_after: 15}"
                ]
            ),
            setting(5, &["", "compress: [gz]\nminify: true", "assets: {fingerprint: false}"]),
        )
    }
}

fn place(at: usize) -> String {
    match at {
        3 => "pari/index.md".to_string(),
        5 => "a0.en.md".to_string(),
        6 => "a6.en.md".to_string(),
        at => format!("a{at}.md"),
    }
}

fn text(at: usize, article: &Article) -> String {
    let bodies = [
        "Una frase.",
        "Altra frase.\n\n## Punto\n\nFine.",
        "Si veda [l'altro](a1.md#punto) e [il quarto](pari/index.md).",
        "Di [[NVIDIA]] e di [[Nvidia Corp.]] e di [[company:amd|AMD]], [un tempo](/companies/vecchia/).",
        "Testo {{ nota(testo=\"t\") }} e {{ grafico(n=1) }}.",
        "> Un detto\n>\n> — WSJ",
        "![alt](p.png \"Didascalia | Chi\") e ![alt](pari/p.png \"Altra\")",
        "NVIDIA e Advanced Micro Devices, poi Nvidia Corp. e l'AMD; Ada tace.",
        "## Di AMD\n\nDella nvidia, di *N* e del micro; micro di Amd.",
        "Prima.\n\n<!-- more -->\n\nPoi [in fondo](#punto) e [via](/tags/ia/) e [x](/a.txt) e [c](/corrections/) e [k](/comments.xml) e [y](/2025/09/a0/comments.xml).",
    ];
    let days =
        ["2025-09-01", "2025-09-02", "2025-09-02 08:30", "2025-10-01", "2025-12-31", "2024-01-01", "2026-01-14 10:00"];
    let tags = ["[]", "[ia]", "[IA, chip]", "[Chip]", "[chip, ia]", "\"ia, robot\""];
    let companies = ["[]", "[NVIDIA]", "[Nvidia]", "[\"Nvidia Corp.\"]", "[AMD, NVIDIA]", "[Advanced Micro Devices]"];
    let sections = ["", "section: News\n", "section: news\n", "section: Analisi\n"];
    let holds = ["", "", "draft: true\n", "publish: 2026-01-17\n", "expires: 2026-01-18\n", "expires: 2025-12-01\n"];
    let slugs = [String::new(), format!("slug: altro-{at}\n")];
    let others = [
        String::new(),
        "summary: In breve.\n".to_string(),
        format!("aliases: [/vecchio-{at}/, \"/?p={at}\"]\n"),
        format!("aliases: [/vecchio-{at}/]\nstory: saga\n"),
        "sources: [{name: WSJ, url: \"https://wsj.example/\", role: original}]\nfeatured: true\n".to_string(),
        "sources: [{name: wsj, role: via}, \"https://a.example/x\"]\nstory: Saga\n".to_string(),
        "updates: [{date: 2025-12-01, kind: correction, text: Corretto.}]\n".to_string(),
        "canonical: https://altrove.example/x\n".to_string(),
        "sponsored: {by: Ditta}\npeople: [Ada]\n".to_string(),
        "image: {src: /q.png, alt: Una, focal: [0.2, 0.5]}\n".to_string(),
        "sources: [{url: \"https://b.example/o/1?utm_x=1\", role: original}, \"https://www.lwn.net/x\"]\n".to_string(),
        "updates: [{date: 2025-12-02, text: Poi.}, {date: 2025-12-01 10:00, kind: retraction, text: \"Di [x](/tags/ia/).\"}]\n\
         sources: [{url: \"http://b.example/o/1/#x\", role: original}, \"https://a.example/y\"]\n"
            .to_string(),
        "comments: false\n".to_string(),
        "comments: {open: false}\n".to_string(),
    ];
    let others = &others[usize::from(article.others) % others.len()];
    format!(
        "---\ntitle: {}\ndate: {}\ntags: {}\ncompanies: {}\n{}{}{}{others}---\n\n{}\n",
        pick(&["Uno", "Due", "Un titolo <b>", "Ça va"], article.title),
        pick(&days, article.day),
        pick(&tags, article.tags),
        pick(&companies, article.company),
        pick(&sections, article.section),
        pick(&holds, article.hold),
        slugs[usize::from(article.slug) % 2],
        pick(&bodies, article.body),
    )
}

/// A file whose period is one of the series that the configuration names; none where it names none.
fn edition_place(at: u8, series: u8) -> Option<String> {
    let names = match series % 4 {
        0 => ["2025-09-02.md", "giorno/2026-01-14.md", "2025-12-31.en.md"],
        1 => ["2025-w36.md", "mese/2025-09.md", "mese/2025-09.en.md"],
        3 => ["2025-w36.md", "settimana/2026-w02/index.md", "2025-w36.en.md"],
        _ => return None,
    };
    Some(names[usize::from(at) % 3].to_string())
}

fn edition(value: u8) -> String {
    let choices = [
        "",
        "---\nlead: a0\ngroups: [{title: Primo, picks: [a1, {article: pari/index.md, comment: \"Un *fatto*.\"}]}]\n---\n",
        "---\ntitle: A mano\nnumber: 7\ngroups:\n  - picks: [{url: \"https://www.lwn.net/x\", title: Fuori}, a2.md, a1]\n    \
         text: Poche *parole*\n    sponsor: {by: Ditta, url: \"https://ditta.example/\", text: \"[Qui](https://x.example/)\"}\n---\n\n\
         Si legga [il quarto](../articles/pari/index.md).\n",
        "---\ntitle: A mano\ndraft: true\nlead: a1\n---\n\nIntro.\n",
        "---\ntitle: Poi\ndate: 2026-01-17\nlead: /2025/09/a1/\nsummary: In breve.\n---\n",
        "---\ntitle: Altra\nsummary: In breve.\nlead: a6.en.md\naliases: [/vecchia-edizione/]\nimage: /q.png\n---\n\nIntro, AMD.\n",
    ];
    pick(&choices, value).to_string()
}

/// Where comments are: below articles, a bundle, a translation, a page, and an article that there never is.
const COMMENTS: [&str; 8] = [
    "a0/uno.yaml",
    "a0/due.yaml",
    "a1/x.yaml",
    "pari/y.json",
    "a0.en/z.yaml",
    "pages/chi/p.yml",
    "niente/w.yaml",
    "a4/w.yaml",
];

fn comment(value: u8) -> String {
    let choices = [
        "",
        "name: Ada\ndate: 2026-01-02 10:00\ntext: Un *detto*.\n",
        "name: Ada\ndate: 2026-01-02 10:00\nstatus: pending\ntext: Un *detto*.\n",
        "{\"_id\": \"uno\", \"name\": \"Bo\", \"email\": \"x\", \"date\": 1768000000, \"message\": \"Due\", \"reply_to\": \"due\"}",
        "id: due\nreply_to: uno\nname: <b>\ntext: \"<script>\"\n",
        "status: spam\ntext: Via.\n",
        "kind: pingback\nname: Altrove\nurl: https://altrove.example/\ndate: 2026-01-03\n",
        "text: [\n",
    ];
    pick(&choices, value).to_string()
}

fn profile(at: usize, value: u8) -> String {
    let choices = match at {
        0 => [
            "",
            "---\nname: NVIDIA\n---\n\nUn profilo.\n",
            "---\nname: NVIDIA\naliases: [Nvidia Corp.]\nredirects: [/companies/vecchia/, /en/companies/old/]\n---\n\nUn [profilo](../articles/a0.md).\n",
            "---\nname: Nvidia Corporation\naliases: [Nvidia Corp., AMD]\nparent: AMD\nwikidata: Q182477\ncase_sensitive: true\n---\n",
        ],
        1 => [
            "",
            "---\nname: AMD\naliases: [Advanced Micro Devices]\n---\n",
            "---\nname: Amd\nautolink: false\n---\n\nTesto.\n",
            "---\nname: AMD\nslug: micro\naliases: [micro]\n---\n",
        ],
        2 => [
            "",
            "---\nname: Intelligenza artificiale\naliases: [chip]\n---\n",
            "---\nname: IA\n---\n\nDi [[NVIDIA]].\n",
            "---\nname: ia\naliases: [robot]\n---\n",
        ],
        3 => [
            "",
            "---\nname: Nvidia\nredirects: [/companies/vecchia/]\nkind: company\nwebsite: https://nvidia.example/\n---\n\nA [[AMD]] rival.\n",
            "---\nname: NVIDIA\ndraft: true\n---\n",
            "---\nname: N\naliases: [AMD]\n---\n",
        ],
        4 => [
            "",
            "---\ntitle: Tutte\n---\n\nQui.\n",
            "---\ntitle: Tutte\n---\n\nLà, con [[AMD]].\n",
            "---\ndraft: true\n---\n",
        ],
        5 => [
            "",
            "---\ntitle: In prima\n---\n\nQui.\n",
            "---\ntitle: Altra\n---\n",
            "---\ntitle: In prima\n---\n\n[a](a0.md)\n",
        ],
        6 => [
            "",
            "---\nname: La saga\n---\n",
            "---\nname: La saga\nclosed: true\n---\n\nFine.\n",
            "---\nname: La saga\nslug: altra\naliases: [Saga]\n---\n",
        ],
        9 => [
            "",
            "---\nname: La A\ndomains: [a.example]\n---\n",
            "---\nname: La A\nwebsite: https://www.b.example/\n---\n",
            "---\nname: LWN\naliases: [LWN.net]\ndomains: [example]\n---\n",
        ],
        8 => [
            "",
            "---\ntitle: About\n---\n\n[[NVIDIA]]\n",
            "---\ntitle: About\nslug: about\n---\n",
            "---\ntitle: About\ndraft: true\n---\n",
        ],
        _ => [
            "",
            "---\ntitle: Chi siamo\n---\n\n[a](../articles/a0.md#punto) [[NVIDIA]]\n",
            "---\ntitle: Chi siamo\naliases: [/noi/]\nupdates: [{date: 2025-12-01, text: x}]\n---\n",
            "---\ntitle: Noi\nexpires: 2026-01-18\ncanonical: https://altrove.example/\n---\n",
        ],
    };
    pick(&choices, value).to_string()
}

fn template(at: u8) -> (&'static str, [&'static str; 3]) {
    match at % 8 {
        7 => (
            "archive.html",
            [
                "",
                "{% for year in archive.years %}{{ year.year }} {{ year.calendar }}{% endfor %}",
                "{{ archive.years | length }}",
            ],
        ),
        0 => ("tag.html", ["", "tag {{ shelf.name }} {{ data.d.x }}", "{% extends \"shelf.html\" %}"]),
        1 => (
            "hooks/link.html",
            [
                "",
                "<a class=\"x\" href=\"{{ url }}\">{{ content | safe }}</a>",
                "<a href=\"{{ url }}\">{{ content | safe }}</a>{{ external }}",
            ],
        ),
        2 => (
            "shortcodes/grafico.html",
            [
                "",
                "<b>{{ n }} {{ data.d.x }}</b>",
                "<i>{% for card in articles(tag=\"ia\") %}{{ card.title }}{% endfor %}</i>",
            ],
        ),
        3 => (
            "404.html",
            [
                "",
                "{{ asset(name=\"style.css\") }}{{ integrity(name=\"style.css\") }}{% for card in articles(company=\"Nvidia Corp.\", limit=2) %}{{ card.title }};{% endfor %}",
                "{% for term in shelves(of=\"tags\", sort=\"name\") %}{{ term.name }} {{ term.count }};{% endfor %}{{ shelves(of=\"companies\", sort=\"recent\", limit=2) }}{{ shelves(of=\"stories\", sort=\"recent\") }}{{ issues(limit=3) }}{{ issues(of=\"mese\") }}{{ t(key=\"description_of\", name=\"x\") }}",
            ],
        ),
        4 => (
            "partials/pager.html",
            [
                "",
                "{{ shelf.count }} {{ shelf.chronicle }} {{ shelf.outlet }} {{ shelf.mentioned }} {{ shelf.ties }} {{ shelf.named_with }} {{ shelf.together }} {{ shelf.weeks }} {{ shelf.activity }} {{ shelf.activity_months }} {{ shelf.calendar }}",
                "{{ shelf.older }}{{ page.json_ld | safe }}",
            ],
        ),
        5 => (
            "section.html",
            [
                "",
                "sezione {{ shelf.name }} {{ shelf.together }}{% for card in shelf.cards %}{{ card.comment_count }}{% endfor %}",
                "{% include \"partials/pager.html\" %}",
            ],
        ),
        _ => (
            "article.html",
            [
                "{{ article.title }} {{ article.content | safe }}{{ article.comments }}{% for one in article.related %}{{ one.url }} {{ one.title }} {{ one.reasons }};{% endfor %}",
                "{{ article.title }} {{ article.summary }} {{ article.minutes }} {{ article.content | safe }}{% if article.story %}{{ article.story.name }}{% for card in article.story.cards %}{{ card.url }}{% endfor %}{{ article.story.before }}{{ article.story.after }}{% endif %}",
                "{{ article.comment_count }}{{ article.comments }} {{ page.image }} {{ page.image_height }} {{ page.image_alt }}{% if article.picture %}{{ copies(image=article.picture, shape=\"4:3\", most=16) }}{% endif %}{{ article.sources_full }}{% for t in article.translations %}{{ t.url }}{% endfor %}{{ page.json_ld | safe }}",
            ],
        ),
    }
}

pub fn any_article() -> impl Strategy<Value = Article> {
    let choices = (0..4u8, 0..7u8, 0..10u8, 0..6u8, 0..6u8, 0..4u8, 0..6u8, 0..2u8, 0..14u8);
    choices.prop_map(|(title, day, body, tags, company, section, hold, slug, others)| Article {
        title,
        day,
        body,
        tags,
        company,
        section,
        hold,
        slug,
        others,
    })
}

pub fn any_edit() -> impl Strategy<Value = Edit> {
    let at = || 0..ARTICLES;
    prop_oneof![
        4 => (at(), any_article()).prop_map(|(at, article)| Edit::Write(at, article)),
        2 => (at(), 0..4u8).prop_map(|(at, value)| Edit::Title(at, value)),
        2 => (at(), 0..10u8).prop_map(|(at, value)| Edit::Body(at, value)),
        2 => (at(), 0..7u8).prop_map(|(at, value)| Edit::Day(at, value)),
        2 => (at(), 0..6u8).prop_map(|(at, value)| Edit::Tags(at, value)),
        2 => (at(), 0..6u8).prop_map(|(at, value)| Edit::Company(at, value)),
        1 => (at(), 0..4u8).prop_map(|(at, value)| Edit::Section(at, value)),
        2 => (at(), 0..6u8).prop_map(|(at, value)| Edit::Hold(at, value)),
        1 => (at(), 0..2u8).prop_map(|(at, value)| Edit::Slug(at, value)),
        2 => (at(), 0..14u8).prop_map(|(at, value)| Edit::Others(at, value)),
        3 => (0..8u8, 0..8u8).prop_map(|(at, value)| Edit::Comment(at, value)),
        2 => at().prop_map(Edit::Delete),
        3 => (0..PROFILES.len(), 0..4u8).prop_map(|(at, value)| Edit::Profile(at, value)),
        3 => (0..8u8, 0..3u8).prop_map(|(at, value)| Edit::Template(at, value)),
        3 => (0..7u8, 0..3u8).prop_map(|(at, value)| Edit::Static(at, value)),
        3 => (0..3u8, 0..6u8).prop_map(|(at, value)| Edit::Edition(at, value)),
        1 => (0..3u8).prop_map(Edit::Data),
        1 => (0..3u8).prop_map(Edit::Strings),
        1 => (0..9u8, 0..4u8).prop_map(|(at, value)| Edit::Configure(at, value)),
        1 => (1..5u8).prop_map(Edit::Wait),
    ]
}

/// Makes the folder hold what the model says, and nothing that it said before.
pub fn lay(mut site: SiteTest, before: &Model, model: &Model) -> SiteTest {
    let (old, new) = (before.files(), model.files());
    for path in old.keys().filter(|path| !new.contains_key(*path)) {
        site = site.remove(path);
    }
    for (path, bytes) in &new {
        if std::fs::read(site.root().join(path)).ok().as_ref() != Some(bytes) {
            site = site.write(path, bytes);
        }
    }
    site.now(&model.now())
}
