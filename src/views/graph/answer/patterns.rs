//! How much a query asks, before it is planned.

use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression};

/// What was counted in a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patterns {
    /// Triple patterns, and the steps of paths.
    pub count: usize,
    pub services: usize,
}

impl Patterns {
    pub fn of(query: &Query) -> Self {
        let mut found = Self::default();
        match query {
            Query::Construct { template, pattern, .. } => {
                found.count += template.len();
                found.pattern(pattern);
            }
            Query::Select { pattern, .. } | Query::Describe { pattern, .. } | Query::Ask { pattern, .. } => found.pattern(pattern),
        }
        found
    }

    fn pattern(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => self.count += patterns.len(),
            GraphPattern::Path { path, .. } => self.path(path),
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } | GraphPattern::Union { left, right } | GraphPattern::Minus { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.pattern(left);
                self.pattern(right);
                expression.iter().for_each(|expression| self.expression(expression));
            }
            GraphPattern::Filter { expr: expression, inner } | GraphPattern::Extend { inner, expression, .. } => {
                self.expression(expression);
                self.pattern(inner);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.pattern(inner),
            GraphPattern::OrderBy { inner, expression } => {
                expression.iter().for_each(|(OrderExpression::Asc(by) | OrderExpression::Desc(by))| self.expression(by));
                self.pattern(inner);
            }
            GraphPattern::Group { inner, aggregates, .. } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr);
                    }
                }
                self.pattern(inner);
            }
            GraphPattern::Values { .. } => {}
            GraphPattern::Service { inner, .. } => {
                self.services += 1;
                self.pattern(inner);
            }
        }
    }

    fn path(&mut self, path: &PropertyPathExpression) {
        match path {
            PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => self.count += 1,
            PropertyPathExpression::Reverse(inner)
            | PropertyPathExpression::ZeroOrMore(inner)
            | PropertyPathExpression::OneOrMore(inner)
            | PropertyPathExpression::ZeroOrOne(inner) => self.path(inner),
            PropertyPathExpression::Sequence(left, right) | PropertyPathExpression::Alternative(left, right) => {
                self.path(left);
                self.path(right);
            }
        }
    }

    /// Patterns within EXISTS count as well.
    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => {}
            Expression::Or(left, right)
            | Expression::And(left, right)
            | Expression::Equal(left, right)
            | Expression::SameTerm(left, right)
            | Expression::Greater(left, right)
            | Expression::GreaterOrEqual(left, right)
            | Expression::Less(left, right)
            | Expression::LessOrEqual(left, right)
            | Expression::Add(left, right)
            | Expression::Subtract(left, right)
            | Expression::Multiply(left, right)
            | Expression::Divide(left, right) => {
                self.expression(left);
                self.expression(right);
            }
            Expression::UnaryPlus(inner) | Expression::UnaryMinus(inner) | Expression::Not(inner) => self.expression(inner),
            Expression::In(one, many) => {
                self.expression(one);
                many.iter().for_each(|other| self.expression(other));
            }
            Expression::If(condition, one, other) => [condition, one, other].into_iter().for_each(|part| self.expression(part)),
            Expression::Coalesce(parts) | Expression::FunctionCall(_, parts) => parts.iter().for_each(|part| self.expression(part)),
            Expression::Exists(pattern) => self.pattern(pattern),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    #[test]
    fn patterns_are_counted_wherever_they_stand() {
        for (query, count, services) in [
            ("SELECT * { ?a ?b ?c . ?c ?d ?e }", 2, 0),
            ("ASK { ?a (<p:a>/<p:b>|^<p:c>)+ ?b }", 3, 0),
            ("SELECT * { ?a ?b ?c FILTER(?a = 1 || IF(EXISTS { ?c ?d ?e }, true, false)) }", 2, 0),
            ("SELECT * { { ?a ?b ?c } UNION { ?a ?b ?d } OPTIONAL { ?a ?b ?e FILTER NOT EXISTS { ?e ?f ?g } } MINUS { ?a ?b 1 } }", 5, 0),
            ("CONSTRUCT { ?a ?b ?c . ?c ?b ?a } { ?a ?b ?c }", 3, 0),
            ("SELECT (SUM(?c) AS ?sum) { ?a ?b ?c } GROUP BY ?a HAVING (EXISTS { ?a ?b 1 }) ORDER BY (EXISTS { ?a ?b 2 })", 3, 0),
            ("SELECT * { SERVICE SILENT ?where { ?a ?b ?c } }", 1, 1),
            ("SELECT * { FILTER EXISTS { { SELECT * { SERVICE <p:a> { ?a ?b ?c } } } } }", 1, 1),
        ] {
            assert_eq!(Patterns::of(&SparqlParser::new().parse_query(query).unwrap()), Patterns { count, services }, "{query}");
        }
    }
}
