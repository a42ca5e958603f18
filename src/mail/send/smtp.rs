//! A mail server, by SMTP.
//!
//! The steps are taken one by one, since it matters at which of them something went wrong: only between the end of the mail
//! and its acknowledgement is it unknown whether it was taken.

use std::io::ErrorKind;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::{Receipt, Refusal, Service, certificates, said};
use crate::base::secret::{Secret, scrub};
use crate::config::settings::email::{Email, Smtp, Tls};
use crate::fetch::guard::is_loopback;
use crate::mail::Mail;
use crate::mail::message;
use crate::mail::secret::{Around, Lock};

#[derive(Debug)]
pub struct Server {
    host: String,
    port: u16,
    tls: Tls,
    timeout: Duration,
    from: Vec<Address>,
    to: Vec<Address>,
    authority: Option<Vec<u8>>,
    /// Where the user and the password come from, for people; `None` where the server asks for none.
    keys_place: Option<String>,
    keys: Result<Vec<Secret>, Refusal>,
}

impl Server {
    pub fn open(settings: &Smtp, email: &Email, around: &Around<'_>) -> Result<Server, Refusal> {
        let wrong = |key: &str, text: &str| {
            message::addresses(key, text)
                .map_err(|found| Refusal { help: found.help, ..Refusal::before("mail-address", found.message) })
        };
        let Some(to) = &email.to else {
            return Err(Refusal::before(
                "mail-service",
                "`email.to` is missing: a mail server must know whom the mail is for",
            )
            .help("Write the address at which your list service takes mail in."));
        };
        if settings.tls == Tls::None && !settings.plain && !is_loopback(&settings.host) {
            return Err(Refusal::before(
                "mail-plain",
                format!("`tls: none` would send the mail and the password to {} for everybody to read", settings.host),
            )
            .help("Use `tls: starttls` (port 587) or `tls: implicit` (port 465).")
            .help("If the way there is safe otherwise, say so by `plain: true`."));
        }
        let wanted = [("user", settings.user_env.as_str()), ("password", settings.password_env.as_str())];
        let lock = Lock { wanted: &wanted, file: settings.secrets_file.as_deref() };
        let keys = match settings.auth {
            true => lock
                .open(around)
                .map_err(|refusal| refusal.help("If the server asks for neither, write `auth: false`.")),
            false => Ok(Vec::new()),
        };
        Ok(Server {
            host: settings.host.clone(),
            port: settings.port.unwrap_or(match settings.tls {
                Tls::Starttls => 587,
                Tls::Implicit => 465,
                Tls::None => 25,
            }),
            tls: settings.tls,
            timeout: Duration::from_secs(settings.timeout.max(1)),
            from: wrong("from", &email.from)?,
            to: wrong("to", to)?,
            authority: settings.ca_file.as_deref().map(|file| certificates(file, around)).transpose()?,
            keys_place: settings.auth.then(|| lock.place()),
            keys,
        })
    }

    fn tls_parameters(&self) -> Result<Option<TlsParameters>, Refusal> {
        if self.tls == Tls::None {
            return Ok(None);
        }
        let mut builder = TlsParametersBuilder::new(self.host.clone());
        if let Some(authority) = &self.authority {
            let certificate = Certificate::from_pem(authority).map_err(|error| {
                Refusal::before("mail-service", format!("`ca_file` holds no certificates: {}", chain(&error)))
            })?;
            builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
        }
        let parameters = builder.build().map_err(|error| {
            Refusal::before("mail-service", format!("no safe connection can be set up: {}", chain(&error)))
        })?;
        Ok(Some(parameters))
    }

    fn connect(&self) -> Result<SmtpConnection, Refusal> {
        let parameters = self.tls_parameters()?;
        let hello = ClientId::default();
        let at_once = parameters.as_ref().filter(|_| self.tls == Tls::Implicit);
        let mut connection =
            SmtpConnection::connect((self.host.as_str(), self.port), Some(self.timeout), &hello, at_once, None)
                .map_err(|error| {
                    let what = if error.status().is_some() { "turns us away" } else { "cannot be reached" };
                    self.refusal(what, &error)
                })?;
        if let (Tls::Starttls, Some(parameters)) = (self.tls, &parameters) {
            if !connection.can_starttls() {
                connection.abort();
                return Err(Refusal::refused(format!("{} offers no STARTTLS", self.place()))
                    .help("Try `tls: implicit` (port 465). Nothing was said to it."));
            }
            connection.starttls(parameters, &hello).map_err(|error| self.refusal("breaks off STARTTLS", &error))?;
        }
        Ok(connection)
    }

    fn sign_in(&self, connection: &mut SmtpConnection, keys: &[Secret]) -> Result<(), Refusal> {
        let [user, password] = keys else { return Ok(()) };
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        if connection.server_info().get_auth_mechanism(&mechanisms).is_none() {
            connection.abort();
            return Err(Refusal::refused(format!(
                "{} does not ask for a user and a password in a way that is known",
                self.place()
            ))
            .help("If it asks for none, write `auth: false`.")
            .help("Otherwise it may ask only on another port: 587 with `tls: starttls`, 465 with `tls: implicit`."));
        }
        let credentials = Credentials::new(user.reveal().to_string(), password.reveal().to_string());
        match connection.auth(&mechanisms, &credentials) {
            Ok(_) => Ok(()),
            Err(error) => {
                connection.abort();
                Err(self.refusal("does not accept the user and the password", &error))
            }
        }
    }

    /// Everything that comes before the mail itself.
    fn prepare(&self, connection: &mut SmtpConnection) -> Result<(), Refusal> {
        let mut parameters = Vec::new();
        if self.from.iter().chain(&self.to).any(|address| !address.to_string().is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Refusal::refused(format!("{} takes no address with letters beyond ASCII", self.place())));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        connection
            .command(From::new(self.from.first().cloned(), parameters))
            .map_err(|error| self.refusal("does not take mail from `email.from`", &error))?;
        for to in &self.to {
            connection
                .command(Rcpt::new(to.clone(), Vec::new()))
                .map_err(|error| self.refusal(&format!("takes no mail for {to}"), &error))?;
        }
        connection.command(Data).map_err(|error| self.refusal("takes no mail now", &error))?;
        Ok(())
    }

    /// Why something went wrong before the mail was handed over, or what the server answered to it.
    fn refusal(&self, what: &str, error: &Error) -> Refusal {
        let secrets = self.keys.as_deref().unwrap_or_default();
        let refusal = Refusal::refused(format!("{} {what}: {}", self.place(), scrub(&chain(error), secrets)));
        let Some(code) = error.status().map(u16::from) else {
            return match error.is_tls() || chain(error).contains("certificate") {
                true => refusal.help("Its certificate is not one that is trusted for this name. For a server of your own name its authority by `ca_file`."),
                false => refusal.help("Are `host`, `port` and `tls` right, and is the server up? Nothing was sent."),
            };
        };
        match code {
            530 | 534 | 535 | 538 => refusal.help(format!(
                "They come from {}. Many services want a password made for programs, which their settings give.",
                self.keys_place.as_deref().unwrap_or("nowhere")
            )),
            552 => refusal.help("The mail is too large for it: leave something out."),
            500..=599 => refusal.help("It will say the same again: change what it complains of. Nothing was sent."),
            _ => refusal.help("It may take it later: try again in some minutes. Nothing was sent."),
        }
    }
}

impl Service for Server {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    fn plan(&self, mail: &Mail) -> Vec<(&'static str, String)> {
        let names = |addresses: &[Address]| addresses.iter().map(Address::to_string).collect::<Vec<_>>().join(", ");
        let tls = match self.tls {
            Tls::Starttls => "STARTTLS",
            Tls::Implicit => "TLS",
            Tls::None => "none",
        };
        vec![
            ("server", self.place()),
            ("encryption", tls.to_string()),
            ("user and password", self.keys_place.clone().unwrap_or_else(|| "none".to_string())),
            ("from", names(&self.from)),
            ("to", names(&self.to)),
            ("subject", mail.subject.clone()),
            ("message id", mail.message_id.clone()),
            ("size", format!("{} bytes", mail.eml.len())),
        ]
    }

    fn lacks(&self) -> Option<&Refusal> {
        self.keys.as_ref().err()
    }

    fn send(&self, mail: &Mail) -> Result<Receipt, Refusal> {
        let keys = self.keys.as_ref().map_err(Clone::clone)?;
        let mut connection = self.connect()?;
        self.sign_in(&mut connection, keys)?;
        if let Err(refusal) = self.prepare(&mut connection) {
            connection.abort();
            return Err(refusal);
        }
        match connection.message(&mail.eml) {
            Ok(response) => {
                // It has the mail; how the connection ends does not matter any more.
                let _ = connection.quit();
                let answer = response.message().collect::<Vec<_>>().join(" ");
                Ok(Receipt { id: said(&scrub(&answer, keys)), is_draft: false, url: None, note: None })
            }
            Err(error) if error.status().is_some() => {
                connection.abort();
                Err(self.refusal("does not take the mail", &error))
            }
            Err(error) => {
                connection.abort();
                Err(Refusal::unsure(format!(
                    "{} was handed the mail and did not acknowledge it: {}",
                    self.place(),
                    scrub(&chain(&error), keys)
                ))
                .help(format!(
                    "It may have arrived, or not. Look there, or in the list's archive, for the message id {}.",
                    mail.message_id
                )))
            }
        }
    }
}

/// An error with its causes; of a server's answer its code and its words.
fn chain(error: &Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        // What systems call a time that ran out says nothing to people.
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if matches!(kind, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut)) {
            return "it did not answer in time".to_string();
        }
        let cause_said = said(&cause.to_string());
        if !parts.iter().any(|part| part.contains(&cause_said)) {
            parts.push(cause_said);
        }
        source = cause.source();
    }
    // Its own words for a connection that ends in the middle.
    for part in &mut parts {
        if part == "incomplete response" {
            *part = "it hung up".to_string();
        }
    }
    match (error.status(), parts.is_empty()) {
        (Some(code), _) => format!("{code} {}", parts.join(": ")),
        (None, true) => said(&error.to_string()),
        (None, false) => parts.join(": "),
    }
}
