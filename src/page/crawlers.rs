//! Crawlers that gather texts for artificial intelligence, by the names that their operators have made known.
//!
//! The list is as good as what operators say of themselves, and never complete: new ones come every month, and those that
//! name themselves falsely are in no list. `robots.txt` is a request and keeps nobody out. Most of the crawlers below say
//! that they heed it; of those that fetch a page because somebody asked for it (`…-User`, `…fetcher`) some operators say
//! that they need not. Crawlers of search engines (Googlebot, bingbot, Applebot) are not here: who asks these to stay away is
//! no longer found.

/// What a crawler gathers texts for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To train models with, or to sell for that.
    Training,
    /// To answer what somebody asks, mostly with a link to the page.
    Answers,
}

pub struct Crawler {
    /// As `User-agent` in `robots.txt` names it.
    pub name: &'static str,
    pub purpose: Purpose,
}

const fn trains(name: &'static str) -> Crawler {
    Crawler { name, purpose: Purpose::Training }
}

const fn answers(name: &'static str) -> Crawler {
    Crawler { name, purpose: Purpose::Answers }
}

/// By operator, from A to Z. Some names are no crawlers of their own, but switches that the operator's search crawler heeds:
/// Applebot-Extended, Google-Extended.
pub static CRAWLERS: &[Crawler] = &[
    // Allen Institute for AI
    trains("AI2Bot"),
    // Amazon
    trains("Amazonbot"),
    // Anthropic
    trains("ClaudeBot"),
    trains("anthropic-ai"),
    answers("Claude-SearchBot"),
    answers("Claude-User"),
    // Apple
    trains("Applebot-Extended"),
    // ByteDance
    trains("Bytespider"),
    // Cohere
    trains("cohere-ai"),
    trains("cohere-training-data-crawler"),
    // Common Crawl, whose archive most models are trained with
    trains("CCBot"),
    // Diffbot
    trains("Diffbot"),
    // DuckDuckGo
    answers("DuckAssistBot"),
    // Google
    trains("Google-Extended"),
    answers("Google-NotebookLM"),
    // Huawei
    trains("PanguBot"),
    // Meta
    trains("FacebookBot"),
    trains("meta-externalagent"),
    answers("meta-externalfetcher"),
    // Mistral
    answers("MistralAI-User"),
    // OpenAI
    trains("GPTBot"),
    answers("ChatGPT-User"),
    answers("OAI-SearchBot"),
    // Perplexity
    answers("PerplexityBot"),
    answers("Perplexity-User"),
    // Timpi
    trains("Timpibot"),
    // Webz.io
    trains("omgili"),
    trains("Webzio-Extended"),
    // You.com
    answers("YouBot"),
];

#[cfg(test)]
mod tests {
    use super::CRAWLERS;

    #[test]
    fn each_crawler_is_named_once() {
        let mut names: Vec<String> = CRAWLERS.iter().map(|crawler| crawler.name.to_lowercase()).collect();
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
