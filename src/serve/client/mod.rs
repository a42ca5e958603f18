//! The script that the preview puts into its pages. Its files share one function's scope, in this order, so that nothing of
//! it is left behind as a name in the page.

/// The whole script: the library that changes one tree of elements into another, and our own.
pub const SCRIPT: &str = concat!(
    "(() => {\n",
    include_str!("idiomorph.js"),
    "\n(() => {\n\"use strict\";\n",
    include_str!("start.js"),
    include_str!("morph.js"),
    include_str!("fetch.js"),
    include_str!("files.js"),
    include_str!("connection.js"),
    include_str!("face.js"),
    "})();\n})();\n"
);
