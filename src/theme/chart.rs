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

/// The same with the number over each bar and a name below it, for a chart that is read and not glanced at.
pub fn bars(values: &[u32], names: &[String], label: &str) -> String {
    const STEP: usize = 24;
    const HEIGHT: u32 = 64;
    // Room for the numbers above, and for the names below.
    const TOP: u32 = 14;
    const BOTTOM: u32 = 16;
    let top = values.iter().copied().max().unwrap_or(0).max(1);
    let width = values.len().max(1) * STEP;
    let (whole, label) = (TOP + HEIGHT + BOTTOM, crate::base::escape::html(label));
    let mut svg = format!(
        "<svg class=\"bars\" viewBox=\"0 0 {width} {whole}\" width=\"{width}\" height=\"{whole}\" role=\"img\" aria-label=\"{label}\">"
    );
    for (at, value) in values.iter().enumerate() {
        let height = if *value == 0 { 1 } else { (value * HEIGHT).div_ceil(top).max(2) };
        let (x, y, middle) = (at * STEP + 3, TOP + HEIGHT - height, at * STEP + STEP / 2);
        let class = if *value == 0 { " class=\"none\"" } else { "" };
        svg.push_str(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"18\" height=\"{height}\"{class}/>"));
        if *value > 0 {
            svg.push_str(&format!("<text x=\"{middle}\" y=\"{}\">{value}</text>", y - 4));
        }
        if let Some(name) = names.get(at) {
            let name = crate::base::escape::html(name);
            svg.push_str(&format!("<text class=\"name\" x=\"{middle}\" y=\"{}\">{name}</text>", whole - 3));
        }
    }
    svg.push_str("</svg>");
    svg
}

/// How many lines [`lines`] draws: each has a class of its own, `line-1` to `line-5`.
pub const LINES: usize = 5;

/// One line for each series, the oldest value first, with the values of the axis at its side and a name below every third
/// place. All series are as long as the first.
pub fn lines(series: &[Vec<u32>], names: &[String], label: &str) -> String {
    const WIDTH: usize = 320;
    const HEIGHT: usize = 150;
    const LEFT: usize = 22;
    const TOP: usize = 8;
    const BOTTOM: usize = 18;
    let series = &series[..series.len().min(LINES)];
    let top = series.iter().flatten().copied().max().unwrap_or(0).max(1);
    let places = series.first().map_or(0, Vec::len).max(2);
    let x = |at: usize| LEFT + at * (WIDTH - LEFT - 8) / (places - 1);
    let y = |value: u32| TOP as f64 + (HEIGHT - TOP - BOTTOM) as f64 * (1.0 - f64::from(value) / f64::from(top));
    let label = crate::base::escape::html(label);
    let mut svg = format!("<svg class=\"lines\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{label}\">");
    // Half of an odd number is no number of articles.
    let marks = if top % 2 == 1 { vec![0, top] } else { vec![0, top / 2, top] };
    for mark in marks {
        let at = y(mark);
        svg.push_str(&format!("<path class=\"axis\" d=\"M{LEFT} {at:.1}H{WIDTH}\"/>"));
        svg.push_str(&format!("<text class=\"mark\" x=\"{}\" y=\"{:.1}\">{mark}</text>", LEFT - 5, at + 3.0));
    }
    for (at, name) in names.iter().enumerate().step_by(3).take_while(|(at, _)| *at < places) {
        let name = crate::base::escape::html(name);
        svg.push_str(&format!("<text class=\"name\" x=\"{}\" y=\"{}\">{name}</text>", x(at), HEIGHT - 4));
    }
    // The first goes last, so that it lies above the others.
    for (at, values) in series.iter().enumerate().rev() {
        let points: Vec<String> =
            values.iter().take(places).enumerate().map(|(at, value)| format!("{},{:.1}", x(at), y(*value))).collect();
        svg.push_str(&format!("<polyline class=\"line-{}\" points=\"{}\"/>", at + 1, points.join(" ")));
    }
    svg.push_str("</svg>");
    svg
}

/// How high a row of a list is that [`arcs`] stand beside, in CSS pixels.
pub const ROW: usize = 30;

/// Which rows of a list belong together: an arc for each pair of places, the stronger the oftener. It stands to the left of
/// a list whose rows are all as high as [`ROW`], and says nothing that a list of pairs would not: those who do not see it
/// miss no text.
pub fn arcs(rows: usize, ties: &[(usize, usize, u32)]) -> String {
    const WIDTH: usize = 72;
    let height = rows * ROW;
    let most = ties.iter().map(|(.., count)| *count).max().unwrap_or(0).max(1);
    let mut svg = format!(
        "<svg class=\"arcs\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" aria-hidden=\"true\">"
    );
    for (from, to, count) in ties.iter().filter(|(from, to, _)| from < to && *to < rows) {
        let (above, below) = (from * ROW + ROW / 2, to * ROW + ROW / 2);
        // The further apart two rows are, the wider is their arc.
        let reach = (10 + (to - from) * 14).min(WIDTH + 8);
        let (end, bend) = (WIDTH - 8, WIDTH as i64 - 8 - reach as i64);
        let width = 0.75 + 2.25 * f64::from(*count) / f64::from(most);
        svg.push_str(&format!(
            "<path d=\"M{end} {above}C{bend} {above} {bend} {below} {end} {below}\" stroke-width=\"{width:.2}\"/>"
        ));
    }
    for row in 0..rows {
        svg.push_str(&format!("<circle cx=\"{}\" cy=\"{}\" r=\"3\"/>", WIDTH - 6, row * ROW + ROW / 2));
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::{arcs, bars, lines, sparkline};

    #[test]
    fn a_line_goes_from_week_to_week() {
        let names: Vec<String> = (1..=4).map(|week| format!("w{week}")).collect();
        let svg = lines(&[vec![0, 4, 2, 1], vec![1, 1, 1, 1]], &names, "Due <b>");
        assert!(svg.contains("<polyline class=\"line-1\" points=\"22,132.0 118,8.0 215,70.0 312,101.0\"/>"), "{svg}");
        assert!(
            svg.contains("aria-label=\"Due &lt;b&gt;\"") && svg.contains(">w4</text>") && !svg.contains(">w2<"),
            "{svg}"
        );
        assert!(lines(&[], &[], "").ends_with("</svg>"));
    }

    #[test]
    fn an_arc_joins_two_rows_and_no_others() {
        let svg = arcs(3, &[(0, 2, 4), (1, 2, 1), (1, 1, 9), (2, 7, 9)]);
        assert_eq!(svg.matches("<path").count(), 2, "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3, "{svg}");
        assert!(svg.contains("M64 15C26 15 26 75 64 75"), "{svg}");
    }

    #[test]
    fn bars_say_their_numbers_and_names() {
        let svg = bars(&[0, 4], &["ott".to_string(), "<nov>".to_string()], "x");
        assert!(
            svg.contains("<rect x=\"27\" y=\"14\" width=\"18\" height=\"64\"/><text x=\"36\" y=\"10\">4</text>"),
            "{svg}"
        );
        assert!(svg.contains(">ott<") && svg.contains("&lt;nov&gt;"), "{svg}");
        assert!(!svg.contains(">0<"), "{svg}");
    }

    #[test]
    fn the_highest_month_fills_the_height() {
        let svg = sparkline(&[0, 2, 4], "a \"label\"");
        assert!(svg.contains("aria-label=\"a &quot;label&quot;\""), "{svg}");
        assert!(svg.contains("<rect x=\"12\" y=\"2\" width=\"4\" height=\"18\"/>"), "{svg}");
        assert!(svg.contains("<rect x=\"0\" y=\"19\" width=\"4\" height=\"1\" class=\"none\"/>"), "{svg}");
    }
}
