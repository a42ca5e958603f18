//! What there is to say of where a link of a text leads: pages say it when they are made, and a check says it of all texts.

use crate::site::target::Target;

/// What is wrong with a link's target.
pub struct Remark {
    pub code: &'static str,
    pub message: String,
    pub help: Option<String>,
}

/// `None` where it leads to something.
pub fn remark(target: &str, found: &Target, is_picture: bool) -> Option<Remark> {
    let did_you_mean =
        |near: &Option<String>, sign: &str| near.as_ref().map(|near| format!("did you mean `{sign}{near}`?"));
    Some(match found {
        Target::Address(_) => return None,
        Target::Held(path) => Remark {
            code: "link-to-held",
            message: format!("this leads to `{path}`, which is not published now"),
            help: Some("Only its text is shown until then.".into()),
        },
        Target::NoAnchor(address, near) => Remark {
            code: "missing-anchor",
            message: format!("`{address}` has no anchor `{}`", target.rsplit('#').next().unwrap_or("")),
            help: did_you_mean(near, "#"),
        },
        Target::Missing(near) => Remark {
            code: if is_picture { "missing-picture" } else { "dead-link" },
            message: match is_picture {
                true => format!("there is no picture `{target}`"),
                false => format!("`{target}` leads nowhere in this site"),
            },
            help: did_you_mean(near, "").or_else(|| is_picture.then(|| where_pictures_stand(target))),
        },
    })
}

/// Where a picture would be found under the address that is written: beside the text, or in `static/`.
fn where_pictures_stand(target: &str) -> String {
    let file = target.split(['?', '#']).next().unwrap_or(target);
    match file.strip_prefix('/') {
        Some(below) => format!("Put the file at `static/{below}`, or beside the article and write its name alone."),
        // A folder above may be that of others: only the site's own files have a place that can be told.
        None if file.starts_with("../") => {
            let name = file.rsplit('/').next().unwrap_or(file);
            format!("Put the file into `static/` and write `/{name}`, or beside the article and write `{name}`.")
        }
        None => {
            let name = file.trim_start_matches("./");
            let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let beside = match folder.as_str() {
                "" => "beside the article".to_string(),
                folder => format!("into `{folder}` beside the article"),
            };
            format!("Put the file {beside}, or into `static/{folder}` and write `/{name}`.")
        }
    }
}
