//! A grid of discs: rows, columns, and at each crossing how much there is (by size) and how well founded (by colour).

use askama::Template;

use super::{Picture, colour};
use crate::http::pages::show::Said;

/// Pixels: the left margin with names, a row, what the columns share and the bounds of one, the head, the widest and the narrowest disc.
const LEFT: f64 = 250.0;
const ROW: f64 = 38.0;
const WIDTH: f64 = 820.0;
const COLUMN_MIN: f64 = 30.0;
const COLUMN_MAX: f64 = 160.0;
const HEAD: f64 = 92.0;
const RIGHT: f64 = 24.0;
const RADIUS_MAX: f64 = 17.0;
const RADIUS_MIN: f64 = 5.0;

/// A column, by its place in the picture.
pub struct Head {
    pub label: String,
    pub x: f64,
}

/// A crossing, as it is asked for.
pub struct Crossing {
    pub href: Option<String>,
    pub count: u64,
    pub strongest: Option<String>,
    /// From 0 (nothing is known) to the number of strengths.
    pub level: usize,
    /// What it says, for those who do not see it.
    pub words: String,
}

impl Crossing {
    fn colour(&self) -> &'static str {
        colour(self.level)
    }
}

/// A crossing in its place.
pub struct Spot {
    pub crossing: Crossing,
    pub x: f64,
    pub radius: f64,
}

/// A row.
pub struct Row {
    pub name: Said,
    pub href: Option<String>,
    pub within: bool,
    pub y: f64,
    pub spots: Vec<Spot>,
}

/// The whole.
#[derive(Template)]
#[template(path = "grid.svg", escape = "html")]
pub struct Grid {
    pub label: String,
    /// What rows are.
    pub rows_label: String,
    pub columns_label: String,
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
    pub width: f64,
    pub height: f64,
    pub row_height: f64,
    site: String,
}

impl Grid {
    /// Puts everything in its place. Each row has a crossing for each column; `narrowest`: pixels that a column needs.
    pub fn new(label: String, labels: (String, String), columns: Vec<String>, narrowest: f64, rows: Vec<(Said, Option<String>, bool, Vec<Crossing>)>) -> Self {
        let column = (WIDTH / columns.len().max(1) as f64).clamp(narrowest.max(COLUMN_MIN), COLUMN_MAX).round();
        let most = rows.iter().flat_map(|row| &row.3).map(|crossing| crossing.count).max().unwrap_or(1).max(1);
        let x = |place: usize| LEFT + column * (place as f64 + 0.5);
        let (width, height) = (LEFT + column * columns.len() as f64 + RIGHT, HEAD + ROW * rows.len() as f64 + 10.0);
        let widest = RADIUS_MAX.min(column / 2.0 - 1.0);
        let radius = |count: u64| (RADIUS_MIN + (widest - RADIUS_MIN) * (count as f64 / most as f64).sqrt()).round();
        let heads = columns.into_iter().enumerate().map(|(place, label)| Head { label, x: x(place) }).collect();
        let rows = rows.into_iter().enumerate().map(|(place, (name, href, within, crossings))| {
            let spots = crossings.into_iter().enumerate().map(|(place, crossing)| Spot { x: x(place), radius: radius(crossing.count), crossing }).collect();
            Row { name, href, within, y: HEAD + ROW * (place as f64 + 0.5), spots }
        });
        Self { label, rows_label: labels.0, columns_label: labels.1, heads, rows: rows.collect(), width, height, row_height: ROW, site: String::new() }
    }

    /// Crossings where nothing is.
    #[must_use]
    pub fn empty(&self) -> u64 {
        self.rows.iter().flat_map(|row| &row.spots).filter(|spot| spot.crossing.count == 0).count() as u64
    }
}

impl Picture for Grid {
    fn table(&self) -> Vec<Vec<String>> {
        let head = std::iter::once(self.rows_label.clone()).chain(self.heads.iter().flat_map(|head| [head.label.clone(), String::new()])).collect();
        let line = |row: &Row| {
            let cells = row.spots.iter().flat_map(|spot| [spot.crossing.count.to_string(), spot.crossing.strongest.clone().unwrap_or_default()]);
            std::iter::once(row.name.text.clone()).chain(cells).collect()
        };
        std::iter::once(head).chain(self.rows.iter().map(line)).collect()
    }

    fn leads_to(&mut self, site: &str) {
        site.clone_into(&mut self.site);
    }
}
