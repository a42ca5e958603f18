//! Cuts of a picture: of which shape, and around which point.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Width to height in small whole numbers, as 16:9.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Shape {
    pub across: u8,
    pub down: u8,
}

/// The shapes that search engines ask a news picture in.
pub const FOR_MACHINES: [Shape; 3] =
    [Shape { across: 1, down: 1 }, Shape { across: 4, down: 3 }, Shape { across: 16, down: 9 }];

/// As it is written in templates: `16:9`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.across, self.down)
    }
}

impl Shape {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Shape> {
        let (across, down) = text.split_once(':')?;
        let shape = Shape { across: across.parse().ok()?, down: down.parse().ok()? };
        (shape.across > 0 && shape.down > 0).then_some(shape)
    }

    /// How high a picture of this shape and width is.
    pub fn height(self, width: u32) -> u32 {
        let height = (f64::from(width) * f64::from(self.down) / f64::from(self.across)).round();
        (height as u32).max(1)
    }
}

/// The point that stays visible, from the left and from the top, in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Focal {
    pub x: u8,
    pub y: u8,
}

impl Focal {
    /// A point as it is written in front matter, each from 0 to 1.
    pub fn new([x, y]: [f64; 2]) -> Focal {
        // What is no number is nowhere, and the middle is as good as any place.
        let hundredths = |part: f64| if part.is_finite() { (part.clamp(0.0, 1.0) * 100.0).round() as u8 } else { 50 };
        Focal { x: hundredths(x), y: hundredths(y) }
    }

    /// Where nobody says what is to be seen: the middle. In a picture that is higher than wide it is a third from the
    /// top, since in a portrait of a person or a building it is the foot that can be spared.
    pub fn of_size(width: u32, height: u32) -> Focal {
        Focal { x: 50, y: if height > width { 33 } else { 50 } }
    }
}

/// A cut as it is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Crop {
    pub shape: Shape,
    pub focal: Focal,
}

/// A part of a picture, in its own pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl Area {
    pub fn is_whole(self, width: u32, height: u32) -> bool {
        (self.width, self.height) == (width, height)
    }
}

impl Crop {
    /// The largest part of this shape that a picture of that size has, with the focal point as near to its middle as the
    /// picture's edges allow.
    pub fn area(&self, width: u32, height: u32) -> Area {
        let Shape { across, down } = self.shape;
        let (across, down) = (u64::from(across), u64::from(down));
        let full = (u64::from(width), u64::from(height));
        let (wide, high) = match full.0 * down > full.1 * across {
            true => ((full.1 * across / down).max(1), full.1),
            false => (full.0, (full.0 * down / across).max(1)),
        };
        let place =
            |full: u64, part: u64, at: u8| (full * u64::from(at) / 100).saturating_sub(part / 2).min(full - part);
        Area {
            left: place(full.0, wide, self.focal.x) as u32,
            top: place(full.1, high, self.focal.y) as u32,
            width: wide as u32,
            height: high as u32,
        }
    }
}

/// As it is noted: `16:9@50,33`.
impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{},{}", self.shape, self.focal.x, self.focal.y)
    }
}

impl Crop {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Crop> {
        let (shape, focal) = text.split_once('@')?;
        let (x, y) = focal.split_once(',')?;
        Some(Crop { shape: Shape::parse(shape)?, focal: Focal { x: x.parse().ok()?, y: y.parse().ok()? } })
    }

    /// As a part of a file's name: `16x9`, and with the point where it is not the middle.
    pub fn slug(&self) -> String {
        let Shape { across, down } = self.shape;
        match self.focal {
            Focal { x: 50, y: 50 } => format!("{across}x{down}"),
            Focal { x, y } => format!("{across}x{down}-{x}-{y}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Crop, Focal, Shape};

    fn area(shape: &str, focal: [f64; 2], width: u32, height: u32) -> Area {
        let shape = Shape::parse(shape).expect("a shape");
        Crop { shape, focal: Focal::new(focal) }.area(width, height)
    }

    #[test]
    fn a_cut_lies_around_its_point_and_within_the_picture() {
        assert_eq!(area("1:1", [0.5, 0.5], 1600, 900), Area { left: 350, top: 0, width: 900, height: 900 });
        assert_eq!(area("1:1", [0.9, 0.5], 1600, 900), Area { left: 700, top: 0, width: 900, height: 900 });
        assert_eq!(area("16:9", [0.5, 0.0], 900, 1600), Area { left: 0, top: 0, width: 900, height: 506 });
        assert_eq!(area("16:9", [0.5, 0.5], 1600, 900), Area { left: 0, top: 0, width: 1600, height: 900 });
        assert_eq!(area("16:9", [f64::NAN, 7.0], 1, 1), Area { left: 0, top: 0, width: 1, height: 1 });
        assert_eq!(area("255:1", [0.5, 0.5], 10, 10).height, 1, "it never vanishes");
    }

    #[test]
    fn a_cut_is_read_as_it_is_noted() {
        let crop = Crop { shape: Shape { across: 4, down: 3 }, focal: Focal { x: 50, y: 33 } };
        assert_eq!(Crop::parse(&crop.to_string()), Some(crop));
        assert_eq!(crop.slug(), "4x3-50-33");
        assert_eq!(Shape::parse("0:3"), None);
        assert_eq!(Crop::parse("-"), None);
    }
}
