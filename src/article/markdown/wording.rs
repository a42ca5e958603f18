//! The few words that the reading itself adds to a body, by language.

use crate::base::language::primary;

/// What alerts, task lists and footnotes say in one language.
pub struct Wording {
    /// Titles of the five kinds of alerts: note, tip, important, warning, caution.
    pub alerts: [&'static str; 5],
    pub done: &'static str,
    pub to_do: &'static str,
    pub footnotes: &'static str,
    /// Before a note's number, on the link back to the text.
    pub back: &'static str,
}

const ENGLISH: Wording = Wording {
    alerts: ["Note", "Tip", "Important", "Warning", "Caution"],
    done: "Done",
    to_do: "To do",
    footnotes: "Footnotes",
    back: "Back to reference",
};

const ITALIAN: Wording = Wording {
    alerts: ["Nota", "Suggerimento", "Importante", "Attenzione", "Pericolo"],
    done: "Fatto",
    to_do: "Da fare",
    footnotes: "Note",
    back: "Torna al richiamo",
};

const FRENCH: Wording = Wording {
    alerts: ["Note", "Conseil", "Important", "Attention", "Danger"],
    done: "Fait",
    to_do: "À faire",
    footnotes: "Notes",
    back: "Retour à l’appel",
};

const GERMAN: Wording = Wording {
    alerts: ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"],
    done: "Erledigt",
    to_do: "Offen",
    footnotes: "Fußnoten",
    back: "Zurück zum Verweis",
};

const SPANISH: Wording = Wording {
    alerts: ["Nota", "Consejo", "Importante", "Advertencia", "Precaución"],
    done: "Hecho",
    to_do: "Por hacer",
    footnotes: "Notas",
    back: "Volver a la referencia",
};

const PORTUGUESE: Wording = Wording {
    alerts: ["Nota", "Dica", "Importante", "Aviso", "Cuidado"],
    done: "Feito",
    to_do: "Por fazer",
    footnotes: "Notas",
    back: "Voltar à referência",
};

/// The wording of a language; English for one that is not among these.
pub fn of(language: &str) -> &'static Wording {
    match primary(language) {
        "it" => &ITALIAN,
        "fr" => &FRENCH,
        "de" => &GERMAN,
        "es" => &SPANISH,
        "pt" => &PORTUGUESE,
        _ => &ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn regions_do_not_matter_and_unknown_languages_speak_english() {
        assert_eq!(super::of("it-CH").alerts[0], "Nota");
        assert_eq!(super::of("nl").done, "Done");
    }
}
