//! Form fields: label, hint and error tied together for screen readers; a form keeps what was typed.

use super::icon::Icon;
use crate::{n, t};
use maud::{Markup, Render, html};

/// One thing wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field; empty when no single field is to blame.
    pub field: String,
    /// What is wrong and how to put it right.
    pub message: String,
}

/// The message for field `name`, if it has one.
pub fn error_for<'a>(errors: &'a [FieldError], name: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == name).map(|error| error.message.as_str())
}

/// A text-like input. Build it up and splice it: `(Field::text("name", "Name").value(&v.name))`.
#[derive(Debug, Clone, Default)]
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    kind: &'a str,
    value: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    prefix: Option<&'a str>,
    suffix: Option<&'a str>,
    placeholder: Option<&'a str>,
    autocomplete: Option<&'a str>,
    input_mode: Option<&'a str>,
    required: bool,
    optional: bool,
}

impl<'a> Field<'a> {
    /// A line of text.
    pub fn text(name: &'a str, label: &'a str) -> Self {
        Self { name, label, kind: "text", ..Self::default() }
    }

    /// An e-mail address.
    pub fn email(name: &'a str, label: &'a str) -> Self {
        Self { kind: "email", input_mode: Some("email"), ..Self::text(name, label) }
    }

    /// A password; never filled in again after an error.
    pub fn password(name: &'a str, label: &'a str) -> Self {
        Self { kind: "password", ..Self::text(name, label) }
    }

    /// A web address.
    pub fn url(name: &'a str, label: &'a str) -> Self {
        Self { kind: "url", input_mode: Some("url"), ..Self::text(name, label) }
    }

    /// A day and a time on some clock, which the hint should name.
    pub fn moment(name: &'a str, label: &'a str) -> Self {
        Self { kind: "datetime-local", ..Self::text(name, label) }
    }

    /// A day.
    pub fn day(name: &'a str, label: &'a str) -> Self {
        Self { kind: "date", ..Self::text(name, label) }
    }

    /// A number typed as text, so that the form can show back what was typed.
    pub fn number(name: &'a str, label: &'a str) -> Self {
        Self { input_mode: Some("decimal"), ..Self::text(name, label) }
    }

    /// What stands in it.
    pub fn value(self, value: &'a str) -> Self {
        Self { value, ..self }
    }

    /// Help below the field.
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// Takes this field's message out of the form's `errors`.
    pub fn errors(self, errors: &'a [FieldError]) -> Self {
        Self { error: error_for(errors, self.name), ..self }
    }

    /// Fixed text before the input: `https://`.
    pub fn prefix(self, prefix: &'a str) -> Self {
        Self { prefix: Some(prefix), ..self }
    }

    /// Fixed text after the input: `%`, `days`.
    pub fn suffix(self, suffix: &'a str) -> Self {
        Self { suffix: Some(suffix), ..self }
    }

    /// An example, shown while empty.
    pub fn placeholder(self, placeholder: &'a str) -> Self {
        Self { placeholder: Some(placeholder), ..self }
    }

    /// What browsers and password managers may fill in.
    pub fn autocomplete(self, autocomplete: &'a str) -> Self {
        Self { autocomplete: Some(autocomplete), ..self }
    }

    /// Cannot be left empty.
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Says so in the label.
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    fn input(&self) -> Markup {
        let described = described_by(self.name, self.hint, self.error);
        html! {
            input.input id=(self.name) name=(self.name) type=(self.kind) value=(self.value) dir=[self.direction()]
                placeholder=[self.placeholder] autocomplete=[self.autocomplete] inputmode=[self.input_mode]
                required[self.required] aria-invalid=[self.error.map(|_| "true")] aria-describedby=[described];
        }
    }

    // Addresses read from the left in every language; names follow their own script.
    fn direction(&self) -> Option<&'static str> {
        match self.kind {
            "email" | "url" | "password" | "datetime-local" | "date" => Some("ltr"),
            _ if self.input_mode.is_some() => None,
            _ => Some("auto"),
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        html! {
            div.field.bad[self.error.is_some()] {
                label for=(self.name) { (self.label) @if self.optional { " " span.optional { (t!("(optional)")) } } }
                @if self.prefix.is_some() || self.suffix.is_some() {
                    // What stands before or after an input belongs to it: `shop.example/r/` reads from the left, always.
                    div.affix dir=[self.prefix.map(|_| "ltr")] {
                        @if let Some(prefix) = self.prefix { span { (prefix) } }
                        (self.input())
                        @if let Some(suffix) = self.suffix { span { (suffix) } }
                    }
                } @else { (self.input()) }
                (below(self.name, self.hint, self.error))
            }
        }
    }
}

/// One of several.
#[derive(Debug, Clone, Default)]
pub struct Select<'a> {
    /// Name in the form.
    pub name: &'a str,
    /// Label above it.
    pub label: &'a str,
    /// Value and text of each choice.
    pub options: &'a [(String, String)],
    /// Value chosen.
    pub selected: &'a str,
    /// Help below it.
    pub hint: Option<&'a str>,
    /// What is wrong with the choice.
    pub error: Option<&'a str>,
}

impl Render for Select<'_> {
    fn render(&self) -> Markup {
        html! {
            div.field.bad[self.error.is_some()] {
                label for=(self.name) { (self.label) }
                (bare_select(self, self.name))
                (below(self.name, self.hint, self.error))
            }
        }
    }
}

/// Only the control, for sentences; its label goes to screen readers.
pub fn inline_select(select: &Select<'_>) -> Markup {
    inline_select_as(select, select.name)
}

/// The same with an id of its own, where its name stands on the page already.
pub fn inline_select_as(select: &Select<'_>, id: &str) -> Markup {
    html! { label.visually-hidden for=(id) { (select.label) } (bare_select(select, id)) }
}

/// The control alone, where its label stands elsewhere.
pub fn bare_select(select: &Select<'_>, id: &str) -> Markup {
    let described = described_by(select.name, select.hint, select.error);
    html! {
        span.select {
            select.input id=(id) name=(select.name) aria-describedby=[described]
                aria-invalid=[select.error.map(|_| "true")] {
                @for (value, text) in select.options {
                    option value=(value) selected[value.as_str() == select.selected] { (text) }
                }
            }
            (Icon::Down)
        }
    }
}

/// A number inside a sentence: "Partners earn [10] % of each order".
pub fn inline_number(name: &str, label: &str, value: &str, errors: &[FieldError]) -> Markup {
    html! {
        label.visually-hidden for=(name) { (label) }
        input.input.in-num id=(name) name=(name) value=(value) inputmode="decimal" autocomplete="off"
            aria-invalid=[error_for(errors, name).map(|_| "true")];
    }
}

/// Yes or no.
pub fn checkbox(name: &str, label: &str, hint: Option<&str>, checked: bool) -> Markup {
    html! {
        label.check {
            input type="checkbox" name=(name) value="1" checked[checked];
            b { (label) }
            @if let Some(hint) = hint { span.hint { (hint) } }
        }
    }
}

/// One of a few, all visible. Options are value, label, hint.
pub fn radios(name: &str, legend: &str, options: &[(&str, &str, &str)], chosen: &str) -> Markup {
    html! {
        fieldset.field {
            legend.legend { (legend) }
            @for (value, label, hint) in options {
                label.check {
                    input type="radio" name=(name) value=(value) checked[*value == chosen];
                    b { (label) }
                    @if !hint.is_empty() { span.hint { (hint) } }
                }
            }
        }
    }
}

/// A line that finds things: orders, partners, codes. `id` ties it to its label.
pub fn search(action: &str, id: &str, value: &str) -> Markup {
    html! {
        form.search role="search" method="get" action=(action) {
            label.visually-hidden for=(id) { (t!("Search")) }
            (Icon::Search)
            input.input id=(id) name="q" type="search" value=(value) placeholder=(t!("Search")) autocomplete="off";
        }
    }
}

/// A hidden value such as the form's guard against forgery. Empty values render nothing.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
}

/// The button that sends the form; `label` is a verb.
pub fn submit(label: &str) -> Markup {
    html! { button.btn.btn-primary.btn-lg type="submit" { (label) } }
}

/// Everything wrong with the form, each linked to its field; shown first and announced.
pub fn error_summary(errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.summary role="alert" {
                h2 { (n!("{n} thing to put right", "{n} things to put right", i64::try_from(errors.len()).unwrap_or(i64::MAX))) }
                ul { @for error in errors { li {
                    @if error.field.is_empty() { (error.message) }
                    @else { a href={ "#" (error.field) } { (error.message) } }
                } } }
            }
        }
    }
}

fn described_by(name: &str, hint: Option<&str>, error: Option<&str>) -> Option<String> {
    let hint = hint.map(|_| format!("{name}-hint"));
    let error = error.map(|_| format!("{name}-error"));
    match (error, hint) {
        (Some(error), Some(hint)) => Some(format!("{error} {hint}")),
        (error, hint) => error.or(hint),
    }
}

fn below(name: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error { p.err id={ (name) "-error" } { (Icon::Warning) (error) } }
        @if let Some(hint) = hint { p.hint id={ (name) "-hint" } { (hint) } }
    }
}
