//! Which outlet publishes at a domain: those that everybody reads are known, so that a bare address is enough. Profiles of
//! sources and the setting `sources.domains` go before this table, and add to it.

use super::entry::Entry;
use super::fact::ShelfId;
use super::store::Site;
use crate::base::web::is_domain;

/// The domain, and what it is called. A domain stands for those below it too, unless they stand here themselves. Sorted.
const OUTLETS: &[(&str, &str)] = &[
    ("404media.co", "404 Media"),
    ("9to5google.com", "9to5Google"),
    ("9to5mac.com", "9to5Mac"),
    ("aboutamazon.com", "About Amazon"),
    ("acm.org", "ACM"),
    ("afp.com", "AFP"),
    ("ansa.it", "ANSA"),
    ("anthropic.com", "Anthropic"),
    ("apnews.com", "AP News"),
    ("arstechnica.com", "Ars Technica"),
    ("arxiv.org", "arXiv"),
    ("asia.nikkei.com", "Nikkei Asia"),
    ("axios.com", "Axios"),
    ("barrons.com", "Barron’s"),
    ("bbc.co.uk", "BBC"),
    ("bbc.com", "BBC"),
    ("bild.de", "Bild"),
    ("bleepingcomputer.com", "BleepingComputer"),
    ("blog.cloudflare.com", "Cloudflare Blog"),
    ("blog.google", "The Keyword"),
    ("blog.rust-lang.org", "Rust Blog"),
    ("bloomberg.com", "Bloomberg"),
    ("bsky.app", "Bluesky"),
    ("businessinsider.com", "Business Insider"),
    ("cisa.gov", "CISA"),
    ("cnbc.com", "CNBC"),
    ("cnet.com", "CNET"),
    ("cnn.com", "CNN"),
    ("computerworld.com", "Computerworld"),
    ("corriere.it", "Corriere della Sera"),
    ("darkreading.com", "Dark Reading"),
    ("datacenterdynamics.com", "DCD"),
    ("derstandard.at", "Der Standard"),
    ("dw.com", "DW"),
    ("economist.com", "The Economist"),
    ("elmundo.es", "El Mundo"),
    ("elpais.com", "El País"),
    ("engadget.com", "Engadget"),
    ("euractiv.com", "Euractiv"),
    ("faz.net", "F.A.Z."),
    ("folha.uol.com.br", "Folha de S.Paulo"),
    ("forbes.com", "Forbes"),
    ("fortune.com", "Fortune"),
    ("ft.com", "Financial Times"),
    ("futurism.com", "Futurism"),
    ("g1.globo.com", "g1"),
    ("github.blog", "GitHub Blog"),
    ("github.com", "GitHub"),
    ("gizmodo.com", "Gizmodo"),
    ("golem.de", "Golem.de"),
    ("handelsblatt.com", "Handelsblatt"),
    ("heise.de", "heise online"),
    ("ieee.org", "IEEE"),
    ("ilpost.it", "Il Post"),
    ("ilsole24ore.com", "Il Sole 24 Ore"),
    ("infoq.com", "InfoQ"),
    ("infoworld.com", "InfoWorld"),
    ("krebsonsecurity.com", "Krebs on Security"),
    ("lanacion.com.ar", "La Nación"),
    ("lastampa.it", "La Stampa"),
    ("latimes.com", "Los Angeles Times"),
    ("lavanguardia.com", "La Vanguardia"),
    ("lefigaro.fr", "Le Figaro"),
    ("lemonde.fr", "Le Monde"),
    ("lesechos.fr", "Les Echos"),
    ("liberation.fr", "Libération"),
    ("lwn.net", "LWN.net"),
    ("macrumors.com", "MacRumors"),
    ("mashable.com", "Mashable"),
    ("medium.com", "Medium"),
    ("nature.com", "Nature"),
    ("nbcnews.com", "NBC News"),
    ("netzpolitik.org", "netzpolitik.org"),
    ("news.ycombinator.com", "Hacker News"),
    ("newscientist.com", "New Scientist"),
    ("newyorker.com", "The New Yorker"),
    ("npr.org", "NPR"),
    ("nvidianews.nvidia.com", "NVIDIA Newsroom"),
    ("nytimes.com", "The New York Times"),
    ("openai.com", "OpenAI"),
    ("pcgamer.com", "PC Gamer"),
    ("pcmag.com", "PCMag"),
    ("phoronix.com", "Phoronix"),
    ("pitchfork.com", "Pitchfork"),
    ("platformer.news", "Platformer"),
    ("politico.com", "Politico"),
    ("politico.eu", "Politico Europe"),
    ("propublica.org", "ProPublica"),
    ("publico.pt", "Público"),
    ("quantamagazine.org", "Quanta Magazine"),
    ("reddit.com", "Reddit"),
    ("repubblica.it", "la Repubblica"),
    ("restofworld.org", "Rest of World"),
    ("reuters.com", "Reuters"),
    ("schneier.com", "Schneier on Security"),
    ("science.org", "Science"),
    ("scientificamerican.com", "Scientific American"),
    ("scmp.com", "South China Morning Post"),
    ("sec.gov", "SEC"),
    ("securityweek.com", "SecurityWeek"),
    ("semafor.com", "Semafor"),
    ("semianalysis.com", "SemiAnalysis"),
    ("spectrum.ieee.org", "IEEE Spectrum"),
    ("spiegel.de", "Der Spiegel"),
    ("stackoverflow.blog", "Stack Overflow Blog"),
    ("stratechery.com", "Stratechery"),
    ("sueddeutsche.de", "Süddeutsche Zeitung"),
    ("techcrunch.com", "TechCrunch"),
    ("techdirt.com", "Techdirt"),
    ("technologyreview.com", "MIT Technology Review"),
    ("techradar.com", "TechRadar"),
    ("theatlantic.com", "The Atlantic"),
    ("theguardian.com", "The Guardian"),
    ("thehackernews.com", "The Hacker News"),
    ("theinformation.com", "The Information"),
    ("theregister.com", "The Register"),
    ("theverge.com", "The Verge"),
    ("time.com", "Time"),
    ("tomshardware.com", "Tom’s Hardware"),
    ("variety.com", "Variety"),
    ("venturebeat.com", "VentureBeat"),
    ("vox.com", "Vox"),
    ("washingtonpost.com", "The Washington Post"),
    ("wikipedia.org", "Wikipedia"),
    ("wired.com", "Wired"),
    ("wired.it", "Wired Italia"),
    ("wsj.com", "WSJ"),
    ("youtube.com", "YouTube"),
    ("zdnet.com", "ZDNET"),
    ("zeit.de", "Die Zeit"),
];

/// The name of a well-known outlet, by its very domain.
pub fn name(domain: &str) -> Option<&'static str> {
    let at = OUTLETS.binary_search_by_key(&domain, |(known, _)| known).ok()?;
    Some(OUTLETS[at].1)
}

impl Site {
    /// The taxonomy of sources, unless the site has none.
    pub fn sources(&self) -> Option<u8> {
        self.config.taxonomy("sources")
    }

    /// What a source of an article is called, and its shelf. A name that an editor wrote stays as it is written; a domain is
    /// shown by the name of who publishes there. It asks nothing of its own: an article's terms are part of its card.
    pub fn source_of<'a>(&'a self, entry: &Entry, written: &'a str) -> (&'a str, Option<ShelfId>) {
        let shelf = self.sources().and_then(|taxonomy| {
            let key = self.registry.key(taxonomy, written);
            let own = entry.terms.iter().filter(|(at, _)| *at == taxonomy).map(|(_, shelf)| *shelf);
            own.into_iter().find(|shelf| self.shelf(*shelf).key.key == key)
        });
        let name = match shelf {
            Some(shelf) if is_domain(written) => &self.shelf(shelf).name,
            _ => self.registry.called(written),
        };
        (name, shelf)
    }
}

#[cfg(test)]
mod tests {
    use super::{OUTLETS, name};
    use crate::base::web::is_domain;

    #[test]
    fn the_table_is_sorted_and_holds_domains() {
        assert!(
            OUTLETS.windows(2).all(|pair| pair[0].0 < pair[1].0),
            "the table is not sorted, or names a domain twice"
        );
        for (domain, called) in OUTLETS {
            assert!(is_domain(domain) && !domain.starts_with("www.") && !called.is_empty(), "{domain}");
        }
        assert_eq!((name("lwn.net"), name("example.org")), (Some("LWN.net"), None));
    }
}
