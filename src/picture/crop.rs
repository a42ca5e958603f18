//! Which part of a picture is shown where it must have another shape.

/// A shape as width to height.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Ratio {
    pub width: u32,
    pub height: u32,
}

/// A part of a picture, in pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl Ratio {
    /// Reads `16:9`.
    pub fn parse(text: &str) -> Option<Ratio> {
        let (width, height) = text.split_once(':')?;
        let (width, height) = (width.trim().parse().ok()?, height.trim().parse().ok()?);
        let is_sane = (1..=100).contains(&width) && (1..=100).contains(&height);
        is_sane.then_some(Ratio { width, height })
    }

    /// The height that belongs to a width, at least one pixel.
    pub fn height_of(self, width: u32) -> u32 {
        let height = u64::from(width) * u64::from(self.height) / u64::from(self.width);
        u32::try_from(height).unwrap_or(u32::MAX).max(1)
    }
}

/// The largest part of this shape, as near to the focal point (from 0 to 1, across and down) as the picture's edges allow.
pub fn part(width: u32, height: u32, ratio: Ratio, focal: [f64; 2]) -> Part {
    let (wide, high) = (u64::from(width) * u64::from(ratio.height), u64::from(height) * u64::from(ratio.width));
    let (cut_width, cut_height) = if wide > high {
        ((u64::from(height) * u64::from(ratio.width) / u64::from(ratio.height)) as u32, height)
    } else {
        (width, (u64::from(width) * u64::from(ratio.height) / u64::from(ratio.width)) as u32)
    };
    let (cut_width, cut_height) = (cut_width.clamp(1, width), cut_height.clamp(1, height));
    let start = |whole: u32, cut: u32, at: f64| {
        let wanted = f64::from(whole) * at.clamp(0.0, 1.0) - f64::from(cut) / 2.0;
        wanted.round().clamp(0.0, f64::from(whole - cut)) as u32
    };
    Part {
        left: start(width, cut_width, focal[0]),
        top: start(height, cut_height, focal[1]),
        width: cut_width,
        height: cut_height,
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Ratio, part};

    #[test]
    fn the_focal_point_stays_in_the_part_and_the_part_in_the_picture() {
        let square = Ratio::parse("1:1").expect("a shape");
        assert_eq!(part(1600, 900, square, [0.5, 0.5]), Part { left: 350, top: 0, width: 900, height: 900 });
        assert_eq!(part(1600, 900, square, [0.9, 0.5]).left, 700, "no further than the edge");
        assert_eq!(part(900, 1600, square, [0.5, 0.1]).top, 0);
        for (width, height) in [(1, 1), (3, 1000), (1000, 3), (64, 48)] {
            for ratio in ["16:9", "1:1", "4:3", "100:1", "1:100"].map(|text| Ratio::parse(text).expect("a shape")) {
                let part = part(width, height, ratio, [0.3, 0.8]);
                assert!(part.width >= 1 && part.height >= 1, "{part:?}");
                assert!(part.left + part.width <= width && part.top + part.height <= height, "{part:?}");
            }
        }
        assert_eq!(Ratio::parse("16x9"), None);
        assert_eq!(Ratio::parse("0:9"), None);
    }
}
