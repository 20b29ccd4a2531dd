//! Licences of the Creative Commons, and what may be put into what.

/// What a licence asks of whoever uses a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Licence {
    /// Nothing: public domain.
    Zero,
    By,
    BySa,
    ByNc,
    ByNd,
    ByNcSa,
    ByNcNd,
}

impl Licence {
    const ALL: [(Self, &str, &str); 7] = [
        (Self::Zero, "publicdomain/zero", "CC0"),
        (Self::By, "licenses/by", "CC-BY"),
        (Self::BySa, "licenses/by-sa", "CC-BY-SA"),
        (Self::ByNc, "licenses/by-nc", "CC-BY-NC"),
        (Self::ByNd, "licenses/by-nd", "CC-BY-ND"),
        (Self::ByNcSa, "licenses/by-nc-sa", "CC-BY-NC-SA"),
        (Self::ByNcNd, "licenses/by-nc-nd", "CC-BY-NC-ND"),
    ];

    /// The licence at an address of the Creative Commons, and its version.
    #[must_use]
    pub fn at(address: &str) -> Option<(Self, &str)> {
        let rest = address.split_once("//")?.1;
        let path = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("creativecommons.org/")?;
        let (name, version) = Self::ALL.iter().find_map(|(licence, name, _)| path.strip_prefix(name)?.strip_prefix('/').map(|rest| (*licence, rest)))?;
        Some((name, version.split('/').next().unwrap_or_default()))
    }

    /// As the list of SPDX calls it: `CC-BY-4.0`.
    #[must_use]
    pub fn spdx(address: &str) -> Option<String> {
        let (licence, version) = Self::at(address)?;
        let name = Self::ALL.iter().find(|(own, ..)| *own == licence)?.2;
        Some(format!("{name}-{}", if version.is_empty() { "4.0" } else { version }))
    }

    const fn is_noncommercial(self) -> bool {
        matches!(self, Self::ByNc | Self::ByNcSa | Self::ByNcNd)
    }

    /// Why what is under this licence may not be made a part of a work under `whole`; nothing where it may.
    #[must_use]
    pub const fn hinders(self, whole: Self) -> Option<&'static str> {
        match self {
            Self::Zero => None,
            Self::ByNd | Self::ByNcNd => Some("its licence allows no adaptation, and being made a part of something is one"),
            Self::BySa if !matches!(whole, Self::BySa) => Some("its licence asks for the same licence for whatever it becomes a part of"),
            Self::ByNcSa if !matches!(whole, Self::ByNcSa) => Some("its licence asks for the same licence for whatever it becomes a part of"),
            Self::ByNc if !whole.is_noncommercial() => Some("its licence allows no commercial use, and the licence of the whole does"),
            _ if matches!(whole, Self::Zero) => Some("its licence asks for a credit, and the licence of the whole asks for nothing"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Licence::{self, By, ByNc, ByNcNd, ByNcSa, ByNd, BySa, Zero};

    #[test]
    fn licences_are_told_by_their_addresses() {
        assert_eq!(Licence::at("https://creativecommons.org/licenses/by-nc-sa/4.0/"), Some((ByNcSa, "4.0")));
        assert_eq!(Licence::at("http://www.creativecommons.org/publicdomain/zero/1.0/legalcode"), Some((Zero, "1.0")));
        assert_eq!(Licence::spdx("https://creativecommons.org/licenses/by/3.0/").as_deref(), Some("CC-BY-3.0"));
        assert_eq!(Licence::at("https://opensource.org/license/mit"), None);
    }

    /// The chart that the Creative Commons publish for adaptations: by rows what is used, by columns the licence of the whole.
    #[test]
    fn what_may_be_put_into_what_is_as_their_chart_says() {
        let all = [Zero, By, BySa, ByNc, ByNd, ByNcSa, ByNcNd];
        let chart = [(Zero, "yyyyyyy"), (By, "nyyyyyy"), (BySa, "nnynnnn"), (ByNc, "nnnynyy"), (ByNd, "nnnnnnn"), (ByNcSa, "nnnnnyn"), (ByNcNd, "nnnnnnn")];
        for (part, row) in chart {
            let own: String = all.iter().map(|whole| if part.hinders(*whole).is_none() { 'y' } else { 'n' }).collect();
            assert_eq!(own, row, "{part:?}");
        }
    }
}
