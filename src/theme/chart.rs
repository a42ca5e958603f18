//! Small charts as inline SVG, drawn from numbers alone: no script, no request.

/// Bars of one series, the oldest first. `label` says in words what is drawn, for those who do not see it.
/// The colour is the text's own, so that the chart follows a theme's light and dark.
pub fn sparkline(values: &[u32], label: &str) -> String {
    const STEP: usize = 6;
    const HEIGHT: u32 = 20;
    let top = values.iter().copied().max().unwrap_or(0).max(1);
    let width = values.len().max(1) * STEP;
    let label = crate::base::escape::html(label);
    let mut svg = format!(
        "<svg class=\"sparkline\" viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" height=\"{HEIGHT}\" role=\"img\" aria-label=\"{label}\">"
    );
    for (at, value) in values.iter().enumerate() {
        // A month without articles keeps a hairline, so that the axis is seen.
        let height = if *value == 0 { 1 } else { (value * (HEIGHT - 2)).div_ceil(top).max(2) };
        let (x, y) = (at * STEP, HEIGHT - height);
        let class = if *value == 0 { " class=\"none\"" } else { "" };
        svg.push_str(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"4\" height=\"{height}\"{class}/>"));
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn the_highest_month_fills_the_height() {
        let svg = sparkline(&[0, 2, 4], "a \"label\"");
        assert!(svg.contains("aria-label=\"a &quot;label&quot;\""), "{svg}");
        assert!(svg.contains("<rect x=\"12\" y=\"2\" width=\"4\" height=\"18\"/>"), "{svg}");
        assert!(svg.contains("<rect x=\"0\" y=\"19\" width=\"4\" height=\"1\" class=\"none\"/>"), "{svg}");
    }
}
