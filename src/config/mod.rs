//! The site's configuration.
