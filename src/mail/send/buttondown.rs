//! Buttondown: a draft by its API (`POST /v1/emails`), which somebody looks at and sends there.

use serde_json::{Value, json};

use super::http::{Api, Way, id};
use super::{Receipt, Refusal, Service};
use crate::base::secret::Secret;
use crate::config::settings::email::Buttondown;
use crate::mail::Mail;
use crate::mail::secret::{Around, Lock};

/// Its way of saying that a body is not to be laid out anew by its editor.
const AS_IT_IS: &str = "<!-- buttondown-editor-mode: plaintext -->";

#[derive(Debug)]
pub struct Account {
    api: Api,
    newsletter: Option<String>,
    template: Option<String>,
    keys_place: String,
    keys: Result<Vec<Secret>, Refusal>,
}

impl Account {
    pub fn open(settings: &Buttondown, around: &Around<'_>) -> Result<Account, Refusal> {
        let wanted = [("API key", settings.key_env.as_str())];
        let lock = Lock { wanted: &wanted, file: settings.secrets_file.as_deref() };
        let way = Way { timeout: settings.timeout, ..Way::default() };
        Ok(Account {
            api: Api::open("Buttondown", &settings.url, &way, around)?,
            newsletter: settings.newsletter.clone(),
            template: settings.template.clone(),
            keys_place: lock.place(),
            keys: lock.open(around),
        })
    }

    fn body(&self, mail: &Mail) -> Value {
        let mut body = json!({
            "subject": mail.subject,
            "body": format!("{AS_IT_IS}{}", mail.html),
            "status": "draft",
            "description": mail.preheader,
            "metadata": { "rassegna": mail.id },
        });
        if !mail.url.is_empty() {
            body["canonical_url"] = json!(mail.url);
        }
        if let Some(template) = &self.template {
            body["template"] = json!(template);
        }
        body
    }
}

impl Service for Account {
    fn name(&self) -> &'static str {
        "buttondown"
    }

    fn place(&self) -> String {
        format!("Buttondown ({})", self.api.url())
    }

    fn plan(&self, mail: &Mail) -> Vec<(&'static str, String)> {
        let mut plan = vec![("a draft at", self.place())];
        if let Some(newsletter) = &self.newsletter {
            plan.push(("newsletter", newsletter.clone()));
        }
        plan.extend([
            ("key", self.keys_place.clone()),
            ("subject", mail.subject.clone()),
            ("size", format!("{} bytes of HTML; Buttondown makes the plain text itself", mail.html.len())),
        ]);
        plan
    }

    fn lacks(&self) -> Option<&Refusal> {
        self.keys.as_ref().err()
    }

    fn send(&self, mail: &Mail) -> Result<Receipt, Refusal> {
        let keys = self.keys.as_ref().map_err(Clone::clone)?;
        let key = keys.first().map_or("", Secret::reveal);
        let mut headers = vec![("Authorization", format!("Token {key}"))];
        if let Some(newsletter) = &self.newsletter {
            headers.push(("Buttondown-Context", newsletter.clone()));
        }
        let answer = self.api.post("/emails", &headers, &self.body(mail), mail, keys)?;
        let status = answer.get("status").and_then(Value::as_str).unwrap_or("draft");
        let is_draft = status == "draft";
        let id = id(&answer);
        Ok(Receipt {
            url: id.as_ref().map(|id| format!("https://buttondown.com/emails/{id}")),
            id: id.unwrap_or_else(|| "-".to_string()),
            is_draft,
            note: (!is_draft)
                .then(|| format!("Buttondown was asked for a draft and says that it is `{}`", super::said(status))),
        })
    }
}
