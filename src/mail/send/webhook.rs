//! Any address that takes a mail as JSON: what happens there is the business of whoever made it.

use serde_json::{Value, json};

use super::http::{Api, Way, id};
use super::{Receipt, Refusal, Service};
use crate::base::secret::Secret;
use crate::config::settings::email::{Email, Webhook};
use crate::mail::Mail;
use crate::mail::secret::{Around, Lock};

#[derive(Debug)]
pub struct Hook {
    api: Api,
    from: String,
    reply_to: Option<String>,
    to: Option<String>,
    /// Where the token comes from, when there is one.
    keys_place: Option<String>,
    keys: Result<Vec<Secret>, Refusal>,
    /// The address, where it is a secret.
    hidden: Option<Secret>,
}

impl Hook {
    pub fn open(settings: &Webhook, email: &Email, around: &Around<'_>) -> Result<Hook, Refusal> {
        let wanted = [("token", settings.token_env.as_deref().unwrap_or_default())];
        let lock = Lock { wanted: &wanted, file: settings.secrets_file.as_deref() };
        let has_token = settings.token_env.is_some() || settings.secrets_file.is_some();
        let url = address(settings, around)?;
        let way = Way {
            ca_file: settings.ca_file.as_deref(),
            plain: settings.plain,
            timeout: settings.timeout,
            is_secret: settings.url_env.is_some(),
        };
        Ok(Hook {
            api: Api::open("the webhook", url.reveal(), &way, around)?,
            from: email.from.clone(),
            reply_to: email.reply_to.clone(),
            to: email.to.clone(),
            keys_place: has_token.then(|| lock.place()),
            keys: if has_token { lock.open(around) } else { Ok(Vec::new()) },
            hidden: settings.url_env.is_some().then_some(url),
        })
    }

    fn body(&self, mail: &Mail) -> Value {
        json!({
            "id": mail.id,
            "message_id": mail.message_id,
            "url": mail.url,
            "from": self.from,
            "reply_to": self.reply_to,
            "to": self.to,
            "subject": mail.subject,
            "preheader": mail.preheader,
            "html": mail.html,
            "text": mail.text,
            "eml": String::from_utf8_lossy(&mail.eml),
        })
    }
}

fn address(settings: &Webhook, around: &Around<'_>) -> Result<Secret, Refusal> {
    match (&settings.url, &settings.url_env) {
        (Some(url), None) => Ok(Secret::new(url)),
        (None, Some(name)) => {
            let wanted = [("address", name.as_str())];
            let mut found = Lock { wanted: &wanted, file: None }.open(around)?;
            Ok(found.pop().unwrap_or_else(|| Secret::new("")))
        }
        _ => Err(Refusal::before("mail-service", "the webhook wants one of `url` and `url_env`")),
    }
}

impl Service for Hook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn place(&self) -> String {
        self.api.url().to_string()
    }

    fn plan(&self, mail: &Mail) -> Vec<(&'static str, String)> {
        vec![
            ("POST to", self.place()),
            ("token", self.keys_place.clone().unwrap_or_else(|| "none".to_string())),
            ("subject", mail.subject.clone()),
            ("size", format!("{} bytes of JSON", self.body(mail).to_string().len())),
        ]
    }

    fn lacks(&self) -> Option<&Refusal> {
        self.keys.as_ref().err()
    }

    fn send(&self, mail: &Mail) -> Result<Receipt, Refusal> {
        let keys = self.keys.as_ref().map_err(Clone::clone)?;
        // Who is asked twice for the same can tell it by this.
        let mut headers = vec![("Idempotency-Key", mail.message_id.clone())];
        if let Some(token) = keys.first() {
            headers.push(("Authorization", format!("Bearer {}", token.reveal())));
        }
        let secrets: Vec<Secret> = keys.iter().chain(&self.hidden).cloned().collect();
        let answer = self.api.post("", &headers, &self.body(mail), mail, &secrets)?;
        Ok(Receipt { id: id(&answer).unwrap_or_else(|| "-".to_string()), is_draft: false, url: None, note: None })
    }
}
