//! Listmonk: a draft campaign by its API (`POST /api/campaigns`), with the plain text as its other body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::http::{Api, Way, id};
use super::{Receipt, Refusal, Service};
use crate::base::secret::Secret;
use crate::config::settings::email::{Email, Listmonk};
use crate::mail::Mail;
use crate::mail::secret::{Around, Lock};

#[derive(Debug)]
pub struct Account {
    api: Api,
    from: String,
    lists: Vec<u64>,
    template: Option<u64>,
    keys_place: String,
    keys: Result<Vec<Secret>, Refusal>,
}

impl Account {
    pub fn open(settings: &Listmonk, email: &Email, around: &Around<'_>) -> Result<Account, Refusal> {
        if settings.lists.is_empty() {
            return Err(Refusal::before(
                "mail-service",
                "Listmonk: `lists` is empty, and a campaign is for one at least",
            )
            .help("Write the numbers that Listmonk shows beside its lists: `lists: [1]`."));
        }
        let wanted = [("user of the API", settings.user_env.as_str()), ("token", settings.token_env.as_str())];
        let lock = Lock { wanted: &wanted, file: settings.secrets_file.as_deref() };
        let way = Way {
            ca_file: settings.ca_file.as_deref(),
            plain: settings.plain,
            timeout: settings.timeout,
            is_secret: false,
        };
        Ok(Account {
            api: Api::open("Listmonk", &settings.url, &way, around)?,
            from: email.from.clone(),
            lists: settings.lists.clone(),
            template: settings.template,
            keys_place: lock.place(),
            keys: lock.open(around),
        })
    }

    fn body(&self, mail: &Mail) -> Value {
        let mut body = json!({
            "name": format!("{} ({})", mail.subject, mail.id),
            "subject": mail.subject,
            "lists": self.lists,
            "from_email": self.from,
            "type": "regular",
            "content_type": "html",
            "messenger": "email",
            "body": mail.html,
            "altbody": mail.text,
            "tags": ["rassegna", mail.id],
        });
        if let Some(template) = self.template {
            body["template_id"] = json!(template);
        }
        body
    }
}

impl Service for Account {
    fn name(&self) -> &'static str {
        "listmonk"
    }

    fn place(&self) -> String {
        format!("Listmonk ({})", self.api.url())
    }

    fn plan(&self, mail: &Mail) -> Vec<(&'static str, String)> {
        let lists: Vec<String> = self.lists.iter().map(u64::to_string).collect();
        vec![
            ("a draft campaign at", self.place()),
            ("lists", lists.join(", ")),
            ("template", self.template.map_or("its default".to_string(), |template| template.to_string())),
            ("user and token", self.keys_place.clone()),
            ("from", self.from.clone()),
            ("subject", mail.subject.clone()),
            ("size", format!("{} bytes of HTML, {} of text", mail.html.len(), mail.text.len())),
        ]
    }

    fn lacks(&self) -> Option<&Refusal> {
        self.keys.as_ref().err()
    }

    fn send(&self, mail: &Mail) -> Result<Receipt, Refusal> {
        let keys = self.keys.as_ref().map_err(Clone::clone)?;
        let [user, token] = keys.as_slice() else {
            return Err(Refusal::before("mail-secret", "Listmonk wants a user and a token"));
        };
        let pair = STANDARD.encode(format!("{}:{}", user.reveal(), token.reveal()));
        // The pair is a secret as well, should it be echoed.
        let secrets = [user.clone(), token.clone(), Secret::new(&pair)];
        let headers = [("Authorization", format!("Basic {pair}"))];
        let answer = self.api.post("/api/campaigns", &headers, &self.body(mail), mail, &secrets)?;
        let campaign = answer.get("data").unwrap_or(&Value::Null);
        let status = campaign.get("status").and_then(Value::as_str).unwrap_or("draft");
        let is_draft = status == "draft";
        let id = id(campaign);
        Ok(Receipt {
            url: id.as_ref().map(|id| format!("{}/campaigns/{id}", self.api.url())),
            id: id.unwrap_or_else(|| "-".to_string()),
            is_draft,
            note: (!is_draft)
                .then(|| format!("Listmonk was asked for a draft and says that it is `{}`", super::said(status))),
        })
    }
}
