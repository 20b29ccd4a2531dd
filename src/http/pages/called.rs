//! What the ontology calls things, in the language of the interface, or else in English.

use super::{Visit, plural, record::title};
use crate::ontology::{EnumerationValue, Inverse, LocalText, Property, Type};

impl Visit {
    fn called(&self, texts: &[LocalText], english: impl FnOnce() -> String) -> String {
        let own = texts.iter().find(|text| text.language.split('-').next() == Some(self.words.tag));
        own.map_or_else(english, |text| text.text.clone())
    }

    /// The name of the directory.
    pub fn site(&self) -> String {
        let directory = &self.ontology().directory;
        self.called(&directory.titles, || directory.title.clone())
    }

    /// What the directory is for.
    pub fn purpose(&self) -> String {
        let directory = &self.ontology().directory;
        self.called(&directory.descriptions, || directory.description.clone())
    }

    /// `Tool`
    pub fn kind(&self, ty: &Type) -> String {
        self.called(&ty.labels, || ty.label.clone())
    }

    /// `Case studies`
    pub fn kinds(&self, ty: &Type) -> String {
        self.called(&ty.plural_labels, || plural(ty))
    }

    /// What a record type is for.
    pub fn about(&self, ty: &Type) -> String {
        self.called(&ty.descriptions, || ty.description.clone())
    }

    /// The label of a field.
    pub fn field(&self, property: &Property) -> String {
        self.called(&property.labels, || property.label.clone())
    }

    /// Its help text.
    pub fn help(&self, property: &Property) -> String {
        self.called(&property.descriptions, || property.description.clone())
    }

    /// `Involved in`: a link seen from its target.
    pub fn inverse(&self, inverse: &Inverse) -> String {
        self.called(&inverse.labels, || title(&inverse.field))
    }

    /// Its help text.
    pub fn inverse_help(&self, inverse: &Inverse) -> String {
        self.called(&inverse.descriptions, || inverse.description.clone())
    }

    /// A member of an enumeration.
    pub fn value(&self, value: &EnumerationValue) -> String {
        self.called(&value.labels, || value.label.clone())
    }
}
